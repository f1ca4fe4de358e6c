"""Invented interviews: varied, repeatable, and never refused by the form."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from random import Random
from zoneinfo import ZoneInfo

import pytest

from fieldtool.collect.synthetic import synthetic_answers
from fieldtool.forms import Form, compile_form, convert_workbook
from fieldtool.questionnaires import media, workbook

# How each language can be told from its letters.
WRITTEN_IN = {"دری (fa-AF)": "ی", "پښتو (ps)": "ې", "Italiano (it)": "a", "English (en)": "the"}


@cache
def form(profile: str = "afghanistan") -> Form:
    xform = convert_workbook(*workbook("safety-perception")).xform
    return compile_form(xform, media("safety-perception", profile))


def now() -> datetime:
    return datetime(2026, 11, 22, 9, 30, tzinfo=ZoneInfo("Asia/Kabul"))


def invent(seed: int, language: str = "دری (fa-AF)", *, agreeing: bool = True) -> dict[str, str]:
    presets = {"visit/site": "AF3201"}
    dice = Random(seed)  # noqa: S311 - repeatable, nothing secret
    return synthetic_answers(form(), dice, presets, language, now, agreeing=agreeing)


def test_the_same_seed_invents_the_same_interview() -> None:
    assert invent(5) == invent(5)


def test_different_seeds_invent_different_people() -> None:
    assert len({tuple(invent(seed).values()) for seed in range(10)}) == 10


def test_whoever_agrees_reaches_the_end() -> None:
    for seed in range(10):
        answers = invent(seed)

        assert answers["eligible"] == "1"
        assert answers["closing/others_present"]


def test_without_agreeing_some_decline() -> None:
    outcomes = {invent(seed, agreeing=False)["eligible"] for seed in range(60)}

    assert outcomes == {"0", "1"}


def test_presets_are_kept() -> None:
    assert invent(1)["visit/site"] == "AF3201"


@pytest.mark.parametrize("language", WRITTEN_IN)
def test_people_write_in_the_language_of_the_interview(language: str) -> None:
    comments = {invent(seed, language)["closing/comment"] for seed in range(12)} - {""}

    assert comments
    assert any(WRITTEN_IN[language] in comment for comment in comments)


def test_answers_of_one_person_belong_together() -> None:
    """Scales of a real survey hang together; an index over pure noise would say nothing."""
    grave: list[float] = []
    light: list[float] = []
    for seed in range(60):
        answers = invent(seed)
        index = answers["problems/prob_index"]
        if index and answers["safety/saf_dark"] in "1234":
            (grave if answers["safety/saf_dark"] in "34" else light).append(float(index))

    assert sum(grave) / len(grave) > sum(light) / len(light) + 5
