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
        unit: what one filling describes: person, place, council, project, session, municipality.
        modules: pages of it that a project switches on and off.
        restricted: never published by itself; somebody has to ask for it by its id.
    """

    id: str
    title: Mapping[str, str]
    file: str
    sensitivity: str
    unit: str = "person"
    modules: tuple[str, ...] = ()
    restricted: bool = False


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
        modules=("module_police", "module_italy"),
        sensitivity="B",
    ),
    Questionnaire(
        id="social-cohesion",
        title={
            "fa_AF": "همبستگی اجتماعی",
            "ps": "ټولنیز یووالی",
            "en": "Social cohesion",
            "it": "Coesione sociale",
        },
        file="social_cohesion.xlsx",
        modules=("module_voice",),
        sensitivity="B",
    ),
    Questionnaire(
        id="victimisation-restricted",
        title={
            "fa_AF": "زندگی روزمره در منطقه",
            "ps": "په سیمه کې ورځنی ژوند",
            "en": "Daily life in the area",
            "it": "Vita quotidiana nella zona",
        },
        file="victimisation_restricted.xlsx",
        modules=("module_restricted",),
        sensitivity="C",
        restricted=True,
    ),
    Questionnaire(
        id="public-space-audit",
        title={
            "fa_AF": "بررسی مصونیت جاهای عامه",
            "ps": "د عامه ځایونو د خونديتوب کتنه",
            "en": "Public-space safety audit",
            "it": "Verifica della sicurezza degli spazi pubblici",
        },
        file="public_space_audit.xlsx",
        modules=("module_vulnerability",),
        sensitivity="B",
        unit="place",
    ),
    Questionnaire(
        id="council-profile",
        title={
            "fa_AF": "معلومات و اولویت‌های شورا",
            "ps": "د شورا معلومات او لومړیتوبونه",
            "en": "Council profile and priorities",
            "it": "Profilo e priorità del consiglio",
        },
        file="council_profile.xlsx",
        sensitivity="A",
        unit="council",
    ),
    Questionnaire(
        id="council-meeting",
        title={
            "fa_AF": "جلسهٔ شورا",
            "ps": "د شورا غونډه",
            "en": "Council meeting",
            "it": "Riunione del consiglio",
        },
        file="council_meeting.xlsx",
        sensitivity="A",
        unit="council",
    ),
    Questionnaire(
        id="project-register",
        title={
            "fa_AF": "پروژه‌ها و درخواست‌ها",
            "ps": "پروژې او غوښتنې",
            "en": "Projects and requests",
            "it": "Progetti e richieste",
        },
        file="project_register.xlsx",
        sensitivity="A",
        unit="project",
    ),
    Questionnaire(
        id="training-attendance",
        title={
            "fa_AF": "حاضری آموزش",
            "ps": "د روزنې حاضري",
            "en": "Training attendance",
            "it": "Presenze alla formazione",
        },
        file="training_attendance.xlsx",
        sensitivity="A",
        unit="session",
    ),
    Questionnaire(
        id="municipal-self-assessment",
        title={
            "fa_AF": "خودارزیابی شاروالی",
            "ps": "د ښاروالۍ ځان ارزونه",
            "en": "Municipal self-assessment",
            "it": "Autovalutazione del Comune",
        },
        file="municipal_assessment.xlsx",
        modules=("module_ai", "module_design"),
        sensitivity="A",
        unit="municipality",
    ),
)


def shipped() -> tuple[Questionnaire, ...]:
    """Return those that a new project begins with: all but the restricted ones."""
    return tuple(each for each in QUESTIONNAIRES if not each.restricted)


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
    questionnaire_id: str,
    profile: str,
    modules: Mapping[str, bool] | None = None,
    lists: str = "",
) -> dict[str, bytes]:
    """Return the files the form reads, by name, for a country *profile*."""
    find(questionnaire_id)
    return {"project.csv": project_csv(profile, modules, lists).encode("utf-8")}
