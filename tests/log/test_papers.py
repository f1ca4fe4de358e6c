"""Numbers of printed copies: typed by hand or read by a scanner, and never mistaken."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldtool.log import papers
from fieldtool.log.kinds import OnPaper, Revision
from fieldtool.problems import Code, Problem

FORM, OTHER = "a3f9" * 16, "07c1" * 16
PAPER = papers.new(FORM, lambda below: below // 3)
REVISION = Revision(
    interview="m4xahrt7q2zz5k3f",
    number="HRT-07-001",
    form_id="safety-perception",
    form_version="1",
    form_hash=FORM,
    site="AF3201",
    language="دری (fa-AF)",
    result="partial",
    started="2026-11-19T09:30:00+04:30",
    finished="2026-11-19T09:40:00+04:30",
    answers={"person/age": "34"},
)


@pytest.mark.parametrize(
    "typed",
    [
        PAPER.text,
        "-".join(PAPER.groups),
        " ".join(PAPER.groups).lower(),
        f"FTP{PAPER.text}",
        PAPER.text.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")),
        PAPER.text.replace("0", "O").replace("1", "l"),
    ],
)
def test_a_number_is_read_however_it_was_typed(typed: str) -> None:
    assert papers.read(typed) == PAPER


@pytest.mark.parametrize("typed", ["", "FTP", "ABCD", PAPER.text + "7", "۱۲۳۴", "کاغذ"])
def test_anything_else_is_refused_with_what_was_typed(typed: str) -> None:
    with pytest.raises(Problem) as refused:
        papers.read(typed)

    assert refused.value.code is Code.PAPER_NUMBER_NOT_VALID


@given(st.integers(0, (1 << 50) - 1), st.integers(0, 15), st.sampled_from(papers.ALPHABET))
def test_one_wrong_sign_is_always_noticed(copy: int, place: int, sign: str) -> None:
    text = papers.new(FORM, lambda _below: copy).text
    wrong = text[:place] + sign + text[place + 1 :]

    assert papers.is_id(wrong) == (wrong == text)


@given(st.integers(0, (1 << 50) - 1), st.integers(0, 14))
def test_two_signs_that_changed_places_are_always_noticed(copy: int, place: int) -> None:
    text = papers.new(FORM, lambda _below: copy).text
    wrong = text[:place] + text[place + 1] + text[place] + text[place + 2 :]

    assert papers.is_id(wrong) == (wrong == text)


def test_a_copy_knows_its_form_version() -> None:
    assert papers.form_of(PAPER, [OTHER, FORM]) == FORM
    with pytest.raises(Problem) as refused:
        papers.form_of(PAPER, [OTHER])

    assert refused.value.code is Code.PAPER_OF_ANOTHER_FORM


def test_no_two_copies_have_one_number() -> None:
    assert len({papers.new(FORM).text for _ in range(500)}) == 500


@pytest.mark.parametrize(
    "paper",
    [
        {"number": PAPER.text, "day": "1405-8-27"},
        {"number": PAPER.text[:-1], "day": "2026-11-18"},
        {"day": "2026-11-18"},
        {},
    ],
)
def test_a_revision_with_a_paper_that_cannot_be_one_is_not_valid(paper: dict[str, str]) -> None:
    with pytest.raises(Problem) as refused:
        Revision.from_content("m4xahrt7q2zz5k3f", {**REVISION.to_content(), "paper": paper})  # type: ignore[dict-item]

    assert refused.value.code is Code.CONTENT_NOT_VALID


def test_a_revision_says_its_paper_and_day() -> None:
    told = replace(REVISION, paper=OnPaper(PAPER.text, "2026-11-18"))

    assert "paper" not in REVISION.to_content()
    assert Revision.from_content(told.interview, told.to_content()) == told  # type: ignore[arg-type]
