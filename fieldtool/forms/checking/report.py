"""What a check found, and where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from fieldtool.forms.definition.form import Form
from fieldtool.problems import Problem


class Severity(StrEnum):
    """What a finding means for whoever wants to use the form."""

    ERROR = "error"  # it cannot be used, or must not be
    WARNING = "warning"  # it works, and is probably not what was meant


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found.

    Attributes:
        problem: its sentence, translated when it is shown.
        sheet: survey, choices or settings; "" when it is not known, or the form is no workbook.
        row: as a spreadsheet numbers it, 0 when it is not known.
        column: as the sheet heads it.
        question: name of the question or group, "" when it is about something else.
    """

    problem: Problem
    severity: Severity = Severity.ERROR
    sheet: str = ""
    row: int = 0
    column: str = ""
    question: str = ""


@dataclass(frozen=True)
class Report:
    """All that was found in one form.

    Attributes:
        name: of the file.
        xform: the XForm that was made, "" when none could be made.
        form: the compiled form, None when it cannot be compiled.
        itemsets: the `itemsets.csv` that the workbook makes as well, most often "".
    """

    name: str
    findings: tuple[Finding, ...] = ()
    xform: str = ""
    form: Form | None = None
    itemsets: str = ""

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Return what must be corrected before the form can be used."""
        return tuple(each for each in self.findings if each.severity is Severity.ERROR)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """Return what should be looked at."""
        return tuple(each for each in self.findings if each.severity is Severity.WARNING)


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return *findings* once each: errors first, then in the order of sheets and rows."""
    unique: dict[tuple[object, ...], Finding] = {}
    for each in findings:
        unique.setdefault((each.problem.code, *each.problem.values.items(), each.row), each)
    return tuple(sorted(unique.values(), key=_place))


def _place(finding: Finding) -> tuple[bool, int, int]:
    sheets = ("survey", "choices", "settings", "entities", "external_choices", "osm")
    sheet = sheets.index(finding.sheet) if finding.sheet in sheets else -1
    return finding.severity is not Severity.ERROR, sheet, finding.row
