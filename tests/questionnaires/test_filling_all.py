"""Every shipped questionnaire, filled along random paths in each language, can be finalised."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from random import Random
from zoneinfo import ZoneInfo

import pytest

from fieldtool.collect.synthetic import fill
from fieldtool.forms import (
    Entity,
    Form,
    Interview,
    compile_form,
    convert_workbook,
    list_document,
    plain,
)
from fieldtool.forms.nodes import Node
from fieldtool.questionnaires import PROFILES, media, workbook
from tests.questionnaires.sheets import IDS, LANGUAGES, questions, survey

START = datetime(2026, 11, 22, 9, 30, tzinfo=ZoneInfo("Asia/Kabul"))
PRESETS = {
    "visit/site": "AF3201",
    "visit/wave": "baseline",
    "visit/interviewer_sex": "female",
    "visit/interviewer_trained": "yes",
}
# Switched on only after an assessment of the risks; here so that its questions are met at all.
OPENED = {"module_restricted": True}


def now() -> datetime:
    return START


@cache
def xform(questionnaire_id: str) -> str:
    return convert_workbook(*workbook(questionnaire_id)).xform


@cache
def form(questionnaire_id: str, profile: str = "afghanistan", *, opened: bool = True) -> Form:
    switched = OPENED if opened else {}
    return compile_form(xform(questionnaire_id), media(questionnaire_id, profile, switched))


# What is registered already, and what two visits have said of it.
KNOWN = {
    "councils": {"code": "HRT-C05", "members_all": "11"},
    "places": {"code": "HRT-P01", "place_type": "1", "last_visit": "2026-05-02"},
    "projects": {"code": "HRT-001", "kind": "1", "status": "3"},
    "requests": {"code": "HRT-R01", "status": "6"},
    "trainings": {"code": "HRT-T01", "held_on": "2026-05-02"},
    "municipalities": {"code": "AF3201", "population": "600000"},
}
FIRST, SECOND = (f"00000000-0000-4000-8000-00000000000{number}" for number in (1, 2))


def register(name: str) -> Node | None:
    """Return two entities of each register, one of them elsewhere."""
    known = KNOWN[name] | {"label": f"{name} ۱"}
    return list_document(
        [
            {"name": FIRST, **known, "site": "AF3201"},
            {"name": SECOND, **known, "site": "AF0101"},
        ]
    )


def begin(made: Form, language: str = LANGUAGES[0], **presets: str) -> Interview:
    known = PRESETS | {f"visit/{name}": value for name, value in presets.items()}
    return Interview(made, now, presets=known, language=language, registers=register)


def say(interview: Interview, answers: Mapping[str, str]) -> None:
    known = {state.path.rpartition("/")[2]: state.path for state in interview.states()}
    for name, value in answers.items():
        interview.answer(known[name], value)


def value(interview: Interview, name: str) -> str:
    return next(
        state.value for state in interview.states() if state.path.rpartition("/")[2] == name
    )


def shown(interview: Interview) -> set[str]:
    return {
        state.path.rpartition("/")[2]
        for state in interview.states()
        if state.kind == "question" and state.relevant
    }


def dice(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - repeatable, nothing secret


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("form_id", IDS)
def test_random_paths_can_be_read_and_finalised(form_id: str, profile: str, language: str) -> None:
    for seed in range(3):
        interview = begin(form(form_id, profile), language)
        fill(interview, dice(seed), now, agreeing=seed != 2)

        assert interview.validate() == ()
        assert interview.failures == ()
        for state in interview.states():
            if state.kind == "question" and state.relevant:
                assert plain(state.label).strip(), state.path
                assert all(plain(choice.label).strip() for choice in state.choices), state.path


@pytest.mark.parametrize("form_id", IDS)
def test_every_question_is_met_on_some_path(form_id: str) -> None:
    # Nobody under 18, and nobody who told nobody, comes up often enough by chance.
    open_still = {row["name"] for row in questions(form_id)} - OF_THE_YOUNG - {"help_why_not"}
    for seed in range(60):
        profile = ("afghanistan", "italy")[seed % 2]
        sex = ("female", "male")[seed // 2 % 2]
        interview = begin(form(form_id, profile), interviewer_sex=sex)
        fill(interview, dice(seed), now, agreeing=seed % 5 != 4)
        open_still -= shown(interview)
        if not open_still:
            return
    raise AssertionError(open_still)


OF_THE_YOUNG = {"guardian_consent", "assent"}


@pytest.mark.parametrize("form_id", ["safety-perception", "social-cohesion"])
def test_the_young_are_asked_after_a_guardian_has_agreed(form_id: str) -> None:
    interview = begin(form(form_id, "italy"))
    say(interview, {"adults": "2", "selection": "2", "age_check": "2", "guardian_consent": "1"})
    say(interview, {"assent": "1"})
    delicate = {row["name"] for row in questions(form_id) if row["sensitivity"] != "A"}

    assert OF_THE_YOUNG | {"sex", "comment"} <= shown(interview)
    assert not delicate & shown(interview)


# -- Q2


TRUSTING = dict.fromkeys(("tr_neighbours", "tr_known", "tr_first", "tr_new"), "1")
KIND = dict.fromkeys(
    (row["name"] for row in survey("social-cohesion") if row["name"].startswith("ce_")), "1"
)
AT_HOME = dict.fromkeys(("be_belong", "be_proud", "be_stay"), "1")
ACTIVE = dict.fromkeys(
    ("pa_meeting", "pa_clean", "pa_helped", "pa_request", "pa_group", "pa_women"), "1"
)
WELCOMING = dict.fromkeys(("ac_displaced", "ac_returnee", "ac_province"), "1")


def cohesion(answers: Mapping[str, str]) -> Interview:
    interview = begin(form("social-cohesion"))
    agreed = {"adults": "2", "selection": "2", "age_check": "1", "consent": "1", "sex": "1"}
    say(interview, agreed)
    say(interview, answers)
    return interview


def test_cohesion_runs_from_nought_to_ten() -> None:
    # The two statements that are turned round are agreed with in a place that holds together badly.
    turned = dict.fromkeys(("ce_not_along", "ce_not_values"), "5")
    kind = {name: code for name, code in KIND.items() if not name.endswith(("answered", "total"))}
    kind = {name: code for name, code in kind.items() if name not in ("ce_mean", "ce_sum")}
    best = TRUSTING | kind | turned | AT_HOME | ACTIVE | WELCOMING | {"tr_general": "10"}
    flip = {"1": {"pa": "2", "tr": "4", "ac": "4"}, "5": {}}
    worst = {
        name: "0" if name == "tr_general" else flip[code].get(name[:2], "5" if code == "1" else "1")
        for name, code in best.items()
        if name != "tr_general"
    } | {"tr_general": "0"}

    assert value(cohesion(best), "sci") == "10"
    assert value(cohesion(best), "ce_sum") == "50"
    assert value(cohesion(worst), "sci") == "0"
    assert value(cohesion(worst), "ce_sum") == "10"


def test_a_scale_with_too_few_answers_has_no_score() -> None:
    interview = cohesion(AT_HOME | {"be_proud": "98", "be_stay": "99"})

    assert value(interview, "belong_score") == ""
    assert value(interview, "sci") == ""


def test_what_the_council_lets_people_say_is_asked_only_where_it_was_switched_on() -> None:
    afghan, italian = cohesion({}), begin(form("social-cohesion", "italy"))
    say(italian, {"adults": "2", "selection": "2", "age_check": "1", "consent": "1"})

    assert "vo_say" not in shown(afghan)
    assert "vo_say" in shown(italian)


# -- Q3


READY = {"alone": "1", "only_one": "1", "sheet_here": "1", "sex": "1", "age_check": "1"}


def restricted(*, opened: bool = True, **presets: str) -> Interview:
    interview = begin(form("victimisation-restricted", opened=opened), **presets)
    if "alone" in shown(interview):
        say(interview, READY)
    return interview


def test_it_opens_to_a_trained_interviewer_of_the_same_sex_alone() -> None:
    assert "consent" in shown(restricted())
    assert "consent" not in shown(restricted(interviewer_sex="male"))
    assert "not_now" in shown(restricted(interviewer_sex="male"))
    assert shown(restricted(interviewer_trained="no")) == {"not_open"}
    assert shown(restricted(opened=False)) == {"not_open"}


@pytest.mark.parametrize("name", ["alone", "only_one", "sheet_here", "age_check"])
def test_it_does_not_begin_while_one_condition_is_not_met(name: str) -> None:
    interview = restricted()
    say(interview, {name: "2"})

    assert {"consent", "burglary"} & shown(interview) == set()
    assert "not_now" in shown(interview)


def test_harassment_counts_where_the_last_time_was_within_twelve_months() -> None:
    interview = restricted()
    say(interview, {"consent": "1", "hs_types": "97", "hn_types": "1 3"})
    say(interview, {"hn_last": "3", "hn_when": "2"})
    assert value(interview, "harassed") == "0"
    say(interview, {"hn_when": "1"})
    assert value(interview, "harassed") == "1"
    say(interview, {"hn_when": "99"})
    assert value(interview, "harassed") == ""


def test_who_told_nobody_is_asked_why() -> None:
    interview = restricted()
    say(interview, {"consent": "1", "hs_types": "97", "hn_types": "3"})
    say(interview, {"hn_last": "3", "hn_when": "1", "help_from": "97"})

    assert "help_why_not" in shown(interview)
    assert "help_good" not in shown(interview)


def test_the_last_time_is_one_of_those_that_happened() -> None:
    interview = restricted()
    say(interview, {"consent": "1", "hs_types": "2 4"})
    state = next(each for each in interview.states() if each.path.endswith("/hs_last"))

    assert [choice.value for choice in state.choices] == ["2", "4", "98", "99"]


# -- Q4


def test_the_score_of_a_place_leaves_the_feeling_out() -> None:
    interview = begin(form("public-space-audit"))
    seen = dict.fromkeys(("lighting", "openness", "eyes", "people", "guards", "path"), "3")
    say(interview, seen | {"transport": "0", "diversity": "98", "feeling": "0"})

    assert value(interview, "psas_answered") == "7"
    assert float(value(interview, "psas")) == round(100 * 18 / 21, 1)


def test_crowds_are_asked_about_only_where_it_was_switched_on() -> None:
    assert "vu_exits" not in shown(begin(form("public-space-audit")))
    assert "vu_exits" in shown(begin(form("public-space-audit", "italy")))


# -- Q6 and Q7: the arithmetic of the programme documents


def attended(women: int, men: int) -> tuple[int, int, int]:
    interview = begin(form("training-attendance"))
    say(interview, {"record": "1"})
    say(interview, {"women_25": str(women), "men_25": str(men)})
    return tuple(int(value(interview, name)) for name in ("women", "men", "participants"))  # type: ignore[return-value]


def shared_out(total: int, parts: int) -> list[int]:
    return [total // parts + (number < total % parts) for number in range(parts)]


def test_the_trainings_of_the_programme_add_up_as_it_reported() -> None:
    women, men = shared_out(1_392, 1_126), shared_out(14_198, 1_126)
    # Sessions that are alike are filled once.
    kinds = {pair: attended(*pair) for pair in set(zip(women, men, strict=True))}
    totals = [sum(each) for each in zip(*(kinds[pair] for pair in zip(women, men, strict=True)))]  # noqa: B905

    assert totals == [1_392, 14_198, 15_590]
    assert round(100 * totals[0] / totals[2], 2) == 8.93
    assert round(totals[2] / 1_126, 2) == 13.85


def test_a_session_says_how_many_of_it_are_women() -> None:
    interview = begin(form("training-attendance"))
    say(interview, {"record": "1"})
    say(interview, {"women_25": "139", "men_25": "1420", "count_right": "2"})
    state = next(each for each in interview.states() if each.path.endswith("/count_right"))

    assert value(interview, "women_share") == "8.92"
    assert state.violation is not None, "totals that are wrong are corrected first"


def test_the_gain_of_a_training_is_after_less_before() -> None:
    interview = begin(form("training-attendance"))
    say(interview, {"record": "1", "tested": "1"})
    say(interview, {"p_sex": "1", "p_age": "2", "p_pre": "1", "p_post": "4"})
    interview.add_row("tests/participant")
    second = [each.path for each in interview.states() if each.path.endswith("/p_pre")][1]
    interview.answer(second, "3")
    interview.answer(second.replace("p_pre", "p_post"), "5")

    assert (value(interview, "gain_n"), value(interview, "gain_mean")) == ("2", "2.5")


def project(beneficiaries: Mapping[str, int], status: str) -> Interview:
    interview = begin(form("project-register"))
    say(interview, {"kind": "1", "project_code": "HRT-001", "report_date": "2026-11-22"})
    say(interview, {f"ben_{name}": str(number) for name, number in beneficiaries.items()})
    say(interview, {"status_date": "2026-10-01", "status_now": status})
    return interview


def test_projects_say_their_status_and_how_many_of_those_they_serve_are_female() -> None:
    served = {"women": 1_400, "men": 1_100, "girls": 520, "boys": 434}
    interview = project(served, "4")

    assert value(interview, "ben_all") == "3454"
    assert value(interview, "ben_female_share") == "55.6"
    assert value(interview, "status_last") == "4"
    assert 110 * int(value(interview, "ben_all")) == 379_940


def test_a_request_is_in_time_when_it_was_closed_within_its_days() -> None:
    interview = begin(form("project-register"))
    asked = {"kind": "4", "report_date": "2026-11-22"}
    say(interview, asked)
    say(interview, {"received": "2026-11-01", "target_days": "14"})
    say(interview, {"status_date": "2026-11-01", "status_now": "6"})
    assert (value(interview, "days_open"), value(interview, "in_time")) == ("21", "")
    row, _changes = interview.add_row("history/status")
    interview.answer(f"{row}/status_date", "2026-11-12")
    interview.answer(f"{row}/status_now", "8")

    assert (value(interview, "days_open"), value(interview, "in_time")) == ("11", "1")


def test_a_project_has_the_states_of_a_project_and_a_request_those_of_a_request() -> None:
    interview = begin(form("project-register"))
    say(interview, {"kind": "4"})
    state = next(each for each in interview.states() if each.path.endswith("/status_now"))

    assert [choice.value for choice in state.choices] == ["6", "7", "8", "9", "10"]


# -- Q5 and Q8


def test_a_council_that_does_not_agree_is_asked_nothing_more() -> None:
    interview = begin(form("council-profile"))
    say(interview, {"council_agrees": "2"})

    assert "declined" in shown(interview)
    assert "meetings" not in shown(interview)


def test_a_group_votes_for_three_different_problems() -> None:
    interview = begin(form("council-profile"))
    say(interview, {"council_agrees": "1", "women_met": "1", "men_met": "2", "vote_women_1": "6"})
    state = next(each for each in interview.states() if each.path.endswith("/vote_women_2"))

    assert "6" not in [choice.value for choice in state.choices]
    assert "vote_men_1" not in shown(interview)


def test_not_measured_is_an_answer_and_the_score_says_so() -> None:
    interview = begin(form("municipal-self-assessment"))
    names = [state.path for state in interview.states() if "/life_" in state.path]
    indicators = [path for path in names if path.endswith(("green", "homes", "water", "work"))]
    for path in indicators[:2]:
        interview.answer(path, "1")
        interview.answer(f"{path}_quality", "4")
    for path in indicators[2:]:
        interview.answer(path, "3")

    assert float(value(interview, "life_measured")) == round(100 * 2 / 6, 1)
    assert float(value(interview, "life_maturity")) == round(200 / 6, 1)
    assert f"{indicators[3]}_value".rpartition("/")[2] not in shown(interview)


# -- registers


def entity(interview: Interview) -> Entity:
    (found,) = interview.entities()
    return found


REGISTERED = [
    (
        "council-profile",
        {"council_agrees": "1", "council_code": "HRT-C09", "council_called": "شورای خواجه"},
        ("councils", "شورای خواجه", {"code": "HRT-C09", "site": "AF3201"}),
    ),
    (
        "public-space-audit",
        {"place_code": "HRT-P09", "place_called": "پارک", "visit_date": "2026-11-20"},
        ("places", "پارک", {"code": "HRT-P09", "site": "AF3201", "last_visit": "2026-11-20"}),
    ),
    (
        "project-register",
        {"kind": "1", "project_code": "HRT-009", "title": "چراغ", "status_now": "2"},
        ("projects", "چراغ", {"code": "HRT-009", "site": "AF3201", "kind": "1", "status": "2"}),
    ),
    (
        "project-register",
        {"kind": "4", "project_code": "HRT-R09", "status_now": "6"},
        ("requests", "HRT-R09", {"code": "HRT-R09", "site": "AF3201", "status": "6"}),
    ),
    (
        "training-attendance",
        {"record": "1", "session_code": "HRT-T09", "session_date": "2026-11-20"},
        (
            "trainings",
            "HRT-T09 · 2026-11-20",
            {"code": "HRT-T09", "site": "AF3201", "held_on": "2026-11-20"},
        ),
    ),
    (
        "municipal-self-assessment",
        {"municipality_code": "AF3201", "municipality_called": "شاروالی هرات"},
        ("municipalities", "شاروالی هرات", {"code": "AF3201", "site": "AF3201"}),
    ),
]


@pytest.mark.parametrize(("form_id", "answers", "wanted"), REGISTERED)
def test_what_is_met_for_the_first_time_is_registered(
    form_id: str, answers: Mapping[str, str], wanted: tuple[str, str, dict[str, str]]
) -> None:
    interview = begin(form(form_id))
    say(interview, answers)
    found = entity(interview)

    assert (found.create, found.update) == (True, False)
    assert (found.dataset, found.label) == wanted[:2]
    assert wanted[2].items() <= found.properties.items()


FOLLOWED = [
    ("council-profile", {"council_agrees": "1"}, "council", "councils"),
    ("public-space-audit", {}, "place", "places"),
    ("project-register", {"kind": "1"}, "listed_project", "projects"),
    ("project-register", {"kind": "4"}, "listed_request", "requests"),
    ("training-attendance", {"record": "2"}, "listed_session", "trainings"),
    ("municipal-self-assessment", {}, "municipality", "municipalities"),
]


@pytest.mark.parametrize(("form_id", "answers", "question", "dataset"), FOLLOWED)
def test_what_is_known_is_chosen_among_those_of_the_place_and_keeps_its_code_and_name(
    form_id: str, answers: Mapping[str, str], question: str, dataset: str
) -> None:
    interview = begin(form(form_id))
    say(interview, answers)
    state = next(each for each in interview.states() if each.path.endswith(f"/{question}"))
    assert [choice.value for choice in state.choices] == [FIRST]
    interview.answer(state.path, FIRST)
    found = entity(interview)

    assert (found.id, found.create, found.update) == (FIRST, False, True)
    assert found.properties["code"] == KNOWN[dataset]["code"]
    assert not {"council_code", "place_code", "project_code", "session_code"} & shown(interview)
    if dataset not in ("requests", "trainings"):
        assert found.label == f"{dataset} ۱"


def test_a_council_that_does_not_agree_and_a_follow_up_of_an_unknown_session_register_nothing() -> (
    None
):
    council = begin(form("council-profile"))
    say(council, {"council_code": "HRT-C09", "council_called": "شورا", "council_agrees": "2"})
    session = begin(form("training-attendance"))
    say(session, {"record": "2", "session_code": "HRT-T77"})

    assert council.entities() == session.entities() == ()
