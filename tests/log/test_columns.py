"""Tests of columns: whatever the cells are, they come back, and a small column stays small."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldtool.log import canonical, columns
from fieldtool.log.canonical import NotCanonicalError, Tree
from fieldtool.log.columns import Budget, Cell
from tests.log.test_canonical import TEXTS, TREES

ENOUGH = 1 << 20
ROW = st.sampled_from(["k3f7qa", "aaaaaa", "zzzz77"])
PATHS = st.one_of(
    TEXTS,
    st.builds("person/{}".format, TEXTS),
    st.builds("hazard[{}]/{}".format, ROW, TEXTS),
    st.builds("hazard[{}]".format, ROW),
    st.builds("hazard[{}]/photo[{}]/{}".format, ROW, ROW, TEXTS),
)
CELLS = st.lists(st.one_of(st.none(), TEXTS, TREES, st.dictionaries(PATHS, TREES, max_size=6)))


def _through_the_wire(cells: list[Cell]) -> list[Cell]:
    wire = canonical.encode(columns.encode(cells))
    return columns.decode(canonical.decode(wire), len(cells), Budget(ENOUGH))


@given(CELLS)
def test_any_cells_come_back(cells: list[Cell]) -> None:
    assert _through_the_wire(cells) == cells


@given(st.lists(st.dictionaries(PATHS, TEXTS, max_size=6), min_size=1))
def test_any_answers_come_back(answers: list[Cell]) -> None:
    assert _through_the_wire(answers) == answers


TIMES = st.from_regex(r"(0|-?[1-9][0-9]{0,8})(\+[1-9][0-9]{0,2})?", fullmatch=True)
FILLED = st.dictionaries(PATHS, st.one_of(TIMES, TIMES, TEXTS), max_size=6)


@given(
    st.lists(st.fixed_dictionaries({"answers": st.dictionaries(PATHS, TEXTS), "paradata": FILLED}))
)
def test_any_paradata_come_back(payloads: list[Cell]) -> None:
    assert _through_the_wire(payloads) == payloads


def test_when_questions_were_answered_is_told_from_one_to_the_next() -> None:
    payloads: list[Cell] = [
        {"paradata": {"age": "14", "name": "9", "why": "110+2", "hazard[k3f7qa]/note": "63"}},
        {"paradata": {"name": "12", "age": "11"}},
    ]

    # The first person gave the name before the age.
    assert columns.encode(payloads) == {
        "record": {
            "paradata": {
                "record": {},
                "rows": {"hazard[]": {"columns": {"/note": "63"}, "ids": "k3f7qa", "of": "0"}},
                "times": {
                    "at": "eb" + "*1" + "*-",
                    "more": ["-5", "101+2"],
                    "order": ["age", "name", "why"],
                },
            }
        }
    }


@pytest.mark.parametrize(
    "changed",
    [
        {"at": "9"},
        {"at": "9?"},
        {"at": "9*"},
        {"at": 9},
        {"order": ["name", "name"], "at": "95"},
        {"order": "name"},
        {"more": ["5"]},
        {"at": "9*", "more": ["05"]},
        {"at": "9*", "more": ["5 seconds"]},
    ],
)
def test_times_that_do_not_fit_are_refused(changed: dict[str, Tree]) -> None:
    whole: dict[str, Tree] = {"at": "95", "more": [], "order": ["name", "age"]}
    column: Tree = {"record": {}, "times": {**whole, **changed}}
    good: Tree = {"record": {}, "times": whole}

    assert columns.decode(good, 1, Budget(ENOUGH)) == [{"name": "9", "age": "14"}]
    with pytest.raises(NotCanonicalError):
        columns.decode(column, 1, Budget(ENOUGH))


def test_what_all_rows_share_is_said_once() -> None:
    assert columns.encode(["هرات"] * 200) == "هرات"


def test_few_values_are_a_table() -> None:
    assert columns.encode(["شب", "روز", "شب", None, "شب", "شب"]) == {
        "at": "010-00",
        "of": ["شب", "روز"],
    }


def test_many_values_stand_in_order_with_gaps_marked() -> None:
    assert columns.encode(["کابل", None, "هرات"]) == {"in": "+-+", "of": ["کابل", "هرات"]}


def test_the_rows_of_a_repeat_share_columns_whatever_their_ids() -> None:
    answers: list[Cell] = [
        {"hazard[k3f7qa]/kind": "1", "hazard[abc234]/kind": "1"},
        {"hazard[zzzz77]/kind": "1", "consent": "yes"},
    ]

    assert columns.encode(answers) == {
        "record": {"consent": {"at": "-0", "of": ["yes"]}},
        "rows": {
            "hazard[]": {"columns": {"/kind": "1"}, "ids": "abc234k3f7qazzzz77", "of": "0 0 1"}
        },
    }


@pytest.mark.parametrize(
    "column",
    [
        ["a"],
        ["a", "b", "c"],
        ["a", ["b"]],
        {},
        {"of": ["a"]},
        {"at": "00", "of": "a"},
        {"at": "0", "of": ["a"]},
        {"at": "01", "of": ["a"]},
        {"at": "0+", "of": ["a"]},
        {"in": "++", "of": ["a"]},
        {"in": "+0", "of": ["a"]},
        {"json": "{"},
        {"json": "\ud800"},
        {"json": {"json": "{}"}},
        {"record": "a"},
        {"record": {"a": ["b"]}},
        {"record": {}, "rows": {"hazard[]": {"columns": {"": "a"}, "ids": "", "of": "0"}}},
        {"record": {}, "rows": {"hazard": {"columns": {"": "a"}, "ids": "k3f7qa", "of": "0"}}},
        {"record": {}, "rows": {"hazard[]": {"columns": {"": "a"}, "ids": "k3f7qa", "of": "2"}}},
        {"record": {}, "rows": {"hazard[]": {"columns": {"": "a"}, "ids": "k3f7qa", "of": "x"}}},
        {"record": {}, "rows": {"hazard[]": {"columns": [], "ids": [], "of": "0"}}},
    ],
    ids=str,
)
def test_what_is_no_column_of_two_rows_is_refused(column: Tree) -> None:
    with pytest.raises(NotCanonicalError):
        columns.decode(column, 2, Budget(ENOUGH))


@pytest.mark.parametrize(
    "column",
    [
        "x" * 100,
        {"at": "0" * 1000, "of": ["x" * 100]},
        {"record": {str(name): "" for name in range(100)}},
        {"json": '{"a":"' + "x" * 100 + '"}'},
    ],
    ids=["one text", "a table", "a record", "json"],
)
def test_a_small_column_that_unpacks_to_much_is_refused(column: Tree) -> None:
    with pytest.raises(NotCanonicalError):
        columns.decode(column, 1000, Budget(50_000))
