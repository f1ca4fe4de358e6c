"""From the tree of an expression to Python closures."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from fieldtool.forms.nodes import in_document_order
from fieldtool.forms.xpath import ast
from fieldtool.forms.xpath.compare import comparison, equality
from fieldtool.forms.xpath.context import Context, Evaluate
from fieldtool.forms.xpath.functions import call
from fieldtool.forms.xpath.paths import filtered, path
from fieldtool.forms.xpath.values import NAN, Nodes, Value, to_boolean, to_number
from fieldtool.problems import Code, Problem


def no_namespaces(_prefix: str) -> str:
    """Say that no prefix is declared; names are then compared as written."""
    return ""


@dataclass(frozen=True)
class Compiler:
    """Compiles trees.

    Attributes:
        namespace: tells what a prefix means.
        late: a misused function is reported when it is reached, not when it is compiled.
    """

    namespace: Callable[[str], str] = no_namespaces
    late: bool = False

    def compile(self, tree: ast.Ast) -> Evaluate:
        """Return the closure that evaluates *tree*; raises Problem for unknown functions."""
        match tree:
            case ast.Number(value) | ast.Literal(value):
                return _constant(value)
            case ast.Variable(name):
                raise Problem(Code.VARIABLE_NOT_ALLOWED, {"place": "?", "name": name})
            case ast.Negation(operand):
                return _negated(self.compile(operand))
            case ast.Call(name, arguments):
                return self._call(name, arguments)
            case ast.Filter(primary, predicates):
                return filtered(self.compile(primary), tuple(map(self.compile, predicates)))
            case ast.Path():
                return path(tree, self.compile, self.namespace)
            case ast.Operation(operator, operands):
                return _operation(operator, tuple(map(self.compile, operands)))

    def _call(self, name: str, arguments: tuple[ast.Ast, ...]) -> Evaluate:
        try:
            return call(self._own_name(name), arguments, self.compile)
        except Problem as problem:
            if self.late:
                return _raising(problem)
            raise

    def _own_name(self, name: str) -> str:
        """Return the name under which a function is known, whatever prefix the form gives it."""
        prefix, _, local = name.rpartition(":")
        uri = self.namespace(prefix) if prefix else ""
        if not uri:
            return name
        known = LIBRARIES.get(uri)
        return f"{{{uri}}}{local}" if known is None else f"{known}{local}"


LIBRARIES = {
    "http://openrosa.org/javarosa": "jr:",
    "http://openrosa.org/xforms": "",
    "http://www.opendatakit.org/xforms": "odk:",
    "http://www.w3.org/2002/xforms": "",
    "http://www.w3.org/2005/xpath-functions": "",
}


def _raising(problem: Problem) -> Evaluate:
    def evaluate(_context: Context) -> Value:
        raise problem

    return evaluate


def _constant(value: str | float) -> Evaluate:
    return lambda _context: value


def _negated(operand: Evaluate) -> Evaluate:
    return lambda context: -to_number(operand(context), context.world.zone)


def _operation(operator: str, operands: tuple[Evaluate, ...]) -> Evaluate:
    if operator == "or":
        return lambda context: any(to_boolean(each(context)) for each in operands)
    if operator == "and":
        return lambda context: all(to_boolean(each(context)) for each in operands)
    if operator == "|":
        return _union(operands)
    left, right = operands
    if operator in ("=", "!="):
        return equality(left, right, different=operator == "!=")
    if operator in ("<", "<=", ">", ">="):
        return comparison(left, right, operator)
    return _arithmetic(left, right, _ARITHMETIC[operator])


def _union(operands: tuple[Evaluate, ...]) -> Evaluate:
    def evaluate(context: Context) -> Value:
        together: Nodes = []
        for each in operands:
            value = each(context)
            if not isinstance(value, list):
                raise Problem(
                    Code.EVALUATION_FAILED,
                    {"function": "|", "reason": "both sides must be questions"},
                )
            together.extend(value)
        return in_document_order(together)

    return evaluate


def _arithmetic(left: Evaluate, right: Evaluate, do: Callable[[float, float], float]) -> Evaluate:
    def evaluate(context: Context) -> Value:
        zone = context.world.zone
        return do(to_number(left(context), zone), to_number(right(context), zone))

    return evaluate


def _divide(left: float, right: float) -> float:
    if right:
        return left / right
    if left == 0 or math.isnan(left) or math.isnan(right):
        return NAN
    return math.copysign(math.inf, left) * math.copysign(1.0, right)


def _remainder(left: float, right: float) -> float:
    if right == 0 or math.isinf(left):
        return NAN
    return math.fmod(left, right)


def _times(left: float, right: float) -> float:
    return left * right


def _plus(left: float, right: float) -> float:
    return left + right


def _minus(left: float, right: float) -> float:
    return left - right


_ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "+": _plus,
    "-": _minus,
    "*": _times,
    "div": _divide,
    "mod": _remainder,
}
