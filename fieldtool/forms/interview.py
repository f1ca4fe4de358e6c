"""One filling of a form: answers go in, what follows from them comes out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from random import Random, SystemRandom

from fieldtool.forms.collecting import nothing_collected
from fieldtool.forms.definition.form import Form
from fieldtool.forms.definition.model import Control
from fieldtool.forms.instance.actions import Actions
from fieldtool.forms.instance.changes import Changes, Record
from fieldtool.forms.instance.entities import Attributes, Entity
from fieldtool.forms.instance.guarding import Guarding
from fieldtool.forms.instance.kept import Kept
from fieldtool.forms.instance.nodes import AnswerNode, build
from fieldtool.forms.instance.paths import Paths
from fieldtool.forms.instance.preloads import at_end, at_start
from fieldtool.forms.instance.recalculation import Recalculation
from fieldtool.forms.instance.rows import Rows
from fieldtool.forms.instance.screen import Screen
from fieldtool.forms.instance.seen import Seen
from fieldtool.forms.instance.states import NodeState, Violation
from fieldtool.forms.instance.world import InterviewWorld, Registers, no_register
from fieldtool.forms.instance.xml import edited, read, write
from fieldtool.forms.nodes import Node
from fieldtool.forms.pages import Page
from fieldtool.forms.safety import Guard
from fieldtool.forms.xpath.context import Context
from fieldtool.forms.xpath.parse import parse
from fieldtool.forms.xpath.values import Value, to_text
from fieldtool.problems import Code, Problem


class Interview:
    """An interview while it is being filled; not for use by several threads at once.

    Args:
        form: the compiled form.
        now: the clock, aware, in the project's zone.
        answers: a draft to restore, as `answers(everything=True)` gave it or as a journal kept it.
        presets: values for questions that would begin blank; unknown paths are ignored.
        language: one of the form's; its default language if left out.
        instance_id: id of the interview, part of `instanceID` and of the ids of rows.
        properties: metadata such as deviceid and username.
        last_saved: XML of the interview that was saved last, for forms that read from it.
        registers: gives lists of entities, which come with no form version, by name.
        chance: source of randomness.
        guard: says what the safety of people keeps closed; nothing is closed without one.
    """

    @nothing_collected()
    def __init__(  # noqa: PLR0913 - the world comes in from outside, by name
        self,
        form: Form,
        now: Callable[[], datetime],
        answers: Mapping[str, str] | None = None,
        presets: Mapping[str, str] | None = None,
        language: str | None = None,
        instance_id: str = "",
        *,
        properties: Mapping[str, str] | None = None,
        chance: Random | None = None,
        last_saved: str = "",
        registers: Registers = no_register,
        guard: Guard | None = None,
    ) -> None:
        self.form = form
        self.instance_id = instance_id
        tongue = self._language(language) if language else form.default_language
        self._world = InterviewWorld(form, now, tongue, chance or SystemRandom(), properties or {})
        self._world.last_saved = last_saved
        self._world.registers = registers
        self._document, self._root = build(form, instance_id)
        self._paths = Paths(form, self._root)
        self._recalculation = Recalculation(form, self._root, self._world)
        self._rows = Rows(form, self._world.chance, self._recalculation, instance_id)
        self._actions = Actions(form, self._world, self._recalculation)
        self._attributes = Attributes(form, self._world, self._recalculation)
        self._screen = Screen(form, self._world, self._rows, self._paths.node)
        self._seen = Seen(form, self._screen, self._root)
        self.guarding = Guarding(self._recalculation, guard, self._paths.node)
        self._rows.added = self._row_added
        self._kept = Kept(form, self._root, self._rows, self._attributes, self._paths)
        self._begin(answers, presets or {})

    # -- beginning

    def _begin(self, answers: Mapping[str, str] | None, presets: Mapping[str, str]) -> None:
        record = Record()
        kept = answers or {}
        self._rows.restore(self._root, kept)
        for node in self._root.subtree():
            if node.is_leaf and node.path not in kept:
                value = at_start(node, self._world, self.instance_id)
                node.value = node.value if value is None else value
        self._kept.put(kept)
        self._settle_all(record)
        self._recalculation.after_value = self._actions.changed
        self._recalculation.resize = self._rows.resize
        self._recalculation.begin_new = self._rows.begin_new
        if not kept:
            self._kept.put(
                {path: text for path, text in presets.items() if self._kept.is_blank(path)}
            )
            self._actions.load(record, first=True)
        else:
            self._actions.load(record, first=False)
        self._settle_all(record)
        self._paths.forget()

    def _settle_all(self, record: Record) -> None:
        self._recalculation.plan_everything(record)
        self._recalculation.settle(record)
        self.guarding.apply(record)

    def _language(self, name: str) -> str:
        names = [each.name for each in self.form.languages]
        if name not in names:
            values = {"language": name, "languages": ", ".join(names)}
            raise Problem(Code.LANGUAGE_UNKNOWN, values)
        return name

    # -- finding

    def has(self, path: str) -> bool:
        """Tell whether there is a question, group or row at *path* now, or around an attribute."""
        return self._paths.find(path.partition("/@")[0]) is not None

    # -- answering

    def answer(self, path: str, value: str) -> Changes:
        """Set one answer, in XForm text (“” leaves it blank), and return what followed.

        A value that does not fit the question's type is kept and reported as a violation.
        """
        node = self._paths.question(path)
        text = self._screen.canonical(node, value)
        if node.value == text:
            node.chosen = text
            return Changes()  # given once more
        if self._recalculation.stands_alone(node):
            return self._answer_alone(node, path, text)
        record = Record()
        self._recalculation.set_value(node, text, record)
        return self._done(record)

    def _answer_alone(self, node: AnswerNode, path: str, text: str) -> Changes:
        """Set an answer that nothing reads: most of the answers of a form."""
        node.chosen = node.value = text
        node.known.pop("constraint", None)
        self._seen.forget_page(node.definition.index)
        here = frozenset((path,))
        return Changes(values=here, validity=here)

    def _done(self, record: Record) -> Changes:
        self._recalculation.settle(record)
        self.guarding.apply(record)
        self._seen.forget(record)
        if record.rows:
            self._paths.forget()
        return record.changes()

    def add_row(self, path: str, name: str = "") -> tuple[str, Changes]:
        """Add a row to the repeat at *path*, such as `hazard`; return the row's path too.

        *name* is the id of the row, six base32 characters; one is drawn where it is left out.
        """
        parent, repeat = self._paths.repeat(path)
        record = Record()
        row = self._rows.add(parent, repeat, record, name)
        changes = self._done(record)
        return row.path, changes

    def remove_row(self, path: str) -> Changes:
        """Remove one row, such as `hazard[k3f9qa]`, with its answers."""
        row = self._paths.node(path)
        record = Record()
        self._rows.remove(row, record)
        return self._done(record)

    def _row_added(self, row: AnswerNode, record: Record) -> None:
        for node in row.subtree():
            value = at_start(node, self._world, self.instance_id) if node.is_leaf else None
            if value:
                self._recalculation.set_value(node, value, record)
        self._actions.new_row(row, record)

    @property
    def removed_rows(self) -> tuple[str, ...]:
        """Return the paths of the rows that were taken out, the latest last."""
        return tuple(dict.fromkeys(self._rows.removed))

    def row_order(self) -> dict[str, str]:
        """Return the ids of the relevant rows of each repeat, in order, by the repeat's path.

        `answers()` names only rows that have answers, and their ids say nothing of their order.
        Both together bring an interview back as it was.
        """
        return self._kept.row_order()

    # -- language and time

    def now(self) -> datetime:
        """Return the time it is, in the project's zone."""
        return self._world.now()

    @property
    def language(self) -> str:
        """Return the name of the active language."""
        return self._world.language

    def set_language(self, name: str) -> Changes:
        """Change the active language; raises Problem for one that the form does not have."""
        self._world.language = self._language(name)
        record = Record()
        self._screen.forget_choices(self._root)
        self._seen.forget_all()
        self._recalculation.plan_everything(record)
        return self._done(record)

    # -- looking

    def state(self, path: str) -> NodeState:
        """Return the state of a question, group, repeat or row; of an attribute only its value."""
        place, _, attribute = path.partition("/@")
        if attribute:
            return NodeState(path, "value", value=self._paths.node(place).attribute(attribute))
        return self._screen.state(path)

    def states(self) -> Iterator[NodeState]:
        """Iterate over the states of all nodes, in form order."""
        for node in self._root.subtree():
            if node is not self._root:
                yield self._screen.states.state(node)

    def pages(self) -> tuple[Page, ...]:
        """Return the pages of the form as it stands."""
        return self._seen.pages()

    def states_on(self, number: int) -> tuple[NodeState, ...]:
        """Return the states of the items of page *number*, from 0.

        It is the very same tuple as before while nothing on the page has changed.
        """
        return self._seen.states(number)

    def page_in(self, language: str, number: int) -> tuple[Page, tuple[NodeState, ...]]:
        """Return a page and the states on it with their texts in another of the form's languages.

        The interview stays in its language, so labels that are answers stay in it as well.
        """
        with self._world.speaking(self._language(language)):
            return self._seen.fresh(number)

    def control(self, path: str) -> Control | None:
        """Return the control of a question, None for a hidden value."""
        return self.form.controls.get(self._paths.node(path).definition.index)

    def evaluate(self, expression: str, path: str = "") -> str:
        """Return an expression as text, worked out at *path*."""
        return to_text(self.value_of(expression, path))

    def value_of(self, expression: str, path: str = "") -> Value:
        """Return the value of an expression, worked out at *path*."""
        from fieldtool.forms.definition.model import Expression

        made = Expression(expression, parse(expression), self.form.namespaces)
        self._world.spent = 0
        return made.evaluate(Context(self._paths.node(path), self._world))

    def violation(self, path: str) -> Violation | None:
        """Return what is wrong with one answer."""
        return self._screen.states.violation(self._paths.node(path))

    # -- finishing

    def validate(self) -> tuple[Violation, ...]:
        """Return every violation, in form order; irrelevant questions have none."""
        found = (self._screen.states.violation(node) for node in self._root.subtree())
        return tuple(each for each in found if each is not None)

    def finish(self) -> Changes:
        """Fill in what is known only at the end, such as the end time."""
        record = Record()
        self._actions.end(record)
        for node in self._root.subtree():
            value = at_end(node, self._world, self.instance_id) if node.is_leaf else None
            if value is not None:
                self._recalculation.set_value(node, value, record)
        return self._done(record)

    def answers(self, *, everything: bool = False) -> dict[str, str]:
        """Return path → value of what is relevant; “” means left blank.

        With *everything*, irrelevant answers and the rows themselves are there too, so that
        a draft can be restored from it.
        """
        return self._kept.everything() if everything else self._kept.answers()

    def entities(self) -> tuple[Entity, ...]:
        """Return the entities that this interview creates or updates, as it stands."""
        return self._attributes.entities()

    def to_xml(self, *, everything: bool = False) -> str:
        """Return the OpenRosa XML of the interview, irrelevant questions left out."""
        self._attributes.settle()
        return write(self.form, self._root, everything=everything)

    @classmethod
    def from_xml(
        cls,
        form: Form,
        xml: str | bytes,
        now: Callable[[], datetime],
        language: str | None = None,
        *,
        properties: Mapping[str, str] | None = None,
        new_id: str = "",
    ) -> Interview:
        """Return the interview that the XML holds; raises Problem when it is of another form.

        With *new_id* it is an edit of what was sent before: it gets that id, and names the old one
        as deprecatedID.
        """
        answers, instance_id = read(form, xml)
        if new_id:
            answers.update(edited(form, answers, new_id))
        interview = cls(form, now, answers, None, language, instance_id, properties=properties)
        interview.instance_id = new_id or instance_id
        return interview

    @property
    def failures(self) -> tuple[Problem, ...]:
        """Return what the form could not work out so far; it left blanks instead."""
        return tuple(self._world.failures)

    @property
    def document(self) -> Node:
        """Return the interview as XML nodes, for reading only."""
        return self._document
