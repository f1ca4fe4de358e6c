"""Filling a form: what an answer makes relevant, calculates, allows and says."""

from __future__ import annotations

import json

import pytest

from fieldtool.forms import Interview, Output, form_from_tree, form_to_tree, plain
from fieldtool.problems import Code, Problem, Problems
from tests.forms import workshop

HOUSE = """
| survey  |                    |          |                  |                    |          |                  |            |                      |             |
|         | type               | name     | label::دری (fa-AF) | label::English (en) | required | required_message::دری (fa-AF) | relevant   | constraint           | calculation |
|         | begin_group        | person   | دربارهٔ شما       | About you          |          |                  |            |                      |             |
|         | integer            | age      | عمر شما چند سال است؟ | How old are you?   | yes      | عمر را بنویسید   |            | . >= 18 and . <= 97  |             |
|         | select_one yes_no  | works    | آیا کار می‌کنید؟   | Do you work?       |          |                  | ${age} >= 18 |                    |             |
|         | text               | job      | چه کار می‌کنید؟    | What do you do?    |          |                  | ${works} = 'yes' |                |             |
|         | end_group          |          |                  |                    |          |                  |            |                      |             |
|         | calculate          | months   |                  |                    |          |                  |            |                      | ${age} * 12 |
|         | calculate          | decades  |                  |                    |          |                  |            |                      | int(${months} div 120) |
|         | note               | said     | شما ${age} ساله هستید. | You are ${age}. |          |                  |            |                      |             |
| choices |                    |          |                  |                    |
|         | list_name          | name     | label::دری (fa-AF) | label::English (en) |
|         | yes_no             | yes      | بلی              | Yes                |
|         | yes_no             | no       | نخیر             | No                 |
| settings |                   |                  |
|          | form_id           | default_language |
|          | house             | دری (fa-AF)      |
"""


def test_a_question_becomes_relevant_when_what_it_depends_on_is_answered() -> None:
    interview = workshop.interview(HOUSE)
    assert not interview.state("person/works").relevant

    changes = interview.answer("person/age", "33")

    assert "person/works" in changes.relevant
    assert interview.state("person/works").relevant
    assert not interview.state("person/job").relevant


def test_calculations_follow_each_other_in_their_order() -> None:
    interview = workshop.interview(HOUSE)

    changes = interview.answer("person/age", "33")

    assert interview.state("months").value == "396"
    assert interview.state("decades").value == "3"
    assert {"months", "decades"} <= set(changes.values)


def test_a_question_hidden_after_being_answered_is_kept_in_the_draft_and_not_given_out() -> None:
    interview = workshop.interview(HOUSE)
    interview.answer("person/age", "33")
    interview.answer("person/works", "yes")
    interview.answer("person/job", "نانوا")

    interview.answer("person/works", "no")

    assert "person/job" not in interview.answers()
    assert interview.answers(everything=True)["person/job"] == "نانوا"
    interview.answer("person/works", "yes")
    assert interview.answers()["person/job"] == "نانوا"


def test_a_blank_answer_breaks_no_constraint_but_is_missed_where_it_is_required() -> None:
    interview = workshop.interview(HOUSE)

    violation = interview.state("person/age").violation

    assert violation is not None
    assert violation.kind == "required"
    assert plain(violation.message) == "عمر را بنویسید"


@pytest.mark.parametrize(
    ("age", "kind"), [("17", "constraint"), ("98", "constraint"), ("سی", "type")]
)
def test_an_answer_that_is_not_allowed_is_kept_and_told(age: str, kind: str) -> None:
    interview = workshop.interview(HOUSE)

    interview.answer("person/age", age)

    state = interview.state("person/age")
    assert state.value == age
    assert state.violation is not None
    assert state.violation.kind == kind
    assert [violation.path for violation in interview.validate()] == ["person/age"]


def test_a_label_repeats_an_answer_as_a_part_of_its_own() -> None:
    interview = workshop.interview(HOUSE)

    interview.answer("person/age", "33")

    age = Output("33", is_number=True, tag="fa-AF")
    assert interview.state("said").label == ("شما ", age, " ساله هستید.")


def test_the_language_changes_labels_and_choices_and_loses_nothing() -> None:
    interview = workshop.interview(HOUSE)
    interview.answer("person/age", "33")

    interview.set_language("English (en)")

    assert plain(interview.state("person/works").label) == "Do you work?"
    assert [plain(choice.label) for choice in interview.state("person/works").choices] == [
        "Yes",
        "No",
    ]
    assert interview.state("person/age").value == "33"


def test_directions_of_languages_are_known() -> None:
    languages = workshop.form(HOUSE).languages

    assert {(one.tag, one.direction) for one in languages} == {("fa-AF", "rtl"), ("en", "ltr")}


def test_pages_follow_the_groups_of_the_form() -> None:
    interview = workshop.interview(HOUSE)

    pages = interview.pages()

    assert plain(pages[0].label) == "دربارهٔ شما"
    assert pages[0].items == ("person/age", "person/works", "person/job")


