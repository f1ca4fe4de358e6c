"""Q1 as it is filled: every path ends, and the rules that protect people hold on all of them."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from random import Random
from zoneinfo import ZoneInfo

import pytest

from fieldtool.collect.synthetic import fill
from fieldtool.forms import Form, Interview, compile_form, convert_workbook, plain
from fieldtool.questionnaires import PROFILES, media, workbook
from tests.questionnaires.sheets import EN, FA, IT, LANGUAGES, PS, questions

START = datetime(2026, 11, 22, 9, 30, tzinfo=ZoneInfo("Asia/Kabul"))
PROBLEMS = [row["name"] for row in questions() if row["name"].startswith("prob_")]
WASHINGTON = [row["name"] for row in questions() if row["name"].startswith("wg_")]
SENSITIVE = {row["name"] for row in questions() if row["sensitivity"] != "A"}


@cache
def xform() -> str:
    return convert_workbook(*workbook("safety-perception")).xform


@cache
def form(profile: str) -> Form:
    return compile_form(xform(), media("safety-perception", profile))


def now() -> datetime:
    return START


def begin(profile: str = "afghanistan", language: str = FA, sex: str = "female") -> Interview:
    presets = {"visit/site": "AF3201", "visit/wave": "baseline", "visit/interviewer_sex": sex}
    return Interview(form(profile), now, presets=presets, language=language)


def agreed(profile: str = "afghanistan", language: str = FA, sex: str = "female") -> Interview:
    """Return an interview with an adult of a household of two who has agreed."""
    interview = begin(profile, language, sex)
    say(interview, adults="2", selection="2", age_check="1", consent="1")
    return interview


def paths(interview: Interview) -> dict[str, str]:
    return {state.path.rpartition("/")[2]: state.path for state in interview.states()}


def say(interview: Interview, **answers: str) -> None:
    known = paths(interview)
    for name, value in answers.items():
        interview.answer(known[name], value)


def value(interview: Interview, name: str) -> str:
    return interview.state(paths(interview)[name]).value


def complaint(interview: Interview, name: str) -> str:
    violation = interview.state(paths(interview)[name]).violation
    return plain(violation.message) if violation else ""


def asked(interview: Interview) -> set[str]:
    """Return the names of all questions that are shown now."""
    return {
        state.path.rpartition("/")[2]
        for state in interview.states()
        if state.kind == "question" and state.control != "note" and state.relevant
    }


def dice(seed: int | str) -> Random:
    return Random(seed)  # noqa: S311 - repeatable, nothing secret


WALKS = [
    (profile, language, seed) for profile in PROFILES for language in LANGUAGES for seed in range(3)
]


@pytest.mark.parametrize(("profile", "language", "seed"), WALKS)
def test_random_paths_can_be_finalised(profile: str, language: str, seed: int) -> None:
    for number in range(8):
        interview = begin(profile, language)
        fill(interview, dice(f"{seed} {number}"), now)

        assert interview.validate() == ()
        open_pages = [page.path for page in interview.pages() if page.relevant]
        assert open_pages[-1] in {"closing", "agreement", "visit"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("profile", PROFILES)
def test_everything_shown_can_be_read_and_answered(profile: str, language: str) -> None:
    interview = begin(profile, language)
    fill(interview, dice(7), now, agreeing=True)
    for state in interview.states():
        if state.kind == "question" and state.relevant:
            assert plain(state.label).strip(), state.path
            assert state.control not in ("select1", "select") or len(state.choices) > 1
            assert all(plain(choice.label).strip() for choice in state.choices), state.path


def test_the_police_are_not_asked_about_in_afghanistan() -> None:
    assert not any(name.startswith("pol_") for name in asked(agreed("afghanistan")))
    assert not any(name.startswith("it_") for name in asked(agreed("afghanistan")))


def test_the_police_and_the_italian_questions_are_asked_in_italy() -> None:
    shown = asked(agreed("italy"))

    assert {"pol_trust", "it_asset", "citizenship"} <= shown
    assert "displacement" not in shown


def test_without_a_profile_the_sensitive_modules_stay_off() -> None:
    interview = Interview(compile_form(xform(), {"project.csv": b"name,value\n"}), now)
    say(interview, adults="2", selection="2", age_check="1", consent="1")

    assert not any(name.startswith(("pol_", "it_")) for name in asked(interview))
    assert value(interview, "min_age") == "18"


def test_who_declines_is_thanked_and_asked_nothing_more() -> None:
    interview = begin()
    say(interview, adults="2", selection="2", age_check="1", consent="2")

    assert asked(interview) == {"adults", "selection", "age_check", "consent"}
    assert interview.state("agreement/declined").relevant
    assert interview.validate() == ()


def test_declining_late_takes_back_what_was_said() -> None:
    interview = begin("italy")
    fill(interview, dice(3), now, agreeing=True)
    say(interview, consent="2")

    assert "safety/saf_dark" not in interview.answers()


def test_nobody_under_18_can_be_chosen_in_afghanistan() -> None:
    offered = [choice.value for choice in begin().state("visit/age_check").choices]

    assert offered == ["1", "3"]


def test_young_people_in_italy_need_a_guardian_and_are_asked_nothing_sensitive() -> None:
    interview = begin("italy", IT)
    say(interview, adults="3", selection="2", age_check="2")
    assert "guardian_consent" in asked(interview)
    assert "assent" not in asked(interview)
    say(interview, guardian_consent="1")
    assert "saf_dark" not in asked(interview)
    say(interview, assent="1")

    assert "saf_dark" in asked(interview)
    assert "it_asset" in asked(interview)
    assert not SENSITIVE & asked(interview)


def test_the_consent_carries_its_own_moment_and_text() -> None:
    clock = [START]
    interview = Interview(form("afghanistan"), lambda: clock[0])
    say(interview, adults="2", selection="2", age_check="1")
    assert value(interview, "consent_at") == ""
    clock[0] += timedelta(minutes=6)
    say(interview, consent="1")
    clock[0] += timedelta(minutes=6)
    say(interview, sex="1")

    assert value(interview, "consent_at").startswith("2026-11-22T09:36:00")
    assert value(interview, "consent_text") == form("afghanistan").version


@pytest.mark.parametrize(
    ("profile", "language", "shown"),
    [
        ("afghanistan", FA, "۱۸"),
        ("afghanistan", PS, "۱۸"),
        ("italy", PS, "۱۴"),
        ("italy", EN, "14"),
        ("italy", IT, "14"),
    ],
)
def test_the_minimum_age_is_shown_in_the_readers_digits(
    profile: str, language: str, shown: str
) -> None:
    assert shown in plain(begin(profile, language).state("visit/adults").label)


@pytest.mark.parametrize(
    ("interviewer", "respondent", "shown"),
    [("male", "1", True), ("female", "1", False), ("male", "2", False), ("", "1", False)],
)
def test_a_man_who_interviews_a_woman_is_told_to_offer_a_woman(
    interviewer: str, respondent: str, shown: bool
) -> None:
    interview = agreed(sex=interviewer)
    say(interview, sex=respondent)

    assert interview.state("person/same_sex").relevant is shown


@pytest.mark.parametrize(
    ("age", "band"),
    [
        ("18", "2"),
        ("24", "2"),
        ("25", "3"),
        ("44", "4"),
        ("54", "5"),
        ("64", "6"),
        ("65", "7"),
        ("97", "7"),
    ],
)
def test_ages_fall_into_their_band(age: str, band: str) -> None:
    interview = agreed()
    say(interview, age=age)

    assert value(interview, "age_band") == band
    assert "age_group" not in asked(interview)


def test_an_age_that_is_not_known_is_asked_for_as_a_group() -> None:
    interview = agreed()
    say(interview, age="98")
    offered = [choice.value for choice in interview.state("person/age_group").choices]
    say(interview, age_group="4")

    assert "1" not in offered, "an adult is not 14 to 17"
    assert value(interview, "age_band") == "4"


def test_an_age_that_contradicts_the_choice_of_the_person_is_refused_in_dari() -> None:
    interview = agreed()
    say(interview, age="17")

    assert "۱۸ تا ۹۷" in complaint(interview, "age")


def test_a_household_is_not_smaller_than_its_adults() -> None:
    interview = agreed()
    say(interview, household_size="1")
    assert complaint(interview, "household_size")
    say(interview, household_size="2")
    assert not complaint(interview, "household_size")
    say(interview, adults="98", household_size="1")
    assert not complaint(interview, "household_size")


def test_nobody_lives_longer_in_a_place_than_they_live() -> None:
    interview = agreed()
    say(interview, age="30", years_here="31")
    assert complaint(interview, "years_here")
    say(interview, age="98", years_here="60")
    assert not complaint(interview, "years_here")


@pytest.mark.parametrize("number", ["98", "99"])
@pytest.mark.parametrize("name", ["adults", "age", "household_size", "years_here"])
def test_a_number_can_always_be_left_open(name: str, number: str) -> None:
    interview = agreed()
    say(interview, age="40")
    say(interview, **{name: number})

    assert not complaint(interview, name)


@pytest.mark.parametrize(
    ("answers", "flag"),
    [
        ("111111", "0"),
        ("222222", "0"),
        ("131111", "1"),
        ("111114", "1"),
        ("99 99 99 99 99 98", ""),
        ("99 99 99 99 99 1", "0"),
        ("99 3 99 99 99 98", "1"),
    ],
)
def test_disability_is_a_lot_of_difficulty_in_any_domain(answers: str, flag: str) -> None:
    given = answers.split() if " " in answers else list(answers)
    interview = agreed()
    say(interview, **dict(zip(WASHINGTON, given, strict=True)))

    assert value(interview, "disability3") == flag


@pytest.mark.parametrize(
    ("answers", "index"),
    [
        ("1 1 1 1 1 1 1 1 1 1", "100"),
        ("4 4 4 4 4 4 4 4 4 4", "0"),
        ("1 4 1 4 1 4 1 4 98 99", "50"),
        ("2 2 2 2 2 2 2 2 2 2", "66.7"),
        ("1 1 1 1 1 1 1 98 99 98", ""),
    ],
)
def test_the_problem_index_runs_from_0_to_100_and_needs_eight_answers(
    answers: str, index: str
) -> None:
    interview = agreed()
    say(interview, **dict(zip(PROBLEMS, answers.split(), strict=True)))
    worked_out = value(interview, "prob_index")

    assert (worked_out and float(worked_out)) == (index and float(index))


def test_who_never_goes_out_is_asked_how_it_would_be() -> None:
    interview = agreed()
    say(interview, saf_dark="2")
    assert not {"saf_dark_hyp", "saf_why"} & asked(interview)
    say(interview, saf_dark="5")
    assert "saf_dark_hyp" in asked(interview)
    say(interview, saf_dark_hyp="4")

    assert "saf_why" in asked(interview)


def test_not_knowing_a_reason_and_giving_one_exclude_each_other() -> None:
    interview = agreed()
    say(interview, saf_dark="4", saf_why="1 98")
    assert "نمی‌دانم" in complaint(interview, "saf_why")
    say(interview, saf_why="1 9")

    assert not complaint(interview, "saf_why")


def test_only_users_of_a_service_are_asked_how_it_was() -> None:
    interview = agreed()
    say(interview, lighting_use="1", waste_use="2", office_use="98", health_use="99")

    assert {name for name in asked(interview) if name.endswith("_sat")} == {"lighting_sat"}


def test_the_laptop_fills_in_where_and_by_whom() -> None:
    interview = begin()

    assert value(interview, "site") == "AF3201"
    assert value(interview, "wave") == "baseline"
    assert value(interview, "interviewer_sex") == "female"
