"""How questions stand on paper: choices with their numbers, boxes, tables, rows."""

from __future__ import annotations

from fieldtool.forms import plain
from fieldtool.outputs.paper.sheet import Grid, Matrix, Repeat
from tests.forms.workshop import form
from tests.outputs.paper.test_instructions import asked, questions, sheet

SCALES = """
| survey |
|  | type | name | label::دری (fa-AF) | label::English (en) | constraint | choice_filter |
|  | select_one freq | theft | دزدی | Theft | | |
|  | select_one freq | fights | جنگ | Fights | | |
|  | select_one freq | drugs | مواد مخدر | Drugs | | |
|  | integer | women_15 | زنان ۱۵ تا ۱۷ ساله | Women aged 15 to 17 | . <= 500 | |
|  | integer | women_18 | زنان ۱۸ تا ۲۴ ساله | Women aged 18 to 24 | . <= 500 | |
|  | integer | men_15 | مردان ۱۵ تا ۱۷ ساله | Men aged 15 to 17 | . <= 500 | |
|  | integer | men_18 | مردان ۱۸ تا ۲۴ ساله | Men aged 18 to 24 | . <= 500 | |
|  | date | born | تولد | Born | | |
|  | select_one street | street | سرک | Street | | nahia = ${theft} |
|  | begin repeat | hazard | خطر | Hazard | | |
|  | text | note | چیست؟ | What is it? | | |
|  | end repeat | | | | | |
| choices |
|  | list_name | name | label::دری (fa-AF) | label::English (en) | nahia |
|  | freq | often | زیاد | Often | |
|  | freq | never | هیچ | Never | |
|  | freq | 98 | نمی‌دانم | Don't know | |
"""
FEW = """
|  | street | s1 | سرک یک | First street | often |
|  | street | s2 | سرک دو | Second street | never |
""".strip()
MANY = "\n".join(f"|  | street | s{n} | سرک {n} | Street {n} | often |" for n in range(40))


def test_scales_with_the_same_choices_stand_in_one_table() -> None:
    (section, _repeat) = sheet(form(SCALES + FEW), "fa-AF").sections
    (grid,) = [block for block in section.blocks if isinstance(block, Grid)]

    assert [one.number for one in grid.questions] == ["۱", "۲", "۳"]
    assert [one.typed for one in grid.choices] == ["۱", "۲", "۹۸"]


def test_counts_by_two_properties_stand_in_rows_and_columns() -> None:
    for language, columns, rows in (
        ("fa-AF", ("۱۵ تا ۱۷ ساله", "۱۸ تا ۲۴ ساله"), ("زنان", "مردان")),
        ("en", ("15 to 17", "18 to 24"), ("Women aged", "Men aged")),
    ):
        section = sheet(form(SCALES + FEW), language).sections[0]
        (matrix,) = [block for block in section.blocks if isinstance(block, Matrix)]

        assert tuple(plain(one.first) for one in matrix.columns) == columns
        assert tuple(plain(one.first) for one in matrix.rows) == rows
        assert [[one.boxes for one in row] for row in matrix.cells] == [[3, 3], [3, 3]]


def test_a_day_has_the_months_of_its_calendar_by_name() -> None:
    born = asked(sheet(form(SCALES + FEW), "fa-AF"))["born"]

    assert (born.calendar, born.parts) == ("solar", ("day", "month", "year"))
    assert (born.months[0], born.months[11]) == ("حمل", "حوت")


def test_choices_that_depend_on_an_answer_are_all_printed_and_said_to() -> None:
    street = asked(sheet(form(SCALES + FEW)))["street"]

    assert [plain(one.label.first) for one in street.choices] == ["First street", "Second street"]
    assert street.is_filtered


def test_of_a_long_list_the_code_is_written() -> None:
    street = asked(sheet(form(SCALES + MANY)))["street"]

    assert (street.kind, street.choices) == ("list", ())


def test_a_repeat_is_printed_as_often_as_wished_with_the_same_numbers() -> None:
    section = sheet(form(SCALES + FEW), "fa-AF", rows=4).sections[-1]
    (repeat,) = [block for block in section.blocks if isinstance(block, Repeat)]

    assert repeat.rows == ("۱", "۲", "۳", "۴")
    assert [one.number for one in questions(repeat.blocks)] == ["۱۰"]


def test_two_languages_stand_beside_each_other() -> None:
    made = form(SCALES + FEW)
    english = next(one for one in made.languages if one.tag == "en")
    born = asked(sheet(made, "fa-AF", second=english))["born"]

    assert (plain(born.label.first), plain(born.label.second)) == ("تولد", "Born")


def test_a_question_has_the_same_number_in_every_language() -> None:
    made = form(SCALES + MANY)
    first, second = asked(sheet(made, "fa-AF")), asked(sheet(made, "en"))

    assert list(first) == list(second)
    assert [int(one.number) for one in first.values()] == [int(x.number) for x in second.values()]
