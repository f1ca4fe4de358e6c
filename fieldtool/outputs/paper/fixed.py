"""What a form knows before anybody is asked: values that no answer changes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from fieldtool.forms import Form, Interview
from fieldtool.forms.definition.model import Definition
from fieldtool.forms.references import Reader
from fieldtool.forms.xpath import ast

# What these give depends on when, where or by whom they are asked.
_MOVING = frozenset({"now", "today", "once", "random", "uuid", "property", "randomize", "version"})
_SOME_DAY = datetime(2026, 11, 1, tzinfo=UTC)


def fixed_values(form: Form) -> dict[int, str]:
    """Return the calculated values that follow from the form and its files alone, by definition."""
    reader = Reader(form.definitions)
    waiting = list(_candidates(form))
    fixed: set[int] = set()
    while True:
        found = {each.index for each in waiting if _follows(each, reader, fixed)} - fixed
        if not found:
            break
        fixed |= found
    if not fixed:
        return {}
    interview = Interview(form, lambda: _SOME_DAY)
    return {index: interview.state(_path(form, index)).value for index in sorted(fixed)}


def _candidates(form: Form) -> Iterator[Definition]:
    acted_upon = {action.target for action in form.actions}
    for each in form.definitions:
        around = (form.definitions[index] for index in form.ancestors[each.index])
        is_shown = each.index in form.controls or bool(each.children)
        is_single = each.index not in acted_upon and not any(one.repeat for one in around)
        if not is_shown and is_single and each.bind.calculate is not None:
            yield each


def _follows(definition: Definition, reader: Reader, fixed: set[int]) -> bool:
    calculate = definition.bind.calculate
    if calculate is None or _moves(calculate.tree):
        return False
    read = reader.references(calculate.tree, definition.index)
    return all(one.node in fixed for one in read)


def _moves(tree: ast.Ast) -> bool:
    waiting = [tree]
    while waiting:
        each = waiting.pop()
        if isinstance(each, ast.Call) and each.name in _MOVING:
            return True
        waiting.extend(ast.children(each))
    return False


def _path(form: Form, index: int) -> str:
    return form.definitions[index].path.split("/", 2)[2]
