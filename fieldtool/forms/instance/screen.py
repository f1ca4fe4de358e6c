"""What is shown of an interview: states by path, and pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from fieldtool.forms.definition.form import Form
from fieldtool.forms.definition.model import Control
from fieldtool.forms.instance.nodes import AnswerNode
from fieldtool.forms.instance.rows import Rows
from fieldtool.forms.instance.states import NodeState, States
from fieldtool.forms.instance.types import as_day
from fieldtool.forms.instance.world import InterviewWorld
from fieldtool.forms.pages import Page
from fieldtool.forms.xpath.values import to_boolean

Entry = tuple[str, int, bool]  # path, level, relevant


class Screen:
    """Looks at an interview through the controls of its form."""

    def __init__(
        self, form: Form, world: InterviewWorld, rows: Rows, find: Callable[[str], AnswerNode]
    ) -> None:
        self.form = form
        self.world = world
        self.rows = rows
        self.find = find
        self.states = States(form, world)
        self.loose = _groups_without_node(form.body)
        world.choice_labels = self.states.choice_label

    def state(self, path: str) -> NodeState:
        """Return the state at *path*; `hazard` is a repeat, `hazard[k3f9qa]` one of its rows."""
        if path.startswith("#"):
            return self._loose_group(path)
        above, _, name = path.rpartition("/")
        if "[" not in name:
            parent = self.find(above)
            definition = self.form.by_path.get(f"{parent.definition.path}/{name}")
            if definition is not None and definition.repeat:
                return self._repeat(path, parent, definition.index)
        return self.states.state(self.find(path))

    def _loose_group(self, path: str) -> NodeState:
        number, _, row = path.partition("@")
        control, around = self.loose[number], self.find(row)
        return NodeState(
            path,
            "group",
            appearance=control.appearance,
            label=self.world.text(control.label, around),
            relevant=around.relevant,
        )

    def _repeat(self, path: str, parent: AnswerNode, repeat: int) -> NodeState:
        control = self.form.repeat_labels.get(repeat) or self.form.controls[repeat]
        present = self.rows.of(parent, repeat)
        return NodeState(
            path,
            "repeat",
            appearance=control.appearance,
            label=self.world.text(control.label, parent),
            relevant=self._is_shown(parent, repeat, present),
            rows=tuple(row.path for row in present),
            counted=self.rows.counted(repeat),
        )

    def _is_shown(self, parent: AnswerNode, repeat: int, present: list[AnswerNode]) -> bool:
        """Return whether any row is relevant, or the first one would be."""
        relevant = self.form.definitions[repeat].bind.relevant
        if repeat in self.rows.recalculation.closed:
            return False
        if present or relevant is None:
            return parent.relevant and (not present or any(row.relevant for row in present))
        place = AnswerNode(self.form.definitions[repeat])
        place.parent = parent
        return parent.relevant and to_boolean(self.world.value(relevant, place))

    def canonical(self, node: AnswerNode, value: str) -> str:
        """Return an answer as it is stored: a day alone as a date, choices in the list's order."""
        if node.definition.bind.type == "date":
            return as_day(value)
        if " " not in value:
            return value
        control = self.form.controls.get(node.definition.index)
        if control is None or control.kind != "select" or " " not in value.strip():
            return value
        order = {choice.value: place for place, choice in enumerate(self.states.choices(node))}
        return " ".join(sorted(value.split(), key=lambda each: order.get(each, len(order))))

    def forget_choices(self, root: AnswerNode) -> None:
        """Forget what was worked out in another language."""
        for node in root.subtree():
            node.known.pop("choices", None)

    # -- pages

    def page(self, run: tuple[Control, ...], root: AnswerNode) -> Page:
        """Return the page that the controls of *run* make."""
        first = run[0]
        rows = _is_repeat(first)
        grouped = first.kind == "group" and not rows
        inside = first.children if grouped else run
        entries = [entry for control in inside for entry in self._entries(control, root, 0)]
        paths = tuple(path for path, _, _ in entries)
        own = self._node(first, root) if grouped else None
        label = self.world.text(first.label, own or root) if grouped else ()
        return Page(
            own.path if own is not None else (paths[0] if paths else ""),
            self.state(paths[0]).label if rows and paths else label,
            paths,
            tuple(level for _, level, _ in entries),
            any(seen for _, _, seen in entries) and (own is None or own.relevant),
        )

    def _node(self, control: Control, around: AnswerNode) -> AnswerNode | None:
        """Return the node of *control* inside *around*, None when it has none there."""
        if control.node < 0:
            return None
        everywhere = self.rows.recalculation.at.get(control.node, [])
        if len(everywhere) == 1:
            return everywhere[0]
        chain = list(reversed(self.form.ancestors[control.node]))
        here = around.definition.index
        node: AnswerNode | None = around
        for index in chain[chain.index(here) + 1 :] if here in chain else ():
            node = (
                next((e for e in node.answer_nodes() if e.definition.index == index), None)
                if node
                else None
            )
        return node

    def _entries(self, control: Control, around: AnswerNode, level: int) -> Iterator[Entry]:
        if control.kind == "group":
            yield from self._group(control, around, level)
        elif control.kind == "repeat":
            yield from self._rows_of(control, around, level)
        else:
            node = self._node(control, around)
            if node is not None:
                yield node.path, level, node.relevant

    def _group(self, control: Control, around: AnswerNode, level: int) -> Iterator[Entry]:
        if _is_repeat(control):
            yield from self._rows_of(control.children[0], around, level)
            return
        node = self._node(control, around)
        path = node.path if node is not None else self._loose_path(control, around)
        relevant = node.relevant if node is not None else around.relevant
        yield path, level, relevant
        for child in control.children:
            yield from self._entries(child, node or around, level + 1)

    def _rows_of(self, control: Control, around: AnswerNode, level: int) -> Iterator[Entry]:
        parent_index = self.form.definitions[control.node].parent
        parent = around
        for index in reversed(self.form.ancestors[parent_index]):
            parent = next((e for e in parent.answer_nodes() if e.definition.index == index), parent)
        name = self.form.definitions[control.node].name
        present = self.rows.of(parent, control.node)
        shown = self._is_shown(parent, control.node, present)
        yield f"{parent.path}/{name}".lstrip("/"), level, shown
        for row in present:
            yield row.path, level + 1, row.relevant
            for child in control.children:
                yield from self._entries(child, row, level + 2)

    def _loose_path(self, control: Control, around: AnswerNode) -> str:
        """Return a path for a group that has none: its number, and the row that it is shown in."""
        number = next(path for path, each in self.loose.items() if each is control)
        row = around.path[: around.path.rfind("]") + 1]
        return f"{number}@{row}" if row else number


def _is_repeat(control: Control) -> bool:
    """Return whether *control* is a repeat, or the group that carries a repeat's label."""
    if control.kind == "repeat":
        return True
    children = control.children
    return len(children) == 1 and children[0].kind == "repeat" and children[0].node == control.node


def _groups_without_node(body: tuple[Control, ...]) -> dict[str, Control]:
    found: dict[str, Control] = {}
    waiting = list(reversed(body))
    while waiting:
        control = waiting.pop()
        if control.kind == "group" and control.node < 0:
            found[f"#{len(found) + 1}"] = control
        waiting.extend(reversed(control.children))
    return found
