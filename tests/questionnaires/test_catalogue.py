"""What is shipped, and what a country profile switches."""

from __future__ import annotations

import csv

import pytest

from fieldtool.problems import Code, Problem
from fieldtool.questionnaires import PROFILES, QUESTIONNAIRES, media, project_csv, workbook


def settings(text: str) -> dict[str, str]:
    return {row["name"]: row["value"] for row in csv.DictReader(text.splitlines())}


def test_every_questionnaire_has_a_title_in_each_language_and_a_workbook() -> None:
    for each in QUESTIONNAIRES:
        name, content = workbook(each.id)

        assert all(each.title[locale] for locale in ("fa_AF", "ps", "en", "it"))
        assert name.endswith(".xlsx")
        assert content.startswith(b"PK")


def test_a_questionnaire_that_is_not_shipped_is_named_in_the_problem() -> None:
    with pytest.raises(Problem) as caught:
        workbook("safety-percepton")

    assert caught.value.code is Code.QUESTIONNAIRE_UNKNOWN
    assert "safety-perception" in caught.value.sentence()


def test_the_police_module_is_off_in_afghanistan_and_on_in_italy() -> None:
    assert settings(project_csv("afghanistan"))["module_police"] == "0"
    assert settings(project_csv("italy"))["module_police"] == "1"


def test_nobody_under_18_is_asked_in_afghanistan() -> None:
    assert settings(project_csv("afghanistan"))["min_age"] == "18"
    assert settings(project_csv("italy"))["min_age"] == "14"


def test_a_coordinator_can_switch_a_module() -> None:
    switched = settings(project_csv("italy", {"module_police": False}))

    assert switched["module_police"] == "0"
    assert switched["module_italy"] == "1"


def test_a_misspelt_switch_is_refused_and_not_ignored() -> None:
    with pytest.raises(Problem) as caught:
        project_csv("italy", {"module_polize": False})

    assert caught.value.code is Code.MODULE_UNKNOWN


def test_an_unknown_profile_is_refused() -> None:
    with pytest.raises(Problem) as caught:
        media("safety-perception", "atlantis")

    assert caught.value.code is Code.PROFILE_UNKNOWN


@pytest.mark.parametrize("profile", PROFILES)
def test_the_same_profile_gives_the_same_bytes(profile: str) -> None:
    # The hash of a form covers its files: a file that varied would make a new form each time.
    assert media("safety-perception", profile) == media("safety-perception", profile)
    assert list(media("safety-perception", profile)) == ["project.csv"]
