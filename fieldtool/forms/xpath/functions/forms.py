"""Functions that reach into the form: instances, translations, repeats."""

# What a function does is in the specification; docstrings here add what it leaves open.
# ruff: noqa: D103

from __future__ import annotations

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
        if _cell(item, key_column) == wanted:
            return _cell(item, to_text(column)) or ""
    return ""


def _cell(item: Node, column: str) -> str | None:
    if column.startswith("@"):
        return item.attribute(column[1:]) if item.has_attribute(column[1:]) else None
    cell = item.first(column)
    return None if cell is None else cell.text()


@function("jr:itext", 1)
def itext(context: Context, name: Value) -> Value:
    return context.world.itext(to_text(name))


@function("jr:choice-name", 2)
def choice_name(context: Context, value: Value, reference: Value) -> Value:
    """Return the label of a choice; *reference* is the question, as text or as nodes."""
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
        steps = [
            (
                nodes_of(group(context), "indexed-repeat"),
                to_number(place(context), context.world.zone),
            )
            for group, place in zip(pairs[::2], pairs[1::2], strict=True)
        ]
        above: list[Node] | None = None
        for rows, place in sorted(steps, key=_depth):  # pairs may come in any order
            above = _row(rows, place, above)
            found = [node for node in found if any(_inside(node, row) for row in above)]
        return found

    return evaluate


def _depth(step: tuple[list[Node], float]) -> int:
    node: Node | None = step[0][0] if step[0] else None
    depth = 0
    while node is not None:
        depth, node = depth + 1, node.parent
    return depth


def _row(rows: list[Node], place: float, above: list[Node] | None) -> list[Node]:
    if above is not None:
        rows = [row for row in rows if any(_inside(row, each) for each in above)]
    return [rows[int(place) - 1]] if 1 <= place < len(rows) + 1 else []


def _inside(node: Node | None, row: Node) -> bool:
    while node is not None:
        if node is row:
            return True
        node = node.parent
    return False
