"""From a form to what is printed of it, in one language or in two."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from fieldtool.forms import Form, Language, Output, Text, plain
from fieldtool.forms.definition.model import Control, Expression, TextSource
from fieldtool.forms.keys import keys
from fieldtool.forms.pages import runs
from fieldtool.forms.text import trimmed
from fieldtool.forms.xpath import ast
from fieldtool.i18n import dates
from fieldtool.i18n.dates import Calendar
from fieldtool.i18n.digits import to_native
from fieldtool.outputs.paper.conditions import ALWAYS, NEVER, Condition, Every, Some, within
from fieldtool.outputs.paper.kinds import boxes_of, calendar_of, kind_of, parts_of
from fieldtool.outputs.paper.lists import Listed, Lists
from fieldtool.outputs.paper.numbers import Numbers, is_note
from fieldtool.outputs.paper.sheet import (
    NOTHING,
    Block,
    Group,
    Note,
    Pair,
    PrintedChoice,
    Question,
    Repeat,
    Section,
    Sheet,
)
from fieldtool.outputs.paper.tables import gathered
from fieldtool.outputs.paper.wording import Named, Wording, isolated
from fieldtool.problems import N_

MOST_ROWS = 30  # of a repeat, on one copy
MOST_COPIES = 50  # at one time
# More choices than this are a list of its own; the code is written.
MOST_CHOICES = 30
_BLANK = "……"


@dataclass(frozen=True)
class Plan:
    """How a form is to be printed.

    Attributes:
        second: language beside the first.
        locale: ours nearest to the first language: for digits, months and instructions.
        translate: gettext of that locale.
        rows: how often each repeat is printed.
        guidance: whether hints for the person who asks are printed.
    """

    language: Language
    locale: str
    translate: Callable[[str], str]
    calendar: Calendar
    second: Language | None = None
    rows: int = 3
    guidance: bool = True


def lay_out(form: Form, plan: Plan) -> Sheet:
    """Return what is printed of *form*."""
    return _Maker(form, plan).sheet()


class _Maker:
    def __init__(self, form: Form, plan: Plan) -> None:
        self.form, self.plan = form, plan
        self.numbers = Numbers(form)
        self.conditions = self.numbers.conditions
        self.lists = Lists(form, self.numbers.fixed, plan.language.name)
        self.beside = (
            Lists(form, self.numbers.fixed, plan.second.name) if plan.second is not None else None
        )
        self.wording = Wording(plan.translate, self._digits, self._named)
        self._named_by: dict[int, Named] = {}
        self._said: dict[Condition, str] = {}

    def sheet(self) -> Sheet:
        sections = tuple(filter(None, map(self._section, runs(self.form.body))))
        return Sheet(self.form.title, sections, len(self.numbers.questions))

    # -- sections and groups

    def _section(self, controls: tuple[Control, ...]) -> Section | None:
        first = controls[0]
        if first.kind != "group" or first.appearance == "label":
            return Section(NOTHING, "", self._blocks(controls)) if controls else None
        if self.conditions.whole(first.node) == NEVER:
            return None
        label = self._pair(first.label, first.node)
        only_if = self._section_only_if(first.node, plain(label.first))
        return Section(label, only_if, self._blocks(first.children))

    def _section_only_if(self, node: int, label: str) -> str:
        condition = self.conditions.own(node)
        earlier = self._said.get(condition)
        if earlier and isinstance(condition, Every | Some):
            # Translators: printed instruction above a section of a form.
            sentence = self.plan.translate(N_("Ask only if you asked the section “%(section)s”."))
            return sentence % {"section": isolated(earlier)}
        self._said.setdefault(condition, label)
        return self._only_if(node)

    def _only_if(self, node: int) -> str:
        around = self.conditions.whole(self.form.definitions[node].parent)
        condition = within(self.conditions.own(node), around)
        return "" if condition == ALWAYS else self.wording.only_if(condition)

    def _blocks(self, controls: Iterable[Control]) -> tuple[Block, ...]:
        found: list[Block] = []
        for control in controls:
            if control.node >= 0 and self.conditions.whole(control.node) == NEVER:
                continue
            found.extend(self._block(control))
        return tuple(self._under_one(found))

    def _under_one(self, blocks: list[Block]) -> Iterator[Block]:
        """Say once of neighbours who they are asked of."""
        for only_if, several in groupby(blocks, lambda block: block.only_if):
            same = list(several)
            if only_if and len(same) > 1:
                bare = [replace(block, only_if="") for block in same]
                yield Group(NOTHING, only_if, gathered(bare))
            else:
                yield from gathered(same)

    def _block(self, control: Control) -> Iterable[Block]:
        if control.kind == "repeat":
            return [self._repeat(control, NOTHING)]
        if control.kind == "group":
            return self._group(control)
        if control.node not in self.numbers.order:
            return []
        return [self._note(control) if is_note(self.form, control) else self._question(control)]

    def _group(self, control: Control) -> Iterable[Block]:
        inner = control.children
        label = self._pair(control.label, control.node)
        if len(inner) == 1 and inner[0].kind == "repeat" and inner[0].node == control.node:
            return [self._repeat(inner[0], label)]
        blocks = self._blocks(inner)
        only_if = self._only_if(control.node) if control.node >= 0 else ""
        return [Group(label, only_if, blocks)] if label or only_if else blocks

    def _repeat(self, control: Control, label: Pair) -> Repeat:
        rows = tuple(self._digits(str(at)) for at in range(1, self.plan.rows + 1))
        only_if = self._only_if(control.node)
        return Repeat(label, only_if, self._blocks(control.children), rows)

    # -- questions

    def _note(self, control: Control) -> Note:
        number = self.numbers.texts.get(control.node)
        return Note(
            self._pair(control.label, control.node),
            self._only_if(control.node),
            self._digits(str(number)) if number else "",
            self._pair(control.hint, control.node),
        )

    def _question(self, control: Control) -> Question:
        bind = self.form.definitions[control.node].bind
        listed = self.lists.of(control)
        kind = kind_of(control, bind.type)
        is_long = len(listed.choices) > MOST_CHOICES or (listed.is_filtered and not listed.choices)
        parts = parts_of(control, bind.type)
        calendar = calendar_of(control, self.plan.calendar)
        return Question(
            path=self.form.definitions[control.node].path.split("/", 2)[2],
            number=self._digits(str(self.numbers.questions[control.node])),
            kind="list" if is_long else kind,
            label=self._pair(control.label, control.node),
            hint=self._pair(control.hint, control.node),
            guidance=self._pair(control.hint, control.node, "guidance")
            if self.plan.guidance
            else NOTHING,
            only_if=self._only_if(control.node),
            check=self._pair(bind.constraint_message, control.node),
            choices=() if is_long else self._choices(control, listed),
            boxes=boxes_of(bind) if kind in ("digits", "decimal") else 0,
            parts=parts,
            months=dates.month_names(self.plan.locale, calendar) if "month" in parts else (),
            calendar=calendar if "year" in parts else "",
            is_filtered=listed.is_filtered,
        )

    def _choices(self, control: Control, listed: Listed) -> tuple[PrintedChoice, ...]:
        typed = keys(choice.value for choice in listed.choices)
        second = {one.value: one.label for one in self._second(control).choices}
        return tuple(
            PrintedChoice(
                choice.value,
                self._digits(typed[choice.value]),
                Pair(choice.label, second.get(choice.value, ())),
                self._go_to(control, choice.value),
            )
            for choice in listed.choices
        )

    def _second(self, control: Control) -> Listed:
        return self.beside.of(control) if self.beside else Listed(())

    def _go_to(self, control: Control, value: str) -> str:
        if control.kind != "select1":
            return ""
        target = self.numbers.after(control.node, value)
        if target is None:
            return ""
        if target in self.numbers.texts:
            number = self._digits(str(self.numbers.texts[target]))
            # Translators: printed beside an answer on paper: the text with this number.
            return self.plan.translate(N_("go to text %(number)s")) % {"number": number}
        place = self.numbers.questions.get(target)
        return self.wording.go_to(self._digits(str(place)) if place else "")

    # -- words

    def _pair(self, source: TextSource, node: int, form: str = "") -> Pair:
        if not source or (form and not source.itext):
            return NOTHING
        second = self.plan.second
        return Pair(
            self._text(source, node, self.plan.language.name, form),
            self._text(source, node, second.name, form) if second else (),
        )

    def _text(self, source: TextSource, node: int, language: str, form: str) -> Text:
        parts = (
            self.form.texts.parts(language, source.itext, form) if source.itext else source.parts
        )
        return trimmed(
            tuple(
                Output(self._inserted(part, node)) if isinstance(part, Expression) else part
                for part in parts
            )
        )

    def _inserted(self, expression: Expression, node: int) -> str:
        """Return what stands for an answer that a text quotes."""
        tree = expression.tree
        targets = self.conditions.reader.targets(tree, node) if isinstance(tree, ast.Path) else []
        if len(targets) != 1:
            return _BLANK
        if targets[0] in self.numbers.fixed:
            return self._digits(self.numbers.fixed[targets[0]])
        number = self.numbers.questions.get(targets[0])
        if number is None:
            return _BLANK
        # Translators: in a printed text, in the place of an answer that was given before.
        sentence = self.plan.translate(N_("(answer to %(number)s)"))
        return sentence % {"number": self._digits(str(number))}

    def _named(self, index: int) -> Named:
        if index not in self._named_by:
            self._named_by[index] = self._name(index)
        return self._named_by[index]

    def _name(self, index: int) -> Named:
        control = self.form.controls.get(index)
        number = self.numbers.questions.get(index)
        if control is None or number is None:
            return Named("", "", {})
        listed = self.lists.of(control).choices
        typed = keys(choice.value for choice in listed)
        return Named(
            self._digits(str(number)),
            plain(self._pair(control.label, index).first),
            {
                choice.value: (self._digits(typed[choice.value]), plain(choice.label))
                for choice in listed
            },
        )

    def _digits(self, text: str) -> str:
        return to_native(text, self.plan.locale)
