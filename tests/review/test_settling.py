"""What a choice makes of an interview in conflict."""

from __future__ import annotations

import pytest

from fieldtool.log.merge import Merged, Version, merge
from fieldtool.problems import Code, Problem
from fieldtool.review.settling import decided

ROW = "hazard[bbbbbb]"
GIVEN = {"hazard": "aaaaaa bbbbbb", "hazard[aaaaaa]/kind": "1", f"{ROW}/kind": "2"}


def _removed_and_filled() -> Merged:
    removed = {"hazard": "aaaaaa", "hazard[aaaaaa]/kind": "1"}
    filled = {**GIVEN, f"{ROW}/note": "چراغ شکسته"}
    versions = {
        "a": Version((), GIVEN),
        "b": Version(("a",), removed),
        "c": Version(("a",), filled),
    }
    return merge(versions)


def test_a_row_that_is_kept_keeps_what_was_filled() -> None:
    merged = _removed_and_filled()

    assert decided(merged, {ROW: 0}) == {**GIVEN, f"{ROW}/note": "چراغ شکسته"}


def test_a_row_that_is_taken_away_goes_with_its_answers_and_its_place() -> None:
    merged = _removed_and_filled()

    assert decided(merged, {ROW: 1}) == {"hazard": "aaaaaa", "hazard[aaaaaa]/kind": "1"}


@pytest.mark.parametrize("choices", [{}, {ROW: 2}, {ROW: -1}, {"other": 0}])
def test_what_was_not_decided_is_refused(choices: dict[str, int]) -> None:
    with pytest.raises(Problem) as raised:
        decided(_removed_and_filled(), choices)

    assert raised.value.code is Code.NOT_ALL_DECIDED
