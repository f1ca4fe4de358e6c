"""Two laptops that changed the same interviews: nothing is hidden, whatever a hub hears first."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from fieldtool.log import kinds
from fieldtool.log.entry import Entry
from fieldtool.log.kinds import Revision
from fieldtool.storage import projections
from fieldtool.storage.database import Database
from fieldtool.storage.queries import interviews
from fieldtool.storage.queries.interviews import Wanted
from tests.clocks import StepClock
from tests.storage.test_projections import (
    FORM,
    LOG,
    OTHER_LOG,
    Book,
    one_interview,
    revision,
    rows,
    take,
)

MANY = 50
GIVEN = {"person/age": "34", "safety/night": "4", "safety/why": "کوچه تاریک است"}


def _given(interview: str, **changed: str) -> Revision:
    answers = {**GIVEN, **{path.replace("__", "/"): value for path, value in changed.items()}}
    return replace(revision(interview), answers=answers)


def _publish(database: Database, project: str, clock: StepClock) -> None:
    hub = Book(clock, kinds.PROJECT_LOG)
    take(database, project, hub.log, hub.write(kinds.FORM, FORM.hash, FORM.to_content()))


def _edited_on_two_laptops(
    database: Database, project: str, clock: StepClock, here: dict[str, str], there: dict[str, str]
) -> None:
    """Let two laptops change each of many interviews that both of them know."""
    mine, other = Book(clock, LOG), Book(clock, OTHER_LOG)
    names = [f"interview{number:07}" for number in range(MANY)]
    first = [mine.finalise(_given(name)) for name in names]
    pairs = list(zip(names, first, strict=True))
    left = [mine.finalise(_given(name, **here), [one.id]) for name, one in pairs]
    right = [other.finalise(_given(name, **there), [one.id]) for name, one in pairs]
    take(database, project, LOG, *first, *left)
    take(database, project, OTHER_LOG, *right)


def _states(database: Database, project: str) -> list[tuple[str, dict[str, str]]]:
    with database.read() as session:
        listed = interviews.page(session, project, Wanted(), limit=MANY + 1)
        found = [interviews.get(session, project, one.id) for one in listed]
    return [(one.interview.state, one.answers) for one in found if one is not None]


def test_fifty_interviews_changed_in_different_answers_are_fifty_merged_ones(
    hub_database: Database, project: str, clock: StepClock
) -> None:
    _publish(hub_database, project, clock)
    here, there = {"person__age": "35"}, {"safety__night": "1"}
    _edited_on_two_laptops(hub_database, project, clock, here, there)

    merged = {**GIVEN, "person/age": "35", "safety/night": "1"}
    assert _states(hub_database, project) == [("ready", merged)] * MANY


def test_fifty_interviews_changed_in_the_same_answer_are_fifty_open_conflicts(
    hub_database: Database, project: str, clock: StepClock
) -> None:
    _publish(hub_database, project, clock)
    here, there = {"person__age": "35"}, {"person__age": "43", "safety__night": "1"}
    _edited_on_two_laptops(hub_database, project, clock, here, there)
    found = _states(hub_database, project)

    assert [state for state, _answers in found] == ["conflict"] * MANY
    assert {answers["safety/night"] for _state, answers in found} == {"1"}, "the rest is merged"
    assert {answers["person/age"] for _state, answers in found} <= {"35", "43"}


@pytest.mark.parametrize("where", ["here", "there"])
def test_the_merged_answers_do_not_depend_on_the_order_of_arrival(
    hub_database: Database, clock: StepClock, where: str
) -> None:
    mine, other = Book(clock, LOG), Book(clock, OTHER_LOG)
    name = revision().interview
    first = mine.finalise(_given(name))
    left = mine.finalise(_given(name, person__age="35"), [first.id])
    right = other.finalise(_given(name, safety__why=where), [first.id])
    last = other.finalise(_given(name, safety__why=where, safety__night="2"), [right.id])
    lines: list[tuple[str, list[Entry]]] = [(LOG, [first, left]), (OTHER_LOG, [right, last])]
    seen = set()
    for number, order in enumerate(sorted(set(itertools.permutations([0, 0, 1, 1])))):
        project, waiting = f"order{number:05}", [list(line) for _log, line in lines]
        _publish(hub_database, project, clock)
        for side in order:
            take(hub_database, project, lines[side][0], waiting[side].pop(0))
        found = one_interview(hub_database, project)
        seen.add((found.interview.state, found.interview.revision, str(found.answers)))

    assert len(seen) == 1
    assert next(iter(seen))[0] == "ready"


def test_a_rebuilt_table_shows_the_same_merged_answers(
    hub_database: Database, project: str, clock: StepClock
) -> None:
    _publish(hub_database, project, clock)
    here, there = {"person__age": "35"}, {"person__age": "43", "safety__night": "1"}
    _edited_on_two_laptops(hub_database, project, clock, here, there)
    before = rows(hub_database)
    with hub_database.work() as session:
        projections.rebuild(session, project)

    assert rows(hub_database) == before
