"""The thirteen axes and the node tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from fieldtool.forms.nodes import (
    ATTRIBUTE,
    COMMENT,
    ELEMENT,
    INSTRUCTION,
    NAMESPACE,
    TEXT,
    Node,
    walk_content,
)
from fieldtool.forms.xmltext import in_scope
from fieldtool.forms.xpath import ast

XHTML = "http://www.w3.org/1999/xhtml"  # never the namespace of answers, so it needs a prefix
FAR = frozenset({"descendant", "descendant-or-self", "following", "preceding"})
REVERSE = frozenset({"ancestor", "ancestor-or-self", "preceding", "preceding-sibling"})


def _child(node: Node) -> list[Node]:
    return node.content()


def _self(node: Node) -> list[Node]:
    return [node]


def _parent(node: Node) -> list[Node]:
    return [] if node.parent is None else [node.parent]


def _attribute(node: Node) -> list[Node]:
    return node.attributes


def _ancestor(node: Node) -> Iterator[Node]:
    while node.parent is not None:
        node = node.parent
        yield node


def _ancestor_or_self(node: Node) -> Iterator[Node]:
    yield node
    yield from _ancestor(node)


def _descendant_or_self(node: Node) -> Iterator[Node]:
    return walk_content(node)


def _descendant(node: Node) -> Iterator[Node]:
    each = walk_content(node)
    next(each)
    return each


def _siblings(node: Node) -> tuple[list[Node], int]:
    if node.parent is None or node.kind in (ATTRIBUTE, NAMESPACE):
        return [], 0
    around = node.parent.content()
    return around, next(i for i, each in enumerate(around) if each is node)


def _following_sibling(node: Node) -> list[Node]:
    around, place = _siblings(node)
    return around[place + 1 :]


def _preceding_sibling(node: Node) -> list[Node]:
    around, place = _siblings(node)
    return around[:place][::-1]


def _following(node: Node) -> Iterator[Node]:
    if node.kind in (ATTRIBUTE, NAMESPACE) and node.parent is not None:
        node = node.parent
        yield from _descendant(node)
    for each in _ancestor_or_self(node):
        for sibling in _following_sibling(each):
            yield from walk_content(sibling)


def _preceding(node: Node) -> Iterator[Node]:
    if node.kind in (ATTRIBUTE, NAMESPACE) and node.parent is not None:
        node = node.parent
    for each in _ancestor_or_self(node):
        for sibling in _preceding_sibling(each):
            yield from reversed(list(walk_content(sibling)))


def _namespace(node: Node) -> Iterator[Node]:
    if node.kind == ELEMENT:
        for prefix, uri in in_scope(node).items():
            made = Node(NAMESPACE, prefix, value=uri)
            made.parent = node
            yield made


AXES: dict[str, Callable[[Node], list[Node] | Iterator[Node]]] = {
    "ancestor": _ancestor,
    "ancestor-or-self": _ancestor_or_self,
    "attribute": _attribute,
    "child": _child,
    "descendant": _descendant,
    "descendant-or-self": _descendant_or_self,
    "following": _following,
    "following-sibling": _following_sibling,
    "namespace": _namespace,
    "parent": _parent,
    "preceding": _preceding,
    "preceding-sibling": _preceding_sibling,
    "self": _self,
}

_KINDS = {"text": TEXT, "comment": COMMENT, "pi": INSTRUCTION}


def matcher(
    test: ast.Test, axis: str, namespace: Callable[[str], str]
) -> Callable[[Node], bool] | None:
    """Return what decides whether a node passes *test*, or None when every node does."""
    if test.kind == "node":
        return None
    if test.kind in _KINDS:
        return _of_kind(_KINDS[test.kind], test.name)
    principal = {"attribute": ATTRIBUTE, "namespace": NAMESPACE}.get(axis, ELEMENT)
    if test.kind == "any":
        return lambda node: node.kind == principal
    prefix, _, local = test.name.rpartition(":") if test.kind == "name" else (test.name, "", "")
    if not prefix:
        return lambda node: node.kind == principal and node.name == local and node.uri != XHTML
    return _prefixed(principal, prefix, local, namespace(prefix))


def _of_kind(kind: int, name: str) -> Callable[[Node], bool]:
    if name:
        return lambda node: node.kind == kind and node.name == name
    return lambda node: node.kind == kind


def _prefixed(principal: int, prefix: str, local: str, uri: str) -> Callable[[Node], bool]:
    """Match by namespace, and by the prefix as written where the form declares none."""

    def passes(node: Node) -> bool:
        if node.kind != principal:
            return False
        own, _, name = node.name.rpartition(":")
        same = node.uri == uri if uri else own == prefix
        return same and (not local or name == local)

    return passes
