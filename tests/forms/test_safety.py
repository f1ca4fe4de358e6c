"""What stays closed for the safety of people, whatever the form itself finds relevant."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from fieldtool.forms import Form, Interview, compile_form, convert_workbook
from fieldtool.forms.safety import Guard, Rules, is_restricted, read_asks

GATE = Path(__file__).with_name("gate.md").read_text(encoding="utf-8")
WOMAN = Rules(sex="female", trained=True, youngest=15)
AGREED = {"visit/age": "34", "agreement/consent": "1", "agreement/again": "2"}


@cache
def form(text: str = GATE) -> Form:
    return compile_form(convert_workbook("gate.md", text.encode()).xform)


def interview(
    answers: Mapping[str, str] = AGREED, rules: Rules = WOMAN, text: str = GATE
) -> Interview:
    found = form(text)
    made = Interview(found, lambda: datetime.now(UTC), guard=Guard(found, rules))
    for path, value in answers.items():
        made.answer(path, value)
    return made


def asked(made: Interview) -> set[str]:
    """Return the names of the questions that are shown."""
    return {
        state.path.rpartition("/")[2]
        for state in made.states()
        if state.kind == "question" and state.control != "note" and state.relevant
    }


def test_nothing_after_the_consent_is_shown_before_a_yes() -> None:
    made = interview({"visit/age": "34"})

    assert asked(made) == {"age", "consent"}
    assert [page.path for page in made.pages() if page.relevant] == ["visit", "agreement"]


def test_a_yes_opens_the_rest_and_a_no_closes_it_again() -> None:
    made = interview()
    assert asked(made) >= {"sex", "ill", "comment"}

    made.answer("agreement/consent", "2")
    assert asked(made) == {"age", "consent"}
    assert made.state("agreement/declined").relevant
    assert "person/ill" not in made.answers()


def test_what_was_answered_behind_a_closed_gate_is_not_in_the_interview() -> None:
    kept = {**AGREED, "agreement/consent": "2", "person/sex": "1", "person/ill": "1"}
    found = form()
    made = Interview(found, lambda: datetime.now(UTC), kept, guard=Guard(found, WOMAN))

    assert set(made.answers()) >= {"visit/age", "agreement/consent"}
    assert not {"person/sex", "person/ill"} & set(made.answers())


@pytest.mark.parametrize(
    ("rules", "sex", "is_open"),
    [
        (WOMAN, "1", True),
        (WOMAN, "2", False),
        (WOMAN, "", False),
        (Rules(sex="male", trained=True), "1", False),
        (Rules(sex="male", trained=True, same_sex=False), "1", True),
        (Rules(sex="male", trained=True, same_sex=False), "", True),
        (Rules(sex="female", trained=False), "1", False),
        (Rules(sex="female", trained=False, same_sex=False), "1", False),
        (Rules(sex="", trained=True), "1", False),
    ],
)
def test_class_c_opens_for_the_trained_and_between_people_of_one_sex(
    rules: Rules, sex: str, is_open: bool
) -> None:
    made = interview({**AGREED, "person/sex": sex}, rules)

    assert ("beaten" in asked(made)) is is_open
    assert made.guarding.is_closed("harm") is not is_open
    assert "ill" in asked(made)


def test_a_minor_needs_a_guardian_and_assent_and_is_asked_nothing_delicate() -> None:
    made = interview({"visit/age": "16", "agreement/guardian": "1"})
    assert asked(made) == {"age", "guardian", "assent"}

    made.answer("agreement/assent", "1")
    made.answer("person/sex", "1")
    assert asked(made) == {"age", "guardian", "assent", "sex", "comment"}


@pytest.mark.parametrize("no", ["agreement/guardian", "agreement/assent"])
def test_a_no_of_either_closes_a_minors_interview(no: str) -> None:
    yes = {"visit/age": "16", "agreement/guardian": "1", "agreement/assent": "1"}
    made = interview({**yes, no: "2"})

    assert made.guarding.standing.taking_part == "no"
    assert "sex" not in asked(made)


@pytest.mark.parametrize(
    ("age", "standing"),
    [("14", "too_young"), ("15", "minor"), ("98", ""), ("9" * 5_000, "")],
    ids=lambda text: text[:9],
)
def test_below_the_youngest_age_nobody_is_asked(age: str, standing: str) -> None:
    made = interview({"visit/age": age, "agreement/guardian": "1", "agreement/assent": "1"})

    assert made.guarding.standing.age == standing
    assert ("sex" in asked(made)) is (standing == "minor")


def test_a_photo_is_asked_only_of_those_who_allow_it() -> None:
    text = GATE.replace(
        "|  | begin_group | harm |",
        "|  | image | face | Photo | عکس | | B | | |\n|  | begin_group | harm |",
    )
    assert "face" not in asked(interview(text=text))

    granted = text.replace(
        "|  | note | declined |",
        "|  | select_one yn | picture | May we take a photo? | عکس بگیریم؟ | photo | A | yes | |\n|  | note | declined |",
    )
    made = interview(text=granted)
    assert "face" not in asked(made)
    made.answer("agreement/picture", "1")
    assert "face" in asked(made)


def test_rows_that_come_while_a_part_is_closed_are_closed_too() -> None:
    text = GATE.replace(
        "|  | begin_group | closing |",
        "|  | begin_repeat | event | Event | رویداد | | | | |\n"
        "|  | select_one yn99 | hurt | Hurt? | درد؟ | | C | | |\n"
        "|  | end_repeat | | | | | | | |\n|  | begin_group | closing |",
    )
    made = interview({**AGREED, "person/sex": "2"}, text=text)
    row, _changes = made.add_row("event")
    assert not made.state(f"{row}/hurt").relevant

    made.answer("person/sex", "1")
    assert made.state(f"{row}/hurt").relevant


def test_without_a_guard_a_form_is_what_it_says_itself() -> None:
    made = Interview(form(), lambda: datetime.now(UTC))

    assert "beaten" in asked(made)


def test_a_cell_that_is_no_declaration_declares_nothing() -> None:
    assert [read_asks(text) for text in ("", "konsent", "sex 1=woman", "age 1")] == [None] * 4


def test_a_whole_form_of_class_c_is_known_without_compiling_it() -> None:
    whole = GATE.replace("default_language |", "default_language | sensitivity |")
    whole = whole.replace("| life | 1 | دری (fa-AF) |", "| life | 1 | دری (fa-AF) | C |")
    xform = convert_workbook("gate.md", whole.encode()).xform

    assert is_restricted(xform)
    assert compile_form(xform).safety.is_restricted
    assert not is_restricted(convert_workbook("gate.md", GATE.encode()).xform)


ROWS = """
| survey | | | | |
| | type | name | label::English (en) | sensitivity |
| | begin_group | visit | Visit | |
| | select_one yn | consent | Do you agree? | |
| | end_group | | | |
| | begin_repeat | hazard | Hazard | |
| | text | where | Where? | {letter} |
| | end_repeat | | | |
| choices | | |
| | list_name | name | label::English (en) |
| | yn | 1 | Yes |
| | yn | 2 | No |
| settings | |
| | form_id | version |
| | rows | 1 |
"""


@pytest.mark.parametrize(("letter", "is_closed"), [("", False), ("C", True)])
def test_a_page_of_rows_is_closed_when_all_in_it_is(letter: str, *, is_closed: bool) -> None:
    """It has no node of its own: its rows have."""
    untrained = Rules(sex="female", trained=False)
    made = interview({}, untrained, ROWS.replace("{letter}", letter))

    assert made.guarding.is_closed("hazard") is is_closed
