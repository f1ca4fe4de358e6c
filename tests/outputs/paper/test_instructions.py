"""What a paper says about whom a question is asked of, and where to go on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from fieldtool.forms import Form, plain
from fieldtool.i18n.catalogues import catalogue
from fieldtool.outputs.paper.layout import Plan, lay_out
from fieldtool.outputs.paper.sheet import Block, Grid, Group, Matrix, Note, Question, Repeat, Sheet
from tests.forms.workshop import form

YES_NO = """
| choices |
|  | list_name | name | label::دری (fa-AF) | label::English (en) |
|  | yn | 1 | بلی | Yes |
|  | yn | 2 | نخیر | No |
|  | yn | 98 | نمی‌دانم | Don't know |
|  | why | a | تاریکی | Darkness |
|  | why | b | سگ‌ها | Dogs |
|  | why | 96 | دیگر | Other |
"""


def sheet(made: Form, language: str = "en", **wishes: object) -> Sheet:
    """Return what is printed of a form in one of its languages."""
    code = {"en": "en", "fa-AF": "fa_AF"}[language]
    tongue = next(one for one in made.languages if one.tag in (language, ""))
    plan = Plan(tongue, code, catalogue(code).gettext, "solar", **wishes)  # type: ignore[arg-type]
    return lay_out(made, plan)


def questions(blocks: tuple[Block, ...]) -> Iterator[Question]:
    """Iterate over the questions in *blocks*, those in tables and rows included."""
    for block in blocks:
        match block:
            case Question():
                yield block
            case Grid():
                yield from block.questions
            case Matrix():
                yield from (one for row in block.cells for one in row)
            case Group() | Repeat():
                yield from questions(block.blocks)


def asked(made: Sheet) -> dict[str, Question]:
    """Return the questions of a sheet by name."""
    found = [one for section in made.sections for one in questions(section.blocks)]
    return {one.path.rpartition("/")[2]: one for one in found}


def of(relevant: str, language: str = "en") -> str:
    """Return the instruction that a condition becomes, beside three questions it can speak of."""
    made = form(
        f"""
