"""Runs the actions of a form when their events happen."""

from __future__ import annotations

from fieldtool.forms.definition.form import Form
from fieldtool.forms.definition.model import Action
from fieldtool.forms.definition.read_actions import AT_END, CHANGED, FIRST_LOAD, LOAD, NEW_ROW
from fieldtool.forms.instance.changes import Record
from fieldtool.forms.instance.nodes import AnswerNode
from fieldtool.forms.instance.recalculation import Recalculation, answer_text
from fieldtool.forms.instance.world import InterviewWorld


class Actions:
    """The actions of one interview."""

    def __init__(self, form: Form, world: InterviewWorld, recalculation: Recalculation) -> None:
        self.form = form
        self.world = world
        self.recalculation = recalculation
        self.on_change: dict[int, list[Action]] = {}
        for action in form.actions:
            self.on_change.setdefault(action.place, []).append(action)

    def load(self, record: Record, *, first: bool) -> None:
        """Run what happens when an interview is opened."""
        self._run_all({FIRST_LOAD, LOAD} if first else {LOAD}, record)

    def end(self, record: Record) -> None:
        """Run what happens before an interview is sent."""
        self._run_all({AT_END}, record)

    def _run_all(self, events: set[str], record: Record) -> None:
        for action in self.form.actions:
            if events.intersection(action.events):
                for target in self._targets(action, self.recalculation.root):
                    self._run(action, target, record)

    def new_row(self, row: AnswerNode, record: Record) -> None:
        """Run what happens when a row is added."""
        inside = {node.definition.index for node in row.subtree()}
        for action in self.form.actions:
            if NEW_ROW not in action.events:
                continue
            if action.target in inside:
                targets = [each for each in row.subtree() if each.definition.index == action.target]
            else:
                targets = self._targets(action, row) if action.place in inside else []
            for target in targets:
                self._run(action, target, record)

    def changed(self, node: AnswerNode, record: Record) -> None:
        """Run what the form attaches to a new value of *node*."""
        for action in self.on_change.get(node.definition.index, ()):
            if CHANGED in action.events:
                for target in self._targets(action, node):
                    self._run(action, target, record)

    def _targets(self, action: Action, place: AnswerNode) -> list[AnswerNode]:
        """Return the nodes an action sets, in the row of *place* where both are in one row."""
        if "[" in action.reference.source or not action.reference.source.startswith("/"):
            found = self.world.value(action.reference, place)
            nodes = found if isinstance(found, list) else []
            return [each for each in nodes if isinstance(each, AnswerNode)]
        everything = self.recalculation.at.get(action.target, [])
        shared = self._shared_row(action.target, place)
        if shared is None:
            return list(everything)
        return [each for each in everything if _is_inside(each, shared)]

    def _shared_row(self, target: int, place: AnswerNode) -> AnswerNode | None:
        around = set(self.form.ancestors[target])
        node: object = place
        while isinstance(node, AnswerNode):
            if node.row and node.definition.index in around:
                return node
            node = node.parent
        return None

    def _run(self, action: Action, target: AnswerNode, record: Record) -> None:
        """Do it, also where the target is not asked now: the value waits there, as in Collect."""
        if action.kind != "setvalue":
            return  # a place or a recording needs the device; the screen does it
        value = action.literal
        if action.value is not None:
            found = self.world.value(action.value, target)
            value = answer_text(found, target, self.world)
        if action.attribute:
            target.set_attribute(action.attribute, value)
            record.attributes.add(f"{target.path}/@{action.attribute}")
        else:
            self.recalculation.set_value(target, value, record)


def _is_inside(node: object, row: AnswerNode) -> bool:
    while isinstance(node, AnswerNode):
        if node is row:
            return True
        node = node.parent
    return False
