"""The world of one interview: clock, language, lists, chance."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, tzinfo
from random import Random
from typing import TypeAlias

from fieldtool.forms.definition.form import Form
from fieldtool.forms.definition.model import LAST_SAVED, Expression, TextSource
from fieldtool.forms.instance.quantities import Quantities
from fieldtool.forms.nodes import ROOT, Node
from fieldtool.forms.text import Output, Text, plain, trimmed
from fieldtool.forms.xmltext import read_xml
from fieldtool.forms.xpath.context import Context
from fieldtool.forms.xpath.values import Value, to_text
from fieldtool.problems import Code, Problem

# Given the name of a list that came without a file, returns its document; None where it is none.
Registers: TypeAlias = "Callable[[str], Node | None]"

_TOO_MANY = "it looks through lists in lists too often; take it apart or filter less"
MAX_NODES = 5_000_000  # that one expression may look at: some seconds on a slow laptop


class InterviewWorld:
    """Answers what functions ask about the world."""

    def __init__(
        self,
        form: Form,
        now: Callable[[], datetime],
        language: str,
        chance: Random,
        properties: Mapping[str, str],
    ) -> None:
        self.form = form
        self.language = language
        self.chance = chance
        self.properties = dict(properties)
        self.failures: list[Problem] = []
        self.last_saved = ""
        self.registers: Registers = no_register
        self.spent = 0
        self._last: Node | None = None
        self._lists: dict[str, Node] = {}
        self._quantities = Quantities(form)
        self._now = now
        self.zone: tzinfo = now().tzinfo or UTC
        self.choice_labels: Callable[[str, Value, Context], str] = _no_label

    def now(self) -> datetime:
        """Return the moment in the project's zone."""
        return self._now()

    def spend(self, nodes: int) -> None:
        """Count *nodes* that the expression at work looks at; raises Problem when it never ends."""
        self.spent += nodes
        if self.spent > MAX_NODES:
            values: dict[str, str | int] = {"function": "[ ]", "reason": _TOO_MANY}
            raise Problem(Code.EVALUATION_FAILED, values)

    def instance(self, name: str) -> Node | None:
        """Return the document of a list or file."""
        found = self.form.secondaries.get(name)
        if found is None:
            return None
        if found.source == LAST_SAVED:
            return self._saved_before()
        return found.document or self._register(name)

    def unlisted(self, lists: Iterable[str], values: Iterable[str]) -> set[str]:
        """Return those of *values* that are in none of *lists* that came without a file.

        What was chosen from a register is no mistake where the register is not, or not any more.
        """
        known = {
            name.text()
            for each in lists
            for root in self._register(each).elements()
            for item in root.elements()
            if (name := item.first("name")) is not None
        }
        return set(values) - known

    def _register(self, name: str) -> Node:
        """Return a list of entities as it was when the interview was opened.

        It has no rows where there is no such register, nor a file that should have come.
        """
        if name not in self._lists:
            self._lists[name] = self.registers(name) or Node(ROOT)
        return self._lists[name]

    def _saved_before(self) -> Node:
        if self._last is None:
            self._last = Node(ROOT)
            if self.last_saved:
                self._last = read_xml(self.last_saved, "last-saved")
        return self._last

    def itext(self, name: str) -> str:
        """Return a translated text as one string."""
        return plain(self.text(TextSource(itext=name), self.place))

    @contextmanager
    def speaking(self, language: str) -> Iterator[None]:
        """Give texts in another language for a while; answers and what follows stay as they are."""
        first, self.language, self.aside = self.language, language, True
        try:
            yield
        finally:
            self.language, self.aside = first, False

    aside = False  # texts are asked for in a language that is not the interview's

    place: Node | None = None  # where outputs of a text asked for by itext() are worked out

    def property(self, name: str) -> str:
        """Return a metadata property, such as `deviceid`."""
        return self.form.version if name == "version" else self.properties.get(name, "")

    def choice_label(self, value: str, reference: Value, context: Context) -> str:
        """Return the label of a choice."""
        return self.choice_labels(value, reference, context)

    def text(self, source: TextSource, place: Node | None, form: str = "") -> Text:
        """Return a text in the active language, its outputs worked out at *place*."""
        parts = (
            self.form.texts.parts(self.language, source.itext, form)
            if source.itext
            else source.parts
        )
        shown = tuple(
            self._output(part, place) if isinstance(part, Expression) else part for part in parts
        )
        return trimmed(shown)

    def _output(self, expression: Expression, place: Node | None) -> Output:
        value = self.value(expression, place)
        tags = (each.tag for each in self.form.languages if each.name == self.language)
        is_number = self._quantities.is_one(value, expression, place)
        return Output(to_text(value), is_number, next(tags, ""))

    def value(self, expression: Expression, place: Node | None) -> Value:
        """Return the value of *expression*; blank, noting why, when it cannot be worked out.

        A form that fails in one place must not lose the interview.
        """
        if place is None:
            return ""
        self.spent = 0
        try:
            return expression.evaluate(Context(place, self))
        except Problem as problem:
            self._note(problem, expression, place)
            return ""

    def note_rows(self, repeat: str, wanted: float, most: int) -> None:
        """Note that a form counts more rows than anybody could fill in."""
        values: dict[str, str | int] = {"repeat": repeat, "wanted": to_text(wanted), "most": most}
        self._keep(Problem(Code.ROWS_TOO_MANY, values))

    def note_unsettled(self, question: str) -> None:
        """Note that a question would have been worked out again and again without an end."""
        self._keep(Problem(Code.QUESTION_NOT_SETTLED, {"question": question}))

    def _note(self, problem: Problem, expression: Expression, place: Node) -> None:
        values: dict[str, str | int] = {
            "question": place.local_name,
            "expression": expression.source[:200],
            "reason": str(problem.values.get("reason") or problem.sentence()),
        }
        self._keep(Problem(Code.QUESTION_NOT_WORKED_OUT, values))

    def _keep(self, problem: Problem) -> None:
        known = ((each.code, each.values) for each in self.failures)
        if (problem.code, problem.values) not in known:
            self.failures = [*self.failures[-99:], problem]


def no_register(_name: str) -> None:
    """Return nothing: there are no registers here."""


def _no_label(_value: str, _reference: Value, _context: Context) -> str:
    return ""
