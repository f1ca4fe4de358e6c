"""Merging: no decision is lost silently, no order and no clock matters."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldtool.log import merge
from fieldtool.log.merge import Version

ROOT = {"person/age": "34", "safety/night": "4", "safety/why": "کوچه تاریک است"}
ROW = "hazard[k3f7qa]"


def _merged(**versions: tuple[str, dict[str, str]]) -> merge.Merged:
    """Merge revisions given as name=("parents", answers)."""
    return merge.merge(
        {name: Version(tuple(parents), answers) for name, (parents, answers) in versions.items()}
    )


def _values(found: merge.Merged, path: str) -> list[tuple[str | None, str]]:
    (conflict,) = (each for each in found.conflicts if each.path == path)
    return [(one.value, "".join(one.revisions)) for one in conflict.candidates]


def test_a_single_revision_is_what_it_says() -> None:
    found = _merged(a=("", ROOT))

    assert (found.answers, found.conflicts, found.heads) == (ROOT, (), ("a",))
    assert not found.combined


def test_a_later_revision_replaces_the_one_it_knew() -> None:
    found = _merged(a=("", ROOT), b=("a", {**ROOT, "person/age": "35"}))

    assert found.answers["person/age"] == "35"
    assert found.conflicts == ()
    assert found.heads == ("b",)


def test_two_who_changed_different_answers_are_both_heard() -> None:
    found = _merged(
        a=("", ROOT), b=("a", {**ROOT, "person/age": "35"}), c=("a", {**ROOT, "safety/night": "1"})
    )

    assert found.answers == {**ROOT, "person/age": "35", "safety/night": "1"}
    assert found.conflicts == ()
    assert found.combined


def test_two_who_changed_the_same_answer_leave_both_values_to_a_person() -> None:
    found = _merged(
        a=("", ROOT), b=("a", {**ROOT, "person/age": "35"}), c=("a", {**ROOT, "person/age": "43"})
    )

    assert _values(found, "person/age") == [("35", "b"), ("43", "c")]
    assert found.answers["person/age"] == "35"


def test_two_who_wrote_the_same_do_not_quarrel() -> None:
    changed = {**ROOT, "person/age": "35"}
    found = _merged(a=("", ROOT), b=("a", changed), c=("a", changed))

    assert (found.answers, found.conflicts) == (changed, ())
    assert not found.combined


def test_changed_and_changed_back_is_a_decision_too() -> None:
    found = _merged(
        a=("", ROOT),
        b=("a", {**ROOT, "person/age": "35"}),
        c=("b", ROOT),
        d=("a", {**ROOT, "person/age": "43"}),
    )

    assert _values(found, "person/age") == [("34", "c"), ("43", "d")]


def test_an_answer_taken_away_stands_against_one_that_was_changed() -> None:
    shorter = {path: value for path, value in ROOT.items() if path != "safety/why"}
    found = _merged(a=("", ROOT), b=("a", shorter), c=("a", {**ROOT, "safety/why": "نمی‌دانم"}))

    assert _values(found, "safety/why") == [(None, "b"), ("نمی‌دانم", "c")]
    assert "safety/why" not in found.answers


def test_a_choice_between_them_settles_the_conflict_for_those_who_saw_both() -> None:
    conflict = {
        "a": ("", ROOT),
        "b": ("a", {**ROOT, "person/age": "35"}),
        "c": ("a", {**ROOT, "person/age": "43"}),
    }
    settled = _merged(**conflict, d=("bc", {**ROOT, "person/age": "43"}))
    again = _merged(
        **conflict,
        d=("bc", {**ROOT, "person/age": "43"}),
        e=("b", {**ROOT, "person/age": "53"}),
    )

    assert (settled.answers["person/age"], settled.conflicts) == ("43", ())
    assert _values(again, "person/age") == [("43", "d"), ("53", "e")]


def test_a_choice_that_agrees_with_one_side_counts_as_a_choice() -> None:
    """Who only repeats the value of one parent has still decided against the other."""
    found = _merged(
        a=("", ROOT),
        b=("a", {**ROOT, "person/age": "35"}),
        c=("a", {**ROOT, "person/age": "43"}),
        d=("bc", {**ROOT, "person/age": "35"}),
        e=("c", {**ROOT, "person/age": "44"}),
    )

    assert _values(found, "person/age") == [("35", "d"), ("44", "e")]


def test_a_higher_rank_is_shown_while_the_conflict_is_open() -> None:
    versions = {
        "a": Version((), ROOT),
        "b": Version(("a",), {**ROOT, "person/age": "35"}),
        "c": Version(("a",), {**ROOT, "person/age": "43"}, rank=1),
    }

    assert merge.merge(versions).answers["person/age"] == "43"


def test_a_revision_whose_parent_is_not_here_decides_everything() -> None:
    found = _merged(b=("x", {**ROOT, "person/age": "35"}), c=("x", {**ROOT, "person/age": "43"}))

    assert [each.path for each in found.conflicts] == ["person/age"]


def test_an_erased_revision_says_nothing_and_still_links() -> None:
    versions = {
        "a": Version((), None),
        "b": Version(("a",), ROOT),
        "c": Version(("b",), {**ROOT, "person/age": "35"}),
    }

    assert merge.merge(versions).answers["person/age"] == "35"
    assert merge.merge(versions).heads == ("c",)


# -- rows of repeats


def test_rows_added_on_two_laptops_stand_beside_each_other() -> None:
    one, other = {"hazard[aaaaaa]/kind": "1"}, {"hazard[bbbbbb]/kind": "2"}
    found = _merged(a=("", ROOT), b=("a", {**ROOT, **one}), c=("a", {**ROOT, **other}))

    assert found.answers == {**ROOT, **one, **other}
    assert found.conflicts == ()


def test_a_row_that_was_removed_is_gone_with_its_answers() -> None:
    filled = {**ROOT, f"{ROW}/kind": "1", f"{ROW}/photo[aaaaaa]/file": "x.jpg"}
    found = _merged(a=("", filled), b=("a", ROOT), c=("a", {**filled, "person/age": "35"}))

    assert found.answers == {**ROOT, "person/age": "35"}
    assert found.conflicts == ()


def test_a_row_removed_here_and_filled_there_stays_in_sight_until_somebody_decides() -> None:
    filled = {**ROOT, f"{ROW}/kind": "1", f"{ROW}/note": ""}
    noted = {**filled, f"{ROW}/note": "چراغ شکسته"}
    found = _merged(a=("", filled), b=("a", ROOT), c=("a", noted))

    assert _values(found, ROW) == [(merge.HERE, "c"), (None, "b")]
    assert [each.path for each in found.conflicts] == [ROW]
    assert found.answers == noted
    removed = _merged(a=("", filled), b=("a", ROOT), c=("a", noted), d=("bc", ROOT))
    assert (removed.answers, removed.conflicts) == (ROOT, ())
    kept = _merged(a=("", filled), b=("a", ROOT), c=("a", noted), d=("bc", noted))
    assert (kept.answers, kept.conflicts) == (noted, ())


def test_inside_a_row_both_left_alone_answers_are_merged_one_by_one() -> None:
    filled = {f"{ROW}/kind": "1", f"{ROW}/note": ""}
    found = _merged(
        a=("", filled),
        b=("a", {**filled, f"{ROW}/kind": "2"}),
        c=("a", {**filled, f"{ROW}/note": "شب"}),
    )

    assert found.answers == {f"{ROW}/kind": "2", f"{ROW}/note": "شب"}
    assert found.conflicts == ()


def test_the_order_of_rows_is_no_answer_that_two_people_could_quarrel_about() -> None:
    first = {"hazard": "aaaaaa", "hazard[aaaaaa]/kind": "1"}
    here = {**first, "hazard": "bbbbbb aaaaaa", "hazard[bbbbbb]/kind": "2"}
    there = {**first, "hazard": "aaaaaa cccccc", "hazard[cccccc]/kind": "3"}
    found = _merged(a=("", first), b=("a", here), c=("a", there))

    assert found.conflicts == ()
    assert found.answers == {**here, **there, "hazard": "bbbbbb aaaaaa cccccc"}


def test_a_removed_row_leaves_the_order_too() -> None:
    first = {"hazard": "aaaaaa bbbbbb", "hazard[aaaaaa]/kind": "1", "hazard[bbbbbb]/kind": "2"}
    here = {"hazard": "bbbbbb", "hazard[bbbbbb]/kind": "2"}
    there = {**first, "hazard[bbbbbb]/kind": "3"}
    found = _merged(a=("", first), b=("a", here), c=("a", there))

    assert found.answers == {"hazard": "bbbbbb", "hazard[bbbbbb]/kind": "3"}
    assert found.conflicts == ()


def test_a_row_without_answers_is_there_by_its_place_in_the_order() -> None:
    first = {"hazard": "aaaaaa", "hazard[aaaaaa]/kind": "1"}
    here = {**first, "hazard": "aaaaaa bbbbbb"}
    there = {**first, "hazard[aaaaaa]/kind": "2"}
    found = _merged(a=("", first), b=("a", here), c=("a", there))

    assert found.answers == {"hazard": "aaaaaa bbbbbb", "hazard[aaaaaa]/kind": "2"}


# -- any history

PATHS = ("age", "night", "why")
CHANGES = st.dictionaries(st.sampled_from(PATHS), st.sampled_from(["1", "2", ""]), max_size=2)


@st.composite
def histories(draw: st.DrawFn) -> dict[str, Version]:
    """Draw revisions that each change a little of what one or two earlier ones said."""
    made: dict[str, Version] = {}
    for number in range(draw(st.integers(1, 8))):
        known = sorted(made)
        parents = draw(st.lists(st.sampled_from(known), max_size=2, unique=True)) if known else []
        answers = dict(made[parents[0]].answers or {}) if parents else {}
        answers |= draw(CHANGES)
        for path in draw(st.sets(st.sampled_from(PATHS), max_size=1)):
            answers.pop(path, None)
        name = f"{draw(st.integers(0, 9))}{number}"
        made[name] = Version(tuple(parents), answers, rank=draw(st.integers(0, 1)))
    return made


def _all_before(versions: dict[str, Version], name: str) -> set[str]:
    found: set[str] = set()
    for parent in versions[name].parents:
        found |= {parent} | _all_before(versions, parent)
    return found


def _last_words(versions: dict[str, Version], path: str) -> set[str | None]:
    """Return the oracle's values: decisions that no later decision on *path* has seen."""

    def decided(name: str) -> bool:
        own = (versions[name].answers or {}).get(path)
        parents = versions[name].parents
        if not parents:
            return path in (versions[name].answers or {})
        return any((versions[one].answers or {}).get(path) != own for one in parents)

    deciders = [name for name in versions if decided(name)]
    return {
        (versions[name].answers or {}).get(path)
        for name in deciders
        if not any(name in _all_before(versions, later) for later in deciders)
    }


