"""Reads XML safely into nodes: no document type, no entities, bounded depth."""

from __future__ import annotations

from xml.parsers import expat

from fieldtool.forms.nodes import COMMENT, ELEMENT, INSTRUCTION, ROOT, TEXT, Node
from fieldtool.problems import Code, Problem

MAX_DEPTH = 100
XML_NAMESPACE = "http://www.w3.org/XML/1998/namespace"


def read_xml(text: str | bytes, file: str = "form.xml") -> Node:
    """Return the document node; raises Problem for unsafe or broken XML."""
    reader = _Reader(file)
    try:
        reader.parser.Parse(text, True)  # noqa: FBT003 - expat takes it by position
    except expat.ExpatError as error:
        reason = expat.ErrorString(error.code) or "?"
        raise Problem(
            Code.FORM_XML_NOT_VALID, {"file": file, "line": error.lineno, "reason": reason}
        ) from None
    except (ValueError, LookupError, UnicodeError) as error:
        raise Problem(
            Code.FORM_XML_NOT_VALID, {"file": file, "line": 1, "reason": str(error)[:200]}
        ) from None
    _collapse(reader.document)
    return reader.document


class _Reader:
    """Builds the tree; expat calls its methods."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.document = Node(ROOT)
        self.open = [self.document]
        self.scopes: list[dict[str, str]] = [{"xml": XML_NAMESPACE}]
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.ordered_attributes = True
        self.parser.StartDoctypeDeclHandler = self._unsafe
        self.parser.EntityDeclHandler = self._unsafe
        self.parser.ExternalEntityRefHandler = self._unsafe
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.CommentHandler = self._comment
        self.parser.ProcessingInstructionHandler = self._instruction

    def _unsafe(self, *_: object) -> int:
        raise Problem(Code.FORM_XML_UNSAFE, {"file": self.file})

    def _start(self, name: str, attributes: list[str]) -> None:
        if len(self.open) > MAX_DEPTH:
            raise Problem(Code.FORM_XML_TOO_DEEP, {"file": self.file, "limit": MAX_DEPTH})
        pairs = list(zip(attributes[::2], attributes[1::2], strict=True))
        declared = {
            key.partition(":")[2]: value
            for key, value in pairs
            if key == "xmlns" or key.startswith("xmlns:")
        }
        scope = {**self.scopes[-1], **declared} if declared else self.scopes[-1]
        node = Node(ELEMENT, name, scope.get(name.rpartition(":")[0], ""))
        node.namespaces = declared or None
        for key, value in pairs:
            if key != "xmlns" and not key.startswith("xmlns:"):
                prefix = key.rpartition(":")[0]
                node.set_attribute(key, value, scope.get(prefix, "") if prefix else "")
        self.open[-1].append(node)
        self.open.append(node)
        self.scopes.append(scope)

    def _end(self, _name: str) -> None:
        self.open.pop()
        self.scopes.pop()

    def _text(self, text: str) -> None:
        if len(self.open) > 1:
            self.open[-1].append(Node(TEXT, value=text))

    def _comment(self, text: str) -> None:
        self.open[-1].append(Node(COMMENT, value=text))

    def _instruction(self, target: str, text: str) -> None:
        self.open[-1].append(Node(INSTRUCTION, target, value=text))


def _collapse(document: Node) -> None:
    """Keep the text of elements that hold only text in the element itself."""
    waiting = [document]
    while waiting:
        node = waiting.pop()
        if len(node.children) == 1 and node.children[0].kind == TEXT:
            node.value = node.children[0].value
            node.children = []
        waiting.extend(node.children)


def trim(document: Node) -> None:
    """Drop comments, and white space between elements, which means nothing in a form."""
    waiting = [document]
    while waiting:
        node = waiting.pop()
        kinds = {each.local_name for each in node.children if each.kind == ELEMENT}
        if kinds and "output" not in kinds:  # space between answers in a text is part of the text
            node.children = [
                each for each in node.children if each.kind != COMMENT and not _blank(each)
            ]
        waiting.extend(node.children)


def _blank(node: Node) -> bool:
    return node.kind == TEXT and not node.value.strip(" \t\r\n")


def in_scope(node: Node) -> dict[str, str]:
    """Return the namespaces in force at *node*, prefix → uri."""
    chain: list[dict[str, str]] = []
    each: Node | None = node
    while each is not None:
        if each.namespaces:
            chain.append(each.namespaces)
        each = each.parent
    scope = {"xml": XML_NAMESPACE}
    for declared in reversed(chain):
        scope.update(declared)
    return {prefix: uri for prefix, uri in scope.items() if uri}
