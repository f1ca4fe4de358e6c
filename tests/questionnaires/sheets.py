"""Reads the shipped workbooks back, row by row, as a reviewer sees them."""

from __future__ import annotations

import io
from functools import cache

import openpyxl

from fieldtool.questionnaires import QUESTIONNAIRES, workbook

FA, PS, EN, IT = "دری (fa-AF)", "پښتو (ps)", "English (en)", "Italiano (it)"
LANGUAGES = (FA, PS, EN, IT)
MESSAGES = ("label", "hint", "required_message", "constraint_message")
ASKED = (
    *("select_one", "select_multiple", "select_one_from_file"),
    *("integer", "decimal", "text", "date", "image", "geopoint"),
)
BEGINS, ENDS = ("begin_group", "begin_repeat"), ("end_group", "end_repeat")
IDS = tuple(each.id for each in QUESTIONNAIRES)
# Those that ask one person about themselves.
PERSONAL = tuple(each.id for each in QUESTIONNAIRES if each.unit == "person")

Row = dict[str, str]


@cache
def book(questionnaire_id: str) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(workbook(questionnaire_id)[1]))


@cache
def rows(questionnaire_id: str, sheet: str) -> list[Row]:
    """Return the rows of a sheet by column name; an empty cell is an empty string."""
    header, *lines = book(questionnaire_id)[sheet].iter_rows(values_only=True)
    names = [str(cell) for cell in header]
    return [
        {name: "" if cell is None else str(cell) for name, cell in zip(names, line, strict=True)}
        for line in lines
    ]


def survey(questionnaire_id: str = "safety-perception") -> list[Row]:
    return rows(questionnaire_id, "survey")


def choices(questionnaire_id: str = "safety-perception") -> list[Row]:
    return rows(questionnaire_id, "choices")


def kind(row: Row) -> str:
    return row["type"].split(" ")[0]


def questions(questionnaire_id: str = "safety-perception") -> list[Row]:
    """Return the rows that somebody answers."""
    return [row for row in survey(questionnaire_id) if kind(row) in ASKED]


def of_respondents(questionnaire_id: str) -> list[Row]:
    """Return the questions that the interviewer does not answer."""
    return [row for row in questions(questionnaire_id) if row["who"] != "interviewer"]


def visible(questionnaire_id: str = "safety-perception") -> list[Row]:
    """Return the rows that somebody reads: questions, notes and the titles of pages."""
    return [row for row in survey(questionnaire_id) if kind(row) in (*ASKED, "note", *BEGINS)]


def texts(*languages: str, of: str = "safety-perception") -> list[tuple[str, str]]:
    """Return (place, text) of every text in *languages*: labels, hints, messages and choices."""
    found = [
        (f"{row['name']} {column}", row[f"{column}::{language}"])
        for row in survey(of)
        for column in MESSAGES
        for language in languages
    ]
    found += [
        (f"{row['list_name']} {row['name']}", row[f"label::{language}"])
        for row in choices(of)
        for language in languages
    ]
    return [(place, text) for place, text in found if text]
