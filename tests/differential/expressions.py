"""Invents expressions for invented forms, of the kind that is asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeAlias

NUMBERS = ("integer", "decimal", "range")
WORDS = ("ناامن", "امن", "ښه", "strada", "a b", "x", "")
DAYS = ("2026-01-31", "2024-02-29", "2026-11-22", "1999-12-31")

Maker: TypeAlias = Callable[["Expressions", int], str]


@dataclass(frozen=True)
class Known:
    """A question that an expression may read.

    Attributes:
        rows: names of the repeats around it, outermost first.
        codes: of its list, when it is chosen from one.
    """

    name: str
    kind: str
    rows: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()


class Expressions:
    """Makes expressions for one place of a form, from the questions it may read there."""

    def __init__(self, chance: Random, known: Sequence[Known], rows: tuple[str, ...]) -> None:
        self.chance = chance
        self.rows = rows
        self.here = [each for each in known if rows[: len(each.rows)] == each.rows]
        self.inside = [each for each in known if rows[: len(each.rows)] != each.rows]

    def one(self, kinds: Sequence[str]) -> Known | None:
        """Return a question that has one answer here, None when there is none of *kinds*."""
        found = [each for each in self.here if each.kind in kinds]
        return self.chance.choice(found) if found else None

    def several(self, kinds: Sequence[str]) -> Known | None:
        """Return a question that has an answer in each row of a repeat."""
        found = [each for each in self.inside if each.kind in kinds]
        return self.chance.choice(found) if found else None

    def number(self, depth: int = 2) -> str:
        """Return an expression whose value is a number."""
        return self._made(_NUMBERS, depth, str(self.chance.randint(-2, 6)))

    def condition(self, depth: int = 2) -> str:
        """Return an expression that is true or false."""
        return self._made(_CONDITIONS, depth, self.chance.choice(("true()", "false()", "1 = 1")))

    def text(self, depth: int = 2) -> str:
        """Return an expression whose value is text."""
        return self._made(_TEXTS, depth, f"'{self.chance.choice(WORDS)}'")

    def day(self, depth: int = 1) -> str:
        """Return an expression whose value is a date."""
        return self._made(_DAYS, depth, f"date('{self.chance.choice(DAYS)}')")

    def anything(self, depth: int = 2) -> str:
        """Return an expression of any kind."""
        if self.chance.random() < 0.05:
            return f"once('{self.chance.choice(WORDS)}')"
        kinds = (self.number, self.condition, self.text, self.day, self.text, self.number)
        return self.chance.choice(kinds)(depth)

    def _made(self, makers: Sequence[Maker], depth: int, otherwise: str) -> str:
        if depth < 0:
            return otherwise
        return self.chance.choice(makers)(self, depth - 1) or otherwise


def _read(*kinds: str) -> Maker:
    def make(at: Expressions, _depth: int) -> str:
        found = at.one(kinds)
        return f"${{{found.name}}}" if found else ""

    return make


def _over(form: str, *kinds: str) -> Maker:
    """Return a maker of a function over all rows."""

    def make(at: Expressions, _depth: int) -> str:
        found = at.several(kinds)
        return form.format(f"${{{found.name}}}") if found else ""

    return make


def _with(shape: str, **parts: str) -> Maker:
    """Return a maker that fills {name} of *shape*: n, m numbers; b, c conditions; t, u texts."""

    def make(at: Expressions, depth: int) -> str:
        kinds = {
            "n": at.number,
            "m": at.number,
            "b": at.condition,
            "c": at.condition,
            "t": at.text,
            "u": at.text,
            "d": at.day,
            "e": at.day,
        }
        values = {name: kinds[name](depth) for name in kinds if f"{{{name}}}" in shape}
        values |= {name: at.chance.choice(text.split("|")) for name, text in parts.items()}
        return shape.format(**values)

    return make


def _of(form: str, *kinds: str) -> Maker:
    """Return a maker for one question: {q} is the question, {code} one of its codes."""

    def make(at: Expressions, _depth: int) -> str:
        found = at.one(kinds)
        if found is None:
            return ""
        code = at.chance.choice(found.codes or ("x",))
        place = at.chance.randint(0, 2)
        return form.format(q=f"${{{found.name}}}", code=code, place=place)

    return make


def _indexed(at: Expressions, _depth: int) -> str:
    found = at.several(("integer", "text", "select_one", "date"))
    if found is None or len(found.rows) != 1:
        return ""
    place = at.chance.randint(1, 3)
    return f"string(indexed-repeat(${{{found.name}}}, ${{{found.rows[0]}}}, {place}))"


def _place(at: Expressions, _depth: int) -> str:
    return "position(..)" if at.rows else ""


def _rows(at: Expressions, _depth: int) -> str:
    outer = {each.rows[0] for each in at.inside if len(each.rows) == 1}
    return f"count(${{{at.chance.choice(sorted(outer))}}})" if outer else ""


_SELECTS = ("select_one", "select_multiple")
_ALL = (*NUMBERS, *_SELECTS, "text", "date", "calculate")

_NUMBERS: tuple[Maker, ...] = (
    _read(*NUMBERS),
    _read("integer"),
    _read("integer", "calculate"),
    _with("({n} {sign} {m})", sign="+|-|*|div|mod"),
    _with("round({n}, {places})", places="0|1|2"),
    _with("int({n})"),
    _with("abs({n})"),
    _with("pow({n}, 2)"),
    _with("number(substr({t}, 0, 3))"),
    _with("string-length({t})"),
    _with("if({b}, {n}, {m})"),
    _with("coalesce({n}, {m})"),
    _of("min({place}, {q})", "integer", "decimal"),
    _of("max(1, {q})", "integer", "decimal"),
    _with("int({d} - {e})"),
    _with("decimal-date-time({d})"),
    _with("number({b})"),
    _of("count-selected({q})", *_SELECTS),
    _over("sum({})", *NUMBERS),
    _over("min({})", "integer"),
    _over("count-non-empty({})", *_ALL),
    _place,
    _rows,
)

_CONDITIONS: tuple[Maker, ...] = (
    _with("{n} {sign} {m}", sign="=|!=|<|<=|>|>="),
    _with("{n} {sign} {m}", sign="=|!=|<|<=|>|>="),
    _with("{t} {sign} {u}", sign="=|!="),
    _with("{d} {sign} {e}", sign="=|!=|<|<=|>|>="),
    _with("({b} {word} {c})", word="and|or"),
    _with("not({b})"),
    _with("contains({t}, {u})"),
    _with("starts-with({t}, {u})"),
    _with("ends-with({t}, {u})"),
    _with("regex({t}, '{pattern}')", pattern="[a-z ]+|.*a.*|[0-9]+"),
    _with("boolean({n})"),
    _with("boolean({t})"),
    _with("checklist(1, 2, {b}, {c})"),
    _with("weighted-checklist(1, 3, {b}, 2, {c}, {n})"),
    _of("selected({q}, '{code}')", *_SELECTS),
    _of("selected({q}, '{code}')", *_SELECTS),
    _of("{q} = '{code}'", "select_one"),
    _of("{q} = ''", *_ALL),
    _of("{q} != ''", *_ALL),
    _of("{q} > {place}", *NUMBERS),
    _over("sum({}) > 2", *NUMBERS),
    _over("max({}) > 1", "integer"),
    _over("count-non-empty({}) = 1", *_ALL),
)

_TEXTS: tuple[Maker, ...] = (
    _read("text"),
    _read("text", "calculate"),
    _read(*_ALL),
    _with("concat({t}, {u})"),
    _with("concat({t}, ' ', {n})"),
    _with("string({n})"),
    _with("string({b})"),
    _with("substr({t}, {from_}, {to})", from_="0|1|2", to="2|3|9"),
    _with("substring-before({t}, {u})"),
    _with("substring-after({t}, {u})"),
    _with("translate({t}, 'abc', 'ABC')"),
    _with("normalize-space({t})"),
    _with("if({b}, {t}, {u})"),
    _with("coalesce({t}, {u})"),
    _with("format-date({d}, '{form}')", form="%Y-%m-%d|%d/%n/%y|%b|%a %e"),
    _with("digest({t}, 'SHA-256', 'hex')"),
    _of("selected-at({q}, {place})", "select_multiple"),
    _of("jr:choice-name({q}, '{q}')", "select_one"),
    _of("string(instance('sites')/root/item[name = {q}]/label)", "select_one"),
    _of("string(instance('sites')/root/item[size > {place}][position() = 1]/name)", *NUMBERS),
    _over("join(', ', {})", "integer", "text", "select_one", "date"),
    _indexed,
)

_DAYS: tuple[Maker, ...] = (
    _read("date"),
    _read("date"),
    _with("today()"),
    _with("date({d} + {n})"),
    _with("if({b}, {d}, {e})"),
    _with("date(format-date({d}, '%Y-%m-01'))"),
)
