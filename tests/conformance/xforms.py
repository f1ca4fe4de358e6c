"""Compiles the XForms that pyxform makes from the forms of its own tests."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from fieldtool.forms import Form, Interview, compile_form
from fieldtool.forms.xmltext import read_xml
from fieldtool.forms.xpath.functions.registry import TABLE
from fieldtool.problems import Code, Problem, ProblemKind, Problems
from tests.conformance.cases import Case, Tally, read

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def failure(case: Case) -> str | None:
    """Return None when the form compiles and opens, or is refused for a reason that is right."""
    try:
        form = compile_form(case["xform"])
    except Problems as problems:
        wrong = [each for each in problems.problems if not _is_right(each, case["xform"])]
        return None if not wrong else f"{case.get('test')} | {wrong[0].sentence()}"
    return _opens(case, form)


def _opens(case: Case, form: Form) -> str | None:
    interview = Interview(form, lambda: NOW)
    list(interview.states())
    interview.pages()
    interview.validate()
    restored = Interview(form, lambda: NOW, interview.answers(everything=True))
    if set(restored.answers()) != set(interview.answers()):
        return f"{case.get('test')} | a restored draft has other questions"
    return None


def _is_right(problem: Problem, xform: str) -> bool:
    """Return whether the form really has the fault that it is refused for."""
    check = _FAULTS.get(problem.code)
    return check is not None and check({k: str(v) for k, v in problem.values.items()}, xform)


Values = dict[str, str]


def _is_broken(values: Values, _xform: str) -> bool:
    """Quotes or brackets do not close, an operator has one side, or a sign is none of XPath's."""
    expression = values["expression"]
    if expression.count("'") % 2 or expression.count('"') % 2:
        return True
    bare = re.sub(r"'[^']*'|\"[^\"]*\"", "s", expression).strip()
    unequal = any(bare.count(a) != bare.count(b) for a, b in ("()", "[]"))
    operators = r"and|or|div|mod|=|!=|<=|>=|<|>|\+|-|\*|\||,"
    one_sided = re.search(rf"(^|[\s)\]])({operators})$|^(=|!=|<|>|\+|,)|\(\s*,|,\s*\)", bare)
    return unequal or one_sided is not None or re.search(r"[{};#%&?\\^~`]|!(?!=)", bare) is not None


def _is_circle(values: Values, xform: str) -> bool:
    """JavaRosa refuses with “Cycle detected”: each question's logic names itself or another one."""
    names = values["questions"].split(", ")
    logic = [re.findall(rf'<bind nodeset="[^"]*/{re.escape(name)}"[^>]*>', xform) for name in names]
    about = "|".join(map(re.escape, names))
    named = rf"(/|\$\{{|\.\./|\b)({about})\b|[(,]\s*\.\s*[,)]|\.\s*[=<>!+*-]"
    return all(
        re.search(named, value)
        for binds in logic
        for value in re.findall(r'(?:relevant|calculate)="([^"]*)"', " ".join(binds))
    )


def _is_absent_list(values: Values, xform: str) -> bool:
    name = values["instance"]
    return f"instance('{name}')" in xform and f'<instance id="{name}"' not in xform


def _is_absent_question(values: Values, xform: str) -> bool:
    node = read_xml(xform)
    for step in ("html", "head", "model", "instance"):
        node = next((each for each in node.elements() if each.local_name == step), node)
    for step in values["reference"].strip("/").split("/"):
        found = next((each for each in node.elements() if each.name == step), None)
        if found is None:
            return True
        node = found
    return False


def _is_unknown_function(values: Values, _xform: str) -> bool:
    return values["function"] not in TABLE


def _is_twice(values: Values, xform: str) -> bool:
    return len(re.findall(rf"<{re.escape(values['question'])}[\s/>]", xform)) > 1


_FAULTS: dict[ProblemKind, Callable[[Values, str], bool]] = {
    Code.EXPRESSION_NOT_VALID: _is_broken,
    Code.QUESTIONS_IN_A_CIRCLE: _is_circle,
    Code.INSTANCE_UNKNOWN: _is_absent_list,
    Code.QUESTION_UNKNOWN: _is_absent_question,
    Code.NODE_UNKNOWN: _is_absent_question,
    Code.FUNCTION_UNKNOWN: _is_unknown_function,
    Code.QUESTION_TWICE: _is_twice,
}


def run(folder: Path) -> Tally:
    """Run the file."""
    tally = Tally("xforms")
    for case in read(folder, "xforms"):
        tally.count(guarded(case), None)
    return tally


def guarded(case: Case) -> str | None:
    """Return what is wrong; a form that stops the engine has failed, and the next one runs."""
    try:
        return failure(case)
    except Exception as error:  # noqa: BLE001 - whatever a form nobody has seen may hold
        return f"{case.get('test')} | {type(error).__name__}: {error}"
