"""Interviews as OpenRosa XML, out and in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.sax.saxutils import escape, quoteattr

from fieldtool.forms.definition.form import Form
from fieldtool.forms.definition.model import Definition
from fieldtool.forms.instance.nodes import AnswerNode, row_id
from fieldtool.forms.instance.rows import REMOVED
from fieldtool.forms.nodes import Node
from fieldtool.forms.xmltext import read_xml, trim
from fieldtool.problems import Code, Problem

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
ROWS = "urn:fieldtool:rows:1"  # namespace of the attribute that keeps the id of a row


def write(form: Form, root: AnswerNode, *, everything: bool = False) -> str:
    """Return the interview as XML, irrelevant questions left out unless *everything* is wanted."""
    spaces = _namespaces(form, root)
    parts = ['<?xml version="1.0" encoding="UTF-8"?>\n']
    _write(root, parts, _declarations(spaces), everything=everything)
    return "".join(parts)


def _namespaces(form: Form, root: AnswerNode) -> dict[str, str]:
    used = {part.rpartition(":")[0] for node in root.subtree() for part in _names(node)}
    found = {prefix: form.namespaces[prefix] for prefix in used if prefix in form.namespaces}
    if any(node.row for node in root.subtree()):
        found["ft"] = ROWS
    if root.uri:
        found[""] = root.uri
    else:
        found.pop("", None)
    return found


def _names(node: AnswerNode) -> list[str]:
    return [node.name, *(each.name for each in node.attributes if ":" in each.name)]


def _declarations(spaces: Mapping[str, str]) -> str:
    written = [
        f" xmlns{':' if prefix else ''}{prefix}={quoteattr(uri)}"
        for prefix, uri in sorted(spaces.items())
    ]
    return "".join(written)


def _write(node: AnswerNode, parts: list[str], extra: str, *, everything: bool) -> None:
    attributes = "".join(
        f" {each.name}={quoteattr(_characters(each.value))}" for each in node.attributes
    )
    row = f' ft:row="{node.row}"' if node.row else ""
    inner = [each for each in node.answer_nodes() if everything or each.relevant]
    parts.append(f"<{node.name}{extra}{attributes}{row}")
    if not inner and not node.value:
        parts.append("/>")
        return
    parts.append(">")
    # A parser turns a bare carriage return into a line feed.
    parts.append(escape(_characters(node.value), {"\r": "&#13;"}) if node.is_leaf else "")
    for each in inner:
        _write(each, parts, "", everything=everything)
    parts.append(f"</{node.name}>")


def _characters(text: str) -> str:
    """Drop control characters and halves of pairs, which XML cannot hold."""
    return _NOT_IN_XML.sub("", text)


def read(form: Form, xml: str | bytes) -> tuple[dict[str, str], str]:
    """Return the answers of an interview as a draft would hold them, and its id.

    Raises Problem when the XML belongs to another form.
    """
    document = read_xml(xml, "interview.xml")
    trim(document)
    root = next(document.elements())
    definition = form.definitions[0]
    if root.local_name != definition.name.rpartition(":")[2]:
        reason = f"its root is “{root.name}”, not “{definition.name}”"
        raise Problem(Code.INSTANCE_XML_NOT_VALID, {"form": form.title, "reason": reason})
    instance_id = _instance_id(root)
    answers: dict[str, str] = {}
    _Reading(form, instance_id, answers).node(root, definition, "")
    return answers, instance_id


def edited(form: Form, answers: Mapping[str, str], new_id: str) -> dict[str, str]:
    """Return the ids of an interview that replaces an earlier one."""
    changed: dict[str, str] = {}
    for definition in form.definitions:
        path = definition.path.split("/", 2)[-1]
        if path.partition("/")[0].rpartition(":")[2] == "meta" and path.endswith("instanceID"):
            changed[path] = f"uuid:{new_id}"
            changed[path.removesuffix("instanceID") + "deprecatedID"] = answers.get(path, "")
    return changed


def _instance_id(root: Node) -> str:
    for meta in root.elements():
        if meta.local_name == "meta":
            for each in meta.elements():
                if each.local_name == "instanceID":
                    return each.text().removeprefix("uuid:")
    return ""


class _Reading:
    def __init__(self, form: Form, instance_id: str, answers: dict[str, str]) -> None:
        self.form = form
        self.instance_id = instance_id
        self.answers = answers

    def node(self, node: Node, definition: Definition, path: str) -> None:
        """Take over the answers at and below *node*."""
        for each in self.form.attributes:
            if each.node == definition.index and node.has_attribute(each.name):
                self.answers[f"{path}/@{each.name}"] = node.attribute(each.name)
        if not definition.children:
            self.answers[path] = node.text()
            return
        by_name = {
            self.form.definitions[i].name.rpartition(":")[2]: self.form.definitions[i]
            for i in definition.children
        }
        counts: dict[str, int] = {}
        for child in node.elements():
            inner = by_name.get(child.local_name)
            if inner is not None:
                counts[inner.name] = counts.get(inner.name, 0) + 1
                self._child(child, inner, path, counts[inner.name])
        for inner in by_name.values():
            if inner.repeat:
                self._without_rest(inner, path, counts.get(inner.name, 0))

    def _child(self, node: Node, definition: Definition, above: str, place: int) -> None:
        path = f"{above}/{definition.name}".lstrip("/")
        if definition.repeat:
            kept = next((each.value for each in node.attributes if each.uri == ROWS), "")
            path = f"{path}[{kept or row_id(self.instance_id, definition.path, place)}]"
            self.answers[path] = ""
        self.node(node, definition, path)

    def _without_rest(self, definition: Definition, above: str, count: int) -> None:
        """Take out the rows that a new interview would have, and this one has not."""
        first = f"{above}/{definition.name}".lstrip("/")
        for place in range(1, _blank_rows(self.form, definition) + 1):
            path = f"{first}[{row_id(self.instance_id, definition.path, place)}]"
            if place > count or path not in self.answers:
                self.answers[path] = REMOVED


def _blank_rows(form: Form, definition: Definition) -> int:
    """Return how many rows a new interview has in one parent, at most."""
    most = 0
    waiting = [(form.blank, form.definitions[0])]
    while waiting:
        node, known = waiting.pop()
        counts = sum(
            1 for each in node.elements() if f"{known.path}/{each.name}" == definition.path
        )
        most = max(most, counts)
        inner = ((each, form.by_path.get(f"{known.path}/{each.name}")) for each in node.elements())
        waiting.extend((each, known) for each, known in inner if known is not None)
    return max(most, 1)
