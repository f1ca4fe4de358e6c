"""What several people say of one entity, in any order and on any computer."""

from __future__ import annotations

from itertools import permutations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldtool.log.canonical import Encodable, encode, parse
from fieldtool.log.entry import Entry, make
from fieldtool.log.registers import ENTITY, Change, change_of, merged, news, written_name
from fieldtool.problems import Problem
from tests.log import samples

COUNCIL = "0b5e6a1c-9d5f-4e55-8f6e-2a1f7c3d9b10"


def said(properties: dict[str, str], *known: str, at: str = "2026-11-26T09:00:00+04:30") -> Change:
    return Change("councils", properties, tuple(known), at, wave="baseline")


def named(*changes: Change) -> dict[str, Change]:
    return {written_name(COUNCIL, one): one for one in changes}


def written(subject: str, person: str) -> Entry:
    return make(
        ENTITY,
        subject,
        prev="",
        person=person,
        clock=samples.CLOCK,
        content=FIRST.to_content(),
        salt=samples.SALT,
    )


FIRST = said({"label": "شورای گذر خواجه", "code": "HRT-C05", "members": "11"})
(ONE,) = named(FIRST)


def test_two_laptops_that_say_different_things_are_both_heard() -> None:
    found = merged(named(FIRST, said({"members": "13"}, ONE), said({"chair": "زن"}, ONE)))

    assert found.conflicts == ()
    assert found.answers == {
        "label": "شورای گذر خواجه",
        "code": "HRT-C05",
        "members": "13",
        "chair": "زن",
    }
    assert len(found.heads) == 2


def test_two_laptops_that_say_different_things_of_one_property_are_in_conflict() -> None:
    found = merged(named(FIRST, said({"members": "13"}, ONE), said({"members": "12"}, ONE)))

    assert [each.path for each in found.conflicts] == ["members"]
    assert {each.value for each in found.conflicts[0].candidates} == {"12", "13"}
    assert found.answers["members"] in {"12", "13"}


def test_two_laptops_that_say_the_same_agree() -> None:
    one, two = (
        said({"members": "13"}, ONE, at=f"2026-11-26T0{hour}:00:00+04:30") for hour in (8, 9)
    )

    assert merged(named(FIRST, one, two)).conflicts == ()


def test_a_follow_up_that_leaves_a_conflict_alone_does_not_close_it() -> None:
    both = named(FIRST, said({"members": "13"}, ONE), said({"members": "12"}, ONE))
    heads = merged(both).heads
    later = merged(both | named(said({"chair": "زن"}, *heads)))

    assert [each.path for each in later.conflicts] == ["members"]
    assert later.answers["chair"] == "زن"
    assert len(later.heads) == 1


def test_whoever_saw_both_sides_and_says_a_third_has_decided() -> None:
    both = named(FIRST, said({"members": "13"}, ONE), said({"members": "12"}, ONE))
    later = merged(both | named(said({"members": "14"}, *merged(both).heads)))

    assert later.conflicts == ()
    assert later.answers["members"] == "14"


def test_what_a_form_only_showed_is_no_news() -> None:
    known = merged(named(FIRST))

    shown = {"members": "11", "code": "HRT-C05", "chair": ""}
    assert news(known, shown | {"code": ""}) == {"code": ""}


def test_a_change_has_the_same_name_in_every_log() -> None:
    by_laptop, by_hub = written(COUNCIL, "HRT-07"), written(COUNCIL, "")

    assert by_laptop.id != by_hub.id
    assert change_of(by_laptop) == change_of(by_hub) == (ONE, FIRST)


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("dataset", "../councils"),
        ("properties", {"a b": "1"}),
        ("known", ["x"]),
        ("at", "yesterday"),
        ("at", "2026-11-26T09:00:00"),
        ("interview", "a" * 201),
    ],
)
def test_what_is_no_change_is_refused(part: str, value: Encodable) -> None:
    content = parse(encode({**FIRST.to_content(), part: value}))

    with pytest.raises(Problem) as caught:
        Change.from_content(content)

    assert caught.value.values["part"] == part


def test_an_entity_has_a_uuid_so_that_it_is_never_taken_for_an_interview() -> None:
    with pytest.raises(Problem):
        change_of(written("m4xahrt7q2zz5k3f", "HRT-07"))


# -- any number of people, any order


@st.composite
def histories(draw: st.DrawFn) -> list[tuple[str, Change]]:
    """Draw changes that were written by people who had seen some of the earlier ones."""
    made: list[tuple[str, Change]] = [(ONE, FIRST)]
    for number in range(draw(st.integers(1, 6))):
        picked = draw(st.sets(st.sampled_from(range(len(made))), min_size=1))
        properties = draw(
            st.dictionaries(
                st.sampled_from(["label", "members", "chair"]), st.sampled_from("۱۲۳"), max_size=2
            )
        )
        known = tuple(made[place][0] for place in sorted(picked))
        change = said(properties, *known, at=f"2026-11-26T09:00:0{number}+04:30")
        made.append((written_name(COUNCIL, change), change))
    return made


def seen_by(history: dict[str, Change], name: str) -> set[str]:
    """Return all that whoever wrote *name* had seen; slowly, and not as the program does it."""
    direct = [each for each in history[name].known if each in history]
    return set(direct).union(*(seen_by(history, each) for each in direct))


def deciders(changes: dict[str, Change], prop: str) -> set[str]:
    """Return the changes that gave *prop* another value than one that their writer had seen."""
    writers = {name for name, one in changes.items() if prop in one.properties}
    found = set()
    for name in writers:
        before = seen_by(changes, name) & writers
        newest = [each for each in before if not any(each in seen_by(changes, x) for x in before)]
        value = changes[name].properties[prop]
        if not newest or any(changes[each].properties[prop] != value for each in newest):
            found.add(name)
    return found


@given(histories())
def test_a_property_has_the_values_of_those_that_nobody_who_decided_it_later_had_seen(
    history: list[tuple[str, Change]],
) -> None:
    changes = dict(history)
    found = merged(changes)
    for prop in ("label", "members", "chair"):
        decided = deciders(changes, prop)
        left = {n for n in decided if not any(n in seen_by(changes, other) for other in decided)}
        values = {changes[name].properties[prop] for name in left}
        conflict = next((each for each in found.conflicts if each.path == prop), None)
        candidates = [each.value or "" for each in conflict.candidates] if conflict else []
        assert set(candidates or [found.answers.get(prop, "")]) == (values or {""})


@given(histories(), st.randoms(use_true_random=False))
def test_the_order_of_changes_decides_nothing(
    history: list[tuple[str, Change]], chance: Random
) -> None:
    mixed = list(history)
    chance.shuffle(mixed)

    assert merged(dict(mixed)) == merged(dict(history))


def test_every_order_of_three_changes_gives_the_same() -> None:
    all_ = named(FIRST, said({"members": "13"}, ONE), said({"members": "12"}, ONE)).items()

    assert len({encode(merged(dict(some)).answers) for some in permutations(all_)}) == 1