@given(histories())
def test_every_decision_that_no_later_one_has_seen_is_shown_alone_or_in_a_conflict(
    versions: dict[str, Version],
) -> None:
    found = merge.merge(versions)
    conflicts = {each.path: {one.value for one in each.candidates} for each in found.conflicts}

    for path in PATHS:
        words = _last_words(versions, path) or {None}
        shown = conflicts.get(path, {found.answers.get(path)})
        assert shown == words


@given(histories(), st.randoms(use_true_random=False))
def test_the_order_of_revisions_changes_nothing(
    versions: dict[str, Version], chance: Random
) -> None:
    shuffled = list(versions.items())
    chance.shuffle(shuffled)

    assert merge.merge(dict(shuffled)) == merge.merge(versions)


@given(histories())
def test_a_revision_that_knows_all_heads_and_says_what_is_shown_settles_everything(
    versions: dict[str, Version],
) -> None:
    found = merge.merge(versions)
    settled = merge.merge({**versions, "zz": Version(found.heads, found.answers)})

    assert settled.answers == found.answers
    assert settled.conflicts == ()


@pytest.mark.parametrize("seed", range(3))
def test_a_long_history_with_many_heads_takes_no_exponential_time(seed: int) -> None:
    chance = Random(seed)  # noqa: S311 - an invented history
    versions: dict[str, Version] = {}
    for number in range(400):
        known = sorted(versions)
        parents = chance.sample(known, min(2, len(known)))
        answers = {f"q{place}": str(chance.randrange(3)) for place in range(5)}
        versions[f"{number:04d}"] = Version(tuple(parents), answers)

    assert set(merge.merge(versions).answers) == {f"q{place}" for place in range(5)}
