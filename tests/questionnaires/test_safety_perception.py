"""Q1 as a reviewer reads it: complete, with its codes, sources and protections."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.questionnaires.sheets import (
    EN,
    LANGUAGES,
    Row,
    choices,
    kind,
    questions,
    survey,
)

CODES_WITH_A_MEANING = ["96", "97", "98", "99"]


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


def test_the_longest_afghan_interview_is_about_58_questions() -> None:
    elsewhere = {"guardian_consent", "assent", "citizenship", *asked("police"), *asked("italy")}
    longest = [row["name"] for row in questions() if row["name"] not in elsewhere]

    assert 50 <= len(longest) <= 60


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


def test_people_under_18_are_asked_no_sensitive_question() -> None:
    conditions = {row["name"]: row["relevant"] for row in survey() if kind(row) == "begin_group"}
    for page, inside in pages().items():
        for row in inside:
            if row["sensitivity"] != "A":
                assert "${adult} = '1'" in row["relevant"] + conditions[page], row["name"]


def test_a_page_holds_no_more_than_eight_questions_the_grid_excepted() -> None:
    assert [page for page in pages() if len(asked(page)) > 8] == ["problems"]
