"""An interview seen from outside: every node by its position, with what matters of its state."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TypeAlias

from fieldtool.forms.instance.changes import Changes
from fieldtool.forms.instance.nodes import AnswerNode
from fieldtool.forms.instance.states import NodeState
from fieldtool.forms.interview import Interview
from fieldtool.forms.text import plain
from fieldtool.problems import Code, Problem

Seen: TypeAlias = "dict[str, str | bool | list[str] | None]"

_STEP = re.compile(r"([^/\[\]]+)(?:\[([^\[\]]+)\])?")
# What ODK's engines call the kinds of nodes.
_KINDS = {"select1": "select", "select": "select", "secret": "input"}
_LISTS = ("select", "rank")


class Sight:
    """The nodes of an interview by positional references such as `/data/hazard[1]/note`."""

    def __init__(self, interview: Interview) -> None:
        self.interview = interview
        self.nodes: dict[str, AnswerNode] = {}
        self.ranges: dict[str, str] = {}
        self.refs: dict[str, str] = {}
        self.states: dict[str, Seen] = {}
        self.look()

    # -- looking

    def look(self) -> None:
        """Find all nodes and see every state, in form order."""
        self.nodes = {}
        self.ranges = {}
        self.states = {}
        root = self._root()
        waiting: list[tuple[str, AnswerNode]] = [(f"/{root.name}", root)]
        while waiting:
            ref, node = waiting.pop()
            if node.row and ref.endswith("[1]"):
                self._see_range(ref.removesuffix("[1]"), node.path.removesuffix(f"[{node.row}]"))
            self.nodes[ref] = node
            self.states[ref] = self._state(ref, node)
            waiting.extend(reversed(list(self._inside(ref, node))))
        self.refs = {node.path: ref for ref, node in self.nodes.items()}

    def look_again(self, changes: Changes) -> None:
        """See what may differ after *changes*; after new or removed rows that is everything."""
        if changes.rows:
            self.look()
            return
        for path in changes.paths:
            ref = self.refs[path]
            self.states[ref] = self._state(ref, self.nodes[ref])
        for ref, path in self.ranges.items():
            self._see_range(ref, path)

    def _inside(self, ref: str, node: AnswerNode) -> Iterator[tuple[str, AnswerNode]]:
        """Iterate over the nodes inside *node*, seeing the repeats that have no rows yet."""
        counts: dict[str, int] = {}
        for child in node.answer_nodes():
            counts[child.name] = counts.get(child.name, 0) + 1
            place = f"[{counts[child.name]}]" if child.definition.repeat else ""
            yield f"{ref}/{child.name}{place}", child
        for index in node.definition.children:
            definition = self.interview.form.definitions[index]
            if definition.repeat and definition.name not in counts:
                name = definition.name
                self._see_range(f"{ref}/{name}", f"{node.path}/{name}".lstrip("/"))

    def _see_range(self, ref: str, path: str) -> None:
        """See a repeat as a whole: it has no node of its own."""
        state = self.interview.state(path)
        self.ranges[ref] = path
        self.states[ref] = {
            "ref": ref,
            "kind": f"repeat-range:{'' if state.counted else 'un'}controlled",
            "relevant": state.relevant,
            "required": False,
            "readonly": state.readonly,
        }

    def _root(self) -> AnswerNode:
        root = next(self.interview.document.elements())
        assert isinstance(root, AnswerNode)
        return root

    def _state(self, ref: str, node: AnswerNode) -> Seen:
        state = self.interview.state(node.path)
        seen: Seen = {
            "ref": ref,
            "kind": _kind(state, node),
            "relevant": node.relevant,
            "required": state.required,
            "readonly": state.readonly,
        }
        if node.is_leaf:
            seen["value"] = state.value if state.relevant else ""
            seen["violation"] = None if state.violation is None else state.violation.kind
            seen["label"] = plain(state.label) or None
        if seen["kind"] in _LISTS:
            seen["choices"] = [choice.value for choice in state.choices]
        return seen

    # -- finding

    def path(self, reference: str) -> str:
        """Return the engine's path of a node; raises Problem when it leads to none or several.

        A reference is a path of the engine (`hazard[k3f9qa]/note`), or one with positions, from
        the root with a slash (`/data/hazard[1]/note`) or without (`hazard[1]/note`).
        """
        if reference in self.refs:
            return reference
        node = self._root()
        for name, row in self._steps(reference):
            alike = [each for each in node.answer_nodes() if each.name == name]
            chosen = [each for each in alike if each.row == row] or _at(alike, row)
            if len(chosen) != 1:
                raise _unknown(reference)
            node = chosen[0]
        return node.path

    def repeat(self, reference: str) -> str:
        """Return the engine's path of a repeat, such as `hazard` for `/data/hazard`."""
        steps = self._steps(reference)
        if not steps:
            raise _unknown(reference)
        above = "/".join(f"{name}[{row}]" if row else name for name, row in steps[:-1])
        return f"{self.path(above)}/{steps[-1][0]}".lstrip("/")

    def _steps(self, reference: str) -> list[tuple[str, str]]:
        text = reference.strip()
        root = self._root().name
        if text.startswith("/"):
            first, _, rest = text[1:].partition("/")
            if first != root:
                raise _unknown(reference)
            text = rest
        steps: list[tuple[str, str]] = []
        for part in text.split("/") if text else ():
            step = _STEP.fullmatch(part.strip())
            if step is None:
                raise _unknown(reference)
            steps.append((step[1], step[2] or ""))
        return steps


def _at(alike: list[AnswerNode], row: str) -> list[AnswerNode]:
    """Return the node at a position; all of them when none is given."""
    if not row:
        return alike
    place = int(row) if row.isascii() and row.isdigit() else 0
    return alike[place - 1 : place] if place else []


def _kind(state: NodeState, node: AnswerNode) -> str:
    if not node.path:
        return "root"
    if state.kind == "row":
        return "repeat-instance"
    if state.kind == "group":
        return "group"
    return _KINDS.get(state.control, state.control) or "model-value"


def _unknown(reference: str) -> Problem:
    return Problem(Code.PLAY_PATH_UNKNOWN, {"path": reference})


def differences(before: dict[str, Seen], after: dict[str, Seen]) -> Iterable[Seen]:
    """Iterate over the states that are new or not as they were."""
    return (state for ref, state in after.items() if before.get(ref) != state)
