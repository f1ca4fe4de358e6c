"""Nodes of an interview: XPath nodes that know their definition and their state."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from fieldtool.forms.definition.form import Form
from fieldtool.forms.definition.model import Definition
from fieldtool.forms.instance.types import NUMBERS, from_form, is_decimal, is_zero
from fieldtool.forms.nodes import ELEMENT, ROOT, Node
from fieldtool.forms.xpath.values import number_text

ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"


class AnswerNode(Node):
    """One node of an interview.

    Attributes:
        own_relevant: what its own expression says.
        closed: whether the safety of people keeps it closed.
        relevant: whether it and all above it are relevant, and none is closed.
        row: id of the row, "" when the node is no row of a repeat.
        chosen: what a person chose from a list, kept while a filter hides some of it.
        known: states worked out before and still right.
        calculated: what a calculation gave when that was a number, or true or false; else None.
    """

    __slots__ = (
        "calculated",
        "chosen",
        "closed",
        "definition",
        "known",
        "own_relevant",
        "relevant",
        "row",
    )

    def __init__(self, definition: Definition, row: str = "") -> None:
        super().__init__(ELEMENT, definition.name, definition.uri)
        self.definition = definition
        self.own_relevant = True
        self.closed = False
        self.relevant: bool = True
        self.row = row
        self.chosen = ""
        self.known: dict[str, object] = {}
        self.calculated: float | bool | None = None

    def text(self) -> str:
        """Return the string value, which is blank while the node is irrelevant."""
        if not self.relevant:
            return ""
        if self.definition.bind.type == "decimal" and is_decimal(self.value):
            return number_text(float(self.value))  # 3.0 is read as 3
        return super().text()

    def typed(self) -> str | bool:
        """Return the value in comparisons, as Collect keeps it."""
        value = self.calculated
        return value if isinstance(value, bool) and self.relevant else self.text()

    def holds(self) -> bool:
        """Return whether the answer counts as true: in Collect a blank, 0 and false do not."""
        if not self.is_leaf:
            return True
        if not self.relevant or not self.value:
            return False
        if self.calculated is not None:
            return bool(self.calculated)
        return self.definition.bind.type not in NUMBERS or not is_zero(self.value)

    @property
    def path(self) -> str:
        """Return the path from the root, such as `hazard[k3f9qa]/note`."""
        steps: list[str] = []
        node: Node | None = self
        while isinstance(node, AnswerNode) and isinstance(node.parent, AnswerNode):
            steps.append(f"{node.name}[{node.row}]" if node.row else node.name)
            node = node.parent
        return "/".join(reversed(steps))

    @property
    def is_leaf(self) -> bool:
        """Return whether the node holds an answer."""
        return not self.definition.children

    @property
    def is_instance_id(self) -> bool:
        """Return whether the node holds the id of the interview."""
        is_named = self.name.endswith("instanceID") and self.local_name == "instanceID"
        return is_named and self.parent is not None and self.parent.local_name == "meta"

    def answer_nodes(self) -> Iterator[AnswerNode]:
        """Iterate over the children that the form defines."""
        for each in self.children:
            if isinstance(each, AnswerNode):
                yield each

    def subtree(self) -> Iterator[AnswerNode]:
        """Iterate over the node and all below it, in document order."""
        waiting = [self]
        while waiting:
            each = waiting.pop()
            yield each
            waiting.extend(reversed(list(each.answer_nodes())))


def row_id(instance_id: str, path: str, position: int) -> str:
    """Return the id of a row that nobody added: the same for the same interview and place."""
    digest = hashlib.sha256(f"{instance_id}\n{path}\n{position}".encode()).digest()
    return "".join(ALPHABET[byte % 32] for byte in digest[:6])


def build(form: Form, instance_id: str) -> tuple[Node, AnswerNode]:
    """Return the document and root of a new interview."""
    document = Node(ROOT)
    root = _copy(form, form.blank, form.definitions[0], "", instance_id)
    document.append(root)
    return document, root


def _copy(
    form: Form, blank: Node, definition: Definition, row: str, instance_id: str
) -> AnswerNode:
    node = AnswerNode(definition, row)
    node.namespaces = blank.namespaces
    for each in blank.attributes:
        node.set_attribute(each.name, each.value, each.uri)
    if not definition.children:
        node.value = from_form(definition.bind.type, blank.text())
    counts: dict[str, int] = {}
    for child in blank.elements():
        inner = form.by_path.get(f"{definition.path}/{child.name}")
        if inner is None or is_counted(form, inner):
            continue  # a row may have what its template lacks; a count says how many there are
        counts[child.name] = counts.get(child.name, 0) + 1
        name = row_id(instance_id, inner.path, counts[child.name]) if inner.repeat else ""
        node.append(_copy(form, child, inner, name, instance_id))
    return node


def new_row(form: Form, definition: Definition, row: str) -> AnswerNode:
    """Return a new row of a repeat, or any node with its children, from the definitions."""
    node = AnswerNode(definition, row)
    node.value = from_form(definition.bind.type, definition.default)
    for name, uri, value in definition.attributes:
        node.set_attribute(name, value, uri)
    for index in definition.children:
        child = form.definitions[index]
        if not child.repeat:
            node.append(new_row(form, child, ""))
        begins = child.rows if child.repeat and not is_counted(form, child) else 0
        for place in range(1, begins + 1):
            node.append(new_row(form, child, row_id(row, child.path, place)))
    return node


def is_counted(form: Form, definition: Definition) -> bool:
    """Return whether an expression says how many rows there are."""
    control = form.controls.get(definition.index)
    return definition.repeat and control is not None and control.count is not None


def written_row(form: Form, definition: Definition, place: int) -> Node | None:
    """Return the row at *place* as the form itself writes it out, None when it does not."""
    node: Node | None = form.blank
    for name in definition.path.split("/")[2:-1]:
        node = None if node is None else node.first(name)
    written = [] if node is None else list(node.elements(definition.name))
    return written[place - 1] if place <= len(written) else None


def copy_row(form: Form, written: Node, definition: Definition, row: str) -> AnswerNode:
    """Return a row that the form writes out."""
    return _copy(form, written, definition, row, row)


def insert_row(parent: AnswerNode, row: AnswerNode) -> None:
    """Put *row* after the last row of its repeat, else where the form has the repeat."""
    order = parent.definition.children
    place = order.index(row.definition.index)
    after = len(parent.children)
    while after and not _is_before(parent.children[after - 1], order, place):
        after -= 1
    row.parent = parent
    parent.children.insert(after, row)


def _is_before(node: Node, order: tuple[int, ...], place: int) -> bool:
    return isinstance(node, AnswerNode) and order.index(node.definition.index) <= place


def rows(parent: AnswerNode, definition: int) -> list[AnswerNode]:
    """Return the rows of one repeat inside *parent*."""
    return [each for each in parent.answer_nodes() if each.definition.index == definition]


def row_around(node: Node | None, repeat: int) -> AnswerNode | None:
    """Return the row of a repeat that *node* is in."""
    while isinstance(node, AnswerNode):
        if node.definition.index == repeat:
            return node
        node = node.parent
    return None


def within(row: AnswerNode, chain: tuple[int, ...]) -> list[AnswerNode]:
    """Return the nodes in *row* of the definition that begins *chain*, which leads up to the row.

    It does not look at other rows, of which there may be thousands.
    """
    found = [row]
    for index in reversed(chain[: chain.index(row.definition.index)]):
        found = [
            each for node in found for each in node.answer_nodes() if each.definition.index == index
        ]
    return found


def spread_relevance(node: AnswerNode) -> list[AnswerNode]:
    """Carry the relevance of *node* to all below it; return the nodes that changed."""
    above = node.parent.relevant if isinstance(node.parent, AnswerNode) else True
    changed: list[AnswerNode] = []
    waiting = [(node, above)]
    while waiting:
        each, outer = waiting.pop()
        relevant = outer and each.own_relevant and not each.closed
        if relevant != each.relevant:
            each.relevant = relevant
            changed.append(each)
            waiting.extend((child, relevant) for child in each.answer_nodes())
    return changed
