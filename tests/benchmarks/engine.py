"""What the form engine needs on large forms in four languages, beside JavaRosa where Java is."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from fieldtool.forms import (
    Form,
    Interview,
    NodeState,
    compile_form,
    form_from_tree,
    form_to_tree,
    nothing_collected,
)
from tests.benchmarks import large
from tests.benchmarks.tables import Spent, Table, middle, percentile, thousandths, times
from tests.differential import javarosa
from tests.differential.javarosa import JavaRosa

ANSWERS = 1_000
WARM_UP = 3  # times that JavaRosa gives all answers before it is measured
LOADS = 9
_KABUL = ZoneInfo("Asia/Kabul")

Answer = tuple[str, str, str]  # our path, JavaRosa's path, value


@dataclass
class Measured:
    """Seconds of one size of form, by what was done; JavaRosa's are empty without Java."""

    questions: int
    ours: dict[str, Spent] = field(default_factory=dict)
    theirs: dict[str, list[float]] = field(default_factory=dict)


def measure() -> Table:
    """Do the same with the same forms in both engines, size after size."""
    with _javarosa() as peer:
        measured = [_one(questions, peer) for questions in large.SIZES]
    rows = [row for each in measured for row in _rows(each)]
    growth = "; ".join(_growth(measured, name) for name in measured[0].ours)
    return Table(
        "The form engine on large forms, four languages, with repeats",
        (
            "questions",
            "what",
            "median ms",
            "p95 ms",
            "processor ms",
            "JavaRosa ms",
            "median to JavaRosa",
            "p95 to",
        ),
        tuple(rows),
        "Aim: an answer at most 1 × JavaRosa's median, p95 at most 5 × its p95. "
        f"From {measured[1].questions} to {measured[-1].questions:,} questions: {growth}.",
    )


@contextmanager
def _javarosa() -> Iterator[JavaRosa | None]:
    if not javarosa.is_here():
        yield None
        return
    with tempfile.TemporaryDirectory() as folder, javarosa.started(Path(folder), {}) as peer:
        yield peer


def _one(questions: int, peer: JavaRosa | None) -> Measured:
    xform = large.xform(questions)
    form = compile_form(xform)
    tree = json.dumps(form_to_tree(form))
    answers = _answers(form)
    measured = Measured(questions)
    measured.ours = {
        "answer": _given(form, answers),
        "load, from XForm": _timed(lambda: _opened(compile_form(xform)), LOADS),
        "load, from the cache": _timed(lambda: _opened(_read(tree)), LOADS),
        "new interview": _timed(lambda: _opened(form), LOADS),
        "whole validation": _validated(form, _everything(form)),
    }
    if peer is not None:
        measured.theirs = _of_javarosa(peer, xform, answers, _everything(form))
    return measured


@nothing_collected()
def _read(tree: str) -> Form:
    """Read a form as the cache of a laptop does."""
    return form_from_tree(json.loads(tree))


def _opened(form: Form) -> Interview:
    return Interview(form, lambda: datetime.now(_KABUL), instance_id="abcdefghijklmnop")


def _timed(do: Callable[[], object], count: int) -> Spent:
    spent = Spent()
    for _ in range(count):
        with spent.once():
            do()
    return spent


def _answers(form: Form) -> list[Answer]:
    """Return answers to questions all over the form, the same ones each time."""
    chance = Random(form.title)  # noqa: S311 - the same answers for both engines
    states = [each for each in _opened(form).states() if each.kind == "question"]
    chosen = (chance.choice(states) for _ in range(ANSWERS))
    return [(each.path, _place(form, each.path), _value(each, chance)) for each in chosen]


def _place(form: Form, path: str) -> str:
    """Return the path of JavaRosa; every repeat has one row."""
    steps = [f"{step.partition('[')[0]}[1]" if "[" in step else step for step in path.split("/")]
    return "/".join([f"/{form.definitions[0].name}", *steps])


def _value(state: NodeState, chance: Random) -> str:
    if state.choices:
        return chance.choice(state.choices).value
    if state.type == "date":
        return f"2026-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
    return str(chance.randint(0, 9)) if state.type == "int" else chance.choice(("امن", "ناامن"))


def _given(form: Form, answers: list[Answer]) -> Spent:
    """Give every answer and look whether it is allowed, as JavaRosa does."""
    interview = _opened(form)
    for path, _, value in answers[::-1]:  # closures are made when they are first needed
        _answered(interview, path, value)
    spent = Spent()
    for path, _, value in answers:  # too short for the processor's clock
        began = time.perf_counter()
        _answered(interview, path, value)
        spent.passed.append(time.perf_counter() - began)
    return spent


def _answered(interview: Interview, path: str, value: str) -> None:
    interview.answer(path, value)
    interview.violation(path)


def _everything(form: Form) -> list[Answer]:
    """Return an allowed answer to every question, so that a validation goes through to the end."""
    states = [each for each in _opened(form).states() if each.kind == "question"]
    return [(each.path, _place(form, each.path), _value(each, Random(1))) for each in states]  # noqa: S311


def _validated(form: Form, answers: list[Answer]) -> Spent:
    """Validate everything with nothing remembered from before."""
    draft = _opened(form)
    for path, _, value in answers:
        draft.answer(path, value)
    assert not draft.validate()
    kept = draft.answers(everything=True)
    spent = Spent()
    for _ in range(LOADS):
        restored = Interview(form, lambda: datetime.now(_KABUL), kept, instance_id="a" * 16)
        with spent.once():
            restored.validate()
    return spent


def _of_javarosa(
    peer: JavaRosa, xform: str, answers: list[Answer], everything: list[Answer]
) -> dict[str, list[float]]:
    pairs = [[path, value] for _, path, value in answers]
    loads = _seconds(peer, xform=xform, times=LOADS + WARM_UP)[WARM_UP:]
    for _ in range(WARM_UP):
        _seconds(peer, answers=pairs[::-1])
    given = _seconds(peer, answers=pairs)
    for _ in range(2):  # an answer is asked for only after another was given
        _seconds(peer, answers=[[path, value] for _, path, value in everything])
    assert peer.ask("validate")["kind"] == ""
    valid = _seconds(peer, times=LOADS + WARM_UP)[WARM_UP:]
    return {"answer": given, "load, from XForm": loads, "whole validation": valid}


def _seconds(peer: JavaRosa, **command: object) -> list[float]:
    return [each / 1e9 for each in peer.ask("time", **command)["nanoseconds"]]


def _rows(measured: Measured) -> Iterator[tuple[str, ...]]:
    for name, ours in measured.ours.items():
        theirs = measured.theirs.get(name)
        own = (
            f"{measured.questions:,}",
            name,
            thousandths(middle(ours.passed)),
            thousandths(percentile(ours.passed, 0.95)),
            thousandths(middle(ours.worked)) if ours.worked else "",
        )
        if theirs is None:
            yield (*own, "", "", "")
            continue
        yield (
            *own,
            f"{thousandths(middle(theirs))} / {thousandths(percentile(theirs, 0.95))}",
            times(middle(ours.passed), middle(theirs)),
            times(percentile(ours.passed, 0.95), percentile(theirs, 0.95)),
        )


def _growth(measured: list[Measured], name: str) -> str:
    small, large_ = (each.ours[name] for each in (measured[1], measured[-1]))
    more = middle(large_.worked or large_.passed)
    return f"{name} {times(more, middle(small.worked or small.passed))}"
