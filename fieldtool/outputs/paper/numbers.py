"""The numbers of a form's questions, the same on paper and on the screen that it is typed into."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from fieldtool.forms import Form
from fieldtool.forms.definition.model import Control
from fieldtool.outputs.paper.conditions import ALWAYS, NEVER, truth
from fieldtool.outputs.paper.fixed import fixed_values
from fieldtool.outputs.paper.lists import Lists
from fieldtool.outputs.paper.reading import Conditions

_ROW = re.compile(r"\[[^\]]*\]")


class Numbers:
    """What of a form is printed, in its order.

    What the project's settings switch off is not printed, and gets no number.

    Attributes:
        questions: definition → number, from 1.
        texts: definition → number of a text that an answer leads to, from 1.
    """

    def __init__(self, form: Form) -> None:
        self.form = form
        self.fixed = fixed_values(form)
        self.lists = Lists(form, self.fixed, form.default_language)
        self.conditions = Conditions(form, self.lists)
        self.order: list[int] = []
        self.questions: dict[int, int] = {}
        self.texts: dict[int, int] = {}
        self._walk(form.body)
        self._place = {index: place for place, index in enumerate(self.order)}
        self._keep_targets()

    def by_path(self) -> Mapping[str, int]:
        """Return the numbers by path, without the root and without rows."""
        return {
            self.form.definitions[index].path.split("/", 2)[2]: number
            for index, number in self.questions.items()
        }

    def after(self, question: int, value: str) -> int | None:
        """Return what comes next when *value* is the answer to *question*.

        None where it is what stands next anyway, -1 for the end. Out of a row leads no way.
        """
        place = self._place[question]
        row = self._row_of(question)
        given = {question: value}
        for number, index in enumerate(self.order[place + 1 :]):
            if self._row_of(index) != row:
                return None
            if truth(self.conditions.whole(index), given) is not False:
                target = self._numbered(place + 1 + number)
                return target if self._is_far(place, target) else None
            given[index] = ""  # what is passed over has no answer
        return -1 if place + 1 < len(self.order) and not row else None

    def _is_far(self, place: int, target: int) -> bool:
        """Tell whether anything is passed over that somebody would otherwise go on with."""
        if target in self.texts:
            return self.order[place + 1] != target
        end = self._place.get(target, len(self.order))
        return any(index in self.questions for index in self.order[place + 1 : end])

    def _keep_targets(self) -> None:
        """Number the texts again: those alone that an answer leads to."""
        targets = {self.after(*each) for each in self._answers()}
        led_to = [index for index in self.texts if index in targets]
        self.texts = {index: number for number, index in enumerate(led_to, start=1)}

    def _answers(self) -> Iterator[tuple[int, str]]:
        for index in self.questions:
            control = self.form.controls[index]
            if control.kind == "select1":
                for choice in self.lists.of(control).choices:
                    yield index, choice.value

    def _numbered(self, place: int) -> int:
        # A text that everybody hears stands before a question, which has the number.
        for index in self.order[place:]:
            if index in self.questions or index in self.texts:
                return index
        return -1

    def _row_of(self, index: int) -> int:
        above = self.form.ancestors[index]
        return next((one for one in above if self.form.definitions[one].repeat), 0)

    def _walk(self, controls: tuple[Control, ...]) -> None:
        for control in controls:
            if control.node >= 0 and self.conditions.whole(control.node) == NEVER:
                continue
            if control.kind in ("group", "repeat"):
                self._walk(control.children)
            elif control.node >= 0 and control.node not in self.questions:
                self._add(control)

    def _add(self, control: Control) -> None:
        self.order.append(control.node)
        if not is_note(self.form, control):
            self.questions[control.node] = len(self.questions) + 1
        elif self.conditions.own(control.node) != ALWAYS:
            self.texts[control.node] = len(self.texts) + 1


def is_note(form: Form, control: Control) -> bool:
    """Tell whether a control only shows something: a text, or what was worked out."""
    readonly = form.definitions[control.node].bind.readonly
    always = readonly is not None and readonly.source in ("true()", "1")
    return always or "label" in control.appearance.split()


def without_rows(path: str) -> str:
    """Return the path of a question in any row: `hazard/note` for `hazard[k3f9qa]/note`."""
    return _ROW.sub("", path)
