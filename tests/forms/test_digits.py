"""Answers are written with the digits 0 to 9; whoever types others brings them over first."""

from __future__ import annotations

import pytest

from fieldtool.problems import Problems
from tests.forms import workshop

FORM = """
    | survey | | | |
    | | type | name | label |
    | | integer | adults | چند نفر؟ |
    | | decimal | hours | چند ساعت؟ |
    | | date | since | از کی؟ |
    | | time | at | چه وقت؟ |
    | | dateTime | when | کِی؟ |
    | | geopoint | where | کجا؟ |
"""


@pytest.mark.parametrize(
    ("name", "native", "ascii_"),
    [
        ("adults", "۳۴", "34"),
        ("adults", "٣٤", "34"),
        ("hours", "۲.۵", "2.5"),
        ("since", "۲۰۲۶-۱۱-۲۲", "2026-11-22"),
        ("at", "۰۸:۳۰", "08:30"),
        ("when", "۲۰۲۶-۱۱-۲۲T۰۸:۳۰:۰۰.۰۰۰+۰۴:۳۰", "2026-11-22T08:30:00.000+04:30"),
        ("where", "۳۴.۳ ۶۲.۲", "34.3 62.2"),
    ],
)
def test_other_digits_are_kept_and_are_no_answer_of_the_type(
    name: str, native: str, ascii_: str
) -> None:
    interview = workshop.interview(FORM)
    interview.answer(name, native)
    state = interview.state(name)

    assert state.value == native
    assert state.violation is not None
    assert state.violation.kind == "type"
    interview.answer(name, ascii_)
    assert interview.state(name).violation is None


def test_a_number_in_other_digits_is_no_number_of_an_expression() -> None:
    interview = workshop.interview(FORM)

    assert interview.evaluate("number('۳۴')") == "NaN"
    with pytest.raises(Problems):
        workshop.form(
            """
            | survey | | | | |
            | | type | name | label | relevant |
            | | integer | age | عمر | |
            | | note | old | مسن | ${age} > ۶۵ |
            """
        )
