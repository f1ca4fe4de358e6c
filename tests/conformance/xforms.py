"""Compiles the XForms that pyxform makes from the forms of its own tests."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

from fieldtool.forms import Form, Interview, compile_form
from fieldtool.problems import Code, Problem, Problems
from tests.conformance.cases import Case, Tally, read

NOW = datetime(2026, 11, 22, tzinfo=UTC)
_LISTED = re.compile(r"instance\('([^']+)'\)")


def failure(case: Case) -> str | None:
    """Return None when the form compiles and opens, or is refused for a reason that is right."""
    try:
        form = compile_form(case["xform"])
    except Problems as problems:
        wrong = [each for each in problems.problems if not _is_right(each, case["xform"])]
        return None if not wrong else f"{case['test']} | {wrong[0].sentence()}"
    return _opens(case, form)


def _opens(case: Case, form: Form) -> str | None:
    interview = Interview(form, lambda: NOW)
    list(interview.states())
    interview.pages()
    interview.validate()
    restored = Interview(form, lambda: NOW, interview.answers(everything=True))
    if set(restored.answers()) != set(interview.answers()):
        return f"{case['test']} | a restored draft has other questions"
    return None


def _is_right(problem: Problem, xform: str) -> bool:
    """Return whether the form really has the fault that it is refused for."""
    if problem.code is Code.EXPRESSION_NOT_VALID:
        return str(problem.values["expression"]).count("'") % 2 == 1  # a quote is not closed
    if problem.code is Code.QUESTIONS_IN_A_CIRCLE:
        # JavaRosa refuses these two with “Cycle detected”: the question decides about itself.
        name = re.escape(str(problem.values["questions"]))
        bind = rf'<bind nodeset="[^"]*/{name}"[^>]*(relevant|calculate)="[^"]*[(,]\s*\.\s*[,)]'
        return re.search(bind, xform) is not None
    if problem.code is Code.INSTANCE_UNKNOWN:
        name = str(problem.values["instance"])
        return name in _LISTED.findall(xform) and f'<instance id="{name}"' not in xform
    return False


def run(folder: Path) -> Tally:
    """Run the file."""
    tally = Tally("xforms")
    for case in read(folder, "xforms"):
        tally.count(failure(case), None)
    return tally
