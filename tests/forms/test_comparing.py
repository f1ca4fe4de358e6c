"""What is different between two versions of a form."""

from __future__ import annotations

from fieldtool.forms import Difference, Kind, differences
from tests.forms.workshop import form

OLD = """
| survey | |  | |  | | |
| | type | name | label::دری (fa-AF) | label::English (en) | relevant | constraint |
| | begin_group | person | شخص | Person | | |
| | integer | age | چند ساله هستید؟ | How old are you? | | . > 17 |
| | text | village | کدام قریه؟ | Which village? | | |
| | end_group | |  | |  | |
| | select_one feeling | night | شب چه احساس دارید؟ | How safe at night? | ${age} > 20 | |
| | text | why | چرا؟ | Why? | | |
| choices | |  | |  |
| | list_name | name | label::دری (fa-AF) | label::English (en) |
| | feeling | 1 | مصون | Safe |
| | feeling | 4 | نامصون | Unsafe |
| settings | |  | |
| | form_id | version | default_language |
| | safety | 1 | دری (fa-AF) |
"""


def found(*changes: tuple[str, str]) -> tuple[Difference, ...]:
    """Return what is different when texts of the old version are replaced."""
    new = OLD
    for before, after in changes:
        assert before in new
        new = new.replace(before, after)
    return differences(form(OLD), form(new)).items


def test_the_same_form_has_no_differences() -> None:
    assert not differences(form(OLD), form(OLD))


def test_a_question_that_came_and_one_that_went() -> None:
    row = "| | text | why | چرا؟ | Why? | | |"

    assert found((row, "| | date | since | از کی؟ | Since when? | | |")) == (
        Difference(Kind.ADDED, "since", after="date"),
        Difference(Kind.REMOVED, "why", before="string"),
    )


def test_a_question_that_asks_the_same_under_another_name_may_be_renamed() -> None:
    (only,) = found(("| text | village |", "| text | qarya |"))

    assert only == Difference(Kind.RENAMED, "person/village", "person/village", "person/qarya")


def test_a_change_of_type_is_told_with_both() -> None:
    (only,) = found(("| integer | age |", "| decimal | age |"))

    assert only == Difference(Kind.TYPE, "person/age", "int", "decimal")


def test_a_question_for_one_answer_that_becomes_one_for_several_changes_its_type() -> None:
    assert Difference(Kind.TYPE, "night", "select1", "select") in found(
        ("select_one feeling", "select_multiple feeling")
    )


def test_labels_are_told_per_language() -> None:
    assert found(("چرا؟", "چرا چنین است؟"), ("Which village?", "Which village or quarter?")) == (
        Difference(
            Kind.LABEL,
            "person/village",
            "Which village?",
            "Which village or quarter?",
            "English (en)",
        ),
        Difference(Kind.LABEL, "why", "چرا؟", "چرا چنین است؟", "دری (fa-AF)"),
    )


def test_logic_is_told_as_the_sheet_writes_it() -> None:
    assert found(("${age} > 20", "${age} > 30"), (". > 17", ". > 15")) == (
        Difference(Kind.CONSTRAINT, "person/age", ". > 17", ". > 15"),
        Difference(Kind.RELEVANT, "night", "person/age > 20", "person/age > 30"),
    )


def test_choices_that_came_went_or_are_said_otherwise() -> None:
    more = "| | feeling | 4 | نامصون | Unsafe |\n| | feeling | 9 | نمی‌دانم | Don't know |"
    old = "| | feeling | 4 | نامصون | Unsafe |"

    assert found((old, more)) == (
        Difference(Kind.CHOICE_ADDED, "feeling", after="نمی‌دانم", choice="9"),
    )
    assert found((old, "| | feeling | 5 | نامصون | Unsafe |")) == (
        Difference(Kind.CHOICE_ADDED, "feeling", after="نامصون", choice="5"),
        Difference(Kind.CHOICE_REMOVED, "feeling", before="نامصون", choice="4"),
    )
    assert found(("| Unsafe |", "| Not safe |")) == (
        Difference(Kind.CHOICE_LABEL, "feeling", "Unsafe", "Not safe", "English (en)", "4"),
    )


def test_a_language_that_came_is_told_once_and_not_for_every_text() -> None:
    new = OLD.replace("label::English (en)", "label::Italiano (it)")

    assert differences(form(OLD), form(new)).items == (
        Difference(Kind.LANGUAGE_ADDED, "Italiano (it)"),
        Difference(Kind.LANGUAGE_REMOVED, "English (en)"),
    )


def test_files_are_told_by_name() -> None:
    compared = differences(
        form(OLD), form(OLD), {"a.csv": "1", "b.png": "2"}, {"b.png": "3", "c.mp3": "4"}
    )

    assert compared.items == (
        Difference(Kind.FILE_REMOVED, "a.csv"),
        Difference(Kind.FILE_CHANGED, "b.png"),
        Difference(Kind.FILE_ADDED, "c.mp3"),
    )
    assert compared.of(Kind.FILE_ADDED) == (Difference(Kind.FILE_ADDED, "c.mp3"),)
