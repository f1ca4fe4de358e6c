"""Whether a condition can be true, worked out without answers: yes, no, or nobody knows."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import TypeAlias

from fieldtool.forms.definition.form import Form
from fieldtool.forms.references import Reader
from fieldtool.forms.xpath import ast
from fieldtool.forms.xpath.values import number_text, text_number

Constant: TypeAlias = "str | float"
Truth: TypeAlias = "bool | None"

_TURNED = {"=": "=", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}
_MOST_NAMED = 6  # choices of one question: with one more there are 2⁷ ways to choose among them
# Types whose values are compared as text or number; a date is neither.
_PLAIN = ("string", "int", "integer", "decimal", "select1", "select", "odk:rank")


class Comparison:
    """A question compared with a constant.

    Attributes:
        operator: one of XPath's, or `selected`.
    """

    __slots__ = ("constant", "operator", "question")

    def __init__(self, question: int, operator: str, constant: Constant) -> None:
        self.question = question
        self.operator = operator
        self.constant = constant

    def holds(self, value: str) -> bool:
        """Return whether it is true when *value* is the answer."""
        if self.operator == "selected":
            return str(self.constant) in value.split()
        if isinstance(self.constant, str) and self.operator in ("=", "!="):
            return (value == self.constant) is (self.operator == "=")
        return _compared(self.operator, text_number(value), _number(self.constant))


class Truths:
    """Works out conditions of one form."""

    def __init__(self, form: Form, lists: Mapping[int, frozenset[str]]) -> None:
        self.form = form
        self.lists = lists
        self.dead: set[int] = set()  # questions that can never be answered
        self._reader = Reader(form.definitions)

    def truth(self, tree: ast.Ast, node: int, given: Mapping[int, str]) -> Truth:
        """Return whether *tree* is true at *node*, None when it depends on other answers."""
        if isinstance(tree, ast.Operation) and tree.operator in ("and", "or"):
            return _joined(tree.operator, [self.truth(e, node, given) for e in tree.operands])
        if isinstance(tree, ast.Call):
            known = self._call(tree, node, given)
            if known is not None or tree.name != "selected":
                return known
        comparison = self.comparison(tree, node)
        if comparison is not None:
            return self._compare(comparison, given)
        return _of_constants(tree)

    def _call(self, tree: ast.Call, node: int, given: Mapping[int, str]) -> Truth:
        if tree.name in ("true", "false") and not tree.arguments:
            return tree.name == "true"
        if tree.name in ("not", "boolean") and len(tree.arguments) == 1:
            inner = self.truth(tree.arguments[0], node, given)
            return inner if inner is None or tree.name == "boolean" else not inner
        return None

    def _compare(self, comparison: Comparison, given: Mapping[int, str]) -> Truth:
        question = comparison.question
        value = "" if question in self.dead else given.get(question)
        if value is not None:
            return comparison.holds(value)
        listed = self.lists.get(question)
        if listed is None or not isinstance(comparison.constant, str) or not comparison.constant:
            return None
        if comparison.constant in listed or comparison.operator not in ("=", "selected"):
            return None
        return None if " " in comparison.constant else False

    def comparison(self, tree: ast.Ast, node: int) -> Comparison | None:
        """Return *tree* as a question compared with a constant, None when it is something else."""
        if isinstance(tree, ast.Call) and tree.name == "selected" and len(tree.arguments) == 2:
            question, constant = (
                self._question(tree.arguments[0], node),
                _constant(tree.arguments[1]),
            )
            operator = "selected"
        elif (
            isinstance(tree, ast.Operation) and tree.operator in _TURNED and len(tree.operands) == 2
        ):
            left, right = tree.operands
            operator = tree.operator
            question, constant = self._question(left, node), _constant(right)
            if question is None:
                question, constant = self._question(right, node), _constant(left)
                operator = _TURNED[operator]
        else:
            return None
        if question is None or constant is None:
            return None
        return Comparison(question, operator, constant)

    def _question(self, tree: ast.Ast, node: int) -> int | None:
        """Return the one question that a path can only mean, None for any other expression."""
        if not isinstance(tree, ast.Path) or any(step.predicates for step in tree.steps):
            return None
        if tree.start is not None and not _is_current(tree.start):
            return None
        targets = self._reader.targets(tree, node)
        if len(targets) != 1:
            return None
        above = self.form.ancestors[targets[0]]
        rows = {each for each in above if self.form.definitions[each].repeat}
        plain = self.form.definitions[targets[0]].bind.type in _PLAIN
        leaf = not self.form.definitions[targets[0]].children
        return targets[0] if leaf and plain and rows <= set(self.form.ancestors[node]) else None

    def comparisons(self, tree: ast.Ast, node: int) -> Iterator[Comparison]:
        """Iterate over all comparisons inside *tree*, outside of predicates."""
        found = self.comparison(tree, node)
        if found is not None:
            yield found
        elif not isinstance(tree, ast.Path):
            inside = (tree.primary,) if isinstance(tree, ast.Filter) else ast.children(tree)
            for each in inside:
                yield from self.comparisons(each, node)

    def answers(self, question: int, constants: list[Constant]) -> list[str]:
        """Return answers that stand for all there can be, as far as *constants* tell them apart.

        There are none when that cannot be said.
        """
        kind = self.form.controls[question].kind if question in self.form.controls else ""
        listed = self.lists.get(question)
        if kind == "select":
            return _subsets(listed, constants)
        if listed is not None:
            return ["", *sorted(listed)]
        compared = (_number(each) for each in constants)
        numbers = [0.0, *(number for number in compared if math.isfinite(number))]
        around = [number + step for number in numbers for step in (-1, -0.5, 0, 0.5, 1)]
        between = [(a + b) / 2 for a in numbers for b in numbers if a < b]
        if self.form.definitions[question].bind.type in ("int", "integer"):
            whole = {float(math.floor(n)) for n in (*around, *between)}
            return ["", *map(number_text, sorted(whole))]
        texts = [each for each in constants if isinstance(each, str)]
        return ["", "\x00", *texts, *map(number_text, sorted({*around, *between}))]


def _subsets(listed: frozenset[str] | None, constants: list[Constant]) -> list[str]:
    """Return every way to choose some of *constants*, with and without something else."""
    named = sorted({str(each) for each in constants} - {""})
    if listed is None or len(named) > _MOST_NAMED or any(" " in each for each in named):
        return []
    others = sorted(listed - set(named))[:1]
    within = [each for each in named if each in listed] + others
    return [
        " ".join(chosen) for size in range(len(within) + 1) for chosen in combinations(within, size)
    ]


def _is_current(tree: ast.Ast) -> bool:
    return isinstance(tree, ast.Call) and tree.name == "current"


def _constant(tree: ast.Ast) -> Constant | None:
    if isinstance(tree, ast.Negation):
        inner = _constant(tree.operand)
        return -inner if isinstance(inner, float) else None
    return tree.value if isinstance(tree, ast.Literal | ast.Number) else None


def _number(constant: Constant) -> float:
    return constant if isinstance(constant, float) else text_number(constant)


def _compared(operator: str, left: float, right: float) -> bool:
    return {
        "=": left == right,
        "!=": left != right,
        "<": left < right,
        ">": left > right,
        "<=": left <= right,
        ">=": left >= right,
    }[operator]


def _joined(operator: str, truths: list[Truth]) -> Truth:
    decisive = operator == "or"
    if any(each is decisive for each in truths):
        return decisive
    return None if None in truths else not decisive


def _of_constants(tree: ast.Ast) -> Truth:
    """Return the truth of what holds constants alone, such as 0 or 1 = 2."""
    if isinstance(tree, ast.Operation) and tree.operator in _TURNED and len(tree.operands) == 2:
        left, right = map(_constant, tree.operands)
        if left is None or right is None:
            return None
        if isinstance(left, str) and isinstance(right, str) and tree.operator in ("=", "!="):
            return (left == right) is (tree.operator == "=")
        return _compared(tree.operator, _number(left), _number(right))
    constant = _constant(tree)
    return None if constant is None else bool(constant)
