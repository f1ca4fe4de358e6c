"""Registers at the desk: lists that are taken in, one entity and its history, decisions."""

from __future__ import annotations

import csv
import io
import re

import pytest

from fieldtool.collect import finalising
from fieldtool.collect.form_cache import FormCache
from fieldtool.collect.sitting import About, Sittings
from fieldtool.log import kinds
from fieldtool.log.sites import Site
from fieldtool.security import writer
from fieldtool.security.workspace import Workspace
from fieldtool.storage import areas
from fieldtool.storage.areas import Area
from fieldtool.storage.queries import audit, registers
from fieldtool.storage.queries.registers import Entity
from fieldtool.sync.hub.publishing import publish_sites
from tests.collect.council import council_form
from tests.desk.pages import Browser
from tests.desk.world import ADMINISTRATOR, COORDINATOR, FARIBA, TORYALAI, World

FORM = council_form()
LIST = "label,code,site,members\nشورای خواجه,HRT-C05,AF3201,11\nد میوند شورا,JAL-C01,AF0601,9\n"


def councils(world: World) -> dict[str, Entity]:
    with world.services.database.read() as session:
        found = registers.page(session, world.project, "councils")
    return {one.properties["code"]: one for one in found}


def taken_in(coordinator: Browser, text: str = LIST) -> None:
    page = coordinator.open("/registers/list")
    coordinator.send(page, "/registers/list", register="councils", list=text, do="add")


@pytest.fixture
def council(begun: World) -> str:
    """Return the address of a council that a coordinator has taken in."""
    taken_in(begun.browser(COORDINATOR))
    return f"/registers/councils/{councils(begun)['HRT-C05'].id}"


def test_a_list_is_looked_at_before_any_of_it_is_taken_in(begun: World) -> None:
    coordinator = begun.browser(COORDINATOR)
    page = coordinator.open("/registers/list")
    seen = coordinator.send(page, "/registers/list", register="councils", list=LIST, do="look")
    assert "Nothing is wrong with the list" in seen.text
    assert [row[1:5] for row in seen.rows()] == [
        ["شورای خواجه", "HRT-C05", "Herat", "New"],
        ["د میوند شورا", "JAL-C01", "Jalalabad", "New"],
    ]
    assert councils(begun) == {}

    taken_in(coordinator)
    assert councils(begun)["HRT-C05"].properties["members"] == "11"


def test_the_same_list_again_changes_what_is_another_and_makes_nothing_twice(begun: World) -> None:
    coordinator = begun.browser(COORDINATOR)
    taken_in(coordinator)
    before = councils(begun)
    taken_in(coordinator, LIST.replace(",11", ",").replace(",9", ",10"))
    after = councils(begun)

    assert {code: one.id for code, one in after.items()} == {c: e.id for c, e in before.items()}
    assert after["HRT-C05"].properties["members"] == "11", "an empty cell takes nothing away"
    assert after["JAL-C01"].properties["members"] == "10"
    assert (after["HRT-C05"].changes, after["JAL-C01"].changes) == (1, 2)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("code,site\nA,AF3201\n", "must name one column label"),
        ("label,a b\nشورا,1\n", "can be no property"),
        ("label,members,members\nشورا,1,2\n", "can be no property"),
        ("label,code\n", "has no lines"),
        ("label,code\n,A1\n", "Nothing stands under label"),
        ("label,code\nشورا,A1\nشورا,A1\n", "stands in several lines"),
        ("label,site\nشورا,Atlantis\n", "has no place"),
        ("name,label\nx,شورا\n", "is no id of an entry"),
    ],
)
def test_a_bad_list_is_refused_with_the_reason_at_its_line(
    begun: World, text: str, sentence: str
) -> None:
    coordinator = begun.browser(COORDINATOR)
    page = coordinator.open("/registers/list")
    answer = coordinator.send(
        page, "/registers/list", 422, register="councils", list=text, do="add"
    )

    assert sentence in answer.text
    assert councils(begun) == {}


def test_an_entity_is_found_by_letters_and_its_page_says_what_is_known(
    begun: World, council: str
) -> None:
    coordinator = begun.browser(COORDINATOR)
    assert coordinator.open("/registers").rows() == [["Councils", "2", ""]]
    found = coordinator.open("/registers/councils?q=خواجة")
    assert [row[0] for row in found.rows()] == ["شورای خواجه"]
    assert "Nothing fits" in coordinator.open("/registers/councils?q=zzz").text
    page = coordinator.open(council)

    assert page.heading == "شورای خواجه"
    assert "HRT-C05" in page.text
    assert "A coordinator" in page.text


def test_what_a_coordinator_changes_is_written_once_and_noted_without_the_values(
    begun: World, council: str
) -> None:
    coordinator = begun.browser(COORDINATOR)
    page = coordinator.open(f"{council}/change")
    coordinator.send(page, f"{council}/change", **{"p-members": "12"})
    coordinator.send(coordinator.open(f"{council}/change"), f"{council}/change")
    empty = coordinator.send(page, f"{council}/change", 422, **{"p-label": " "})
    with begun.services.database.read() as session:
        lines = audit.lines(session, begun.project, 0, 50)
        noted = [line for line in lines if "register" in line.event]

    assert councils(begun)["HRT-C05"].properties["members"] == "12"
    assert councils(begun)["HRT-C05"].changes == 2
    assert empty.errors() == {"p-label": "Write a name."}
    assert [line.event for line in noted].count("register:change") == 1
    assert [set(line.details) for line in noted] == [{"id"}, {"entries"}]


