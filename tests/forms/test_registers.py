"""Questions that choose from a register: a list of entities that comes with no form version."""

from __future__ import annotations

import json

import pytest

from fieldtool.forms import Interview, form_from_tree, form_to_tree, list_document, plain
from fieldtool.forms.nodes import Node
from tests.forms import workshop

FORM = """
| survey   |                                   |         |             |                 |                                                          |          |
|          | type                              | name    | label       | choice_filter   | calculation                                              | relevant |
|          | text                              | site    | جای         |                 |                                                          |          |
|          | select_one_from_file councils.csv | council | کدام شورا؟  | site = ${site}  |                                                          |          |
|          | calculate                         | members |             |                 | instance('councils')/root/item[name=${council}]/members  |          |
|          | calculate                         | named   |             |                 | pulldata('councils', 'label', 'name', ${council})        |          |
|          | text                              | new     | نام شورا    |                 |                                                          | ${council} = '' |
"""
KHWAJA, MAIWAND = "0b5e6a1c-9d5f-4e55-8f6e-2a1f7c3d9b10", "5d0a4f6e-07d1-4a0c-9b57-0c9b0d6b7d11"
ROWS = [
    {"name": KHWAJA, "label": "شورای خواجه", "site": "AF3201", "members": "11"},
    {"name": MAIWAND, "label": "د میوند شورا", "site": "AF0101", "members": "9"},
]


def councils(name: str) -> Node | None:
    return list_document(ROWS) if name == "councils" else None


def begun(answers: dict[str, str] | None = None, *, has_register: bool = True) -> Interview:
    return Interview(
        workshop.form(FORM),
        lambda: workshop.NOW,
        answers,
        instance_id="abcdefghijklmnop",
        **({"registers": councils} if has_register else {}),  # type: ignore[arg-type]
    )


def test_the_choices_are_what_the_register_has_now() -> None:
    interview = begun()
    interview.answer("site", "AF3201")
    choices = interview.state("council").choices

    assert [(each.value, plain(each.label)) for each in choices] == [(KHWAJA, "شورای خواجه")]


def test_what_the_register_says_of_the_chosen_one_can_be_looked_up() -> None:
    interview = begun()
    interview.answer("site", "AF0101")
    interview.answer("council", MAIWAND)

    assert interview.state("members").value == "9"
    assert interview.state("named").value == "د میوند شورا"
    assert not interview.state("new").relevant


def test_a_choice_that_the_filter_takes_out_goes_and_comes_back_with_it() -> None:
    interview = begun()
    interview.answer("site", "AF3201")
    interview.answer("council", KHWAJA)
    interview.answer("site", "AF0101")
    assert interview.state("council").value == ""
    interview.answer("site", "AF3201")

    assert interview.state("council").value == KHWAJA


@pytest.mark.parametrize("has_register", [True, False])
def test_what_was_chosen_stays_where_the_register_does_not_have_it(has_register: bool) -> None:
    gone = "77777777-0000-4000-8000-000000000000"
    interview = begun({"site": "AF3201", "council": gone}, has_register=has_register)
    interview.answer("site", "AF0101")

    assert interview.state("council").value == gone


def test_neither_the_version_of_a_form_nor_its_compiled_tree_holds_a_register() -> None:
    form = workshop.form(FORM)
    written = json.dumps(form_to_tree(form), ensure_ascii=False)
    begun().answer("site", "AF3201")

    assert "شورای خواجه" not in written
    assert form_from_tree(json.loads(written)).registers == form.registers == ("councils",)
    assert json.dumps(form_to_tree(form), ensure_ascii=False) == written
