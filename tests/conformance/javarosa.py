"""Runs the rows of JavaRosa's table of expressions."""

from __future__ import annotations

import math
import re
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random

from fieldtool.forms.nodes import Node
from fieldtool.forms.xmltext import read_xml
from fieldtool.forms.xpath.compile import Compiler
from fieldtool.forms.xpath.context import Context
from fieldtool.forms.xpath.parse import parse
from fieldtool.forms.xpath.values import Value
from fieldtool.problems import Problem
from tests.conformance.cases import Case, Tally, read
from tests.conformance.decisions import reason_for

# What the table calls buildInstance(): five paths, and a shape.
INSTANCE = """<data><path>some value</path><path>another value</path><path>some value</path><path/>
<path>5</path><geoshape>0 0 0 0; 0 1 0 0; 1 1 0 0; 1 0 0 0; 0 0 0 0</geoshape></data>"""
_JAVA = {
    "POSITIVE_INFINITY": math.inf,
    "NEGATIVE_INFINITY": -math.inf,
    "-NaN": math.nan,
    "Math.PI": math.pi,
    "Math.PI / 2": math.pi / 2,
    "Math.E": math.e,
}
_DATE = re.compile(r"DateUtils.getDate\((\d+)")


class TableWorld:
    """A world with nothing in it but a clock in UTC."""

    def __init__(self) -> None:
        self.zone = UTC
        self.chance = Random(1)  # noqa: S311 - the same each time

    def now(self) -> datetime:
        return datetime(2026, 11, 22, tzinfo=UTC)

    def instance(self, _name: str) -> Node | None:
        return None

    def spend(self, _nodes: int) -> None:
        """Recorded documents are small."""

    def itext(self, _name: str) -> str:
        return ""

    def choice_label(self, _value: str, _reference: Value, _context: Context) -> str:
        return ""

    def property(self, _name: str) -> str:
        return ""


def expression_of(case: Case) -> str:
    """Return the expression; Java's string concatenation left some in two columns."""
    rest = str(case["instance"] or "")
    if rest.startswith("+ "):
        number = math.pi / 2 if "Math.PI" in rest else math.exp(2)
        return f"{case['expression']}{number!r})"
    return str(case["expression"])


def expected_of(case: Case) -> object:
    """Return the expected value; dates were split over columns as well."""
    match = _DATE.match(str(case["instance"] or ""))
    if match:
        day = int(str(case["expected_java"]).rstrip(")"))
        return date(int(match[1]), int(case["context"]), day)
    if "createExpectedNodesetFromInstance" in str(case.get("expected_java")):
        return 2
    return _JAVA.get(case.get("expected_java", ""), case.get("expected"))


def outcome(case: Case) -> tuple[str | None, object]:
    """Return (what differs, what came out); None when the case passes."""
    expression = expression_of(case)
    try:
        tree = Compiler().compile(parse(expression))
        got: object = tree(Context(read_xml(INSTANCE), TableWorld()))
    except Problem as problem:
        got = problem
    passed = isinstance(got, Problem) if "error" in case else _same(got, expected_of(case))
    wanted = case.get("error", expected_of(case))
    return (None if passed else f"{expression} | expected {wanted!r}, got {got!r}"), got


def _same(got: object, expected: object) -> bool:
    if isinstance(got, list):
        return len(got) == expected
    if isinstance(got, float) and not isinstance(expected, date):
        number = float(str(expected))
        both = math.isnan(got) and math.isnan(number)
        return both or got == number or math.isclose(got, number, rel_tol=1e-9, abs_tol=1e-12)
    return type(got) is type(expected) and got == expected


def run(folder: Path) -> Tally:
    """Run the file."""
    tally = Tally("javarosa_xpath")
    for case in read(folder, "javarosa_xpath"):
        found, got = guarded(case)
        tally.count(found, None if found is None else reason_for("javarosa_xpath", case, got))
    return tally


def guarded(case: Case) -> tuple[str | None, object]:
    """Return the outcome; a row that cannot be read has failed, and the next one runs."""
    try:
        return outcome(case)
    except Exception as error:  # noqa: BLE001 - whatever a row of a file nobody has seen may hold
        return f"{case.get('expression')} | {type(error).__name__}: {error}", None