| survey |
|  | type | name | label::دری (fa-AF) | label::English (en) | relevant |
|  | select_one yn | lit | چراغ است؟ | Is there a light? | |
|  | integer | age | سن | Age | |
|  | select_multiple why | why | چرا؟ | Why? | |
|  | text | road | کدام سرک؟ | Which road? | {relevant} |
{YES_NO}
"""
    )
    return asked(sheet(made, language))["road"].only_if.translate({0x2068: None, 0x2069: None})


@pytest.mark.parametrize(
    ("relevant", "said"),
    [
        ("${lit} = '1'", "Ask only if the answer to question 1 is “Yes” (1)."),
        ("${lit} != 2", "Ask only if the answer to question 1 is not “No” (2)."),
        ("not(${lit} = '1')", "Ask only if the answer to question 1 is not “Yes” (1)."),
        (
            "${lit} = '1' or ${lit} = '98'",
            "Ask only if the answer to question 1 is “Yes” (1) or “Don't know” (98).",
        ),
        ("${age} >= 18", "Ask only if the answer to question 2 is 18 or more."),
        ("18 > ${age}", "Ask only if the answer to question 2 is less than 18."),
        ("not(${age} <= 17)", "Ask only if the answer to question 2 is more than 17."),
        ("${age} != ''", "Ask only if question 2 was answered."),
        ("${age} = ''", "Ask only if question 2 has no answer."),
        ("selected(${why}, 'b')", "Ask only if “Dogs” (2) is among the answers to question 3."),
        (
            "${why} != '' and not(selected(${why}, '96') or selected(${why}, 'a'))",
            (
                "Ask only if question 3 was answered, and none of these is among the answers to "
                "question 3: “Other” (96) or “Darkness” (1)."
            ),
        ),
        (
            "${age} < 18 and (${lit} = '1' or selected(${why}, 'b'))",
            (
                "Ask only if the answer to question 2 is less than 18, and (the answer to question "
                "1 is “Yes” (1), or “Dogs” (2) is among the answers to question 3)."
            ),
        ),
        (
            "if(${age} < 18, '1', '0') = '1'",
            "Ask only if the answer to question 2 is less than 18.",
        ),
        ("true()", ""),
    ],
)
def test_a_condition_is_said_in_words(relevant: str, said: str) -> None:
    assert of(relevant) == said


@pytest.mark.parametrize(
    "relevant",
    [
        "string-length(${road2}) > 3 and ${age} * 2 > 30",
        "count-selected(${why}) > 1",
        "regex(${age}, '^1')",
        "contains(${why}, 'a') or pulldata('x', 'y', 'z', ${age}) = 'q'",
    ],
)
def test_what_has_no_words_names_the_questions_and_never_shows_a_formula(relevant: str) -> None:
    said = of(relevant.replace("${road2}", "${why}"))

    assert said.startswith("Ask only if it fits what was answered to ")
    assert "(Why?)" in said or "(Age)" in said
    assert not any(sign in said for sign in "/$<>*'=")


def test_the_words_are_those_of_the_paper_with_its_digits() -> None:
    assert of("${lit} = '1'", "fa-AF") == "تنها اگر جواب سؤال ۱ «بلی» (۱) باشد، بپرسید."


BRANCHES = f"""
| survey |
|  | type | name | label::دری (fa-AF) | label::English (en) | relevant | calculation |
|  | select_one yn | stolen | دزدی شد؟ | Stolen? | | |
|  | calculate | lately_counts | | | | if(${{stolen}} = '1', 'yes', 'no') |
|  | select_one yn | lately | تازه؟ | Lately? | ${{lately_counts}} = 'yes' | |
|  | text | where | کجا؟ | Where? | ${{lately}} = '1' | |
|  | text | when | چه وقت؟ | When? | ${{lately}} = '1' | |
|  | select_one yn | told | گفتید؟ | Told? | | |
|  | note | thanks | تشکر | Thanks | ${{told}} = '2' | |
{YES_NO}
"""


def test_an_answer_after_which_questions_are_passed_over_says_where_to_go_on() -> None:
    found = asked(sheet(form(BRANCHES)))

    assert [one.go_to for one in found["stolen"].choices] == ["", "go to 5", "go to 5"]
    assert [one.go_to for one in found["lately"].choices] == ["", "go to 5", "go to 5"]
    assert [one.go_to for one in found["told"].choices] == ["go to the end", "", "go to the end"]


def test_a_calculated_value_is_said_by_what_it_is_made_of() -> None:
    found = asked(sheet(form(BRANCHES)))

    assert "the answer to question 1 is" in found["lately"].only_if


def test_neighbours_that_are_asked_of_the_same_people_say_so_once() -> None:
    (section,) = sheet(form(BRANCHES)).sections
    (group,) = [block for block in section.blocks if isinstance(block, Group)]

    assert "question 2" in group.only_if
    assert [one.number for one in questions(group.blocks)] == ["3", "4"]
    assert [one.only_if for one in questions(group.blocks)] == ["", ""]


SWITCHED = """
| survey |
|  | type | name | label | relevant | calculation |
|  | csv-external | project | | | |
|  | calculate | police | | | instance('project')/root/item[name='police']/value |
|  | integer | first | نخست | | |
|  | integer | trust | به پولیس | ${police} = '1' | |
|  | integer | last | آخر | ${trust} != '' or ${first} > 3 | |
"""


@pytest.mark.parametrize(("on", "numbers"), [("1", ["1", "2", "3"]), ("0", ["1", "2"])])
def test_what_the_project_switched_off_is_not_printed_and_not_spoken_of(
    on: str, numbers: list[str]
) -> None:
    files = {"project.csv": f"name,value\npolice,{on}\n".encode()}
    found = asked(sheet(form(SWITCHED, files)))

    assert [one.number for one in found.values()] == numbers
    assert ("question 2 was answered" in found["last"].only_if) == (on == "1")


def test_a_text_speaks_of_an_earlier_answer_by_its_number() -> None:
    made = form(
        """
| survey |
|  | type | name | label |
|  | integer | women | زنان |
|  | note | sum | زنان: ${women} |
"""
    )
    (section,) = sheet(made, "fa-AF").sections
    (note,) = [block for block in section.blocks if isinstance(block, Note)]

    assert plain(note.label.first) == "زنان: (جواب سؤال ۱)"
