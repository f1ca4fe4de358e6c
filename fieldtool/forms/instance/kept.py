"""What is kept of an interview: its answers, rows and attributes as texts by path, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fieldtool.forms.definition.form import Form
from fieldtool.forms.instance.entities import Attributes
from fieldtool.forms.instance.nodes import AnswerNode
from fieldtool.forms.instance.paths import Paths
from fieldtool.forms.instance.rows import REMOVED, Rows


@dataclass(frozen=True)
class Kept:
    """The texts of one interview as it stands."""

    form: Form
    root: AnswerNode
    rows: Rows
    attributes: Attributes
    paths: Paths

    def put(self, values: Mapping[str, str]) -> None:
        """Set answers and attributes as they were kept; what is not in the form is passed over."""
        for path, value in values.items():
            place, _, attribute = path.partition("/@")
            node = self.paths.find(place)
            if node is not None and attribute:
                self.attributes.put(node, attribute, value)
            elif node is not None and node.is_leaf:
                node.value = value

    def is_blank(self, path: str) -> bool:
        """Return whether there is a question at *path* that was left blank."""
        node = self.paths.find(path)
        return node is not None and node.is_leaf and not node.value

    def answers(self) -> dict[str, str]:
        """Return path → value of what is relevant."""
        leaves = {
            node.path: node.value for node in self.root.subtree() if node.is_leaf and node.relevant
        }
        return {**leaves, **self._attributes(everything=False)}

    def everything(self) -> dict[str, str]:
        """Return path → value of all there is, rows and removed rows among it."""
        leaves = {node.path: node.value for node in self.root.subtree() if node.is_leaf}
        rows = {node.path: "" for node in self.root.subtree() if node.row}
        removed = dict.fromkeys(self.rows.removed, REMOVED)
        return {**rows, **removed, **leaves, **self._attributes(everything=True)}

    def row_order(self) -> dict[str, str]:
        """Return the ids of the relevant rows of each repeat, in order, by the repeat's path."""
        order: dict[str, str] = {}
        for node in self.root.subtree():
            for index in node.definition.children if node.relevant else ():
                definition = self.form.definitions[index]
                if definition.repeat:
                    seen = [row.row for row in self.rows.of(node, index) if row.relevant]
                    order[f"{node.path}/{definition.name}".lstrip("/")] = " ".join(seen)
        return order

    def _attributes(self, *, everything: bool) -> dict[str, str]:
        return {
            f"{node.path}/@{name}": value
            for node, name, value in self.attributes.each()
            if everything or node.relevant
        }
