"""What phones do, so that a form asks the same on a laptop: behaviour measured in JavaRosa."""

from __future__ import annotations

import pytest

from tests.forms.workshop import interview

CONDITIONS = """
| survey | | | | |
| | type | name | label | relevant | calculation |
| | integer | children | چند طفل دارید؟ | | |
| | text | head | نام رئیس خانه | | |
| | calculate | adult | | | ${children} > 17 |
| | calculate | copy | | | ${adult} |
| | calculate | double | | | ${children} * 2 |
| | note | by_number | اطفال | ${children} | |
| | note | by_text | رئیس | ${head} | |
| | note | by_truth | کلان | ${adult} | |
| | note | by_copy | کلان | ${copy} | |
| | note | by_sum | دوچند | ${double} | |
| | note | by_one | یک | ${adult} = 1 | |
"""


@pytest.mark.parametrize(
    ("children", "head", "shown"),
    [
        ("", "", set()),
        ("0", "", set()),
        ("3", "", {"by_number", "by_sum"}),
        ("", "احمد", {"by_text"}),
        ("18", "", {"by_number", "by_sum", "by_truth", "by_copy", "by_one"}),
    ],
)
def test_an_answer_alone_is_a_condition_by_its_value(
    children: str, head: str, shown: set[str]
) -> None:
    walk = interview(CONDITIONS)
    walk.answer("children", children)
    walk.answer("head", head)

    relevant = {state.path for state in walk.states() if state.relevant}

    assert {path for path in relevant if path.startswith("by_")} == shown


def test_what_is_calculated_as_true_or_false_is_written_in_words() -> None:
    walk = interview(CONDITIONS)
    walk.answer("children", "18")

    assert walk.state("adult").value == "true"


def test_a_sum_leaves_out_rows_without_an_answer() -> None:
    walk = interview(
        """
        | survey | | | |
        | | type | name | label | calculation |
        | | begin repeat | hazard | خطر | |
        | | integer | times | چند بار؟ | |
        | | end repeat | | | |
        | | calculate | total | | sum(${times}) |
        """
    )
    rows = walk.state("hazard").rows
    walk.answer(f"{rows[0]}/times", "4")
    walk.add_row("hazard")

    assert walk.state("total").value == "4"


HIDDEN = """
| survey | | | | | |
| | type | name | label | relevant | default | calculation | trigger |
| | select_one yn | agreed | موافق هستید؟ | | | | |
| | date | day | کدام روز؟ | ${agreed} = 'y' | today() | | |
| | text | word | یک کلمه | | | | |
| | calculate | heard | | ${agreed} = 'y' | | ${word} | ${word} |
| choices | | |
| | list_name | name | label |
| | yn | y | بلی |
"""


def test_a_dynamic_default_waits_where_a_question_is_not_asked_yet() -> None:
    walk = interview(HIDDEN)
    walk.answer("agreed", "y")

    assert walk.state("day").value == "2026-11-22"


def test_an_action_sets_what_is_not_asked_now() -> None:
    walk = interview(HIDDEN)
    walk.answer("word", "امن")
    walk.answer("agreed", "y")

    assert walk.state("heard").value == "امن"


def test_a_decimal_is_read_as_a_number_and_kept_as_typed() -> None:
    walk = interview(
        """
        | survey | | | |
        | | type | name | label | calculation |
        | | decimal | hours | چند ساعت؟ | |
        | | calculate | said | | concat(${hours}, ' h') |
        """
    )
    walk.answer("hours", "3.0")

    assert (walk.state("hours").value, walk.state("said").value) == ("3.0", "3 h")


def test_a_decimal_has_no_exponent() -> None:
    walk = interview("| survey | | | |\n| | type | name | label |\n| | decimal | n | N |")
    walk.answer("n", "1e2")

    violation = walk.state("n").violation

    assert violation is not None
    assert violation.kind == "type"


WEIGHED = """
| survey | | | | |
| | type | name | label | calculation | relevant |
| | integer | houses | چند خانه؟ | | |
| | integer | weight | وزن | | |
| | calculate | many | | ${houses} > 9 | |
| | note | by_weight | زیاد | | weighted-checklist(1, 3, ${many}, ${weight}) |
| | note | by_truth | زیاد | | weighted-checklist(1, 3, ${houses} > 9, ${many}) |
| | note | by_hidden | زیاد | | weighted-checklist(1, 3, true(), 2, true(), ${hidden}) |
| | integer | hidden | پنهان | | false() |
| | note | by_count | زیاد | | checklist(1, 2, ${houses}, ${many}) |
"""


@pytest.mark.parametrize(
    ("houses", "weight", "shown"),
    [
        ("", "", set()),
        ("0", "2", set()),
        ("5", "2", {"by_count"}),
        ("12", "", {"by_truth", "by_count"}),
        ("12", "2", {"by_weight", "by_truth", "by_count"}),
        ("12", "4", {"by_truth", "by_count"}),
    ],
)
def test_a_checklist_counts_answers_by_their_value_and_a_blank_weight_fits_nowhere(
    houses: str, weight: str, shown: set[str]
) -> None:
    walk = interview(WEIGHED)
    walk.answer("houses", houses)
    walk.answer("weight", weight)

    relevant = {state.path for state in walk.states() if state.relevant}

    assert {path for path in relevant if path.startswith("by_")} == shown


def test_a_day_counted_from_a_blank_is_none_and_differs_from_a_blank() -> None:
    walk = interview(
        """
        | survey | | | | |
        | | type | name | label | calculation |
        | | date | visit | روز دیدار | |
        | | calculate | next | | date(${visit} + 1) |
        | | calculate | apart | | ${visit} != date(${visit} + 1) |
        | | calculate | at | | date-time(${visit} + 1) |
        | | calculate | said | | concat('روز ', decimal-date-time(${visit})) |
        """
    )

    assert {path: walk.state(path).value for path in ("next", "apart", "at", "said")} == {
        "next": "",
        "apart": "true",
        "at": "",
        "said": "روز ",
    }


def test_a_new_row_begins_without_rows_inside_though_the_first_one_had_one() -> None:
    walk = interview(
        """
        | survey | | | |
        | | type | name | label |
        | | begin repeat | house | خانه |
        | | text | name | نام |
        | | begin repeat | child | طفل |
        | | integer | age | سن |
        | | end repeat | | |
        | | end repeat | | |
        """
    )
    new, _ = walk.add_row("house")

    first = walk.state("house").rows[0]

    assert len(walk.state(f"{first}/child").rows) == 1
    assert walk.state(f"{new}/child").rows == ()