def test_an_entity_that_is_erased_is_nowhere_any_more(begun: World, council: str) -> None:
    administrator = begun.browser("karima")
    refused = administrator.send(administrator.open(f"{council}/erase"), f"{council}/erase", 422)
    assert set(refused.errors()) == {"reason", "sure"}
    page = administrator.open(f"{council}/erase")
    administrator.send(page, f"{council}/erase", reason="wrong", sure="yes")

    assert set(councils(begun)) == {"JAL-C01"}
    administrator.open(council, status=404)


def test_whoever_sees_an_area_sees_the_entities_in_it(begun: World, council: str) -> None:
    herat = Area(frozenset({"AF3201"}), frozenset(), frozenset(), frozenset())
    with begun.services.database.read() as session:
        areas.confine(session, herat)
        seen = registers.page(session, begun.project, "councils")
        other = councils(begun)["JAL-C01"].id
        hidden = registers.get(session, begun.project, "councils", other)

    assert [one.properties["code"] for one in seen] == ["HRT-C05"]
    assert hidden is None


# -- with laptops


def visit(world: World, laptop: Workspace, council: str, **answers: str) -> str:
    sittings = Sittings(laptop, FormCache(world.folder / "forms"), world.clock)
    about = About("councils", council)
    draft = sittings.start(FORM.hash, "AF3201", "", "baseline", about=about)
    sittings.answer(draft.id, answers, 99, "window")
    finalising.finalise(sittings, draft.id, "complete", world.clock)
    world.sync(laptop)
    return draft.id


def test_a_conflict_is_shown_with_who_left_what_and_a_decision_reaches_the_laptops(
    world: World, council: str
) -> None:
    own, now = world.services.identity.writer(world.project), world.clock.now()
    with world.services.database.work() as session:
        writer.append(session, own, kinds.FORM, FORM.hash, FORM.to_content(), clock=now)
    one, other = world.laptop(FARIBA), world.laptop(TORYALAI)
    entity = council.rpartition("/")[2]
    first = visit(world, one, entity, members="13")
    visit(world, other, entity, members="14", chair="زن")
    coordinator = world.browser(COORDINATOR)
    page = coordinator.open(council)
    assert "To be decided" in page.text
    assert f"/interviews/{first}" in page.links()
    assert [row[0] for row in page.rows()] == ["Baseline", "Baseline"]
    assert council in coordinator.open(f"/interviews/{first}").links()

    settle = f"{council}/settle"
    asked = coordinator.open(settle)
    assert re.search(r"HRT-07 on laptop \w+", asked.text)
    undecided = coordinator.send(asked, settle, 422)
    assert undecided.errors() == {"choice-members": "Choose one of these answers."}
    options = [label.text.split()[0] for label in asked.soup.select(".choices label")]
    number = str(options.index("13"))
    assert (
        coordinator.client.post(
            settle,
            data={
                "csrf_token": asked.soup.select_one("[name=csrf_token]")["value"],  # type: ignore[index]
                "token": asked.soup.select_one("[name=token]")["value"],  # type: ignore[index]
                "choice-members": number,
            },
        ).status_code
        == 303
    )
    coordinator.open(settle, status=409)
    world.sync(other)
    with other.database.read() as session:
        there = registers.get(session, world.project, "councils", entity)

    assert there is not None
    assert (there.properties["members"], there.properties["chair"]) == ("13", "زن")
    assert there.conflicts == ()


def test_among_very_many_places_that_of_a_council_is_searched_for(
    begun: World, council: str
) -> None:
    gozars = [
        Site(f"G{n:03}", "AF3201", "gozar", "", "", {"fa_AF": f"گذر باغ {n}"})
        for n in range(1, 310)
    ]
    with begun.services.database.work() as session:
        publish_sites(session, begun.services.identity, begun.project, gozars, begun.clock.now())
    coordinator = begun.browser(COORDINATOR)
    page = coordinator.open(f"{council}/change")
    page = coordinator.send(
        page, f"{council}/change", **{"p-members": "12", "do": "find", "find": "باغ ۷"}
    )
    offered = [str(one["value"]) for one in page.soup.select("[name=p-site] option")]

    assert councils(begun)["HRT-C05"].properties["members"] == "11", "nothing was to be kept yet"
    assert {"AF3201", "G007"} <= set(offered)
    assert "G008" not in offered
    coordinator.send(page, f"{council}/change", **{"p-site": "G007"})
    found = councils(begun)["HRT-C05"].properties
    assert (found["members"], found["site"]) == ("12", "G007")


def test_a_file_of_everything_says_what_chosen_entities_are_called(
    world: World, council: str
) -> None:
    world.say_sensitive("moderate")
    own, now = world.services.identity.writer(world.project), world.clock.now()
    with world.services.database.work() as session:
        writer.append(session, own, kinds.FORM, FORM.hash, FORM.to_content(), clock=now)
    laptop, entity = world.laptop(), council.rpartition("/")[2]
    visit(world, laptop, entity, members="13")
    administrator, address = world.browser(ADMINISTRATOR), "/interviews/export"
    asked = administrator.open(f"{address}?form=council")
    given = {"purpose": "دیدار", "written": "codes"}
    file = administrator.post(asked, address, **given).data.decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(file))
    codebook = administrator.client.get(f"{address}/codebook?form=council").data

    assert (row["council"], row["council/label"]) == (entity, "شورای خواجه")
    assert "council/label" in codebook.decode("utf-8-sig")
