"""Builds the tree of an expression while lark parses it, from the leaves up."""

# Each method is named after its alternative in the grammar.
# ruff: noqa: D102

from __future__ import annotations

from lark import Token, Transformer, v_args
from lark.exceptions import LarkError

from fieldtool.forms.xpath import ast
from fieldtool.forms.xpath.parse import AXES, BELOW

FLAT = frozenset({"or", "and", "|"})  # chains of hundreds are common and must not nest


class AxisUnknown(LarkError):
    """An axis that XPath does not have."""


@v_args(inline=True)
class Build(Transformer[Token, ast.Ast]):
    """One method per alternative of the grammar."""

    def start(self, tree: ast.Ast) -> ast.Ast:
        return tree

    def operation(self, left: ast.Ast, operator: Token, right: ast.Ast) -> ast.Ast:
        name = str(operator)
        if name in FLAT and isinstance(left, ast.Operation) and left.operator == name:
            return ast.Operation(name, (*left.operands, right))
        return ast.Operation(name, (left, right))

    def negation(self, _minus: Token, operand: ast.Ast) -> ast.Ast:
        return ast.Negation(operand)

    def number(self, token: Token) -> ast.Ast:
        return ast.Number(float(token))

    def literal(self, token: Token) -> ast.Ast:
        return ast.Literal(str(token[1:-1]))

    def variable(self, token: Token) -> ast.Ast:
        return ast.Variable(str(token[1:]))

    def parenthesis(self, _left: Token, inner: ast.Ast, _right: Token) -> ast.Ast:
        # (a or b) or c may flatten, (/a/b)[1] may not: a path in parentheses is a new start.
        return ast.Filter(inner, ()) if isinstance(inner, ast.Path) else inner

    def call(self, name: Token, *rest: ast.Ast | Token) -> ast.Ast:
        arguments = tuple(each for each in rest if not isinstance(each, Token))
        return ast.Call(str(name), arguments)

    def filter(self, primary: ast.Ast, *predicates: ast.Ast) -> ast.Ast:
        inner = (
            primary.primary
            if isinstance(primary, ast.Filter) and not primary.predicates
            else primary
        )
        return ast.Filter(inner, predicates)

    def predicate(self, _left: Token, inner: ast.Ast, _right: Token) -> ast.Ast:
        return inner

    # -- paths

    def root(self, _slash: Token) -> ast.Ast:
        return ast.Path(None, absolute=True, steps=())

    def relative_path(self, steps: tuple[ast.Step, ...]) -> ast.Ast:
        return ast.Path(None, absolute=False, steps=steps)

    def absolute_path(self, _slash: Token, steps: tuple[ast.Step, ...]) -> ast.Ast:
        return ast.Path(None, absolute=True, steps=steps)

    def anywhere(self, _slashes: Token, steps: tuple[ast.Step, ...]) -> ast.Ast:
        return ast.Path(None, absolute=True, steps=(BELOW, *steps))

    def path_from(self, start: ast.Ast, _slash: Token, steps: tuple[ast.Step, ...]) -> ast.Ast:
        return ast.Path(start, absolute=False, steps=steps)

    def path_below(self, start: ast.Ast, _slashes: Token, steps: tuple[ast.Step, ...]) -> ast.Ast:
        return ast.Path(start, absolute=False, steps=(BELOW, *steps))

    def first_step(self, step: ast.Step) -> tuple[ast.Step, ...]:
        return (step,)

    def next_step(
        self, steps: tuple[ast.Step, ...], _slash: Token, step: ast.Step
    ) -> tuple[ast.Step, ...]:
        return (*steps, step)

    def step_below(
        self, steps: tuple[ast.Step, ...], _slashes: Token, step: ast.Step
    ) -> tuple[ast.Step, ...]:
        return (*steps, BELOW, step)

    # -- steps

    def child_step(self, test: ast.Test, *predicates: ast.Ast) -> ast.Step:
        return ast.Step("child", test, predicates)

    def attribute_step(self, _at: Token, test: ast.Test, *predicates: ast.Ast) -> ast.Step:
        return ast.Step("attribute", test, predicates)

    def axis_step(
        self, axis: Token, _colons: Token, test: ast.Test, *predicates: ast.Ast
    ) -> ast.Step:
        if axis not in AXES:
            raise AxisUnknown(axis)
        return ast.Step(str(axis), test, predicates)

    def self_step(self, _dot: Token, *predicates: ast.Ast) -> ast.Step:
        return ast.Step("self", ast.Test("node"), predicates)

    def parent_step(self, _dots: Token, *predicates: ast.Ast) -> ast.Step:
        return ast.Step("parent", ast.Test("node"), predicates)

    # -- node tests

    def name_test(self, name: Token) -> ast.Test:
        return ast.Test("name", str(name))

    def wildcard(self, token: Token) -> ast.Test:
        name = str(token)
        return ast.Test("any") if name == "*" else ast.Test("namespace", name[:-2])

    def type_test(self, kind: Token, _left: Token, _right: Token) -> ast.Test:
        return ast.Test("pi" if kind == "processing-instruction" else str(kind))

    def target_test(self, _kind: Token, _left: Token, target: Token, _right: Token) -> ast.Test:
        return ast.Test("pi", str(target[1:-1]))
