"""Answers are written with the digits 0 to 9; whoever types others brings them over first."""

from __future__ import annotations

import pytest

from fieldtool.forms import Output
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


INSERTED = """
    | survey | | | | | |
    | | type | name | label::دری (fa-AF) | label::English (en) | calculation |
    | | integer | adults | چند نفر؟ | How many? | |
    | | decimal | hours | چند ساعت؟ | Hours? | |
    | | text | phone | شماره | Number | |
    | | barcode | card | کارت | Card | |
    | | select_one street | street | سرک | Street | |
    | | text | again | بازهم | Again | ${adults} |
    | | calculate | total | | | ${adults} + 1 |
    | | calculate | written | | | concat(${adults}, '') |
    | | calculate | called | | | concat(${phone}, '') |
    | | calculate | either | | | if(${street} = '1', ${adults}, ${total}) |
    | | calculate | chosen | | | if(${adults} > 1, ${street}, '') |
    | | calculate | code | | | concat('00', ${adults}) |
    | | calculate | year | | | format-date(today(), '%Y') |
    | | calculate | many | | | concat(${total}, ' of ', ${adults}) |
    | | calculate | once | | | once(round(${hours})) |
    | | calculate | odd | | | number(${phone}) div 0 |
    | | calculate | place | | | pulldata('places', 'code', 'name', 'a') |
    | | dateTime | set | وقت | When | |
{notes}
    | choices | | | | |
    | | list_name | name | label::دری (fa-AF) | label::English (en) |
    | | street | 1 | یک | One |
"""
SHOWN = {
    "adults": ("34", True),
    "hours": ("2.5", True),
    "again": ("34", True),
    "total": ("35", True),
    "written": ("34", True),
    "either": ("34", True),
    "year": ("2026", True),
    "once": ("3", True),
    "phone": ("799123456", False),
    "card": ("12", False),
    "street": ("1", False),
    "called": ("799123456", False),
    "chosen": ("1", False),
    "code": ("0034", False),
    "many": ("35 of 34", False),
    "odd": ("Infinity", False),
    "place": ("7", False),
}
NOTES = "".join(f"    | | note | told_{name} | ${{{name}}} | ${{{name}}} | |\n" for name in SHOWN)
ANSWERS = {"adults": "34", "hours": "2.5", "phone": "799123456", "card": "12", "street": "1"}


def test_a_number_in_a_sentence_is_told_from_a_code() -> None:
    form = INSERTED.replace("{notes}\n", NOTES)
    interview = workshop.interview(form, files={"places.csv": b"name,code\na,7\n"})
    for path, text in ANSWERS.items():
        interview.answer(path, text)
    interview.set_language("English (en)")
    labels = {name: interview.state(f"told_{name}").label for name in SHOWN}

    assert labels == {name: (Output(*shown, "en"),) for name, shown in SHOWN.items()}


def test_a_hidden_value_that_an_action_sets_from_numbers_is_one_in_a_sentence() -> None:
    interview = workshop.interview(
        """
        | survey | | | | | |
        | | type | name | label | calculation | trigger |
        | | integer | adults | چند نفر؟ | | |
        | | text | phone | شماره | | |
        | | calculate | both | | concat(${adults}, ${adults}) | ${adults} |
        | | calculate | called | | concat(${phone}, '') | ${adults} |
        | | note | told | ${both} ${called} | | |
        """
    )
    assert interview.state("told").label == (Output(""), " ", Output(""))
    interview.answer("phone", "799")
    interview.answer("adults", "34")

    assert interview.state("told").label == (Output("3434", is_number=True), " ", Output("799"))
