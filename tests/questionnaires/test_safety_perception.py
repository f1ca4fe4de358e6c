"""Q1 as a reviewer reads it: complete, with its codes, sources and protections."""

from __future__ import annotations

import re
from itertools import groupby, pairwise
from pathlib import Path

import pytest

from fieldtool.questionnaires.catalogue import find
from tests.questionnaires.sheets import (
    EN,
    FA,
    LANGUAGES,
    MESSAGES,
    PS,
    Row,
    book,
    choices,
    kind,
    questions,
    rows,
    survey,
    visible,
)

CODES_WITH_A_MEANING = ["96", "97", "98", "99"]
# What the interviewer or the law needs; nobody can leave these out and go on.
GATES = {"selection", "age_check", "consent", "guardian_consent", "assent", "others_present"}


def pages() -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    page = ""
    for row in survey():
        if kind(row) == "begin_group":
            page = row["name"]
            found[page] = []
        elif kind(row) == "end_group":
            page = ""
        elif page:
            found[page].append(row)
    return found


def asked(page: str) -> list[str]:
    return [row["name"] for row in pages()[page] if row in questions()]


def test_the_settings_name_the_form_and_its_version() -> None:
    (settings,) = rows("safety-perception", "settings")

    assert settings["form_id"] == "safety-perception"
    assert re.fullmatch(r"20\d{8}", settings["version"])
    assert settings["default_language"] == EN


def test_the_version_of_the_consent_text_is_that_of_the_form() -> None:
    (settings,) = rows("safety-perception", "settings")
    (stored,) = (row for row in survey() if row["name"] == "consent_text")

    assert stored["calculation"] == f"'{settings['version']}'"


@pytest.mark.parametrize(
    ("page", "count"),
    [
        ("visit", 3),
        ("agreement", 3),
        ("person", 5),
        ("household", 5),
        ("functioning", 6),
        ("safety", 5),
        ("places", 5),
        ("problems", 10),
        ("coping", 5),
        ("services", 8),
        ("police", 7),
        ("italy", 5),
        ("closing", 2),
    ],
)
def test_each_module_asks_what_its_catalogue_entry_says(page: str, count: int) -> None:
    assert len(asked(page)) == count


def test_every_question_is_on_a_page() -> None:
    assert sum(len(asked(page)) for page in pages()) == len(questions())


def test_the_longest_afghan_interview_is_about_58_questions() -> None:
    elsewhere = {"guardian_consent", "assent", "citizenship", *asked("police"), *asked("italy")}
    longest = [row["name"] for row in questions() if row["name"] not in elsewhere]

    assert 50 <= len(longest) <= 60


def test_names_are_plain_and_used_once() -> None:
    names = [row["name"] for row in survey() if row["name"] and kind(row) != "end_group"]

    assert all(re.fullmatch("[a-z][a-z0-9_]*", name) for name in names)
    assert len(names) == len(set(names))


def test_nothing_asks_for_a_name_a_telephone_number_an_address_or_a_position() -> None:
    forbidden = re.compile(r"(^|_)(name|phone|address|tazkira|email|gps|location)(_|$)")

    assert {kind(row) for row in questions()} <= {
        "select_one",
        "select_multiple",
        "integer",
        "text",
    }
    assert [row["name"] for row in questions() if forbidden.search(row["name"])] == []


@pytest.mark.parametrize("column", MESSAGES)
def test_a_text_that_is_there_in_one_language_is_there_in_all_four(column: str) -> None:
    for row in survey():
        filled = [language for language in LANGUAGES if row[f"{column}::{language}"]]

        assert filled in ([], list(LANGUAGES)), row["name"]


def test_everything_that_is_read_has_a_label() -> None:
    assert [row["name"] for row in visible() if not row[f"label::{EN}"]] == []


def test_every_choice_has_a_label_in_all_four_languages() -> None:
    assert [row for row in choices() if not all(row[f"label::{each}"] for each in LANGUAGES)] == []


def test_whatever_can_be_refused_says_why_in_words() -> None:
    for row in survey():
        assert bool(row["required"]) == bool(row[f"required_message::{EN}"]), row["name"]
        assert bool(row["constraint"]) == bool(row[f"constraint_message::{EN}"]), row["name"]


