"""Repeats: rows that people add, rows that the form counts, rows that refer to each other."""

from __future__ import annotations

import pytest

from fieldtool.forms import REMOVED, Interview, compile_form, plain
from fieldtool.problems import Code, Problem, Problems
from tests.forms.workshop import NOW, form, interview

HOUSEHOLD = """
| survey |
| | type         | name   | label  | calculation                              | repeat_count | relevant       | default |
| | integer      | size   | تعداد  |                                          |              |                |         |
| | begin_repeat | member | عضو    |                                          | ${size}      |                |         |
| | text         | name   | نام    |                                          |              |                |         |
| | integer      | age    | سن     |                                          |              |                |         |
| | text         | school | مکتب   |                                          |              | ${age} < 18    |         |
| | calculate    | place  |        | position(..)                             |              |                |         |
| | end_repeat   |        |        |                                          |              |                |         |
| | calculate    | total  |        | sum(${age})                              |              |                |         |
| | calculate    | first  |        | indexed-repeat(${name}, ${member}, 1)    |              |                |         |
"""

VISITS = """
| survey |
| | type         | name  | label | calculation |
| | begin_repeat | visit | دیدار | |
| | integer      | spent | پول   | |
| | calculate    | both  | | ${spent} + coalesce(indexed-repeat(${spent}, ${visit}, position(..) - 1), 0) |
| | end_repeat   |       |       | |
"""


def rows(made: Interview, path: str = "member") -> tuple[str, ...]:
    return made.state(path).rows


def test_a_counted_repeat_has_as_many_rows_as_its_count() -> None:
    made = interview(HOUSEHOLD)

    assert rows(made) == ()

    changes = made.answer("size", "3")

    assert len(rows(made)) == 3
    assert changes.rows == {"member"}
    made.answer("size", "1")
    assert len(rows(made)) == 1


def test_a_counted_repeat_refuses_rows_by_hand() -> None:
    made = interview(HOUSEHOLD)

    with pytest.raises(Problem) as caught:
        made.add_row("member")

    assert caught.value.code is Code.ROW_NOT_ALLOWED


def test_an_answer_in_one_row_changes_only_that_row_and_what_looks_at_all_rows() -> None:
    made = interview(HOUSEHOLD, {"size": "2"})
    first, second = rows(made)
    made.answer(f"{first}/age", "40")

    changes = made.answer(f"{second}/age", "9")

    assert f"{second}/school" in changes.relevant
    assert not any(path.startswith(first) for path in changes.paths)
    assert made.answers()["total"] == "49"
    assert made.answers()[f"{second}/place"] == "2"


def test_rows_of_a_counted_repeat_have_the_same_ids_when_the_draft_is_opened_again() -> None:
    made = interview(HOUSEHOLD)
    made.answer("size", "2")
    path = f"{rows(made)[1]}/name"
    made.answer(path, "زهرا")

    again = interview(HOUSEHOLD, {"size": "2", path: "زهرا"})

    assert rows(again) == rows(made)
    assert again.answers()[path] == "زهرا"


def test_a_row_may_read_the_row_before_it() -> None:
    made = interview(VISITS)
    first = rows(made, "visit")[0]
    second, _ = made.add_row("visit")
    made.answer(f"{first}/spent", "100")
    made.answer(f"{second}/spent", "50")

    assert made.answers()[f"{second}/both"] == "150"

    made.remove_row(first)
    assert made.answers()[f"{second}/both"] == "50"


@pytest.mark.parametrize(
    "logic",
    [
        "calculate | both | | ${spent} + coalesce(indexed-repeat(${both}, ${visit}, 1), 0) | |",
        "integer | both | دو | | ${both} = '' |",
    ],
)
def test_a_question_that_decides_about_itself_is_refused_as_in_collect(logic: str) -> None:
    with pytest.raises(Problems) as caught:
        form(
            VISITS.replace(VISITS.splitlines()[5], f"| | {logic}").replace(
                "calculation |", "calculation | relevant |"
            )
        )

    assert [problem.code for problem in caught.value.problems] == [Code.QUESTIONS_IN_A_CIRCLE]
    assert "both" in caught.value.problems[0].sentence()


def test_a_removed_row_stays_removed_in_the_draft() -> None:
    made = interview(VISITS)
    made.remove_row(rows(made, "visit")[0])

    again = interview(VISITS, made.answers(everything=True))

    assert rows(again, "visit") == ()


