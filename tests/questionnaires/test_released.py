"""What of the shipped questionnaires leaves the hub when nobody is to be recognised."""

from __future__ import annotations

import pytest

from fieldtool.outputs import disclosure
from fieldtool.outputs.disclosure import DROPPED, Kept, Trait
from tests.questionnaires.sheets import IDS, kind, questions
from tests.questionnaires.test_filling_all import form as compiled

every = pytest.mark.parametrize("form", IDS)


@every
def test_nothing_restricted_and_no_text_or_picture_is_released(form: str) -> None:
    found = disclosure.treatments(compiled(form, "afghanistan"), points=False)
    kept = {path.rpartition("/")[2] for path, one in found.items() if one != DROPPED}
    closed = {
        row["name"]
        for row in questions(form)
        if row["sensitivity"] == "C" or kind(row) in ("text", "image", "geopoint")
    }

    assert kept & closed == set()
    assert kept


def test_restricted_questions_are_counted_all_the_same() -> None:
    form = compiled("victimisation-restricted", "afghanistan")
    found = disclosure.treatments(form, points=False, is_counted=True)

    assert {one.kept for path, one in found.items() if path.endswith("/robbery")} == {Kept.CHOICE}


def test_what_somebody_can_be_recognised_by_is_found_in_the_main_questionnaire() -> None:
    found = disclosure.treatments(compiled("safety-perception", "afghanistan"), points=False)
    traits = {path.rpartition("/")[2]: one.trait for path, one in found.items() if one.trait}

    assert {name: traits[name] for name in ("sex", "age", "displacement", "wg_see")} == {
        "sex": Trait.SEX,
        "age": Trait.AGE,
        "displacement": Trait.DISPLACEMENT,
        "wg_see": Trait.DISABILITY,
    }
