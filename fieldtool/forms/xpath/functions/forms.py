"""Functions that reach into the form: instances, translations, repeats."""

from __future__ import annotations

import math

from fieldtool.forms.nodes import Node
from fieldtool.forms.xpath.context import Context, Evaluate
from fieldtool.forms.xpath.functions.registry import failed, function, special
from fieldtool.forms.xpath.paths import nodes_of
from fieldtool.forms.xpath.values import Value, to_number, to_text


@function("current", 0)
def current(context: Context) -> Value:
    return [context.current]


@function("instance", 1)
def instance(context: Context, name: Value) -> Value:
    """Return the document of a secondary instance; its root element is reached with a slash."""
    found = context.world.instance(to_text(name))
    if found is None:
        raise failed("instance", f"there is no list or file “{to_text(name)}”")
    return [found]


@function("pulldata", 4)
def pulldata(context: Context, name: Value, column: Value, key: Value, value: Value) -> Value:
    """Look up one cell of an attached file."""
    found = context.world.instance(to_text(name))
    if found is None:
        raise failed("pulldata", f"there is no file “{to_text(name)}”")
    key_column, wanted = to_text(key), to_text(value)
    for item in (each for root in found.elements() for each in root.elements()):
        cell = item.first(key_column)
        if cell is not None and cell.text() == wanted:
            answer = item.first(to_text(column))
            return "" if answer is None else answer.text()
    return ""


@function("jr:itext", 1)
def itext(context: Context, name: Value) -> Value:
    return context.world.itext(to_text(name))


@function("jr:choice-name", 2)
def choice_name(context: Context, value: Value, reference: Value) -> Value:
    """Return the label of a choice; *reference* is the path of the question, as text or as nodes."""
    return context.world.choice_label(to_text(value), reference, context)


@function("property", 1)
def property_(context: Context, name: Value) -> Value:
    return context.world.property(to_text(name))


@function("version", 0)
def version(context: Context) -> Value:
    return context.world.property("version")


@special("indexed-repeat", 3, 7)
def indexed_repeat(target: Evaluate, *pairs: Evaluate) -> Evaluate:
    """Return *target* in the given row; pairs of repeat and row number lead down to it."""
    if len(pairs) % 2:
        raise failed("indexed-repeat", "every repeat needs a row number")

    def evaluate(context: Context) -> Value:
        found = nodes_of(target(context), "indexed-repeat")
        rows: list[Node] | None = None
        for group, place in zip(pairs[::2], pairs[1::2], strict=True):
            rows = _row(context, group, place, rows)
            found = [node for node in found if any(_inside(node, row) for row in rows)]
        return found

    return evaluate


def _row(context: Context, group: Evaluate, place: Evaluate, above: list[Node] | None) -> list[Node]:
    rows = nodes_of(group(context), "indexed-repeat")
    if above is not None:
        rows = [row for row in rows if any(_inside(row, each) for each in above)]
    number = to_number(place(context), context.world.zone)
    if math.isnan(number) or not 1 <= int(number) <= len(rows):
        return []
    return [rows[int(number) - 1]]


def _inside(node: Node | None, row: Node) -> bool:
    while node is not None:
        if node is row:
            return True
        node = node.parent
    return False
