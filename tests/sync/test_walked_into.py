"""What the random walk ran into, each as it happened, without chance."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from fieldtool.log.reviews import APPROVE, REJECT, RETURN
from tests.sync.walk import checks, decisions, entities
from tests.sync.walk.acts import World, world
from tests.sync.walk.met import MET
from tests.sync.walk.questions import FORMS
from tests.sync.walk.truths import fingerprint
from tests.sync.walk.world import TEAM, Laptop, empty_folder

RARE = (
    *("review: approve", "review: return", "review: reject", "returned interview finalised again"),
    *("request: correct", "request: cancel", "workspace revoked", "workspace trusted again"),
    *("late work held when somebody looked", "late work accepted", "late work left aside"),
    *("assignment given to a person", "assignment given to a team", "assignment taken away"),
)


@pytest.fixture
def walk() -> Iterator[World]:
    with world(empty_folder()) as made:
        yield made


def _sync(walk: World, *laptops: Laptop) -> None:
    for laptop in laptops:
        walk.sync(laptop, [], 128 * 1024)
        checks.after_every_act(walk)


def _quarrel(walk: World, *laptops: Laptop) -> str:
    """Let several laptops finalise one interview with different answers."""
    interview = walk.finalise(laptops[0], {"age": "1"})
    for number, laptop in enumerate(laptops[1:], start=2):
        walk.edit(laptop, interview, {"age": str(number)})
    return interview


def test_a_restored_laptop_hears_how_an_interview_was_settled_that_it_lost(walk: World) -> None:
    one, two = walk.laptops
    one.back_up()
    _quarrel(walk, one, two)
    _sync(walk, one, two)
    walk.settle(0, 1)
    one.restore(0)
    walk.touch(one)

    checks.at_the_end(walk)


def test_who_asked_does_not_depend_on_which_side_of_a_settled_quarrel_came_first(
    walk: World,
) -> None:
    one, two = walk.laptops
    walk.hub.back_up()
    _quarrel(walk, one, two)
    _sync(walk, one, two)
    walk.settle(0, 1)
    _sync(walk, one, two)
    walk.restore_hub(0, is_known=True)
    _sync(walk, two)
    checks.check_rebuilt(walk.hub.database)

    checks.at_the_end(walk)


@pytest.mark.parametrize("seed", range(4))
def test_what_was_settled_before_the_hub_was_restored_reaches_a_clone(
    seed: int,
) -> None:
    with world(empty_folder(), seed) as walk:
        one, two = walk.laptops
        _quarrel(walk, one, two)
        _sync(walk, one, two)
        walk.clone(one)
        walk.hub.back_up()
        walk.settle(0, 0)
        _sync(walk, one)
        walk.restore_hub(0, is_known=False)
        walk.settle(0, 1)
        _quarrel(walk, one, two)
        _sync(walk, walk.laptops[2], two)

        checks.at_the_end(walk)


def test_settings_and_places_that_a_lost_line_said_hold_for_everybody_or_for_nobody(
    walk: World,
) -> None:
    one, two = walk.laptops
    walk.hub.back_up()
    walk.rename()
    walk.place(1)
    walk.place(2)
    _sync(walk, one)
    walk.restore_hub(0, is_known=False)
    for _ in range(5):
        walk.place(1)
    _sync(walk, two, one)

    checks.at_the_end(walk)


def test_what_a_lost_line_said_of_an_entity_reaches_everybody(walk: World) -> None:
    one, two = walk.laptops
    entities.visit(walk, one, 0, {"status": "1"})
    walk.hub.back_up()
    _sync(walk, one)
    entities.change(walk, 0, {"status": "2"}, 0)
    entities.change(walk, 1, {"women": "1"}, 0)
    _sync(walk, one)
    walk.restore_hub(0, is_known=False)
    walk.rename()
    walk.rename()
    _sync(walk, two, one)

    checks.at_the_end(walk)


def test_a_form_that_was_retired_on_one_line_and_offered_on_another(walk: World) -> None:
    one, two = walk.laptops
    walk.offer(FORMS[0])
    walk.hub.back_up()
    walk.offer(FORMS[1])
    walk.offer(None)
    _sync(walk, one)
    walk.restore_hub(0, is_known=True)
    walk.offer(FORMS[2])
    walk.offer(FORMS[0])
    walk.rename()
    walk.rename()
    _sync(walk, two, one)

    checks.at_the_end(walk)


def test_a_laptop_that_has_two_lines_goes_on_when_the_hub_is_restored_to_one_of_them(
    walk: World,
) -> None:
    one, two = walk.laptops
    walk.hub.back_up()
    walk.rename()
    walk.rename()
    _sync(walk, one)
    walk.hub.back_up()
    walk.restore_hub(0, is_known=False)
    for number in (1, 2, 1, 2, 1):
        walk.place(number)
    _sync(walk, one, two)
    walk.restore_hub(1, is_known=False)

    checks.at_the_end(walk)


def test_a_new_line_that_is_cut_into_many_answers_arrives_beside_a_long_old_one(
    walk: World,
) -> None:
    one, two = walk.laptops
    walk.hub.back_up()
    for _ in range(6):
        walk.rename()
    _sync(walk, one)
    walk.restore_hub(0, is_known=True)
    for number in (1, 2, 1, 2, 1, 2, 1, 2, 1, 2):
        walk.place(number)
    _sync(walk, two, one)

    checks.at_the_end(walk)


def test_a_quarrel_about_an_interview_is_seen_when_its_form_comes_after_it(walk: World) -> None:
    walk.form = FORMS[0]
    _quarrel(walk, *walk.laptops)
    _sync(walk, *walk.laptops)
    walk.offer(FORMS[0])

    checks.at_the_end(walk)


def _post(walk: World, laptop: Laptop, *acts: str) -> None:
    """Let a stick go between a laptop and its hub; `find` brings the oldest answer there is."""
    for act in acts:
        walk.carry_stick(act, walk.laptops.index(laptop), 0)
        checks.after_every_act(walk)


def test_an_older_answer_that_comes_after_a_newer_one_changes_nothing(walk: World) -> None:
    one = walk.laptops[0]
    before = MET["older answer brought after a newer one"]
    for age in ("1", "2"):
        walk.finalise(one, {"age": age})
        _post(walk, one, "pack", "read", *(("bring",) if age == "2" else ()))
    was = fingerprint(one.database)
    _post(walk, one, "find")

    assert fingerprint(one.database) == was
    assert MET["older answer brought after a newer one"] == before + 1
    checks.at_the_end(walk)


@pytest.mark.parametrize("has_relay", [False, True])
def test_everything_rare_that_people_decide_can_be_met_on_a_walk(*, has_relay: bool) -> None:
    before = MET.copy()
    with world(empty_folder(), has_relay=has_relay) as walk:
        laptop = walk.laptops[-1]
        interview = walk.finalise(laptop, {"age": "1"})
        for verdict in (RETURN, APPROVE, REJECT):
            _all_the_way(walk, laptop)
            decisions.review(walk, 0, verdict)
            _all_the_way(walk, laptop)
            decisions.go_through(walk, laptop, 0, {"age": "2"})
            decisions.ask(walk, laptop, 0, "mistake" if verdict == RETURN else "withdrawn")
        for who in (laptop.ws.person, TEAM):
            decisions.assign(walk, 1, who)
        decisions.take_away(walk, 0)
        for is_accepted in (True, False):
            decisions.revoke(walk, laptop)
            _all_the_way(walk, laptop)
            walk.edit(laptop, interview, {"age": "3" if is_accepted else "4"})
            _all_the_way(walk, laptop)
            decisions.decide(walk, 0, is_accepted=is_accepted)
            checks.after_every_act(walk)
            decisions.revoke(walk, laptop)
        checks.at_the_end(walk)

    assert set(RARE) <= set(MET - before)


def _all_the_way(walk: World, laptop: Laptop) -> None:
    """Let what a laptop has reach the hub on top, and what that says the laptop."""
    _sync(walk, laptop)
    if laptop.home == "relay":
        walk.pass_on([], 128 * 1024)
        _sync(walk, laptop)
