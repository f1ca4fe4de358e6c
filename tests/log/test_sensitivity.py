"""How sensitive a question, a form, a project and a file are."""

from __future__ import annotations

import pytest

from fieldtool.forms import Form, compile_form, convert_workbook
from fieldtool.log import sensitivity
from fieldtool.log.canonical import encode, parse
from fieldtool.log.kinds import ProjectSettings
from fieldtool.log.sensitivity import Sensitivity

LOW, MODERATE, HIGH, SEVERE = Sensitivity

FORM = """
| survey | | | | | | |
| | type | name | label::دری (fa-AF) | sensitivity | pii | purpose |
| | select_one yn | lamp | آیا چراغ روشن است؟ | A | | |
| | integer | rooms | چند اتاق است؟ | A | | |
| | note | names | نام کسی را ننویسید | A | | |
| | select_one yn | afraid | آیا می‌ترسید؟ | B | | |
| | text | why | چرا؟ | A | | |
| | image | street | عکس کوچه | A | | |
| | geopoint | place | چراغ کجاست؟ | A | | |
| | integer | phone | شماره تیلفون شما چیست؟ | B | yes | برای تماس |
| | select_one yn | robbed | آیا دزدی شد؟ | C | | |
| choices | | |
| | list_name | name | label::دری (fa-AF) |
| | yn | 1 | بلی |
| | yn | 2 | نخیر |
| settings | | |
| | form_id | version |
| | labels | 1 |
"""


def form(*without: str, restricted: bool = False) -> Form:
    rows = [row for row in FORM.splitlines() if not any(f"| {name} |" in row for name in without)]
    text = "\n".join(rows)
    if restricted:
        text = text.replace("| version |", "| version | sensitivity |")
        text = text.replace("| labels | 1 |", "| labels | 1 | C |")
    return compile_form(convert_workbook("labels.md", text.encode()).xform, {})


def project(profile: str, chosen: str = "") -> ProjectSettings:
    names = {"fa_AF": "مصونیت"}
    return ProjectSettings(
        "hrt2026", names, "Asia/Kabul", profile, "solar", ("fa_AF",), sensitivity=chosen
    )


def test_a_question_has_the_label_of_its_class_and_of_what_it_may_tell() -> None:
    asked = form()
    found = {
        asked.definitions[index].name: label
        for index, label in sensitivity.of_questions(asked).items()
    }

    assert found == {
        "lamp": LOW,
        "rooms": LOW,
        "afraid": MODERATE,
        "why": MODERATE,
        "street": MODERATE,
        "place": MODERATE,
        "phone": HIGH,
        "robbed": SEVERE,
    }


def test_a_form_is_as_sensitive_as_its_most_sensitive_question() -> None:
    open_ones = ("why", "street", "place")

    assert sensitivity.of_form(form()) is SEVERE
    assert sensitivity.of_form(form("robbed")) is HIGH
    assert sensitivity.of_form(form("robbed", "phone")) is MODERATE
    assert sensitivity.of_form(form("robbed", "phone", "afraid", *open_ones)) is LOW


def test_a_form_that_is_restricted_as_a_whole_is_severe_whatever_it_asks() -> None:
    asked = form("robbed", "phone", "afraid", "why", "street", "place", restricted=True)

    assert sensitivity.of_form(asked) is SEVERE


def test_a_project_is_as_its_country_has_it_until_somebody_says_otherwise() -> None:
    assert project("afghanistan").label is HIGH
    assert project("italy").label is LOW
    assert project("afghanistan", "moderate").label is MODERATE
    assert project("italy", "severe").label is SEVERE
    assert project("afghanistan", "of a later version").label is HIGH


def test_what_is_said_travels_to_every_laptop() -> None:
    said = project("afghanistan", "severe")

    assert ProjectSettings.from_content(parse(encode(said.to_content()))) == said
    assert "sensitivity" not in project("afghanistan").to_content()


@pytest.mark.parametrize(
    ("of_form", "of_project", "counts", "deidentified", "everything"),
    [
        (LOW, LOW, LOW, LOW, LOW),
        (MODERATE, LOW, LOW, MODERATE, MODERATE),
        (LOW, HIGH, LOW, MODERATE, HIGH),
        (HIGH, LOW, LOW, MODERATE, HIGH),
        (SEVERE, LOW, MODERATE, MODERATE, SEVERE),
    ],
)
def test_a_file_has_what_is_left_of_the_labels_of_its_form_and_project(
    of_form: Sensitivity,
    of_project: Sensitivity,
    counts: Sensitivity,
    deidentified: Sensitivity,
    everything: Sensitivity,
) -> None:
    assert sensitivity.of_counts(of_form) is counts
    assert sensitivity.of_deidentified(of_form, of_project) is deidentified
    assert sensitivity.of_everything(of_form, of_project) is everything
    assert not counts.needs_second
    assert not deidentified.needs_second
    assert everything.needs_second == (everything in (HIGH, SEVERE))
