"""What the program ships: questionnaires as XLSForm workbooks, and the places to ask in."""

from __future__ import annotations

from fieldtool.questionnaires.catalogue import QUESTIONNAIRES, Questionnaire, media, workbook
from fieldtool.questionnaires.places import (
    Place,
    afghan_places,
    afghan_programme_places,
    italian_places,
)
from fieldtool.questionnaires.profiles import PROFILES, Profile, project_csv

__all__ = [
    "PROFILES",
    "QUESTIONNAIRES",
    "Place",
    "Profile",
    "Questionnaire",
    "afghan_places",
    "afghan_programme_places",
    "italian_places",
    "media",
    "project_csv",
    "workbook",
]
