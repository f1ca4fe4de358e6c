"""The nodes of one interview by their paths."""

from __future__ import annotations

from fieldtool.forms.definition.form import Form
from fieldtool.forms.instance.nodes import AnswerNode
from fieldtool.problems import Code, Problem


class Paths:
    """Finds nodes by their paths; what it knows is forgotten where rows come and go."""

    def __init__(self, form: Form, root: AnswerNode) -> None:
        self._form = form
        self._root = root
        self._known: dict[str, AnswerNode] = {}

    def forget(self) -> None:
        """Look at all nodes again when somebody next asks."""
        self._known.clear()

    def find(self, path: str) -> AnswerNode | None:
        """Return the node at *path*, None where there is none now."""
        if not self._known:
            self._known = {node.path: node for node in self._root.subtree()}
        return self._known.get(path)

    def node(self, path: str) -> AnswerNode:
        """Return the node at *path*; raises Problem ANSWER_PATH_UNKNOWN where there is none."""
        node = self.find(path)
        if node is None:
            raise _unknown(path)
        return node

    def question(self, path: str) -> AnswerNode:
        """Return the node at *path*, which holds an answer; raises Problem."""
        node = self.node(path)
        if not node.is_leaf:
            raise _unknown(path)
        return node

    def repeat(self, path: str) -> tuple[AnswerNode, int]:
        """Return what the rows of the repeat at *path* are in, and its definition's index."""
        above, _, name = path.rpartition("/")
        parent = self.node(above)
        definition = self._form.by_path.get(f"{parent.definition.path}/{name}")
        if definition is None or not definition.repeat:
            raise _unknown(path)
        return parent, definition.index


def _unknown(path: str) -> Problem:
    return Problem(Code.ANSWER_PATH_UNKNOWN, {"path": path})
