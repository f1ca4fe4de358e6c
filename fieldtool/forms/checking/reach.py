"""Questions that nobody can ever see, and answers that nobody can ever give."""

from __future__ import annotations

from collections.abc import Iterator

from fieldtool.forms.checking.lists import closed_lists
from fieldtool.forms.checking.report import Finding, Severity
from fieldtool.forms.checking.truth import Comparison, Truths
from fieldtool.forms.definition.form import Form
from fieldtool.forms.definition.model import Definition, Expression
from fieldtool.forms.xpath.values import number_text
from fieldtool.problems import Code, Problem

_ASPECTS = {
    "relevant": "relevant",
    "constraint": "constraint",
    "required": "required",
    "readonly": "readonly",
    "calculate": "calculation",
}


def out_of_reach(form: Form) -> Iterator[Finding]:
    """Iterate over groups and questions that can never be relevant, and over wrong comparisons.

    Only what is certain is told: a condition that is false whatever is answered. What depends on
    a filter, a file or a calculation is not guessed at.
    """
    truths = Truths(form, closed_lists(form))
    first = _dead(form, truths)
    for index in sorted(first):
        definition = form.definitions[index]
        relevant = definition.bind.relevant
        assert relevant is not None
        values = {"question": definition.name, "expression": relevant.source}
        yield _finding(Problem(Code.NEVER_REACHED, values), definition, "relevant")
    for definition in form.definitions:
        yield from _not_listed(definition, truths)


def _finding(problem: Problem, definition: Definition, column: str) -> Finding:
    return Finding(problem, Severity.WARNING, column=column, question=definition.name)


def _dead(form: Form, truths: Truths) -> set[int]:
    """Return the highest nodes that can never be relevant; what is below them is not told."""
    first: set[int] = set()
    while True:
        found = {
            definition.index
            for definition in form.definitions
            if definition.index not in truths.dead
            and definition.bind.relevant is not None
            and _is_impossible(form, truths, definition)
        }
        if not found:
            return first
        first |= {each for each in found if not found & set(form.ancestors[each][1:])}
        truths.dead.update(
            each.index for each in form.definitions if found & set(form.ancestors[each.index])
        )


def _is_impossible(form: Form, truths: Truths, definition: Definition) -> bool:
    conditions = [
        (expression, index)
        for index in form.ancestors[definition.index]
        if (expression := form.definitions[index].bind.relevant) is not None
    ]
    if _is_refused(truths, conditions, {}):
        return True
    constants: dict[int, list[str | float]] = {}
    for expression, index in conditions:
        for each in truths.comparisons(expression.tree, index):
            constants.setdefault(each.question, []).append(each.constant)
    return any(
        all(_is_refused(truths, conditions, {question: answer}) for answer in answers)
        for question, compared in constants.items()
        if (answers := truths.answers(question, compared))
    )


def _is_refused(
    truths: Truths, conditions: list[tuple[Expression, int]], given: dict[int, str]
) -> bool:
    return any(truths.truth(each.tree, node, given) is False for each, node in conditions)


def _not_listed(definition: Definition, truths: Truths) -> Iterator[Finding]:
    for aspect, column in _ASPECTS.items():
        expression = getattr(definition.bind, aspect)
        if expression is not None:
            for each in truths.comparisons(expression.tree, definition.index):
                if _is_not_listed(each, truths):
                    values = {
                        "question": definition.name,
                        "other": truths.form.definitions[each.question].name,
                        "value": _shown(each.constant),
                    }
                    yield _finding(Problem(Code.VALUE_NOT_IN_LIST, values), definition, column)


def _is_not_listed(comparison: Comparison, truths: Truths) -> bool:
    listed = truths.lists.get(comparison.question)
    constant = comparison.constant
    # “NaN” is what a question without an answer is as a number; designers compare with it.
    if (
        listed is None
        or constant in ("", "NaN")
        or comparison.operator not in ("=", "!=", "selected")
    ):
        return False
    if isinstance(constant, str):
        return not set(constant.split()) <= listed
    return not any(Comparison(0, "=", constant).holds(value) for value in listed)


def _shown(constant: str | float) -> str:
    return constant if isinstance(constant, str) else number_text(constant)
