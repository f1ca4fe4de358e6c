"""Forms that ask for too much: time and memory stay bounded, and a sentence says why."""

from __future__ import annotations

import io
import zipfile

import pytest

from fieldtool.forms import Interview, convert_workbook
from fieldtool.forms.instance import world
from fieldtool.forms.xpath.functions.patterns import whole_match
from fieldtool.problems import Code, Problem, Problems
from tests.forms.workshop import form, interview

PLAIN = """
| survey |
| | type | name | label |
| | text | name | نام |
| | begin_repeat | member | عضو |
| | text | nick | لقب |
| | end_repeat | | |
"""


@pytest.fixture(scope="module")
def filled() -> Interview:
    return interview(PLAIN)


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("(a|a)*b", "a" * 60, False),
        ("(a+)+", "a" * 400 + "!", False),
        ("(.*)*x", "a" * 3000, False),
        ("(x+x+)+y", "x" * 3000, False),
        (".*a.*b.*c.*d.*e.*f.*g", "a" * 3000, False),
        ("((a{1000}){1000}){1000}", "a" * 100, False),
        ("((((a{0,99}){0,99}){0,99}){0,99}){0,99}b", "a" * 500, False),
        (r"[A-Za-z]+( [A-Za-z]+)*", "gul agha " * 60 + "x", True),
        (r"(\p{InArabic}+\s?)+", "گل آغا " * 40, True),
        (r"(?=.*[A-Z])([a-z]+)+X", "a" * 50 + "X", True),
        (r"(?i)(سلام|salam|\bqala\B)+(?<!x)", "SALAMسلام" * 20, True),
        (r"\Q1.5*\E([^\d\s]|_)*$", "1.5*" + "ab_" * 40, True),
    ],
)
def test_a_pattern_with_endless_ways_is_decided_all_the_same(
    pattern: str, text: str, expected: bool
) -> None:
    assert whole_match(pattern, text) is expected


def test_a_pattern_that_remembers_and_has_endless_ways_is_refused() -> None:
    with pytest.raises(Problem) as caught:
        whole_match(r"(\w+)+\1", "a" * 40)

    assert "too long" in caught.value.sentence()


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("date(-1999999)", ""),
        ("format-date(9999999999, '%Y')", ""),
        ("date('0001-01-01T00:00:00+14:00')", "0001-01-01"),
        ("date-time('9999-12-31T23:59:00-12:00')", "9999-12-31T23:59:00.000-12:00"),
        ("selected-at('a b', 1 div 0)", ""),
        ("indexed-repeat(/data/member/nick, /data/member, 1 div 0)", ""),
        ("exp10(1000)", "Infinity"),
        ("pow(10, 400) - pow(10, 400)", "NaN"),
        ("round(12345678901234567890, 2)", "12345678901234567000"),
        ("string-length(round(pow(10, 308), -300))", "309"),
        ("string-length(uuid(-5))", "0"),
    ],
)
def test_numbers_and_days_beyond_all_measure_have_a_value(
    filled: Interview, expression: str, expected: str
) -> None:
    assert filled.evaluate(expression) == expected


@pytest.mark.parametrize(
    "expression",
    ["uuid(1 div 0)", "uuid(100000000)", "extract-signed('a', 'b')", "intersects('x')"],
)
def test_what_cannot_be_worked_out_is_a_problem(filled: Interview, expression: str) -> None:
    with pytest.raises(Problem) as caught:
        filled.evaluate(expression)

    assert caught.value.code is Code.EVALUATION_FAILED


@pytest.mark.parametrize(
    ("line", "crosses"),
    [
        ("0 0; 2 2; 2 0; 0 2", True),
        ("0 0; 0 2; 2 2; 2 0; 0 0", False),
        ("0 0; 2 2; 0 2; 2 0; 0 0", True),
        ("0 0; 0 1", False),
        ("", False),
    ],
)
def test_a_line_that_crosses_itself_is_noticed(filled: Interview, line: str, crosses: bool) -> None:
    assert filled.evaluate(f"intersects('{line}')") == str(crosses).lower()


def test_texts_that_double_each_other_end_before_the_memory_does() -> None:
    lines = [
        f"| | calculate | t{i} | | concat(${{t{i - 1}}}, ${{t{i - 1}}}) |" for i in range(1, 60)
    ]
    made = interview(
        "| survey |\n| | type | name | label | calculation |\n| | text | t0 | متن | |\n"
        + "\n".join(lines)
    )

    made.answer("t0", "دراز " * 100)

    assert max(len(state.value) for state in made.states()) <= 1_000_000
    (failure,) = made.failures
    assert failure.code is Code.QUESTION_NOT_WORKED_OUT
    assert failure.values["question"] == "t11"
    assert "concat" in failure.sentence()


