"""Answers one form at random in both engines and compares all that they show after each step."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from fieldtool.forms import Form, Interview, NodeState, compile_form, plain
from fieldtool.forms.definition.model import Bind
from fieldtool.forms.instance.types import fits
from fieldtool.problems import Problems
from tests.differential.decisions import Decision, decision_for
from tests.differential.invented import ANSWERS, SITES, Invented
from tests.differential.javarosa import JavaRosa, Refused

KABUL = ZoneInfo("Asia/Kabul")
STEPS = 14


@dataclass(frozen=True)
class Difference:
    """One thing that the engines do not agree on.

    Attributes:
        aspect: form, answer, step, nodes, relevant, required, readonly, value, label, choices, ….
        chosen: the question has choices that a filter may take away.
        expressions: all that the form's sheet has for the question.
        filtered: they read a question whose choices a filter may take away.
    """

    aspect: str
    path: str
    ours: object
    theirs: object
    step: str = ""
    chosen: bool = False
    expressions: str = ""
    filtered: bool = False

    def __str__(self) -> str:
        return (
            f"{self.aspect} of {self.path} after {self.step}: "
            f"ours {self.ours!r}, JavaRosa's {self.theirs!r}"
        )


@dataclass
class Walked:
    """What came of one form: how many steps were compared, and what differed."""

    steps: int = 0
    form: Form | None = None
    differences: list[Difference] = field(default_factory=list)
    decided: list[Decision] = field(default_factory=list)


class _Over(Exception):
    pass


def walk(invented: Invented, seed: int, javarosa: JavaRosa) -> Walked:
    """Return what one random walk through *invented* found; it ends where the engines part."""
    walked = Walked()
    xform = invented.xform()
    ours, theirs = _compiled(xform), _loaded(xform, javarosa)
    if isinstance(ours, str) or theirs:
        if not (isinstance(ours, str) and theirs):
            found = Difference("form", "", "refused" if isinstance(ours, str) else ours, theirs)
            decision = decision_for(found)
            if decision is None:
                walked.differences.append(found)
            else:
                walked.decided.append(decision)
        return walked
    walked.form = ours
    with suppress(_Over):
        _Walk(ours, javarosa, Random(seed), walked).go()  # noqa: S311 - the same walk each time
    return walked


def _compiled(xform: str) -> Form | str:
    try:
        return compile_form(xform, {"sites.csv": SITES.encode()})
    except Problems as problems:
        return "; ".join(f"{each} {each.values}" for each in problems.problems)


def _loaded(xform: str, javarosa: JavaRosa) -> str:
    try:
        javarosa.ask("load", xform=xform)
    except Refused as refused:
        return str(refused)
    return ""


class _Walk:
    def __init__(self, form: Form, javarosa: JavaRosa, chance: Random, walked: Walked) -> None:
        self.form = form
        self.javarosa = javarosa
        self.chance = chance
        self.walked = walked
        self.interview = Interview(
            form, lambda: datetime.now(KABUL), instance_id="abcdefghijklmnop"
        )
        self.root = f"/{form.definitions[0].name}"
        self.step = "start"
        self.ends = False
        self.filtered = [
            form.definitions[index].name for index, control in form.controls.items()
            if control.itemset is not None and "[" in control.itemset.nodes.source
        ]  # fmt: skip

    def go(self) -> None:
        self.compare()
        for _ in range(STEPS):
            self.step = self.act()
            self.walked.steps += 1
            self.compare()
        self.validate()

    def differ(self, aspect: str, path: str, ours: object, theirs: object) -> None:
        definition = self.form.by_path.get(self._definition(path))
        control = self.form.controls.get(definition.index) if definition else None
        chosen = control is not None and control.itemset is not None
        expressions = _expressions(definition.bind) if definition else ""
        filtered = any(re.search(rf"/{each}\b", expressions) for each in self.filtered)
        found = Difference(aspect, path, ours, theirs, self.step, chosen, expressions, filtered)
        decision = decision_for(found)
        if decision is None:
            self.walked.differences.append(found)
            return
        self.walked.decided.append(decision)
        self.ends = self.ends or decision.ends

    # -- acting

    def act(self) -> str:
        """Do one thing in both engines; return it in words."""
        draw = self.chance.random()
        if draw < 0.12:
            return self._row() or self._answer()
        if draw < 0.17:
            return self._language()
        return self._answer()

    def _states(self) -> dict[str, NodeState]:
        """Return our states by JavaRosa's paths, rows by their place."""
        names: dict[str, str] = {"": self.root}
        counts: dict[str, int] = {}
        found: dict[str, NodeState] = {}
        for state in self.interview.states():
            above, _, name = state.path.rpartition("/")
            place = f"{names[above]}/{name.partition('[')[0]}"
            if state.kind == "row":
                counts[place] = counts.get(place, 0) + 1
                place = f"{place}[{counts[place]}]"
            names[state.path] = place
            found[place] = state
        return found

    def _answer(self) -> str:
        states = self._states()
        asked = [
            (path, state)
            for path, state in states.items()
            if state.kind == "question" and state.relevant and state.control not in ("note", "")
            and not state.readonly
        ]  # fmt: skip
        if not asked:
            raise _Over
        path, state = self.chance.choice(asked)
        value = self._value(state)
        self.step = f"answer {path} {value!r}"
        self._same_answer(path, state, value)
        return self.step

    def _value(self, state: NodeState) -> str:
        codes = [choice.value for choice in state.choices]
        if state.control == "select1":
            return self.chance.choice(["", "", *codes, *codes])
        if state.control in ("select", "rank"):
            chosen = [code for code in codes if self.chance.random() < 0.5]
            return " ".join(codes[::-1] if state.control == "rank" else chosen)
        if state.control == "range":
            return self.chance.choice(("", "0", "3", "10"))
        if state.control == "trigger":
            return self.chance.choice(("", "OK"))
        return self.chance.choice(ANSWERS.get(state.type, ANSWERS["string"]))

    def _same_answer(self, path: str, state: NodeState, value: str) -> None:
        reply = self._ask("answer", path=path, value=value)
        is_fit = fits(self.form.by_path[self._definition(path)].bind.type, value)
        if "type" in reply:
            if is_fit:
                self.differ("type", path, "fits", "refused")
            return
        if not is_fit:
            self.differ("type", path, "refused", "fits")
            raise _Over
        self.interview.answer(state.path, value)
        violation = self.interview.state(state.path).violation
        holds = violation is None or violation.kind != "constraint"
        if holds != reply["constraint"] and value:
            self.differ("constraint", path, holds, reply["constraint"])

    def _definition(self, path: str) -> str:
        return "/".join(part.partition("[")[0] for part in path.split("/"))

    def _row(self) -> str:
        states = self._states()
        repeats = [each for each in self.form.definitions if each.repeat]
        if not repeats:
            return ""
        repeat = self.chance.choice(repeats)
        parents = [
            (path, state) for path, state in [(self.root, None), *states.items()]
            if self._definition(path) == repeat.path.rpartition("/")[0]
            and (state is None or state.relevant)
        ]  # fmt: skip
        if not parents:
            return ""
        path, state = self.chance.choice(parents)
        own = f"{state.path}/{repeat.name}" if state else repeat.name
        shown = self.interview.state(own)
        if shown.counted or not shown.relevant:
            return ""
        if shown.rows and self.chance.random() < 0.5:
            place = self.chance.randrange(len(shown.rows))
            self.step = f"remove {path}/{repeat.name}[{place + 1}]"
            self._ask("remove", path=f"{path}/{repeat.name}[{place + 1}]")
            self.interview.remove_row(shown.rows[place])
        else:
            self.step = f"add {path}/{repeat.name}"
            self._ask("add", path=f"{path}/{repeat.name}")
            self.interview.add_row(own)
        return self.step

    def _language(self) -> str:
        name = self.chance.choice(self.form.languages).name
        self.step = f"language {name}"
        self._ask("language", name=name)
        self.interview.set_language(name)
        return self.step

    def _ask(self, do: str, **values: object) -> dict[str, Any]:
        try:
            return self.javarosa.ask(do, **values)
        except Refused as refused:
            self.differ("step", str(values.get("path", "")), "works", str(refused))
            raise _Over from None

    # -- comparing

    def compare(self) -> None:
        """Compare all nodes and all questions; the walk ends where something differs."""
        theirs = self._ask("nodes")
        before = len(self.walked.differences)
        ours = self._states()
        nodes = {node["path"]: node for node in theirs["nodes"]}
        nodes.pop(self.root)
        # Rows that a count asks for where nothing is asked come sooner or later, seen by nobody.
        self._same_paths(
            "nodes",
            sorted(path for path, state in ours.items() if state.relevant),
            sorted(path for path, node in nodes.items() if node["relevant"]),
        )
        for path in ours.keys() & nodes.keys():
            self._same_node(path, ours[path], nodes[path])
        self._same_questions(ours, theirs["asked"])
        if self.ends:
            del self.walked.differences[before:]  # what follows from the decided one
        if len(self.walked.differences) > before or self.ends:
            raise _Over

    def _same_paths(self, aspect: str, ours: list[str], theirs: list[str]) -> None:
        """Compare which there are, and their order."""
        if ours != theirs:
            apart = sorted({*ours} ^ {*theirs})
            mine = [path for path in ours if path not in theirs] or "in another order"
            others = [path for path in theirs if path not in ours]
            self.differ(aspect, apart[0] if apart else "", mine, others)

    def _same_node(self, path: str, ours: NodeState, theirs: dict[str, Any]) -> None:
        if not ours.relevant or not theirs["relevant"]:
            return
        for aspect in ("required", "readonly"):
            if getattr(ours, aspect) != theirs[aspect]:
                self.differ(aspect, path, getattr(ours, aspect), theirs[aspect])
        value = ours.value if path.endswith("/instanceID") else theirs.get("value", "")
        if not same_value(ours.type, ours.value, value):
            self.differ("value", path, ours.value, value)

    def _same_questions(self, ours: dict[str, NodeState], theirs: list[dict[str, Any]]) -> None:
        questions = {
            path: state for path, state in ours.items() if state.kind == "question"
            and state.relevant
        }  # fmt: skip
        asked = {each["path"]: each for each in theirs}
        self._same_paths("questions", list(questions), list(asked))
        for path in questions.keys() & asked.keys():
            label = plain(questions[path].label)
            if label.strip() != str(asked[path]["label"]).strip():
                self.differ("label", path, label, asked[path]["label"])
            if "choices" in asked[path]:
                self._same_choices(path, questions[path], asked[path]["choices"])

    def _same_choices(self, path: str, ours: NodeState, theirs: list[list[str]]) -> None:
        mine = [[choice.value, plain(choice.label)] for choice in ours.choices]
        if mine != theirs:
            self.differ("choices", path, mine, theirs)

    def validate(self) -> None:
        """Compare whether the whole is valid, and the first thing that is not."""
        theirs = self._ask("validate")
        own = {state.path: path for path, state in self._states().items()}
        first = next(iter(self.interview.validate()), None)
        ours = (first.kind, own[first.path]) if first else ("", "")
        if ours != (theirs["kind"], theirs.get("path", "")):
            self.differ("validate", ours[1], ours[0], (theirs["kind"], theirs.get("path", "")))


def _expressions(bind: Bind) -> str:
    aspects = ("relevant", "required", "readonly", "constraint", "calculate")
    found = (getattr(bind, aspect) for aspect in aspects)
    return " ; ".join(each.source for each in found if each is not None)


def same_value(kind: str, ours: str, theirs: str) -> bool:
    """Return whether two values are the same answer; JavaRosa writes 10 as 10.0 in decimals."""
    if ours == theirs:
        return True
    try:
        pairs = list(zip(ours.split(), theirs.split(), strict=True))
        numbers = [(float(one), float(other)) for one, other in pairs]
    except ValueError:
        return False
    close = all(math.isclose(one, other, rel_tol=1e-12) for one, other in numbers)
    return kind in ("decimal", "geopoint") and bool(numbers) and close


def walks(seed: int, forms: int) -> Iterator[int]:
    """Return the seeds of the forms of one run."""
    yield from range(seed * 1_000_000, seed * 1_000_000 + forms)
