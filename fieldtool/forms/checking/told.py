"""What entities tell that only the interview may know: answers that reach a register indirectly."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from fieldtool.forms.checking.report import Finding, Severity
from fieldtool.forms.checking.tables import Tables
from fieldtool.problems import Code, Problem, ProblemKind

_READ = re.compile(r"\$\{\s*(?:last-saved#)?([^}\s]+)\s*\}")
# What decides whether there is an entity tells as much as what it is called.
_COLUMNS = ("label", "create_if", "update_if", "entity_id")


def told_by_entities(found: Tables, delicate: Collection[str]) -> Iterator[Finding]:
    """Iterate over what would carry the answers of *delicate* questions into a register."""
    readers = _readers(found, delicate)
    for row in found.survey.rows:
        name = row.text("name")
        if row.text("save_to") and name in readers and name not in delicate:
            yield _finding(Code.DELICATE_ANSWER_IN_LIST, name, "survey", row.number, "save_to")
    for row in found.entities.rows:
        for column in _COLUMNS:
            for name in _read(row.text(column)):
                if name in readers:
                    code = Code.DELICATE_ANSWER_IN_ENTITY
                    yield _finding(code, name, "entities", row.number, column)


def _readers(found: Tables, delicate: Collection[str]) -> set[str]:
    """Return *delicate* and all that is calculated from it, however many steps away."""
    formulas = {
        row.text("name"): set(_read(f"{row.text('calculation')} {row.text('default')}"))
        for row in found.survey.rows
    }
    known: set[str] = set(delicate)
    while new := {name for name, read in formulas.items() if read & known} - known:
        known |= new
    return known


def _read(text: str) -> list[str]:
    return _READ.findall(text)


def _finding(code: ProblemKind, question: str, sheet: str, row: int, column: str) -> Finding:
    values: Mapping[str, str | int] = {"question": question, "column": column}
    problem = Problem(code, dict(values))
    return Finding(problem, Severity.ERROR, sheet, row, column, question)
