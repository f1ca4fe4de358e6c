"""Assignments at the hub: made, changed, withdrawn, and how far they are."""

from __future__ import annotations

import pytest

from fieldtool.collect import assigned, choosing, finalising
from fieldtool.collect.assigned import Task
from fieldtool.collect.form_cache import FormCache
from fieldtool.collect.sitting import Sittings
from fieldtool.log.sites import Site
from fieldtool.security.workspace import Workspace
from fieldtool.storage import schema
from fieldtool.storage.queries import assignments, entries
from fieldtool.sync.hub import telling
from fieldtool.sync.hub.publishing import publish_sites
from tests.desk.pages import Browser, Page, check
from tests.desk.world import FARIBA, TORYALAI, World

GIVEN = {
    "whose": "person:HRT-07",
    "form": "safety",
    "places": "AF32",
    "wave": "midline",
    "target": "۲۰",
    "since": "1 قوس 1405",
    "until": "2026-12-10",
}


def make(browser: Browser, status: int = 200, /, **fields: str) -> Page:
    """Make an assignment on its page."""
    page = browser.open("/assignments/new")
    return browser.send(page, "/assignments/new", status, **{**GIVEN, **fields})


def only(world: World) -> str:
    """Return the id of the one assignment at the hub."""
    with world.services.database.read() as session:
        (found,) = assignments.all_of(session, world.project)
    return found.id


def todo(world: World, laptop: Workspace) -> list[Task]:
    """Sync, and return what the laptop has to do."""
    world.sync(laptop)
    return list(assigned.today(laptop))


def hold(world: World, laptop: Workspace, result: str = finalising.PARTIAL) -> str:
    """Hold an interview of the one assignment of *laptop*."""
    task, form = assigned.find(laptop, only(world))
    sittings = Sittings(laptop, FormCache(world.folder / "forms"), world.clock)
    draft = sittings.start(form.hash, "AF3201", "", task.assignment.wave, task.assignment.id)
    finalising.finalise(sittings, draft.id, result, world.clock)
    return draft.id


@pytest.fixture
def laptop(world: World) -> Workspace:
    return world.laptop()


def test_an_assignment_reaches_the_laptops_of_its_person_alone(
    world: World, coordinator: Browser, laptop: Workspace
) -> None:
    other = world.laptop(TORYALAI)
    page = make(coordinator)

    assert page.heading == "Assignment for HRT-07"
    assert "0 of 20" in page.text
    (task,) = todo(world, laptop)
    one = task.assignment
    assert (one.form_id, one.sites, one.wave) == ("safety", ("AF32",), "midline")
    assert (one.target, one.women, one.men) == (20, 0, 0)
    assert (one.since, one.until) == ("2026-11-22", "2026-12-10")
    assert choosing.Askable(laptop, task.assignment.sites).sites == {"AF3201"}
    assert todo(world, other) == []


def test_a_team_holds_its_assignment_together(
    world: World, coordinator: Browser, laptop: Workspace
) -> None:
    with world.services.database.work() as session:
        for person in (FARIBA, TORYALAI):
            hub, now = world.services.identity, world.clock.now()
            changed = type(person)(**{**vars(person), "team": "HRT"})
            telling.change_person(session, hub, world.project, changed, now)
    other = world.laptop(TORYALAI)
    make(coordinator, whose="team:HRT")
    for one in (laptop, laptop, other):
        todo(world, one)
        hold(world, one)
        world.sync(one)

    assert [task.done for task in (*todo(world, laptop), *todo(world, other))] == [2, 1]
    page = coordinator.open(f"/assignments/{only(world)}")
    assert "3 of 20" in page.text
    assert page.rows() == [["HRT-07", "2", "—", "—"], ["JAL-03", "1", "—", "—"]]
    assert coordinator.open("/assignments").rows()[0][5] == "3 of 20"


def test_only_interviews_that_were_held_and_not_rejected_count(
    world: World, coordinator: Browser, laptop: Workspace
) -> None:
    make(coordinator)
    todo(world, laptop)
    hold(world, laptop, finalising.UNREACHABLE)
    counted, rejected = hold(world, laptop), hold(world, laptop)
    world.sync(laptop)
    place = f"/interviews/{rejected}/review"
    coordinator.send(coordinator.open(place), place, verdict="reject", sure="yes")

    (task,) = todo(world, laptop)
    assert task.done == 1, counted
    assert "1 of 20" in coordinator.open(f"/assignments/{only(world)}").text


