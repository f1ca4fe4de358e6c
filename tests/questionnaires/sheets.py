"""Reads the shipped workbooks back, row by row, as a reviewer sees them."""

from __future__ import annotations

import io
from functools import cache

import openpyxl

from fieldtool.questionnaires import workbook

FA, PS, EN, IT = "دری (fa-AF)", "پښتو (ps)", "English (en)", "Italiano (it)"
LANGUAGES = (FA, PS, EN, IT)
MESSAGES = ("label", "hint", "required_message", "constraint_message")
ASKED = ("select_one", "select_multiple", "integer", "text")

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


def survey() -> list[Row]:
    return rows("safety-perception", "survey")


def choices() -> list[Row]:
    return rows("safety-perception", "choices")


def kind(row: Row) -> str:
    return row["type"].split(" ")[0]


def questions() -> list[Row]:
    """Return the rows that somebody answers."""
    return [row for row in survey() if kind(row) in ASKED]


def visible() -> list[Row]:
    """Return the rows that somebody reads: questions, notes and the titles of pages."""
    return [row for row in survey() if kind(row) in (*ASKED, "note", "begin_group")]


def texts(*languages: str) -> list[tuple[str, str]]:
    """Return (place, text) of every text in *languages*: labels, hints, messages and choices."""
    found = [
        (f"{row['name']} {column}", row[f"{column}::{language}"])
        for row in survey()
        for column in MESSAGES
        for language in languages
    ]
    found += [
        (f"{row['list_name']} {row['name']}", row[f"label::{language}"])
        for row in choices()
        for language in languages
    ]
    return [(place, text) for place, text in found if text]
