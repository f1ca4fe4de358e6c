"""A lost or seized laptop: what was on it, revoking it, and the list of what to do."""

from __future__ import annotations

import pytest

from fieldtool.problems import Code, Problem
from fieldtool.security.workspace import Workspace
from fieldtool.storage.queries import audit, incidents, revocations, workspaces
from fieldtool.sync.hub.inviting import invite
from fieldtool.sync.laptop.enrol import Invitation, enrol
from tests.desk.pages import Browser, Page
from tests.desk.world import ANSWERS, CHEAP, FARIBA, PASSPHRASE, TORYALAI, World


@pytest.fixture
def shared(world: World) -> tuple[Workspace, Workspace]:
    """Return the work of two people on one laptop, of whom one held an interview."""
    one = world.laptop(FARIBA)
    with world.services.database.work() as session:
        code = invite(session, world.project, TORYALAI.code, now=world.clock.now().wall).code
    with world.client() as client:
        folder = one.folder.parent.parent
        other = enrol(client, Invitation("http://localhost", code), PASSPHRASE, folder, CHEAP)
    world.workspaces.append(other)
    world.interview(one)
    world.sync(one)
    return one, other


def _address(ws: Workspace) -> str:
    return f"/devices/{ws.membership.device}/lost"


def _reported(browser: Browser, ws: Workspace) -> Page:
    return browser.send(browser.open(_address(ws)), _address(ws), kind="seized")


def test_the_page_counts_what_was_on_the_laptop_and_shows_no_answer(
    coordinator: Browser, shared: tuple[Workspace, Workspace]
) -> None:
    assert _address(shared[0]) in coordinator.open("/people/HRT-07").links()
    page = coordinator.open(_address(shared[0]))
    rows = {row[0]: row[1:3] for row in page.rows()}

    assert rows["HRT-07"] == ["1 finalised, 1 here, chain whole", "0"]
    assert rows["JAL-03"] == ["None yet", "0"]
    assert ANSWERS["safety/why"] not in page.text


def test_reporting_revokes_everybody_on_it_and_voids_their_codes(
    world: World, coordinator: Browser, shared: tuple[Workspace, Workspace]
) -> None:
    with world.services.database.work() as session:
        code = invite(session, world.project, FARIBA.code, now=world.clock.now().wall).code
    page = _reported(coordinator, shared[0])
    with world.services.database.read() as session:
        known = workspaces.all_of(session, world.project)
        lines = [line.event for line in audit.lines(session, world.project, 0, 4)]

    assert page.heading.startswith("Seized: ")
    assert all(one.revoked_at is not None for one in known)
    assert len(known) == 2
    # Written in one moment, so in any order.
    assert sorted(lines[:3]) == ["incident:report", "workspace:revoke", "workspace:revoke"]
    with pytest.raises(Problem) as raised:
        world.laptop(FARIBA, code)
    assert raised.value.code is Code.CODE_BURNED
    for workspace in shared:
        world.sync(workspace)
        with workspace.database.read() as session:
            locked = revocations.find(session, world.project, workspace.id)
        assert locked is not None
        assert locked.reason == "seized"


def test_a_new_code_sets_the_person_up_again(
    world: World, coordinator: Browser, shared: tuple[Workspace, Workspace]
) -> None:
    _reported(coordinator, shared[0])
    again = world.laptop(FARIBA)
    world.sync(again)

    assert again.person == "HRT-07"


def test_steps_are_ticked_with_name_and_day_and_can_be_taken_back(
    world: World, coordinator: Browser, shared: tuple[Workspace, Workspace]
) -> None:
    page = _reported(coordinator, shared[0])
    [made] = _incidents(world)
    address = f"/incidents/{made.id}"
    page = coordinator.send(page, address, step="safe")
    assert {"revoked", "codes", "safe"} == set(_incidents(world)[0].done)
    assert "yusuf.herat" in page.text
    coordinator.send(page, address, step="risk")

    assert {"revoked", "codes", "risk"} == set(_incidents(world)[0].done)
    with world.services.database.read() as session:
        line = audit.lines(session, world.project, 0, 1)[0]
    assert (line.event, line.details) == ("incident:tick", {"steps": "2"})
    assert "3 of 12" in coordinator.open("/incidents").text


def _incidents(world: World) -> list[incidents.Incident]:
    with world.services.database.read() as session:
        return incidents.all_of(session, world.project)


def test_what_was_on_it_stays_as_it_was_reported(
    world: World, coordinator: Browser, shared: tuple[Workspace, Workspace]
) -> None:
    page = _reported(coordinator, shared[0])
    world.laptop(FARIBA)

    assert sorted(row[:3] for row in page.rows()) == [["HRT-07", "1", "1"], ["JAL-03", "0", "0"]]


def test_without_saying_what_happened_nothing_is_revoked(
    world: World, coordinator: Browser, shared: tuple[Workspace, Workspace]
) -> None:
    page = coordinator.open(_address(shared[0]))
    page = coordinator.send(page, _address(shared[0]), 422, kind="مفقود")

    assert list(page.errors()) == ["kind"]
    assert _incidents(world) == []
    world.sync(shared[0])


def test_a_laptop_or_a_report_that_is_not_there_is_explained(coordinator: Browser) -> None:
    assert "No laptop was reported" in coordinator.open("/incidents").text
    for address in ("/devices/aaaaaaaaaa/lost", "/incidents/aaaaaaaaaa"):
        assert "FT-" in coordinator.open(address, status=404).text


@pytest.mark.parametrize("language", ["fa_AF", "ps", "en", "it"])
def test_each_page_is_there_in_every_language(
    world: World, shared: tuple[Workspace, Workspace], language: str
) -> None:
    browser = world.browser("yusuf.herat", language)
    page = _reported(browser, shared[0])

    assert page.heading
    assert browser.open("/incidents").heading