def test_rows_come_back_from_xml_with_their_ids() -> None:
    made = interview(VISITS)
    row, _ = made.add_row("visit")
    made.answer(f"{row}/spent", "7")

    again = Interview.from_xml(made.form, made.to_xml(), lambda: NOW)

    assert again.answers() == made.answers()


def test_an_edited_interview_names_the_one_it_replaces() -> None:
    made = interview(VISITS)

    again = Interview.from_xml(made.form, made.to_xml(), lambda: NOW, new_id="ponmlkjihgfedcba")

    assert again.answers()["meta/instanceID"] == "uuid:ponmlkjihgfedcba"
    assert again.answers()["meta/deprecatedID"] == "uuid:abcdefghijklmnop"


def test_answers_in_a_removed_row_bring_it_not_back() -> None:
    made = interview(VISITS)
    row = rows(made, "visit")[0]
    journal = {row: "", f"{row}/spent": "100", "visit[aaaaaa]": ""}

    journal[row] = REMOVED
    again = interview(VISITS, {**journal, "visit[aaaaaa]/spent": "5", f"{row}/both": "100"})

    assert rows(again, "visit") == ("visit[aaaaaa]",)
    assert again.removed_rows == (row,)
    assert f"{row}/spent" not in again.answers()


def test_rows_keep_their_order_though_answers_are_sorted_by_path() -> None:
    made = interview(VISITS)
    made.remove_row(rows(made, "visit")[0])
    for name in ("zzzzzz", "aaaaaa", "mmmmmm"):
        made.add_row("visit", name)
    given = made.answers() | made.row_order()

    again = interview(VISITS, dict(sorted(given.items())))

    assert made.row_order() == {"visit": "zzzzzz aaaaaa mmmmmm"}
    assert rows(again, "visit") == rows(made, "visit")
    assert again.row_order() == made.row_order()


@pytest.mark.parametrize("name", ["AAAAAA", "aaa", "aaaaa1", "aaaaaa"])
def test_a_row_is_not_given_an_id_that_is_none_or_taken(name: str) -> None:
    made = interview(VISITS)
    made.add_row("visit", "aaaaaa")

    with pytest.raises(Problem) as caught:
        made.add_row("visit", name)

    assert caught.value.code is Code.ANSWER_PATH_UNKNOWN


def test_a_repeat_without_rows_comes_back_without_rows() -> None:
    made = interview(VISITS)
    made.remove_row(rows(made, "visit")[0])

    assert rows(interview(VISITS, made.answers() | made.row_order()), "visit") == ()


def test_rows_of_somebody_else_that_the_order_does_not_name_are_kept() -> None:
    given = {"visit": "zzzzzz", "visit[aaaaaa]/spent": "1", "visit[zzzzzz]/spent": "2"}

    assert rows(interview(VISITS, given), "visit") == ("visit[zzzzzz]", "visit[aaaaaa]")


def test_a_row_says_its_place_among_the_relevant_ones() -> None:
    made = interview(VISITS)
    second, _ = made.add_row("visit")

    assert (made.state(second).number, made.state(second).total) == (2, 2)


def test_metadata_in_a_new_row_fills_itself_in() -> None:
    made = interview(VISITS.replace("integer      | spent | پول  ", "today        | spent |      "))
    row, _ = made.add_row("visit")

    assert made.answers()[f"{row}/spent"] == NOW.date().isoformat()


LOOSE = """<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml">
<h:head><h:title>دیدارها</h:title><model><instance><data id="visits"><visit><who/></visit></data>
</instance><bind nodeset="/data/visit/who" type="string"/></model></h:head><h:body>
<repeat nodeset="/data/visit"><group><label>دیدار با <output value="./who"/></label>
<input ref="/data/visit/who"><label>کی؟</label></input></group></repeat></h:body></h:html>"""


def test_a_group_of_the_screen_alone_is_told_apart_in_each_row_and_names_its_own_answers() -> None:
    made = interview(compile_form(LOOSE))
    made.add_row("visit")
    first, second = rows(made, "visit")
    made.answer(f"{first}/who", "احمد")
    made.answer(f"{second}/who", "فریبا")
    (page,) = made.pages()

    groups = [path for path in page.items if path.startswith("#")]

    assert len(set(page.items)) == len(page.items)
    assert [plain(made.state(path).label) for path in groups] == ["دیدار با احمد", "دیدار با فریبا"]
    assert [plain(each.label) for each in made.states_on(0) if each.path in groups] == [
        "دیدار با احمد",
        "دیدار با فریبا",
    ]
