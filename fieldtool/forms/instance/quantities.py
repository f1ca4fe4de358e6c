"""Which of the answers that a text shows are numbers, and which codes are only made of digits."""

from __future__ import annotations

import math
import re
from functools import cached_property

from fieldtool.forms.definition.form import Form
from fieldtool.forms.definition.model import Expression
from fieldtool.forms.instance.nodes import AnswerNode
from fieldtool.forms.instance.types import NUMBERS
from fieldtool.forms.nodes import Node
from fieldtool.forms.references import Reader
from fieldtool.forms.xpath import ast
from fieldtool.forms.xpath.values import Value

_ANSWER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
# No number of people or things begins with 0, and none is as long as that of a bank account.
_COUNT = re.compile(r"-?(0|[1-9][0-9]{0,14})(\.[0-9]+)?")
_TYPES = NUMBERS | {"date", "dateTime", "time"}  # of a day the year may be shown, or the hour
# Functions whose text is made of these of their arguments.
_TEXTS = {
    **dict.fromkeys(("concat", "coalesce", "join", "format-date", "format-date-time"), slice(None)),
    **dict.fromkeys(("once", "string", "normalize-space", "indexed-repeat"), slice(1)),
    **dict.fromkeys(("substr", "substring-before", "substring-after"), slice(1)),
    "if": slice(1, None),
}
_COUNTS = frozenset(
    {
        *("abs", "ceiling", "count", "count-non-empty", "count-selected", "floor", "int", "max"),
        *("min", "now", "number", "position", "pow", "round", "string-length", "sum", "today"),
    }
)


class Quantities:
    """Tells numbers from codes by the questions that they are made of."""

    def __init__(self, form: Form) -> None:
        self._form = form
        self._known: dict[int, bool] = {}

    @cached_property
    def _reader(self) -> Reader:
        return Reader(self._form.definitions)

    def is_one(self, value: Value, expression: Expression, place: Node | None) -> bool:
        """Return whether *value*, which *expression* gave at *place*, is a number to its reader."""
        if isinstance(value, float):
            return math.isfinite(value)
        if isinstance(value, list):
            first = value[0] if value else None
            return isinstance(first, AnswerNode) and self._is_answered(first)
        if not isinstance(value, str) or not isinstance(place, AnswerNode):
            return False
        is_count = _COUNT.fullmatch(value) is not None
        return is_count and self._counts(expression.tree, place.definition.index)

    def _is_answered(self, node: AnswerNode) -> bool:
        if node.definition.bind.type in NUMBERS:
            return _ANSWER.fullmatch(node.text()) is not None
        if isinstance(node.calculated, float):
            return math.isfinite(node.calculated)
        return _COUNT.fullmatch(node.text()) is not None and self._is_worked_out(
            node.definition.index
        )

    def _is_worked_out(self, index: int) -> bool:
        """Return whether a question is of numbers, or worked out of such questions alone."""
        if index not in self._known:
            self._known[index] = False  # what is made of itself
            definition = self._form.definitions[index]
            made = self._made_of(index)
            self._known[index] = definition.bind.type in _TYPES or (
                bool(made) and all(self._counts(each.tree, index) for each in made)
            )
        return self._known[index]

    def _made_of(self, index: int) -> list[Expression]:
        calculate = self._form.definitions[index].bind.calculate
        if calculate is not None:
            return [calculate]
        if index in self._form.controls:
            return []  # people type it, whatever it begins with
        return [
            action.value
            for action in self._form.actions
            if action.target == index and not action.attribute and action.value is not None
        ]

    def _counts(self, tree: ast.Ast, at: int) -> bool:
        if isinstance(tree, ast.Path | ast.Filter):
            targets = self._reader.targets(tree, at)
            return bool(targets) and all(map(self._is_worked_out, targets))
        if isinstance(tree, ast.Call):
            made_of = tree.arguments[_TEXTS.get(tree.name, slice(0))]
            is_known = tree.name in _COUNTS or tree.name in _TEXTS
            return is_known and all(self._counts(each, at) for each in made_of)
        return not isinstance(tree, ast.Variable)
