"""Entities: what an interview creates and updates, and what its XML says of them."""

from __future__ import annotations

import re

import pytest

from fieldtool.forms import Entity, Form, Interview, compile_form, form_from_tree, form_to_tree
from fieldtool.problems import Code, Problems
from tests.forms import workshop

TREES = """
| survey |
| | type         | name     | label | save_to |
| | text         | place    | جای   |         |
| | begin_repeat | tree     | درخت  |         |
| | text         | species  | نوع   | species |
| | integer      | height   | بلندی | height  |
| | end_repeat   |          |       |         |
| entities |
| | list_name | label                          | create_if         |
| | trees     | concat(${species}, ' ', ${place}) | ${species} != '' |
"""

UPDATE = """
| survey |
| | type         | name    | label | save_to |
| | csv-external | trees   |       |         |
| | text         | tree    | درخت  |         |
| | text         | species | نوع   | species |
| entities |
| | list_name | label      | create_if    | update_if     | entity_id |
| | trees     | ${species} | ${tree} = '' | ${tree} != '' | coalesce(${tree}, uuid()) |
"""
KNOWN = b"name,label,__version,__trunkVersion,__branchId\nabc,x,7,5,b-1\n"
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


def planted() -> Interview:
    made = workshop.interview(TREES)
    made.answer("place", "پغمان")
    first = made.state("tree").rows[0]
    made.answer(f"{first}/species", "توت")
    made.answer(f"{first}/height", "3")
    made.add_row("tree")
    return made


def test_each_row_creates_an_entity_of_its_own_where_its_condition_holds() -> None:
    made = planted()

    (entity,) = made.entities()

    assert entity == Entity(
        path=f"{made.state('tree').rows[0]}/meta/entity",
        dataset="trees",
        id=entity.id,
        label="توت پغمان",
        create=True,
        update=False,
        base_version="",
        trunk_version="",
        branch_id="",
        properties={"species": "توت", "height": "3"},
    )
    assert UUID.fullmatch(entity.id)


def test_rows_have_different_ids_which_a_draft_and_xml_bring_back() -> None:
    made = planted()
    made.answer(f"{made.state('tree').rows[1]}/species", "بید")
    first, second = made.entities()

    draft = workshop.interview(made.form, made.answers(everything=True))
    sent = Interview.from_xml(made.form, made.to_xml(), lambda: workshop.NOW)

    assert first.id != second.id
    assert draft.entities() == sent.entities() == (first, second)
    assert f'<entity dataset="trees" create="true" id="{first.id}">' in made.to_xml()


def test_a_new_row_tells_the_id_of_its_entity_so_that_a_journal_keeps_it() -> None:
    made = workshop.interview(TREES)

    row, changes = made.add_row("tree")

    path = f"{row}/meta/entity/@id"
    assert path in changes.values
    assert UUID.fullmatch(made.state(path).value)
    assert made.answers()[path] == made.state(path).value


def test_an_update_names_the_version_that_was_known() -> None:
    made = workshop.interview(UPDATE, files={"trees.csv": KNOWN})
    made.answer("tree", "abc")
    made.answer("species", "چنار")

    (entity,) = made.entities()

    assert (entity.id, entity.create, entity.update) == ("abc", False, True)
    assert (entity.base_version, entity.trunk_version, entity.branch_id) == ("7", "5", "b-1")
    assert 'update="true" baseVersion="7" trunkVersion="5" branchId="b-1"' in made.to_xml()


def test_an_irrelevant_answer_is_no_property() -> None:
    form = """
    | survey |
    | | type    | name | label | save_to | relevant     |
    | | text    | a    | الف   | one     |              |
    | | text    | b    | ب     | two     | ${a} = 'بلی' |
    | entities |
    | | list_name | label |
    | | list      | ${a}  |
    """
    made = workshop.interview(form)
    made.answer("a", "نخیر")

    assert made.entities()[0].properties == {"one": "نخیر"}


def test_the_declarations_survive_the_cache_on_disk() -> None:
    form = workshop.form(TREES)

    again = form_from_tree(form_to_tree(form))

    assert again.entities_version == form.entities_version == "2025.1.0"
    assert [(a.node, a.name) for a in again.attributes] == [
        (a.node, a.name) for a in form.attributes
    ]
    made = workshop.interview(again)
    made.answer(f"{made.state('tree').rows[0]}/species", "توت")
    assert len(made.entities()) == 1


def _with(old: str, new: str) -> Form:
    return compile_form(workshop.xform(TREES).replace(old, new))


def test_a_specification_of_tomorrow_is_refused() -> None:
    with pytest.raises(Problems) as caught:
        _with("2025.1.0", "2031.1.0")

    assert caught.value.problems[0].code is Code.ENTITIES_VERSION_UNKNOWN


def test_a_property_without_an_entity_is_refused_by_name() -> None:
    with pytest.raises(Problems) as caught:
        _with(' dataset="trees"', "")

    assert {(p.code, p.values["question"]) for p in caught.value.problems} == {
        (Code.ENTITY_MISSING, "species"),
        (Code.ENTITY_MISSING, "height"),
    }


def test_what_is_wrong_with_a_condition_names_its_column() -> None:
    with pytest.raises(Problems) as caught:
        _with(" ../../../species  != ''", "nosuch(1)")

    assert caught.value.problems[0].values["place"] == "entities (create_if)"
