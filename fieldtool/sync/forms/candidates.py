"""Preparing a form at the hub: a workbook and its files, what is found in them, what it becomes."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace

from fieldtool.forms.checking import Finding, Severity, check_form
from fieldtool.log import ids
from fieldtool.log.canonical import encode, parse
from fieldtool.log.kinds import FormPublished
from fieldtool.problems import CATALOGUE, Problem
from fieldtool.questionnaires.registers import REGISTERS
from fieldtool.storage.queries.candidates import Candidate
from fieldtool.sync.hub.publishing import Workbook, described, versioned


@dataclass(frozen=True)
class Upload:
    """A workbook with all its files, from an account, now (milliseconds UTC).

    `registers` are lists of entities of the project, beside those that every project may have.
    """

    workbook: Workbook
    login: str
    now: int
    registers: tuple[str, ...] = ()


def candidate_of(upload: Upload, candidate: str = "") -> Candidate:
    """Check a workbook and return what is to be kept of it; it takes seconds for a large one.

    *candidate* is the id of one that it replaces.
    """
    workbook = upload.workbook
    files = {**workbook.files, **workbook.media}
    lists_kept = (*upload.registers, *REGISTERS)
    report = check_form(workbook.name, workbook.content, files, lists_kept)
    form: FormPublished | None = None
    if report.form is not None:
        xform, version = versioned(report.xform)
        made = replace(report.form, version=report.form.version or version)
        lists = dict(workbook.files)
        if report.itemsets:
            lists.setdefault("itemsets.csv", report.itemsets.encode())
        form = described(made, xform, replace(workbook, files=lists))
    return Candidate(
        id=candidate or ids.new_id(ids.CANDIDATE),
        login=upload.login,
        changed_at=upload.now,
        name=workbook.name,
        form_id=form.form_id if form else "",
        version=form.version if form else "",
        content=encode(form.to_content()).decode() if form else "",
        findings=_written(report.findings),
    )


def form_of(candidate: Candidate) -> FormPublished | None:
    """Return what would be published, without its media; None where it cannot be compiled."""
    if not candidate.content:
        return None
    return FormPublished.from_content(parse(candidate.content.encode()))


def findings_of(candidate: Candidate) -> tuple[Finding, ...]:
    """Return what was found, errors first."""
    return tuple(
        Finding(
            Problem(CATALOGUE[one["code"]], one["values"]),
            Severity(one["severity"]),
            one["sheet"],
            one["row"],
            one["column"],
            one["question"],
        )
        for one in json.loads(candidate.findings)
    )


def is_ready(candidate: Candidate) -> bool:
    """Say whether nothing stops the form from being published."""
    found = findings_of(candidate)
    return bool(candidate.content) and not any(one.severity is Severity.ERROR for one in found)


def _written(findings: Iterable[Finding]) -> str:
    tree = [
        {
            "code": one.problem.code.name,
            "values": one.problem.values,
            "severity": one.severity.value,
            "sheet": one.sheet,
            "row": one.row,
            "column": one.column,
            "question": one.question,
        }
        for one in findings
    ]
    return json.dumps(tree, ensure_ascii=False, separators=(",", ":"))
