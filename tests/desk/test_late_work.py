"""What a revoked laptop sends: shown to administrators, who accept it or leave it aside."""

from __future__ import annotations

import pytest

from fieldtool.security.workspace import Workspace
from fieldtool.storage.queries import audit, interviews, workspaces
from tests.desk.pages import Browser
from tests.desk.world import ADMINISTRATOR, World


@pytest.fixture
def late(world: World, coordinator: Browser) -> Workspace:
    """Return a laptop with one interview from before it was revoked, and two from after."""
    laptop = world.laptop()
    world.interview(laptop)
    world.sync(laptop)
    address = f"/laptops/{laptop.id}/revoke"
    coordinator.send(coordinator.open(address), address, reason="seized")
    for _ in range(2):
        world.interview(laptop)
    world.sync(laptop)
    return laptop


def counted(world: World) -> int:
    with world.services.database.read() as session:
        return interviews.count(session, world.project)


def test_an_administrator_decides_what_counts(world: World, late: Workspace) -> None:
    administrator = world.browser(ADMINISTRATOR)
    overview = administrator.open("/")
    assert "2 interviews came from laptops after they were revoked." in overview.text
    assert "/late" in overview.links()
    page = administrator.open("/late")
    rows = page.rows()
    assert len(rows) == 2
    assert all("HRT-07" in row and "It was taken away by somebody" in row for row in rows)
    assert counted(world) == 1
    ids = [str(one["value"]) for one in page.soup.select("[name=entry]")]
    page = administrator.send(page, "/late", entry=ids[0], decision="accept")

    assert "1 is accepted" in str(page.soup)
    assert counted(world) == 2
    page = administrator.send(page, "/late", entry=ids[1], decision="leave")
    assert "Left aside" in page.text
    assert "Nothing waits for a decision" in page.text
    assert counted(world) == 2
    with world.services.database.read() as session:
        lines = [one.event for one in audit.lines(session, world.project, 0, 2)]
    assert lines == ["late:leave", "late:accept"]
    answer = administrator.post(page, "/late", entry=ids[0], decision="accept")
    assert answer.status_code == 409
    assert "FT-712" in answer.text


def test_a_coordinator_sees_that_there_is_late_work_and_does_not_decide(
    coordinator: Browser, late: Workspace
) -> None:
    page = coordinator.open("/")

    assert "2 interviews came from laptops after they were revoked." in page.text
    assert "/late" not in page.links()
    assert "2 held for review" in " ".join(map(str, page.rows()))
    coordinator.open("/late", status=403)
    coordinator.open(f"/laptops/{late.id}/readmit", status=403)


def test_a_laptop_is_accepted_again(world: World, late: Workspace) -> None:
    administrator = world.browser(ADMINISTRATOR)
    address = f"/laptops/{late.id}/readmit"
    assert address in administrator.open("/people/HRT-07").links()
    question = administrator.open(address)
    assert "Was the laptop in strangers' hands?" in question.text
    administrator.send(question, address)

    assert counted(world) == 3
    with world.services.database.read() as session:
        known = workspaces.get(session, world.project, late.id)
    assert known is not None
    assert known.revoked_at is None
