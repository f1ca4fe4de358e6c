"""Works out what follows from a change, and nothing else."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from fieldtool.forms.definition.form import Form
from fieldtool.forms.definition.model import Expression
from fieldtool.forms.graph import WRITING, Formula
from fieldtool.forms.instance.changes import Record
from fieldtool.forms.instance.choices import values_of
from fieldtool.forms.instance.nodes import AnswerNode, row_around, spread_relevance, within
from fieldtool.forms.instance.world import InterviewWorld
from fieldtool.forms.xpath.context import World
from fieldtool.forms.xpath.values import Value, to_boolean, to_number, to_text

MAX_ROUNDS = 20_000  # of one change, in a form of any size
MAX_TIMES = (
    5  # that all formulas of an interview may be worked out after one change, if that is more
)

MAX_ROWS = 2_000  # of one counted repeat
MAX_ROWS_IN_ALL = 10_000  # of all repeats, so that repeats in repeats do not fill the memory


class Recalculation:
    """The graph of a form at work on one interview."""

    def __init__(self, form: Form, root: AnswerNode, world: InterviewWorld) -> None:
        self.form = form
        self.world = world
        self.root = root
        self.at: dict[int, list[AnswerNode]] = {}
        self.selects = {
            i for i, each in form.controls.items() if each.kind in ("select1", "select")
        }
        self.lists = [each for each in form.secondaries.values() if each.source]
        self.repeats = [each.index for each in form.definitions if each.repeat]
        self.resize: Callable[[AnswerNode, int, int, Record], None] = _ignore
        self.begin_new: Callable[[Record], None] = _ignore
        self.new_rows: list[AnswerNode] = []  # counted, and not yet known here
        self.after_value: Callable[[AnswerNode, Record], None] = _ignore
        self.closed: frozenset[int] = frozenset()  # for the safety of people
        self.acting = {action.place for action in form.actions}
        self.look_around()

    # -- rows come and go

    def look_around(self) -> None:
        """Make all nodes known as they are now."""
        self.at.clear()
        for node in self.root.subtree():
            self.at.setdefault(node.definition.index, []).append(node)

    def enter(self, new: Sequence[AnswerNode]) -> None:
        """Make the nodes of new rows of one repeat known; the rows come last in it."""
        repeat = new[0].definition.index
        if any(self.form.definitions[index].repeat for index in self.form.ancestors[repeat][1:]):
            self.reorder(new[-1])
            return
        # The newest of all their kind; to collect the others again would cost more with each.
        for top in new:
            for node in top.subtree():
                self.at.setdefault(node.definition.index, []).append(node)

    def reorder(self, top: AnswerNode) -> None:
        """Find again all nodes such as those in *top*, in document order."""
        again: dict[int, list[AnswerNode]] = {e.definition.index: [] for e in top.subtree()}
        for node in self.root.subtree():
            found = again.get(node.definition.index)
            if found is not None:
                found.append(node)
        self.at.update(again)

    def leave(self, top: AnswerNode) -> None:
        """Forget the nodes of a row that is gone."""
        for node in reversed(list(top.subtree())):
            nodes = self.at[node.definition.index]
            if nodes and nodes[-1] is node:
                nodes.pop()
            else:
                self.at[node.definition.index] = [each for each in nodes if each is not node]

    # -- planning

    def plan_everything(self, record: Record) -> None:
        """Plan every formula that writes."""
        for place in self.form.graph.writers:
            for node in self.at.get(self.form.graph.formulas[place].node, ()):
                record.plan(place, node)

    def plan_row(self, row: AnswerNode, record: Record) -> None:
        """Plan what is inside a new row."""
        inside: dict[int, list[AnswerNode]] = {}
        for node in row.subtree():
            inside.setdefault(node.definition.index, []).append(node)
        for place in self.form.graph.writers:
            for node in inside.get(self.form.graph.formulas[place].node, ()):
                record.plan(place, node)

    def plan_rows(self, rows: Sequence[AnswerNode], record: Record, *, moved: bool) -> None:
        """Plan what looks at the rows of a repeat, after these have come or gone.

        What is inside a row sees others only by its place among them, which may have *moved*.
        """
        inside = {node.definition.index for row in rows for node in row.subtree()}
        for index in inside:
            for place, shared in self.form.graph.readers.get(index, ()):
                definition = self.form.graph.formulas[place].node
                if shared not in inside:
                    targets = self._targets(definition, rows[0], shared)
                elif moved and index == rows[0].definition.index:
                    targets = self.at.get(definition, [])
                else:
                    continue
                for each in targets:
                    self._plan(place, each, record)

    def touch(self, node: AnswerNode, record: Record) -> None:
        """Plan every formula that reads *node*, in the rows that it may reach."""
        for place, row in self.form.graph.readers.get(node.definition.index, ()):
            definition = self.form.graph.formulas[place].node
            targets = self._targets(definition, node, row)
            if not targets:
                record.absent.add(definition)
            for each in targets:
                self._plan(place, each, record)

    def _targets(self, definition: int, node: AnswerNode, row: int) -> list[AnswerNode]:
        targets = self.at.get(definition, [])
        around = row_around(node, row) if row >= 0 and len(targets) > 1 else None
        if around is None:
            return targets
        return within(around, self.form.ancestors[definition])

    def _plan(self, place: int, node: AnswerNode, record: Record) -> None:
        aspect = self.form.graph.formulas[place].aspect
        if aspect in WRITING:
            record.plan(place, node)
            return
        node.known.pop(aspect, None)
        shown = {"label": record.labels, "choices": record.choices}
        changed = node.subtree() if aspect == "readonly" else (node,)  # groups pass it on
        shown.get(aspect, record.validity).update(changed)

    def stands_alone(self, node: AnswerNode) -> bool:
        """Return whether nothing follows from an answer at *node*: no formula and no action."""
        index = node.definition.index
        return index not in self.form.graph.readers and index not in self.acting

    # -- working out

    def settle(self, record: Record) -> None:
        """Work out all that is planned, and what follows from it, in the order of the graph."""
        rounds, most = 0, MAX_ROUNDS
        while record.pending or record.happened:
            if rounds >= most:
                most = max(most, MAX_TIMES * self._size())  # there may be new rows
                if rounds >= most:
                    self._give_up(record)
                    return
            if not record.pending:
                # Actions come when relevance is settled: nothing is set where it is not asked.
                self.after_value(record.happened.popleft(), record)
                rounds += 1
                continue
            place, nodes = record.take()
            formula = self.form.graph.formulas[place]
            for node in nodes:
                rounds += 1
                self._work_out(formula, node, record)
            if self.new_rows:
                self.begin_new(record)

    def _size(self) -> int:
        """Return how many times a formula is worked out when an interview begins."""
        graph = self.form.graph
        return sum(len(self.at.get(graph.formulas[place].node, ())) for place in graph.writers)

    def _give_up(self, record: Record) -> None:
        """Leave what never settles as it is, such as two rows that answer each other's answers."""
        place = next(iter(record.pending), None)
        node = record.happened[0] if place is None else next(iter(record.pending[place].values()))
        index = node.definition.index if place is None else self.form.graph.formulas[place].writes
        self.world.note_unsettled(self.form.definitions[index].name)
        record.give_up()

    def _work_out(self, formula: Formula, node: AnswerNode, record: Record) -> None:
        bind = node.definition.bind
        if formula.aspect == "relevant" and bind.relevant is not None:
            self._relevance(node, bind.relevant, record)
        elif formula.aspect == "calculate" and bind.calculate is not None:
            self._calculate(node, bind.calculate, record)
        elif formula.aspect == "itemset":
            self._choices(node, record)
        elif formula.aspect == "count":
            wanted = self._count(formula.writes, node)
            if wanted is not None:
                self.resize(node, formula.writes, wanted, record)

    def _calculate(self, node: AnswerNode, expression: Expression, record: Record) -> None:
        if node.value and node.is_instance_id:
            return  # an interview keeps its id, also where the form draws one by chance
        value = self.world.value(expression, node)
        self.set_value(node, answer_text(value, node, self.world), record)
        known = value[0] if isinstance(value, list) and value else None
        came_to = known.calculated if isinstance(known, AnswerNode) else value
        node.calculated = came_to if isinstance(came_to, (bool, float)) else None

    def _choices(self, node: AnswerNode, record: Record) -> None:
        """Take out of the answer what is not to be chosen now; it comes back with its choice."""
        node.known.pop("choices", None)
        node.known.pop("values", None)
        record.choices.add(node)
        chosen = (node.chosen or node.value).split()
        itemset = self.form.controls[node.definition.index].itemset
        if not chosen or itemset is None or node.definition.index not in self.selects:
            return
        absent = [
            each.name for each in self.lists if each.is_absent and each.name in itemset.nodes.source
        ]
        offered = set(values_of(itemset, node, self.world))
        if absent:
            # A file that did not come with the form, or a register: that takes no answer away.
            offered |= self.world.unlisted(absent, chosen)
        self.set_value(
            node, " ".join(each for each in chosen if each in offered), record, by_hand=False
        )

    def _count(self, repeat: int, parent: AnswerNode) -> int | None:
        """Return how many rows are wanted, None while that is not known.

        It is worked out at the place of the rows, of which there may be none.
        """
        count = self.form.controls[repeat].count
        place = AnswerNode(self.form.definitions[repeat])
        place.parent = parent
        value = "" if count is None else self.world.value(count, place)
        wanted = to_number(value, self.world.zone)
        if math.isnan(wanted):
            return None
        own = sum(1 for each in parent.answer_nodes() if each.definition.index == repeat)
        known = sum(len(self.at.get(index, ())) for index in self.repeats)
        others = known + len(self.new_rows) - own
        most = min(MAX_ROWS, max(0, MAX_ROWS_IN_ALL - others))
        if wanted > most:
            self.world.note_rows(place.name, wanted, most)
        return int(max(0.0, min(wanted, most)))

    def _relevance(self, node: AnswerNode, expression: Expression, record: Record) -> None:
        node.own_relevant = to_boolean(self.world.value(expression, node))
        for each in spread_relevance(node):
            record.relevant.add(each)
            each.known.clear()
            self.touch(each, record)

    def set_value(
        self, node: AnswerNode, value: str, record: Record, *, by_hand: bool = True
    ) -> None:
        """Set a value and plan what follows, unless it is the same one."""
        if by_hand:
            node.chosen = value
        if node.value == value:
            return
        record.before(node)
        node.value = value
        node.known.pop("constraint", None)
        record.values.add(node)
        self.touch(node, record)
        record.happened.append(node)


def _ignore(*_: object) -> None:
    """Do nothing until the interview says what to do."""


def answer_text(value: Value, node: AnswerNode, world: World) -> str:
    """Return a calculated value as it is stored; what cannot be worked out is blank."""
    if isinstance(value, float) and value != value:  # noqa: PLR0124 - NaN
        return ""
    if node.definition.bind.type == "int":
        number = to_number(value, world.zone)
        return to_text(float(int(number))) if abs(number) < 1e15 else to_text(value)
    return to_text(value)
