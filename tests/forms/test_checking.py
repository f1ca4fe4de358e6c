"""What a check of a form finds, with the place in the workbook."""

from __future__ import annotations

from textwrap import dedent

import pytest

from fieldtool.forms.checking import Report, check_form
from fieldtool.problems import Code
from fieldtool.questionnaires import PROFILES, QUESTIONNAIRES, media, workbook

BOTH = """
| survey |
|  | type | name | label::دری (fa-AF) | label::پښتو (ps) | hint::دری (fa-AF) | image |
|  | text | قریه | قریه | کلی | نام رسمی | |
|  | text | ولسوالی | ولسوالی | | | map.png |
"""


def check(markdown: str, **files: bytes) -> Report:
    """Return what is found in a form of markdown tables."""
    attached = {name.replace("_", "."): content for name, content in files.items()}
    return check_form("form.md", dedent(markdown).strip().encode(), attached)


def found(report: Report, code: Code) -> list[tuple[str, int, str, str]]:
    """Return sheet, row, column and question of every finding of one kind."""
    return [
        (each.sheet, each.row, each.column, each.question)
        for each in report.findings
        if each.problem.code is code
    ]


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("questionnaire", QUESTIONNAIRES, ids=lambda each: each.id)
def test_nothing_is_found_in_a_shipped_questionnaire(questionnaire, profile) -> None:  # type: ignore[no-untyped-def]
    name, content = workbook(questionnaire.id)

    report = check_form(name, content, media(questionnaire.id, profile))

    assert [each.problem.sentence() for each in report.findings] == []
    assert report.form is not None


def test_a_missing_translation_is_told_with_its_row_and_column() -> None:
    report = check(BOTH, map_png=b"")

    assert found(report, Code.TRANSLATION_MISSING) == [("survey", 3, "label::پښتو (ps)", "ولسوالی")]


def test_a_column_that_a_language_lacks_is_told_once() -> None:
    report = check(BOTH, map_png=b"")

    assert found(report, Code.TRANSLATIONS_MISSING) == [("survey", 1, "hint::پښتو (ps)", "")]


def test_a_column_without_a_language_beside_others_is_told() -> None:
    assert found(check(BOTH, map_png=b""), Code.LANGUAGE_NOT_NAMED) == [("survey", 1, "image", "")]


def test_a_form_in_one_unnamed_language_lacks_no_translation() -> None:
    report = check("""
        | survey |
        |  | type | name | label | hint |
        |  | text | village | Village | Its usual name |
    """)

    assert report.findings == ()


def test_choices_are_looked_at_like_questions() -> None:
    report = check("""
        | survey |
        |  | type | name | label::English (en) | label::Italiano (it) |
        |  | select_one yn | light | Is there light? | C’è luce? |
        | choices |
        |  | list_name | name | label::English (en) | label::Italiano (it) |
        |  | yn | 1 | Yes | Sì |
        |  | yn | 2 | No | |
    """)

    assert found(report, Code.TRANSLATION_MISSING) == [("choices", 3, "label::Italiano (it)", "")]


def test_a_picture_that_is_named_and_not_there_is_told() -> None:
    assert found(check(BOTH), Code.FILE_NOT_WITH_FORM) == [("survey", 3, "image", "")]
    assert found(check(BOTH, map_png=b""), Code.FILE_NOT_WITH_FORM) == []


def test_a_list_that_is_not_there_stops_the_form() -> None:
    report = check("""
        | survey |
        |  | type | name | label |
        |  | select_one_from_file places.csv | place | Where? |
    """)

    assert [each.row for each in report.errors] == [2]
    assert report.errors[0].problem.values["file"] == "places.csv"


def test_what_pyxform_refuses_has_its_row_and_what_else_is_wrong_is_told_too() -> None:
    report = check("""
        | survey |
        |  | type | name | label::English (en) | label::Italiano (it) | relevant |
        |  | text | road | Road | | ${nowhere} = 1 |
    """)

    assert [(each.sheet, each.row) for each in report.errors] == [("survey", 2)]
    assert found(report, Code.TRANSLATION_MISSING) == [
        ("survey", 2, "label::Italiano (it)", "road")
    ]


def test_what_the_engine_refuses_has_its_row_and_column() -> None:
    report = check("""
        | survey |
        |  | type | name | label | relevance |
        |  | text | road | Road | nosuch(1) |
        |  | text | lane | Lane | 1 + |
    """)

    assert found(report, Code.FUNCTION_UNKNOWN) == [("survey", 2, "relevance", "road")]
    assert found(report, Code.EXPRESSION_NOT_VALID) == [("survey", 3, "relevance", "lane")]


def test_questions_in_a_circle_are_told_at_the_first_of_them() -> None:
    report = check("""
        | survey |
        |  | type | name | label | calculation |
        |  | note | n | N | |
        |  | calculate | a | | ${b} + 1 |
        |  | calculate | b | | ${a} + 1 |
    """)

    assert [each.row for each in report.errors] == [3]


def test_pyxforms_doubt_about_a_tag_with_a_region_is_not_passed_on() -> None:
    report = check("""
        | survey |
        |  | type | name | label::دری (fa-AF) | label::Klingonish (zzz-QQ) |
        |  | text | road | سرک | Road |
    """)
    said = [str(each.problem.values["reason"]) for each in report.warnings]

    assert len(said) == 1
    assert "zzz-QQ" in said[0]
    assert "fa-AF" not in said[0]


def test_a_form_that_comes_as_xml_is_checked_too() -> None:
    made = check(BOTH).xform

    report = check_form("form.xml", made.encode())

    assert [each.question for each in report.warnings if each.question] != []
    assert report.errors == ()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("form.xlsx", b"no workbook"),
        ("form.xls", b""),
        ("form.pdf", b"%PDF"),
        ("form.xml", b"<!DOCTYPE a [<!ENTITY b 'bomb'>]><a>&b;</a>"),
        ("form.xml", b"<a>" * 5000),
        ("form.md", b"\xff\xfe"),
    ],
)
def test_what_is_no_form_is_one_finding_and_no_crash(name: str, content: bytes) -> None:
    report = check_form(name, content)

    assert len(report.errors) == 1
    assert report.form is None
    assert name in report.errors[0].problem.sentence()
