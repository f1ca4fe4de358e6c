"""What XLSForm has that no other page of the tests shows: small things, one by one."""

from __future__ import annotations

import pytest

from fieldtool.forms import compile_form, convert_workbook, plain
from tests.forms.workshop import interview

WHERE = """
| survey |
| | type | name | label | hint | guidance_hint | media::image | media::audio |
| | select_one places or_other | where | کجا؟ | یکی | آهسته بخوانید | park.jpg | park.mp3 |
| choices |
| | list_name | name | label |
| | places | park | پارک |
| | places | market | بازار |
| settings |
| | instance_name |
| | concat('جای: ', ${where}) |
"""


def test_another_choice_asks_which_one() -> None:
    walk = interview(WHERE)
    before = walk.state("where_other").relevant
    walk.answer("where", "other")

    assert [choice.value for choice in walk.state("where").choices] == ["park", "market", "other"]
    assert (before, walk.state("where_other").relevant) == (False, True)


def test_a_question_has_its_hint_its_guidance_and_its_media() -> None:
    state = interview(WHERE).state("where")

    assert (plain(state.hint), plain(state.guidance)) == ("یکی", "آهسته بخوانید")
    assert dict(state.media) == {"image": "jr://images/park.jpg", "audio": "jr://audio/park.mp3"}


def test_an_interview_has_the_name_that_the_form_makes() -> None:
    walk = interview(WHERE)
    walk.answer("where", "park")

    assert walk.answers()["meta/instanceName"] == "جای: park"


VILLAGES = {
    "villages.xml": "<root><item><name>a</name><label>غوریان</label></item></root>",
    "villages.geojson": (
        '{"type":"FeatureCollection","features":[{"type":"Feature","geometry":'
        '{"type":"Point","coordinates":[61.5,34.3]},"properties":'
        '{"id":"a","title":"غوریان"}}]}'
    ),
    "villages.csv": "name,label\na,غوریان\n",
}


@pytest.mark.parametrize("name", VILLAGES)
def test_choices_come_from_each_kind_of_file(name: str) -> None:
    walk = interview(
        f"""
        | survey |
        | | type | name | label |
        | | select_one_from_file {name} | village | قریه |
        """,
        files={name: VILLAGES[name].encode()},
    )

    (choice,) = walk.state("village").choices
    assert (choice.value, plain(choice.label)) == ("a", "غوریان")


def test_a_long_list_on_its_own_sheet_is_filtered_by_an_answer() -> None:
    sheet = """
| survey |
| | type | name | label | choice_filter |
| | select_one districts | district | ولسوالی | |
| | select_one_external villages | village | قریه | district=${district} |
| choices |
| | list_name | name | label |
| | districts | ghor | غوریان |
| | districts | zin | زنده‌جان |
| external_choices |
| | list_name | name | label | district |
| | villages | a | قریهٔ اول | ghor |
| | villages | b | قریهٔ دوم | zin |
"""
    made = convert_workbook("form.md", sheet.strip().encode())
    walk = interview(compile_form(made.xform, {"itemsets.csv": made.itemsets.encode()}))
    walk.answer("district", "zin")

    assert [choice.value for choice in walk.state("village").choices] == ["b"]