def test_more_rows_than_anybody_could_fill_in_are_not_made() -> None:
    made = interview(
        """
        | survey |
        | | type         | name  | label | repeat_count |
        | | integer      | size  | تعداد |              |
        | | begin_repeat | outer | بیرون | ${size}      |
        | | begin_repeat | inner | درون  | ${size}      |
        | | text         | said  | گفته  |              |
        | | end_repeat   |       |       |              |
        | | end_repeat   |       |       |              |
        """
    )

    made.answer("size", "1000000000")

    assert sum(state.kind == "row" for state in made.states()) == 10_000
    assert made.failures[0].code is Code.ROWS_TOO_MANY
    assert made.failures[0].values == {"repeat": "outer", "wanted": "1000000000", "most": 2_000}


def test_a_form_that_asks_for_one_more_row_each_time_ends_at_the_most_that_there_can_be() -> None:
    made = interview(
        """
        | survey |
        | | type         | name   | label | calculation            | repeat_count |
        | | calculate    | wanted |       | count(${member}) + 1   |              |
        | | begin_repeat | member | عضو   |                        | ${wanted}    |
        | | calculate    | place  |       | position(..)           |              |
        | | calculate    | after  |       | ${place} + 1           |              |
        | | end_repeat   |        |       |                        |              |
        """
    )

    rows = made.state("member").rows
    assert len(rows) == 2_000
    assert made.state(f"{rows[-1]}/after").value == "2001"
    assert [each.code for each in made.failures] == [Code.ROWS_TOO_MANY]


def test_questions_that_change_each_other_without_end_are_left_and_named() -> None:
    made = interview(
        """
        | survey |
        | | type    | name | label | calculation | trigger |
        | | integer | one  | یک    | ${two} + 1  | ${two}  |
        | | integer | two  | دو    | ${one} + 1  | ${one}  |
        """
    )

    made.answer("one", "1")

    (failure,) = made.failures
    assert failure.code is Code.QUESTION_NOT_SETTLED
    assert failure.values["question"] in ("one", "two")


def test_a_large_interview_may_take_more_steps_than_a_small_one() -> None:
    calculations = "\n".join(
        f"| | calculate | c{number} | | ${{size}} + {number} | |" for number in range(15)
    )
    made = interview(
        f"""
| survey |
| | type | name | label | calculation | repeat_count |
| | integer | size | تعداد | | |
| | begin_repeat | member | عضو | | ${{size}} |
{calculations}
| | end_repeat | | | | |
"""
    )

    made.answer("size", "2000")

    rows = made.state("member").rows
    assert made.state(f"{rows[-1]}/c14").value == "2014"
    assert made.failures == ()


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("regex(., '[')", "regex"),
        ("digest(., 'MD6') = ''", "MD6"),
        ("digest(., 'MD5', 'x')", "hex"),
    ],
)
def test_a_text_that_a_function_cannot_use_is_told_when_the_form_is_made(
    expression: str, said: str
) -> None:
    with pytest.raises(Problems) as caught:
        form(
            f"""
            | survey |
            | | type | name | label | constraint |
            | | text | code | کد | {expression} |
            """
        )

    (problem,) = caught.value.problems
    assert said in problem.sentence()
    assert problem.values["place"] == "code (constraint)"


def test_a_workbook_that_unpacks_without_end_is_refused() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bomb:
        for number in range(8):
            bomb.writestr(f"xl/worksheets/sheet{number}.xml", b" " * 20_000_000)

    with pytest.raises(Problems) as caught:
        convert_workbook("سروی.xlsx", packed.getvalue())

    assert caught.value.problems[0].code is Code.WORKBOOK_NOT_READABLE


def test_lists_that_are_looked_through_in_lists_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(world, "MAX_NODES", 100_000)
    inner = "instance('v')//item"
    walk = interview(
        f"""
        | survey |
        | | type | name | label | calculation |
        | | csv-external | v | | |
        | | text | name | نام | |
        | | calculate | found | | count({inner}[count({inner}[count({inner}) > 1]) > 1]) |
        | | calculate | fine | | count({inner}[name = 'q7']) |
        """,
        files={"v.csv": "\n".join(["name", *(f"q{number}" for number in range(400))]).encode()},
    )

    (failure,) = walk.failures
    assert (failure.values["question"], walk.state("found").value) == ("found", "")
    assert "lists in lists" in failure.sentence()
    assert walk.state("fine").value == "1"


def test_a_workbook_with_more_cells_than_can_be_read_is_refused_before_it_is_read() -> None:
    row = b"<row>" + b"<c><v>1</v></c>" * 1000 + b"</row>"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/worksheets/sheet1.xml", row * 601)

    with pytest.raises(Problems) as caught:
        convert_workbook("سروی.xlsx", packed.getvalue())

    (problem,) = caught.value.problems
    assert problem.code is Code.WORKBOOK_TOO_LARGE
    assert problem.values == {"file": "سروی.xlsx", "cells": 601_000, "most": 600_000}
