"""Functions of nodes and node-sets."""

# What a function does is in the specification; docstrings here add what it leaves open.
# ruff: noqa: D103

from __future__ import annotations

from fieldtool.forms.nodes import ATTRIBUTE, ELEMENT, INSTRUCTION, NAMESPACE, Node, walk
from fieldtool.forms.xpath.context import Context
from fieldtool.forms.xpath.functions.registry import function
from fieldtool.forms.xpath.functions.strings import texts
from fieldtool.forms.xpath.paths import nodes_of
from fieldtool.forms.xpath.values import Value, to_text

_NAMED = (ELEMENT, ATTRIBUTE, INSTRUCTION, NAMESPACE)


@function("position", 0, 1)
def position(context: Context, value: Value | None = None) -> Value:
    """Return the place in the list that is filtered, or of a row among the rows of its repeat."""
    if value is None:
        return float(context.position)
    nodes = nodes_of(value, "position")
    if not nodes:
        return 0.0
    node = nodes[0]
    if node.parent is None:
        return 1.0
    alike = enumerate(node.parent.elements(node.name), 1)
    return float(next((place for place, each in alike if each is node), 1))


@function("last", 0)
def last(context: Context) -> Value:
    return float(context.size)


@function("count", 1)
def count(_context: Context, value: Value) -> Value:
    return float(sum(1 for node in nodes_of(value, "count") if node.relevant))


@function("count-non-empty", 1)
def count_non_empty(_context: Context, value: Value) -> Value:
    return float(sum(1 for text in texts((nodes_of(value, "count-non-empty"),)) if text))


def _first(context: Context, name: str, value: Value | None) -> Node | None:
    nodes = [context.node] if value is None else nodes_of(value, name)
    return nodes[0] if nodes and nodes[0].kind in _NAMED else None


@function("name", 0, 1)
def name(context: Context, value: Value | None = None) -> Value:
    node = _first(context, "name", value)
    return "" if node is None else node.name


@function("local-name", 0, 1)
def local_name(context: Context, value: Value | None = None) -> Value:
    node = _first(context, "local-name", value)
    return "" if node is None else node.local_name


@function("namespace-uri", 0, 1)
def namespace_uri(context: Context, value: Value | None = None) -> Value:
    node = _first(context, "namespace-uri", value)
    return "" if node is None else node.uri


@function("lang", 1)
def lang(context: Context, language: Value) -> Value:
    wanted = to_text(language).lower()
    node: Node | None = context.node
    while node is not None:
        own = node.attribute("xml:lang").lower()
        if own:
            return own == wanted or own.startswith(wanted + "-")
        node = node.parent
    return False


@function("id", 1)
def id_(context: Context, value: Value) -> Value:
    wanted = {word for text in texts((value,)) for word in text.split()}
    return [
        node
        for node in walk(context.node.root())
        if node.kind == ELEMENT and (node.attribute("id") or node.attribute("xml:id")) in wanted
    ]
