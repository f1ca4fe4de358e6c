"""The workbook as other programs read it: pyxform and ODK Validate."""

from __future__ import annotations

import shutil
from functools import cache
from xml.etree import ElementTree as ET

import pytest
from pyxform.xls2xform import ConvertResult, convert

from fieldtool.questionnaires import QUESTIONNAIRES, workbook
from tests.questionnaires.sheets import LANGUAGES

XFORMS = "{http://www.w3.org/2002/xforms}"
IDS = [each.id for each in QUESTIONNAIRES]
# pyxform knows subtags of the registry one by one, so fa-AF, which is right, is not in its list.
KNOWN_WARNING = (
    "The following language declarations do not contain valid machine-readable codes: "
    "دری (fa-AF). Learn more: http://xlsform.org#multiple-language-support"
)


@cache
def converted(questionnaire_id: str) -> ConvertResult:
    # ODK Validate is a Java program: its opinion is asked wherever there is a Java to run it.
    java = shutil.which("java") is not None
    content = workbook(questionnaire_id)[1]
    return convert(content, file_type=".xlsx", validate=java)


@pytest.mark.parametrize("questionnaire_id", IDS)
def test_conversion_and_validation_find_nothing_to_say(questionnaire_id: str) -> None:
    assert converted(questionnaire_id).warnings == [KNOWN_WARNING]


@pytest.mark.parametrize("questionnaire_id", IDS)
def test_every_language_of_the_workbook_is_in_the_form(questionnaire_id: str) -> None:
    root = ET.fromstring(converted(questionnaire_id).xform)  # noqa: S314 - our own file
    translations = list(root.iter(f"{XFORMS}translation"))
    texts = [{text.get("id") for text in each} for each in translations]

    assert {each.get("lang") for each in translations} == set(LANGUAGES)
    assert all(each == texts[0] for each in texts)


@pytest.mark.parametrize("questionnaire_id", IDS)
def test_the_form_carries_the_id_of_the_catalogue(questionnaire_id: str) -> None:
    root = ET.fromstring(converted(questionnaire_id).xform)  # noqa: S314 - our own file
    instance = next(root.iter(f"{XFORMS}instance"))

    assert instance[0].get("id") == questionnaire_id
