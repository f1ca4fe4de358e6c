"""From the expressions of a form to conditions; what has another shape is unclear."""

from __future__ import annotations

from fieldtool.forms import Form
from fieldtool.forms.checking.truth import Comparison
from fieldtool.forms.definition.model import Expression
from fieldtool.forms.references import Reader
from fieldtool.forms.xpath import ast
from fieldtool.forms.xpath.values import number_text
from fieldtool.outputs.paper.conditions import (
    ALWAYS,
    NEVER,
    Answered,
    Chosen,
    Compared,
    Condition,
    Known,
    Not,
    Setting,
    Unclear,
    every,
    opposite,
    some,
)
from fieldtool.outputs.paper.lists import Lists

_TURNED = {"=": "=", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}
_WRAPPERS = frozenset({"number", "string", "int"})
# What the program knows of who interviews, by the name of a hidden value.
SETTINGS = frozenset({"interviewer_sex", "interviewer_trained"})
# Calculated values that are made of calculated values, and so on.
_DEEPEST = 12


class Conditions:
    """Reads when the nodes of one form are asked about."""

    def __init__(self, form: Form, lists: Lists) -> None:
        self.form = form
        self.fixed = lists.fixed
        self._lists = lists
        self.reader = Reader(form.definitions)
        self._own: dict[int, Condition] = {}
        self._whole: dict[int, Condition] = {}
        self._open: set[int] = set()

    def own(self, index: int) -> Condition:
        """Return when the node is asked about, if what is around it is."""
        if index < 0:
            return ALWAYS
        if index not in self._own:
            self._own[index] = self.read(self.form.definitions[index].bind.relevant, index)
        return self._own[index]

    def whole(self, index: int) -> Condition:
        """Return when the node is asked about."""
        if index not in self._whole:
            above = self.form.ancestors[index] if index >= 0 else ()
            self._whole[index] = every(self.own(each) for each in above)
        return self._whole[index]

    def read(self, expression: Expression | None, node: int) -> Condition:
        """Return *expression* as a condition at *node*; without one it always holds."""
        return ALWAYS if expression is None else self._read(expression.tree, node, 0)

    def asked(self, tree: ast.Ast, node: int, depth: int = 0) -> tuple[int, ...]:
        """Return the questions that people answer and that *tree* depends on in the end."""
        found: dict[int, None] = {}
        for one in self.reader.references(tree, node):
            calculate = self.form.definitions[one.node].bind.calculate
            if one.node in self.form.controls and calculate is None:
                if not self.form.definitions[one.node].children:
                    found[one.node] = None
            elif calculate is not None and depth < _DEEPEST:
                found.update(dict.fromkeys(self.asked(calculate.tree, one.node, depth + 1)))
        return tuple(sorted(found))

    def _read(self, tree: ast.Ast, node: int, depth: int) -> Condition:
        if depth > _DEEPEST:
            return Unclear(self.asked(tree, node))
        if isinstance(tree, ast.Operation):
            if tree.operator in ("and", "or"):
                parts = [self._read(each, node, depth + 1) for each in tree.operands]
                return every(parts) if tree.operator == "and" else some(parts)
            if tree.operator in _TURNED and len(tree.operands) == 2:
                return self._compare(tree, node, depth)
        if isinstance(tree, ast.Call):
            return self._call(tree, node, depth)
        return Unclear(self.asked(tree, node))

    def _call(self, tree: ast.Call, node: int, depth: int) -> Condition:
        given = tree.arguments
        if tree.name in ("true", "false"):
            return Known(tree.name == "true")
        if tree.name == "not" and len(given) == 1:
            return opposite(self._read(given[0], node, depth + 1))
        if tree.name == "boolean" and len(given) == 1:
            return self._read(given[0], node, depth + 1)
        if tree.name == "selected" and len(given) == 2 and isinstance(given[1], ast.Literal):
            question = self._target(given[0], node)
            if question in self.form.controls:
                return self._chosen(question, given[1].value)
            if question in self.fixed:
                return Known(given[1].value in self.fixed[question].split())
        return Unclear(self.asked(tree, node))

    def _compare(self, tree: ast.Operation, node: int, depth: int) -> Condition:
        left, right = map(_unwrapped, tree.operands)
        operator, constant = tree.operator, _constant(right)
        if constant is None:
            left, operator, constant = right, _TURNED[operator], _constant(left)
        if constant is None:
            return Unclear(self.asked(tree, node))
        return self._value(left, operator, constant, node, depth)

    def _value(
        self, tree: ast.Ast, operator: str, constant: str, node: int, depth: int
    ) -> Condition:
        """Return that the value of *tree* compares so with *constant*."""
        tree = _unwrapped(tree)
        known = _constant(tree)
        if known is not None:
            return Known(Comparison(-1, operator, constant).holds(known))
        if depth > _DEEPEST:
            return Unclear(self.asked(tree, node))
        if isinstance(tree, ast.Call) and tree.name == "if" and len(tree.arguments) == 3:
            holds = self._read(tree.arguments[0], node, depth + 1)
            first, second = (
                self._value(each, operator, constant, node, depth + 1)
                for each in tree.arguments[1:]
            )
            return some([every([holds, first]), every([opposite(holds), second])])
        target = self._target(tree, node)
        if target >= 0:
            return self._of_node(target, operator, constant, depth)
        return Unclear(self.asked(tree, node))

    def _of_node(self, index: int, operator: str, constant: str, depth: int) -> Condition:
        definition = self.form.definitions[index]
        if index in self.fixed:
            return Known(Comparison(index, operator, constant).holds(self.fixed[index]))
        calculate = definition.bind.calculate
        if calculate is not None:
            return self._value(calculate.tree, operator, constant, index, depth + 1)
        if index in self.form.controls and not definition.children:
            return self._of_answer(index, operator, constant)
        if definition.name in SETTINGS and operator in ("=", "!="):
            setting = Setting(definition.name, constant)
            return setting if operator == "=" else Not(setting)
        return Unclear(())

    def _of_answer(self, question: int, operator: str, constant: str) -> Condition:
        if operator not in ("=", "!="):
            never = self._is_never(question)
            return NEVER if never else Compared(question, operator, constant)
        holds = self._chosen(question, constant) if constant else self._answered(question)
        return holds if (operator == "=") == bool(constant) else opposite(holds)

    def _answered(self, question: int) -> Condition:
        return NEVER if self._is_never(question) else Answered(question)

    def _is_never(self, question: int) -> bool:
        """Tell whether a question is never asked, so that it never has an answer."""
        if question in self._open:
            return False
        self._open.add(question)
        try:
            return self.whole(question) == NEVER
        finally:
            self._open.discard(question)

    def _chosen(self, question: int, value: str) -> Condition:
        if self._is_never(question):
            return NEVER
        control = self.form.controls[question]
        listed = self._lists.of(control)
        if listed.choices and value not in {choice.value for choice in listed.choices}:
            return NEVER
        return Chosen(question, (value,), control.kind in ("select", "rank"))

    def _target(self, tree: ast.Ast, node: int) -> int:
        """Return the one definition that a path can only mean, -1 for anything else."""
        tree = _unwrapped(tree)
        if not isinstance(tree, ast.Path) or any(step.predicates for step in tree.steps):
            return -1
        found = self.reader.targets(tree, node)
        return found[0] if len(found) == 1 else -1


def _unwrapped(tree: ast.Ast) -> ast.Ast:
    while isinstance(tree, ast.Call) and tree.name in _WRAPPERS and len(tree.arguments) == 1:
        tree = tree.arguments[0]
    return tree


def _constant(tree: ast.Ast) -> str | None:
    if isinstance(tree, ast.Literal):
        return tree.value
    if isinstance(tree, ast.Number):
        return number_text(tree.value)
    return None