def test_a_draft_is_restored_as_it_was() -> None:
    interview = workshop.interview(HOUSE)
    interview.answer("person/age", "33")
    interview.answer("person/works", "yes")
    interview.answer("person/job", "نانوا")

    again = workshop.interview(HOUSE, interview.answers(everything=True))

    assert again.answers() == interview.answers()
    assert again.validate() == interview.validate()


def test_a_preset_fills_a_blank_and_a_path_that_is_not_there_does_no_harm() -> None:
    interview = workshop.interview(HOUSE, presets={"person/age": "40", "visit/site": "AF3201"})

    assert interview.state("person/age").value == "40"
    assert "visit/site" not in interview.answers()


def test_an_unknown_question_is_a_problem_that_names_it() -> None:
    with pytest.raises(Problem) as caught:
        workshop.interview(HOUSE).answer("person/shoe", "42")

    assert caught.value.code is Code.ANSWER_PATH_UNKNOWN
    assert "person/shoe" in caught.value.sentence()


def test_a_compiled_form_comes_back_from_its_tree() -> None:
    form = workshop.form(HOUSE)

    again = form_from_tree(json.loads(json.dumps(form_to_tree(form))))

    walked, fresh = workshop.interview(again), workshop.interview(form)
    for interview in (walked, fresh):
        interview.answer("person/age", "33")
        interview.answer("person/works", "yes")
    assert again.hash == form.hash
    assert walked.answers() == fresh.answers()
    assert walked.state("person/job") == fresh.state("person/job")


def test_choices_are_filtered_by_an_answer_and_a_choice_that_went_is_no_longer_given() -> None:
    interview = workshop.interview(
        """
        | survey  |                     |          |          |                        |
        |         | type                | name     | label    | choice_filter          |
        |         | select_one province | province | ولایت    |                        |
        |         | select_one city     | city     | شهر      | province = ${province} |
        | choices |           |        |               |          |
        |         | list_name | name   | label         | province |
        |         | province  | herat  | هرات          |          |
        |         | province  | balkh  | بلخ           |          |
        |         | city      | herat  | شهر هرات      | herat    |
        |         | city      | mazar  | مزار شریف     | balkh    |
        """
    )
    interview.answer("province", "herat")
    interview.answer("city", "herat")
    assert [choice.value for choice in interview.state("city").choices] == ["herat"]

    interview.answer("province", "balkh")

    assert [choice.value for choice in interview.state("city").choices] == ["mazar"]
    assert interview.answers()["city"] == ""


def test_several_choices_are_kept_in_the_order_of_the_list() -> None:
    interview = workshop.interview(
        """
        | survey  |                     |      |        |
        |         | type                | name | label  |
        |         | select_multiple why | why  | چرا؟   |
        | choices |           |       |         |
        |         | list_name | name  | label   |
        |         | why       | dark  | تاریکی  |
        |         | why       | dogs  | سگ‌ها    |
        |         | why       | other | دیگر    |
        """
    )

    interview.answer("why", "other dark")

    assert interview.answers()["why"] == "dark other"


def test_a_file_beside_the_form_is_read() -> None:
    interview = workshop.interview(
        """
        | survey |              |         |       |                                                          |
        |        | type         | name    | label | calculation                                              |
        |        | csv-external | project |       |                                                          |
        |        | calculate    | profile |       | instance('project')/root/item[name='profile']/value      |
        |        | note         | n       | یاد   |                                                          |
        """,
        files={"project.csv": b"name,value\nprofile,afghanistan\n"},
    )

    assert interview.state("profile").value == "afghanistan"


def test_questions_that_depend_on_each_other_are_refused_by_name() -> None:
    with pytest.raises(Problems) as caught:
        workshop.form(
            """
            | survey |           |       |       |             |
            |        | type      | name  | label | calculation |
            |        | calculate | first |       | ${second} + 1 |
            |        | calculate | second |      | ${first} + 1 |
            |        | note      | n     | یاد   |             |
            """
        )

    said = " ".join(problem.sentence() for problem in caught.value.problems)
    assert "first" in said
    assert "second" in said


def test_rows_of_a_repeat_keep_their_ids_and_can_be_summed() -> None:
    interview = workshop.interview(
        """
        | survey |              |        |        |                  |
        |        | type         | name   | label  | calculation      |
        |        | begin_repeat | hazard | خطر    |                  |
        |        | integer      | lamps  | چراغ   |                  |
        |        | end_repeat   |        |        |                  |
        |        | calculate    | all    |        | sum(${lamps})    |
        """
    )
    first = interview.state("hazard").rows[0]
    second, _changes = interview.add_row("hazard")
    interview.answer(f"{first}/lamps", "2")
    interview.answer(f"{second}/lamps", "3")
    assert interview.state("all").value == "5"

    interview.remove_row(first)

    assert interview.state("hazard").rows == (second,)
    assert interview.state("all").value == "3"


def test_an_interview_goes_to_xml_and_comes_back() -> None:
    interview = workshop.interview(HOUSE)
    interview.answer("person/age", "33")
    interview.answer("person/works", "yes")
    interview.answer("person/job", "نانوا & “چای”")

    xml = interview.to_xml()

    assert "نانوا &amp; “چای”" in xml
    again = Interview.from_xml(interview.form, xml, lambda: workshop.NOW)
    assert again.answers()["person/job"] == interview.answers()["person/job"]
