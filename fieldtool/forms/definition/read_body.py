"""Reads the body of an XForm: controls, their texts and choices, actions inside them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from fieldtool.forms.definition.findings import Findings
from fieldtool.forms.definition.model import (
    NO_TEXT,
    Control,
    Definition,
    Item,
    Itemset,
    TextSource,
)
from fieldtool.forms.definition.read_model import JAVAROSA, attribute, read_content, reference
from fieldtool.forms.definition.read_searches import search
from fieldtool.forms.nodes import Node
from fieldtool.problems import Code

QUESTIONS = frozenset(
    {"input", "secret", "select", "select1", "rank", "range", "upload", "trigger"}
)
_NOT_KEPT = frozenset({"ref", "nodeset", "bind", "appearance", "class", "query"})
_QUERY = re.compile(r"\s*instance\('([^']+)'\)/root/item(.*)", re.DOTALL)


@dataclass(frozen=True)
class Places:
    """Finds definitions by the references of the body."""

    by_path: Mapping[str, Definition]
    findings: Findings
    names: Mapping[str, str] = field(default_factory=dict)  # ids of binds → paths

    def path(self, reference_: str, above: str) -> str:
        """Return the absolute path of *reference_*, which may be relative to *above*."""
        if reference_.startswith("/"):
            return reference_.strip()
        steps = above.split("/") if above else [""]
        for step in reference_.strip().split("/"):
            if step == "..":
                steps = steps[:-1]
            elif step not in (".", "", "current()"):
                steps.append(step)
        return "/".join(steps)

    def node(self, path: str, part: str) -> int:
        """Return the index at *path*, noting a reference to nothing."""
        found = self.by_path.get(path)
        if found is None:
            self.findings.warn(Code.NODE_UNKNOWN, {"reference": path, "part": part})
            return -1
        return found.index


def repeat_paths(body: Node | None, above: str = "") -> set[str]:
    """Return the paths of all repeats, before definitions are known."""
    found: set[str] = set()
    places = Places({}, Findings({}))
    for each in body.elements() if body is not None else ():
        if each.local_name in ("group", "repeat"):
            written = each.attribute("nodeset") or each.attribute("ref")
            path = places.path(written, above) if written else above
            if each.local_name == "repeat":
                found.add(path)
            found |= repeat_paths(each, path)
    return found


class BodyReader:
    """Reads controls, from the body down."""

    def __init__(
        self, places: Places, binds: Mapping[str, str], sizes: Mapping[str, str] | None = None
    ) -> None:
        """Read with the paths of binds by id, and the sizes of pictures by path."""
        self.sizes = sizes or {}
        self.places = places
        self.findings = places.findings
        self.binds = binds
        self.searched: list[str] = []  # files without ending, by search()

    def controls(self, parent: Node, above: str) -> tuple[Control, ...]:
        """Return the controls directly inside *parent*."""
        found: list[Control] = []
        for each in parent.elements():
            if each.local_name in QUESTIONS:
                found.append(self._question(each, above))
            elif each.local_name in ("group", "repeat"):
                found.append(self._group(each, above))
        return tuple(found)

    def _group(self, node: Node, above: str) -> Control:
        written = node.attribute("nodeset") or node.attribute("ref")
        path = self.places.path(written, above) if written else above
        index = self.places.node(path, "body") if written else -1
        if node.local_name == "repeat" and index < 1:
            self.findings.add(Code.NODE_UNKNOWN, {"reference": path, "part": "body"})
        question = path.rpartition("/")[2]
        count = attribute(node, JAVAROSA, "count")
        fixed = attribute(node, JAVAROSA, "noAddRemove")
        return Control(
            kind=node.local_name,
            node=index,
            appearance=node.attribute("appearance"),
            label=self._text(node.first("label"), question),
            hint=self._text(node.first("hint"), question),
            count=self.findings.expression(count, question, "repeat_count"),
            fixed=self.findings.expression(fixed, question, "noAddRemove"),
            attributes=_kept(node),
            children=self.controls(node, path),
        )

    def _question(self, node: Node, above: str) -> Control:
        bound = self.binds.get(node.attribute("bind"), "")
        path = bound or self.places.path(node.attribute("ref"), above)
        question = path.rpartition("/")[2]
        itemset = node.first("itemset")
        items = tuple(self._item(each, question) for each in node.elements("item"))
        searched = self._searched(node.attribute("appearance"), items, question)
        external = self._external(node.attribute("query"), question)
        return Control(
            kind=node.local_name if external is None else "select1",
            node=self.places.node(path, "body"),
            appearance=node.attribute("appearance"),
            label=self._text(node.first("label"), question),
            hint=self._text(node.first("hint"), question),
            items=items if searched is None else tuple(filter(_is_fixed, items)),
            itemset=external or searched if itemset is None else self._itemset(itemset, question),
            attributes=_kept(node) | self._size(path),
        )

    def _searched(self, appearance: str, items: tuple[Item, ...], question: str) -> Itemset | None:
        columns = [item for item in items if not _is_fixed(item)]
        if "search" not in appearance or len(columns) != 1:
            return None
        label = columns[0].label
        written = "".join(part for part in label.parts if isinstance(part, str))
        found = search(appearance, columns[0].value, written, label.itext)
        if found is None:
            return None
        self.searched.append(found.file)
        texts = (found.nodes, found.value, found.label)
        made = [self.findings.expression(text, question, "appearance") for text in texts]
        nodes, value, shown = made
        return None if nodes is None or value is None else Itemset(nodes, value, shown)

    def _external(self, query: str, question: str) -> Itemset | None:
        """Return the choices that `query` of select_one_external takes from itemsets.csv."""
        asked = _QUERY.fullmatch(query)
        if asked is None:
            return None
        self.searched.append("itemsets")
        nodes = f"instance('itemsets')/root/item[list_name = '{asked[1]}']{asked[2]}"
        # The sheet's first column of labels; which one belongs to which language is not written.
        label = "*[name() = 'label' or starts-with(name(), 'label::')][position() = 1]"
        made = [
            self.findings.expression(text, question, "choice_filter") for text in (nodes, label)
        ]
        key = self.findings.expression("name", question, "choices")
        return None if made[0] is None or key is None else Itemset(made[0], key, made[1])

    def _size(self, path: str) -> dict[str, str]:
        return {"max-pixels": self.sizes[path]} if path in self.sizes else {}

    def _text(self, node: Node | None, question: str) -> TextSource:
        if node is None:
            return NO_TEXT
        written = node.attribute("ref")
        if written:
            made = self.findings.expression(written, question, "label")
            if made is None:
                return NO_TEXT
            return reference(made.tree) or TextSource(parts=(made,))
        return TextSource(parts=read_content(node, question, self.findings))

    def _item(self, node: Node, question: str) -> Item:
        value = node.first("value")
        return Item(
            "" if value is None else value.text().strip(), self._text(node.first("label"), question)
        )

    def _itemset(self, node: Node, question: str) -> Itemset | None:
        value, label = node.first("value"), node.first("label")
        nodes = self.findings.expression(node.attribute("nodeset"), question, "choice_filter")
        key = self.findings.expression(
            "name" if value is None else value.attribute("ref", "name"), question, "choices"
        )
        written = "" if label is None else label.attribute("ref")
        shown = self.findings.expression(written, question, "choices")
        return None if nodes is None or key is None else Itemset(nodes, key, shown)


def _kept(node: Node) -> dict[str, str]:
    return {each.name: each.value for each in node.attributes if each.name not in _NOT_KEPT}


def _is_fixed(item: Item) -> bool:
    """Return whether a choice beside `search()` is itself one; the others name columns."""
    return item.value.lstrip("-").isdecimal()
