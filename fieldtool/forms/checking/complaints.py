"""Where the problems of pyxform and of the engine are in the workbook."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from fieldtool.forms.checking.report import Finding, Severity
from fieldtool.forms.checking.tables import Row, Tables
from fieldtool.forms.workbook import refusal
from fieldtool.problems import Code, Problem

_PLACE = re.compile(r"(\w+)(?:, row (\d+))?")
_QUESTION_AND_COLUMN = re.compile(r"([^\s:()]+)(?::\w+)? \((\w+)\)")
_QUOTED = re.compile(r"'([^']+)'")
_LANGUAGES = re.compile(r"valid machine-readable codes: (.*)\. Learn more", re.DOTALL)
_TAGGED = re.compile(r"\(([A-Za-z]{2,3})((?:-[A-Za-z0-9]{2,8})*)\)$")
_TRANSLATIONS = re.compile(r"Language '.*' is missing the (survey|choices) column")


def located(problem: Problem, found: Tables | None) -> Finding:
    """Return *problem* with the place in the workbook that it speaks of."""
    if problem.code is Code.WORKBOOK_REFUSED:
        place = _PLACE.match(str(problem.values["place"]))
        sheet, row = (place[1].lower(), int(place[2] or 0)) if place else ("", 0)
        if not row and found is not None and sheet == "survey":
            return _by_quoted(problem, found)
        return Finding(problem, sheet=sheet, row=row)
    question, column = _named(problem)
    row_of = None if found is None else _row(found, question)
    if found is None or row_of is None:
        return Finding(problem, question=question)
    heading = found.survey.heading(column) if column else ""
    return Finding(problem, sheet="survey", row=row_of.number, column=heading, question=question)


def _by_quoted(problem: Problem, found: Tables) -> Finding:
    """Return a complaint without a row at the one row whose name or type it quotes."""
    quoted = set(_QUOTED.findall(str(problem.values["reason"])))
    rows = [row for row in found.survey.rows if {row.text("name"), row.text("type")} & quoted]
    if len(rows) != 1:
        return Finding(problem, sheet="survey")
    values = {**problem.values, "place": f"survey, row {rows[0].number}"}
    return Finding(Problem(problem.code, values), sheet="survey", row=rows[0].number)


def placed(finding: Finding, found: Tables | None) -> Finding:
    """Return *finding* with the row of its question, and its column as the sheet heads it."""
    row = None if found is None else _row(found, finding.question)
    if found is None or row is None:
        return finding
    heading = found.survey.heading(finding.column)
    problem, written = finding.problem, row.text(finding.column)
    if written and "expression" in problem.values:
        # As the designer wrote it, with ${…}, not as pyxform did.
        problem = Problem(problem.code, {**problem.values, "expression": written})
    return replace(finding, problem=problem, sheet="survey", row=row.number, column=heading)


def _named(problem: Problem) -> tuple[str, str]:
    """Return the question and the column that a problem of the engine names."""
    values = problem.values
    if "question" in values:
        return str(values["question"]), _usual(str(values.get("column", "")))
    if "questions" in values:
        return str(values["questions"]).partition(",")[0].strip(), ""
    place = _QUESTION_AND_COLUMN.search(str(values.get("place", "")))
    if place is None:
        return "", ""
    return place[1].rpartition("/")[2], _usual(place[2])


def _usual(column: str) -> str:
    return {"relevance": "relevant", "read_only": "readonly"}.get(column, column)


def _row(found: Tables, question: str) -> Row | None:
    """Return the row of a question, None when several or none have this name."""
    rows = [row for row in found.survey.rows if question and row.text("name") == question]
    return rows[0] if len(rows) == 1 else None


def warnings_of(said: Iterable[str]) -> Iterator[Finding]:
    """Iterate over what pyxform warned of, without what is told better or is no fault."""
    for text in said:
        kept = _without_good_tags(text)
        if kept and not _TRANSLATIONS.match(kept):
            finding = located(refusal(kept), None)
            yield Finding(finding.problem, Severity.WARNING, finding.sheet, finding.row)


def _without_good_tags(text: str) -> str:
    """Take out languages whose tag is right: pyxform knows no tag with a region, such as fa-AF.

    BCP 47 builds tags of a language and its script or region; the language alone is in the list.
    """
    found = _LANGUAGES.search(text)
    if found is None:
        return text
    wrong = [name for name in found[1].split(", ") if not _is_tagged(name)]
    return text[: found.start(1)] + ", ".join(wrong) + text[found.end(1) :] if wrong else ""


def _is_tagged(name: str) -> bool:
    from pyxform.validators.pyxform.iana_subtags.validation import get_languages_with_bad_tags

    tag = _TAGGED.search(name)
    return tag is not None and bool(tag[2]) and not get_languages_with_bad_tags([f"x ({tag[1]})"])
