"""Large forms for benchmarks: sections with logic, repeats, four languages."""

from __future__ import annotations

from functools import lru_cache

from fieldtool.forms import convert_workbook

SIZES = (60, 500, 1_000)
SECTION = 20  # questions of one page
LANGUAGES = ("English (en)", "دری (fa-AF)", "پښتو (ps)", "Italiano (it)")
_WORDS = (
    "How safe do you feel?",
    "چقدر احساس امنیت می‌کنید؟",
    "څومره خوندي یاست؟",
    "Si sente al sicuro?",
)
_CHOICES = (
    ("safe", "Safe", "امن", "خوندي", "Sicuro"),
    ("between", "In between", "میانه", "منځنی", "Così così"),
    ("unsafe", "Unsafe", "ناامن", "ناخوندي", "Insicuro"),
    ("98", "Do not know", "نمی‌دانم", "نه پوهېږم", "Non so"),
)
_COLUMNS = ("type", "name", *(f"label::{name}" for name in LANGUAGES))
_LOGIC = ("relevant", "required", "constraint", "calculation")


@lru_cache(maxsize=4)
def xform(questions: int) -> str:
    """Return the XForm of `markdown`."""
    return convert_workbook("large.md", markdown(questions).encode()).xform


def markdown(questions: int) -> str:
    """Return the sheets of a form with so many questions; every fifth section is a repeat."""
    rows: list[tuple[str, ...]] = []
    for section in range(questions // SECTION):
        rows += _section(section, is_repeat=section % 5 == 2)
    lines = ["| survey |", _line((*_COLUMNS, *_LOGIC)), *map(_line, rows)]
    lines += ["| choices |", _line(("list_name", *_COLUMNS[1:]))]
    lines += [_line(("feeling", *choice)) for choice in _CHOICES]
    lines += ["| settings |", _line(("form_id", "version")), _line(("large", "1"))]
    return "\n".join(lines)


def _line(cells: tuple[str, ...]) -> str:
    return "| | " + " | ".join(cells) + " |"


def _section(number: int, *, is_repeat: bool) -> list[tuple[str, ...]]:
    kind = "repeat" if is_repeat else "group"
    first = _name(number, 0)
    rows = [(f"begin {kind}", f"s{number}", *(f"{word} {number}" for word in _WORDS))]
    rows += [_question(number, place, first) for place in range(SECTION - 1)]
    score = f"if(${{{first}}} > 2, count-selected(${{{_name(number, 2)}}}), 0)"
    rows.append(("calculate", _name(number, SECTION - 1), "", "", "", "", "", "", "", score))
    rows.append((f"end {kind}",))
    return rows


def _question(section: int, place: int, first: str) -> tuple[str, ...]:
    kinds = ("integer", "select_one feeling", "select_multiple feeling", "text", "date")
    kind = kinds[place % len(kinds)]
    relevant = f"${{{first}}} > 0" if place % 4 == 3 else ""
    constraint = ". >= 0 and . < 100" if kind == "integer" else ""
    required = "yes" if place % 3 == 0 else ""
    words = (f"{word} {section}.{place}" for word in _WORDS)
    return (kind, _name(section, place), *words, relevant, required, constraint, "")


def _name(section: int, place: int) -> str:
    return f"q{section}_{place}"
