"""The list of shipped questionnaires and the files of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from fieldtool.problems import Code, Problem
from fieldtool.questionnaires.profiles import project_csv


@dataclass(frozen=True)
class Questionnaire:
    """One shipped questionnaire; its workbook is the source that people review and change.

    Attributes:
        id: the form_id of the workbook.
        title: locale code to title, in all languages of the interface.
        file: name of the workbook in this package.
        sensitivity: A ordinary, B private interview, C restricted; the highest of its questions.
    """

    id: str
    title: Mapping[str, str]
    file: str
    sensitivity: str


QUESTIONNAIRES: tuple[Questionnaire, ...] = (
    Questionnaire(
        id="safety-perception",
        title={
            "fa_AF": "احساس مصونیت",
            "ps": "د خونديتوب احساس",
            "en": "Perception of safety",
            "it": "Percezione della sicurezza",
        },
        file="safety_perception.xlsx",
        sensitivity="B",
    ),
)


def find(questionnaire_id: str) -> Questionnaire:
    """Return the questionnaire, or raise a Problem that names those that exist."""
    for each in QUESTIONNAIRES:
        if each.id == questionnaire_id:
            return each
    known = ", ".join(each.id for each in QUESTIONNAIRES)
    raise Problem(Code.QUESTIONNAIRE_UNKNOWN, {"name": questionnaire_id, "known": known})


def workbook(questionnaire_id: str) -> tuple[str, bytes]:
    """Return file name and bytes of the XLSForm workbook."""
    questionnaire = find(questionnaire_id)
    return questionnaire.file, (files(__package__) / questionnaire.file).read_bytes()


def media(
    questionnaire_id: str, profile: str, modules: Mapping[str, bool] | None = None
) -> dict[str, bytes]:
    """Return the files the form reads, by name, for a country *profile*."""
    find(questionnaire_id)
    return {"project.csv": project_csv(profile, modules).encode("utf-8")}