def test_changes_and_a_withdrawal_reach_the_laptop(
    world: World, coordinator: Browser, laptop: Workspace
) -> None:
    make(coordinator)
    address = f"/assignments/{only(world)}"
    page = coordinator.open(f"{address}/change")
    coordinator.send(page, f"{address}/change", target="25")
    (task,) = todo(world, laptop)
    assert (task.assignment.target, task.assignment.state) == (25, "changed")
    coordinator.send(coordinator.open(address), f"{address}/withdraw")
    assert todo(world, laptop) == []
    assert "Withdrawn" in coordinator.open("/assignments").text
    page = coordinator.open(f"{address}/change")
    coordinator.send(page, f"{address}/change")

    assert len(todo(world, laptop)) == 1, "it was said anew"


def test_saying_the_same_again_writes_nothing(
    world: World, coordinator: Browser, laptop: Workspace
) -> None:
    make(coordinator)
    address = f"/assignments/{only(world)}"
    for _time in range(2):
        coordinator.send(coordinator.open(f"{address}/change"), f"{address}/change")

    with world.services.database.read() as session:
        assert entries.size(session, world.project, f"to/{laptop.id}") == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("whose", "person:XXX-99"),
        ("form", "other"),
        ("places", "AF99"),
        ("target", "0"),
        ("target", "many"),
        ("women", "21"),
        ("since", "yesterday"),
        ("until", "2026-11-01"),
    ],
)
def test_what_cannot_be_assigned_is_said_beside_its_field(
    world: World, coordinator: Browser, laptop: Workspace, field: str, value: str
) -> None:
    page = make(coordinator, 422, **{field: value})

    assert list(page.errors()) == [field]
    with world.services.database.read() as session:
        assert assignments.all_of(session, world.project) == []
        assert entries.size(session, world.project, f"to/{laptop.id}") == 0


def test_somebody_without_a_laptop_gets_it_with_the_first_one(
    world: World, coordinator: Browser, laptop: Workspace
) -> None:
    refused = make(coordinator, 409, whose="person:JAL-03")
    assert "has no laptop" in refused.errors()["whose"]
    make(coordinator)
    second = world.laptop(FARIBA)

    assert len(todo(world, second)) == 1, "a laptop that is set up later gets it as well"
    assert len(todo(world, laptop)) == 1


def test_it_is_the_same_after_everything_was_made_again_from_the_logs(
    world: World, coordinator: Browser, laptop: Workspace
) -> None:
    make(coordinator)
    todo(world, laptop)
    hold(world, laptop)
    before = todo(world, laptop)
    schema.rebuild(world.services.database)
    schema.rebuild(laptop.database)

    assert list(assigned.today(laptop)) == before
    assert "1 of 20" in coordinator.open(f"/assignments/{only(world)}").text


def test_an_assignment_that_is_none_has_no_page(coordinator: Browser) -> None:
    for name in ("aaaaaaaaaa", "x"):
        coordinator.open(f"/assignments/{name}", status=404)
        coordinator.open(f"/assignments/{name}/change", status=404)


def test_among_very_many_places_those_of_an_assignment_are_searched_for(
    world: World, coordinator: Browser
) -> None:
    gozars = [
        Site(f"G{n:03}", "AF3201", "gozar", "", "", {"fa_AF": f"گذر باغ {n}"})
        for n in range(1, 310)
    ]
    with world.services.database.work() as session:
        hub, now = world.services.identity, world.clock.now()
        publish_sites(session, hub, world.project, gozars, now)
    page = coordinator.open("/assignments/new")
    offered = [str(one["value"]) for one in page.soup.select("#places option")]
    assert "AF32" in offered
    assert "G007" not in offered

    given = {**GIVEN, "places": "AF32", "do": "find", "find": "باغ ۷"}
    form = page.soup.select_one("form.card input[name=csrf_token]")
    assert form is not None
    answer = coordinator.client.post(
        "/assignments/new", data={**given, "csrf_token": str(form["value"])}
    )
    page = check(answer)
    marked = [str(one["value"]) for one in page.soup.select("#places option[selected]")]
    offered = [str(one["value"]) for one in page.soup.select("#places option")]
    assert marked == ["AF32"], "what is marked stays marked"
    assert "G007" in offered
    assert "G008" not in offered
    assert page.errors() == {}