def test_answers_are_coded_from_1_and_then_96_to_99() -> None:
    for name, group in groupby(choices(), key=lambda row: row["list_name"]):
        codes = [row["name"] for row in group]
        plain = [code for code in codes if code not in CODES_WITH_A_MEANING]

        assert plain == [str(n) for n in range(1, len(plain) + 1)], name
        assert codes == plain + [code for code in CODES_WITH_A_MEANING if code in codes], name


@pytest.mark.parametrize("code", ["98", "99"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_not_knowing_and_not_answering_are_said_alike_everywhere(code: str, language: str) -> None:
    labels = {row[f"label::{language}"] for row in choices() if row["name"] == code}

    assert len(labels) == 1
    assert "(" in labels.pop(), "says that it is not read out"


def test_every_question_to_the_respondent_can_be_left_unanswered() -> None:
    refusable = {row["list_name"] for row in choices() if row["name"] == "99"}
    for row in questions():
        if row["name"] in GATES or not row["required"]:
            continue
        if kind(row) == "integer":
            assert ". = 98 or . = 99" in row["constraint"], row["name"]
        else:
            assert row["type"].split(" ")[1] in refusable, row["name"]


def test_the_washington_group_questions_are_word_for_word_the_published_ones() -> None:
    golden = Path(__file__).with_name("washington_group.txt").read_text(encoding="utf-8")
    spoken = [row[f"label::{EN}"] for row in pages()["functioning"] if row[f"label::{EN}"]]
    answers = [
        f"{row['name']} {row[f'label::{EN}']}"
        for row in choices()
        if row["list_name"] == "wg" and row["name"] not in CODES_WITH_A_MEANING
    ]

    assert spoken + answers == golden.splitlines()


def test_nothing_before_the_washington_group_questions_speaks_of_disability() -> None:
    words = re.compile("disab|معلول|معیوب|معلولیت")
    before = [row for row in survey() if row["name"] != "disability3"]

    for row in before:
        assert not any(words.search(row[f"label::{language}"].lower()) for language in LANGUAGES)


def test_the_question_of_the_global_goal_has_its_published_wording() -> None:
    (row,) = (row for row in questions() if row["name"] == "saf_dark")

    assert row[f"label::{EN}"] == (
        "How safe do you feel walking alone in your area/neighbourhood after dark?"
    )


def test_every_question_says_where_it_comes_from_and_who_may_be_asked() -> None:
    for row in survey():
        if kind(row) in ("begin_group", "end_group"):
            continue
        assert row["source"], row["name"]
        assert row["who"], row["name"]
        assert row["sensitivity"] in {"A", "B", "C"}, row["name"]
        assert row["review"] in {"draft", "reviewed"}, row["name"]


def test_the_form_is_as_sensitive_as_its_most_sensitive_question() -> None:
    assert max(row["sensitivity"] for row in survey()) == find("safety-perception").sensitivity


def test_people_under_18_are_asked_no_sensitive_question() -> None:
    conditions = {row["name"]: row["relevant"] for row in survey() if kind(row) == "begin_group"}
    for page, inside in pages().items():
        for row in inside:
            if row["sensitivity"] != "A":
                assert "${adult} = '1'" in row["relevant"] + conditions[page], row["name"]


def test_no_names_are_asked_for_right_before_every_free_text() -> None:
    for before, row in pairwise(survey()):
        if kind(row) == "text":
            assert before["name"].endswith("_no_names")
            assert before["relevant"] == row["relevant"]


def test_a_page_holds_no_more_than_eight_questions_the_grid_excepted() -> None:
    assert [page for page in pages() if len(asked(page)) > 8] == ["problems"]


def test_the_workbook_is_tidy_for_its_reviewers() -> None:
    for name in ("survey", "choices"):
        sheet = book("safety-perception")[name]
        assert sheet.freeze_panes == "C2"
        for column in sheet.iter_cols():
            if str(column[0].value).endswith((FA, PS)):
                assert all(cell.alignment.readingOrder == 2 for cell in column[1:])
            assert all(cell.alignment.wrap_text for cell in column)
