"""The rules of the recorded engine where it differs: our engine can work by them for a moment.

A case is decided otherwise only if, by the other rule, this engine gives exactly what was recorded.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from typing import Any

from fieldtool.forms.nodes import Node
from fieldtool.forms.xpath import ast, moments, values
from fieldtool.forms.xpath.context import Context, Evaluate
from fieldtool.forms.xpath.functions import dates, registry
from fieldtool.forms.xpath.parse import parse
from fieldtool.forms.xpath.values import NAN, Value, to_number, to_text
from fieldtool.problems import Problem


@dataclass(frozen=True)
class Rule:
    """One rule of the recorded engine.

    Attributes:
        functions: it matters only where one of these is called; empty: anywhere.
        changes: what is put in the place of our rule, as (owner, name, replacement).
    """

    reason: str
    functions: frozenset[str]
    changes: Callable[[], Sequence[tuple[Any, str, object]]]

    def matters(self, expression: str) -> bool:
        """Return whether the rule can change what *expression* gives."""
        return not self.functions or bool(self.functions & calls(expression))


@contextmanager
def working_by(rules: Sequence[Rule]) -> Iterator[None]:
    """Let the engine work by other rules."""
    with ExitStack() as undo:
        for rule in rules:
            for owner, name, other in rule.changes():
                # Names of modules live in a dictionary as well.
                names = owner if isinstance(owner, dict) else vars(owner)
                undo.callback(names.__setitem__, name, names[name])
                names[name] = other
        yield


def trees(expression: str) -> Iterator[ast.Ast]:
    """Iterate over all parts of an expression; none where it cannot be read."""
    try:
        waiting = [parse(expression)]
    except Problem:
        return
    while waiting:
        each = waiting.pop()
        yield each
        waiting.extend(ast.children(each))


def calls(expression: str) -> frozenset[str]:
    """Return the names of all functions that are called, without prefixes."""
    return frozenset(
        each.name.rpartition(":")[2] for each in trees(expression) if isinstance(each, ast.Call)
    )


def axes(expression: str) -> frozenset[str]:
    """Return the axes of all steps."""
    paths = (each for each in trees(expression) if isinstance(each, ast.Path))
    return frozenset(step.axis for path in paths for step in path.steps)


# -- dates


def _with_fraction(moment: date, zone: tzinfo | None) -> float:
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time(), zone)
    return moments.days_of(moment)


def _day_stays_moment(found: date, _value: Value, zone: tzinfo) -> date:
    return found if isinstance(found, datetime) else datetime.combine(found, time(), zone)


def _moment_of_day(name: str, value: Value, zone: tzinfo) -> date | str:
    found = dates_moment(name, value, zone)
    if isinstance(value, float) and isinstance(found, datetime) and found.time() == time():
        return found.date()  # a number of whole local days is shown as a day
    plain = isinstance(found, date) and not isinstance(found, datetime)
    return datetime.combine(found, time(), zone) if plain else found  # type: ignore[arg-type]


dates_moment = dates._moment


def _fractions() -> list[tuple[Any, str, object]]:
    return [
        (values, "whole_days_of", _with_fraction),
        (dates, "_as_day", _day_stays_moment),
        (dates, "_moment", _moment_of_day),
    ]


# -- single functions

Make = Callable[..., Evaluate]


def _replaced(*names: str, by: Callable[[Make], Make]) -> list[tuple[Any, str, object]]:
    table = registry.TABLE
    return [
        (table, name, registry.Function(table[name].least, table[name].most, by(table[name].make)))
        for name in names
    ]


def _rounded(make: Make) -> Make:
    def rounding(*arguments: Evaluate) -> Evaluate:
        inner = make(*arguments)

        def evaluate(context: Context) -> Value:
            found = to_number(inner(context))
            return found if math.isnan(found) else math.floor(found * 100 + 0.5) / 100

        return evaluate

    return rounding


def _partial(_make: Make) -> Make:
    def matching(text: Evaluate, pattern: Evaluate) -> Evaluate:
        return lambda c: re.search(to_text(pattern(c)), to_text(text(c)), re.ASCII) is not None

    return matching


def _blank_is_no_number(make: Make) -> Make:
    def choosing(*arguments: Evaluate) -> Evaluate:
        inner = make(*arguments)

        def evaluate(context: Context) -> Value:
            each = [argument(context) for argument in arguments]
            nodes = [node.text() for value in each if isinstance(value, list) for node in value]
            blank = "" in nodes or "" in [value for value in each if isinstance(value, str)]
            return NAN if blank or [] in each else inner(context)

        return evaluate

    return choosing


def _nothing_instead_of_failing(make: Make) -> Make:
    def forgiving(*arguments: Evaluate) -> Evaluate:
        inner = make(*arguments)

        def evaluate(context: Context) -> Value:
            try:
                return inner(context)
            except Problem:
                return ""

        return evaluate

    return forgiving


def _scientific(text: str, zone: tzinfo | None = None) -> float:
    if re.fullmatch(r"\s*-?\d+(\.\d+)?[eE][-+]?\d+\s*", text):
        return float(text)
    return text_number(text, zone)


text_number = values.text_number

RULES = (
    Rule(
        "A date or date-time used as a number counts whole days in local time, and a number made "
        "a date is that day in every zone: JavaRosa, XPathFuncExpr.toNumeric and toDate; "
        "date(1.5) is 1970-01-02.",
        frozenset(),
        _fractions,
    ),
    Rule(
        "area() and distance() are not rounded: JavaRosa, XPathEvalTest and GeoUtils.",
        frozenset({"area", "distance", "enclosed-area"}),
        lambda: _replaced("area", "distance", "enclosed-area", by=_rounded),
    ),
    Rule(
        "regex() matches the whole text: JavaRosa's Pattern.matches(); phones must accept what "
        "laptops accept.",
        frozenset({"regex"}),
        lambda: _replaced("regex", by=_partial),
    ),
    Rule(
        "min() and max() leave blank answers out: JavaRosa, XPathFuncExpr.",
        frozenset({"min", "max"}),
        lambda: _replaced("min", "max", by=_blank_is_no_number),
    ),
    Rule(
        "Text in scientific notation is no number: JavaRosa, int('1.1e6') is NaN.",
        frozenset(),
        lambda: [(values, "text_number", _scientific)],
    ),
    Rule(
        "What is no date, point or shape is an error, as in JavaRosa's XPathEvalTest; in an "
        "interview it leaves a blank.",
        frozenset({"date", "date-time", "area", "distance", "geofence", "decimal-date-time"}),
        lambda: _replaced(
            "date", "date-time", "area", "distance", "geofence", "decimal-date-time",
            by=_nothing_instead_of_failing,
        ),
    ),
)  # fmt: skip


def is_nothing(recorded: object) -> bool:
    """Return whether the recording shows that there was no value."""
    return recorded in ("Invalid Date", "", "NaN", "0", "false", False, None, 0)


def without_text(paths: object) -> list[str]:
    """Return node paths apart from those of text."""
    listed = paths if isinstance(paths, list) else [paths]
    return [str(path) for path in listed if "text()" not in str(path)]


def without_namespaces(paths: object) -> list[str]:
    """Return node paths apart from those of namespaces."""
    listed = paths if isinstance(paths, list) else [paths]
    return [str(path) for path in listed if "@xmlns" not in str(path)]


def text_of(document: Node, name: str, form: str | None) -> set[str]:
    """Return the values of a translated text in all languages, those with a form or without."""
    found: set[str] = set()
    waiting = [document]
    while waiting:
        node = waiting.pop()
        if node.local_name == "text" and node.attribute("id") == name:
            values_ = (
                each for each in node.elements() if bool(each.attribute("form")) == bool(form)
            )
            found.update(each.text() for each in values_)
        waiting.extend(node.elements())
    return found
