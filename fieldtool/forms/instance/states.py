"""What a question, group or repeat looks like now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from fieldtool.forms.definition.form import Form
from fieldtool.forms.definition.model import NO_TEXT, Control, Expression
from fieldtool.forms.instance.choices import Choice, choices_of, values_of
from fieldtool.forms.instance.nodes import AnswerNode
from fieldtool.forms.instance.types import fits, is_on_scale
from fieldtool.forms.instance.world import InterviewWorld
from fieldtool.forms.text import Text, plain
from fieldtool.forms.xpath.context import Context
from fieldtool.forms.xpath.parse import parse
from fieldtool.forms.xpath.values import Value, to_boolean

_SELECTS = {"select1": "select_one", "select": "select_multiple", "rank": "rank"}


@dataclass(frozen=True, slots=True)
class Violation:
    """Why an answer cannot stay as it is.

    Attributes:
        kind: `required`, `constraint` or `type`.
        message: the form's own words, empty when it has none.
    """

    path: str
    kind: str
    message: Text = ()


@dataclass(frozen=True, slots=True)
class NodeState:
    """One node as shown now, in the active language.

    Attributes:
        kind: question, group, repeat, row, or value (a node that is never shown).
        control: input, select1, select, rank, range, upload, trigger, secret, note; "": not shown.
        type: string, int, decimal, date, time, dateTime, select_one, select_multiple, geopoint …
        media: kind → file name of what goes with the label.
        attributes: of the control, such as start, end and step of a range.
        rows: paths of the rows of a repeat.
        counted: the form itself says how many rows there are.
        number: of a row, its place among the relevant rows of its repeat, from 1; `total` rows.
    """

    path: str
    kind: str
    control: str = ""
    type: str = "string"
    appearance: str = ""
    label: Text = ()
    hint: Text = ()
    guidance: Text = ()
    media: Mapping[str, str] = field(default_factory=dict)
    relevant: bool = True
    required: bool = False
    readonly: bool = False
    value: str = ""
    violation: Violation | None = None
    choices: tuple[Choice, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)
    rows: tuple[str, ...] = ()
    counted: bool = False
    number: int = 0
    total: int = 0


class States:
    """Works out states, remembering what no change has touched."""

    def __init__(self, form: Form, world: InterviewWorld) -> None:
        self.form = form
        self.world = world

    def state(self, node: AnswerNode) -> NodeState:
        """Return the state of a question, group, row or hidden value."""
        definition = node.definition
        control = self.form.controls.get(definition.index)
        shown = control or _HIDDEN
        kind = self._kind(node, control)
        number, total = _place(node)
        label = self.form.repeat_labels.get(definition.index, shown).label
        return NodeState(
            path=node.path,
            kind=kind,
            control=self._control(node, control) if kind == "question" else "",
            type=_SELECTS.get(shown.kind, definition.bind.type),
            appearance=shown.appearance,
            label=self.world.text(label, node),
            hint=self.world.text(shown.hint, node),
            guidance=self.world.text(shown.hint, node, "guidance") if shown.hint.itext else (),
            media=self.form.texts.media(self.world.language, label.itext) if label.itext else {},
            relevant=node.relevant,
            required=self.required(node),
            readonly=self.readonly(node),
            value=node.value if node.is_leaf else "",
            violation=self.violation(node),
            choices=self.choices(node),
            attributes=shown.attributes,
            number=number,
            total=total,
        )

    def _kind(self, node: AnswerNode, control: Control | None) -> str:
        if node.row:
            return "row"
        if not node.is_leaf or (control is not None and control.kind == "group"):
            return "group"
        return "value" if control is None else "question"

    def _control(self, node: AnswerNode, control: Control | None) -> str:
        if control is None:
            return ""
        readonly = node.definition.bind.readonly
        always = readonly is not None and readonly.source in ("true()", "1")
        if control.kind == "input" and always and node.definition.bind.calculate is None:
            return "note"
        return control.kind

    def holds(
        self, expression: Expression | None, node: AnswerNode, aspect: str, *, blank: bool
    ) -> bool:
        """Return a condition of *node*, worked out once until something it reads changes."""
        if expression is None:
            return blank
        known = node.known.get(aspect)
        if known is None:
            known = to_boolean(self.world.value(expression, node))
            node.known[aspect] = known
        return known is True

    def required(self, node: AnswerNode) -> bool:
        """Return whether a relevant node must be answered."""
        return self.holds(node.definition.bind.required, node, "required", blank=False)

    def readonly(self, node: AnswerNode) -> bool:
        """Return whether the node, or a group around it, must not be changed by hand."""
        each: object = node
        while isinstance(each, AnswerNode):
            if self.holds(each.definition.bind.readonly, each, "readonly", blank=False):
                return True
            each = each.parent
        return False

    def violation(self, node: AnswerNode) -> Violation | None:
        """Return what is wrong with the answer; nothing is wrong with what is irrelevant."""
        if not node.relevant or not node.is_leaf:
            return None
        bind = node.definition.bind
        if not node.value:
            if self.required(node):
                return Violation(
                    node.path, "required", self.world.text(bind.required_message, node)
                )
            return None
        if not fits(bind.type, node.value) or not self._offered(node):
            return Violation(node.path, "type")
        if not self.holds(bind.constraint, node, "constraint", blank=True):
            return Violation(
                node.path, "constraint", self.world.text(bind.constraint_message, node)
            )
        return None

    def _offered(self, node: AnswerNode) -> bool:
        """Return whether what was chosen is in the list; an empty one may be a missing file."""
        control = self.form.controls.get(node.definition.index)
        if control is not None and control.kind == "range":
            # Phones have a slider there, which cannot stand elsewhere.
            return is_on_scale(control.attributes, node.value)
        if control is None or control.kind not in ("select1", "select", "rank"):
            return True
        known = node.known.get("values")
        if not isinstance(known, frozenset):
            listed = values_of(control.itemset, node, self.world) if control.itemset else []
            known = frozenset([*(item.value for item in control.items), *listed])
            node.known["values"] = known
        return not known or known.issuperset(node.value.split())

    def choices(self, node: AnswerNode) -> tuple[Choice, ...]:
        """Return the choices of a question, none for what is not chosen from a list."""
        control = self.form.controls.get(node.definition.index)
        if control is None or (not control.items and control.itemset is None):
            return ()
        if self.world.aside:
            return choices_of(control, node, self.world)
        known = node.known.get("choices")
        if not isinstance(known, tuple):
            known = choices_of(control, node, self.world)
            node.known["choices"] = known
        return known

    def choice_label(self, value: str, reference: Value, context: Context) -> str:
        """Return the labels of *value*, joined where several are selected."""
        found = reference
        if isinstance(found, str):
            found = Expression(found, parse(found), self.form.namespaces).evaluate(
                Context(context.current, self.world)
            )
        nodes = found if isinstance(found, list) else []
        node = next((each for each in nodes if isinstance(each, AnswerNode)), None)
        if node is None:
            return ""
        labels = {choice.value: plain(choice.label) for choice in self.choices(node)}
        return ", ".join(labels[each] for each in value.split() if each in labels)


def _place(node: AnswerNode) -> tuple[int, int]:
    """Return the place of a row among the relevant rows of its repeat, and how many those are."""
    if not node.row or not isinstance(node.parent, AnswerNode):
        return 0, 0
    index = node.definition.index
    seen = [e for e in node.parent.answer_nodes() if e.definition.index == index and e.relevant]
    return (seen.index(node) + 1 if node.relevant else 0), len(seen)


_HIDDEN = Control("", -1, label=NO_TEXT)
