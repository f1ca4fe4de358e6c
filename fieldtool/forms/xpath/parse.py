"""From the text of an XPath expression to its tree."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, cast

from fieldtool.forms.xpath import ast
from fieldtool.forms.xpath.grammar import GRAMMAR
from fieldtool.problems import Code, Problem

if TYPE_CHECKING:
    from lark import Lark

MAX_LENGTH = 100_000
MAX_DEPTH = 120  # each level costs Python frames when it is evaluated

BELOW = ast.Step("descendant-or-self", ast.Test("node"))
AXES = frozenset(
    {
        "ancestor", "ancestor-or-self", "attribute", "child", "descendant", "descendant-or-self",
        "following", "following-sibling", "namespace", "parent", "preceding", "preceding-sibling",
        "self",
    }
)  # fmt: skip


@lru_cache(maxsize=4096)
def parse(text: str) -> ast.Ast:
    """Return the tree of *text*; raises Problem when it is no XPath expression.

    The same few expressions recur all over a form, so trees are kept.
    """
    from lark.exceptions import LarkError, UnexpectedInput

    if len(text) > MAX_LENGTH:
        raise _problem(text, MAX_LENGTH)
    try:
        # lark says Tree; with the transformer inside it returns what that made.
        tree = cast("ast.Ast", _parser().parse(text))
    except UnexpectedInput as error:
        position = error.pos_in_stream
        if position is None or position < 0:  # type: ignore[redundant-expr,unreachable,unused-ignore]
            position = len(text)  # it ends too early
        raise _problem(text, position) from None
    except LarkError:
        raise _problem(text, len(text)) from None
    if ast.depth(tree) > MAX_DEPTH:
        raise Problem(Code.EXPRESSION_TOO_DEEP, {"place": "?", "expression": _shortened(text)})
    return tree


def _problem(text: str, position: int) -> Problem:
    return Problem(
        Code.EXPRESSION_NOT_VALID,
        {
            "place": "?",
            "expression": _shortened(text),
            "rest": _shortened(text[position:]),
            "at": position + 1,
        },
    )


def _shortened(text: str) -> str:
    return text if len(text) <= 200 else text[:200] + "…"


@cache
def _parser() -> Lark:
    from lark import Lark

    from fieldtool.forms.xpath.build import Build

    return Lark(GRAMMAR, parser="lalr", lexer="contextual", transformer=Build())
