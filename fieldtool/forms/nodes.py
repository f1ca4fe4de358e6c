"""The nodes that expressions see: the XPath data model, for any XML and for interviews."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from fieldtool.forms.xpath.ast import Json

ROOT, ELEMENT, ATTRIBUTE, TEXT, COMMENT, INSTRUCTION, NAMESPACE = range(7)

MANY = 12  # children, from which looking up by name pays


class Node:
    """One node. An element that holds only text keeps it in `value` and has no children.

    Attributes:
        kind: ROOT, ELEMENT, ATTRIBUTE, TEXT, COMMENT, INSTRUCTION or NAMESPACE.
        name: the qualified name as written, such as `orx:meta`.
        uri: namespace of the name, "" if none.
        value: the text of a node without children.
        namespaces: prefix → namespace declared on this element itself.
    """

    __slots__ = (
        "_named",
        "_text",
        "attributes",
        "children",
        "kind",
        "name",
        "namespaces",
        "parent",
        "uri",
        "value",
    )

    relevant = True  # nodes of an interview may be irrelevant; nodes of other XML never are

    def __init__(self, kind: int, name: str = "", uri: str = "", value: str = "") -> None:
        self.kind = kind
        self.name = name
        self.uri = uri
        self.value = value
        self.parent: Node | None = None
        self.children: list[Node] = []
        self.attributes: list[Node] = []
        self.namespaces: dict[str, str] | None = None
        self._text: Node | None = None
        self._named: tuple[list[Node], int, dict[str, list[Node]]] | None = None

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name or self.kind}>"

    @property
    def local_name(self) -> str:
        """Return the name without its prefix."""
        return self.name.rpartition(":")[2]

    def append(self, child: Node) -> None:
        """Put *child* at the end."""
        child.parent = self
        self.children.append(child)

    def set_attribute(self, name: str, value: str, uri: str = "") -> None:
        """Set or replace one attribute."""
        for each in self.attributes:
            if each.name == name:
                each.value = value
                return
        attribute = Node(ATTRIBUTE, name, uri, value)
        attribute.parent = self
        self.attributes.append(attribute)

    def attribute(self, name: str, default: str = "") -> str:
        """Return an attribute by its qualified name."""
        for each in self.attributes:
            if each.name == name:
                return each.value
        return default

    def has_attribute(self, name: str) -> bool:
        """Return whether the attribute is there, even if empty."""
        return any(each.name == name for each in self.attributes)

    def elements(self, name: str = "") -> Iterator[Node]:
        """Iterate over child elements, or those of one qualified name."""
        for each in self.children:
            if each.kind == ELEMENT and (not name or each.name == name):
                yield each

    def named(self, name: str) -> list[Node]:
        """Return the child elements of one qualified name, quickly also among thousands."""
        children = self.children
        if len(children) <= MANY:
            return [each for each in children if each.name == name and each.kind == ELEMENT]
        kept = self._named
        if kept is None or kept[0] is not children or kept[1] != len(children):
            table: dict[str, list[Node]] = {}
            for each in children:
                if each.kind == ELEMENT:
                    table.setdefault(each.name, []).append(each)
            kept = self._named = (children, len(children), table)
        return kept[2].get(name, [])

    def first(self, name: str) -> Node | None:
        """Return the first child element of that qualified name."""
        return next(self.elements(name), None)

    def content(self) -> list[Node]:
        """Return the children with text as a node, as `node()` and `text()` see them."""
        if self.children or not self.value or self.kind not in (ELEMENT, ROOT):
            return self.children
        if self._text is None:
            self._text = Node(TEXT)
            self._text.parent = self
        self._text.value = self.value
        return [self._text]

    def holds(self) -> bool:
        """Return whether the node counts as true: one that is there does, by XPath."""
        return True

    def typed(self) -> str | bool:
        """Return the value in comparisons: text, or true and false where they were calculated."""
        return self.text()

    def text(self) -> str:
        """Return the string value."""
        if not self.children:
            return self.value
        return "".join(_texts(self))

    def root(self) -> Node:
        """Return the topmost node."""
        node = self
        while node.parent is not None:
            node = node.parent
        return node


def _texts(node: Node) -> Iterator[str]:
    for each in walk(node):
        if not each.children and each.kind in (TEXT, ELEMENT) and each.relevant:
            yield each.value


def walk(node: Node) -> Iterator[Node]:
    """Iterate over *node* and all below it, in document order, without recursion."""
    waiting = [node]
    while waiting:
        each = waiting.pop()
        yield each
        waiting.extend(reversed(each.children))


def walk_content(node: Node) -> Iterator[Node]:
    """Iterate like `walk`, with the text of elements as nodes."""
    waiting = [node]
    while waiting:
        each = waiting.pop()
        yield each
        waiting.extend(reversed(each.content()))


def in_document_order(nodes: Iterable[Node]) -> list[Node]:
    """Return *nodes* once each, in document order."""
    unique = {id(each): each for each in nodes}
    if len(unique) <= 1:
        return list(unique.values())
    roots = {id(root): root for root in (each.root() for each in unique.values())}
    ordered: list[Node] = []
    for root in roots.values():
        for each in walk_content(root):
            parts = (each, *each.attributes)
            ordered.extend(unique.pop(id(part)) for part in parts if id(part) in unique)
        if not unique:
            break
    return ordered + list(unique.values())


def node_to_json(node: Node) -> Json:
    """Return a node as [kind, name, namespace, attributes, text or children]."""
    attributes: list[Json] = [[each.name, each.uri, each.value] for each in node.attributes]
    content: Json = [node_to_json(each) for each in node.children] if node.children else node.value
    return [node.kind, node.name, node.uri, attributes, content]


def node_from_json(written: Json) -> Node:
    """Return the node that `node_to_json` wrote."""
    kind, name, uri, attributes, content = cast("list[Json]", written)
    node = Node(cast("int", kind), str(name), str(uri))
    for each in cast("list[list[Json]]", attributes):
        node.set_attribute(str(each[0]), str(each[2]), str(each[1]))
    if isinstance(content, list):
        for child in content:
            node.append(node_from_json(child))
    else:
        node.value = str(content)
    return node
