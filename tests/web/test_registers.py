"""Registers on the laptop: what was registered is listed, looked for, and visited again."""

from __future__ import annotations

import pytest

from fieldtool.log import kinds
from fieldtool.security import writer
from fieldtool.storage.queries import registers
from fieldtool.sync.registers.registering import Registrar
from tests.collect.council import council_form
from tests.desk.world import World
from tests.web.laptop import Facilitator, interview_of
from tests.web.test_returning import finish, sync

FORM = council_form()
NAME = "شورای گذر خواجه"


@pytest.fixture
def council(world: World, facilitator: Facilitator) -> str:
    """Return the address of a council that has reached the laptop, with the form for it."""
    hub, now = world.services.identity, world.clock.now()
    with world.services.database.work() as session:
        own = hub.writer(world.project)
        writer.append(session, own, kinds.FORM, FORM.hash, FORM.to_content(), clock=now)
        known = {"label": NAME, "code": "HRT-C05", "site": "AF3201", "members": "11"}
        made = Registrar(session, hub, world.project, now).add("councils", known)
    sync(facilitator)
    return f"/registers/councils/{made}"


def test_nothing_is_registered_on_the_first_day(facilitator: Facilitator) -> None:
    assert "Nothing is registered yet" in facilitator.open("/registers").text
    assert "Nothing is registered here yet" in facilitator.open("/registers/councils").text
    facilitator.open("/registers/councils/0b5e6a1c-9d5f-4e55-8f6e-2a1f7c3d9b10", status=404)


def test_a_council_is_listed_found_and_shown(facilitator: Facilitator, council: str) -> None:
    assert "/registers/councils" in facilitator.open("/registers").links()
    assert NAME in facilitator.open("/registers/councils?q=خواجة").text
    assert "Nothing fits" in facilitator.open("/registers/councils?q=کندز").text
    page = facilitator.open(council)

    assert page.heading == NAME
    assert all(text in page.text for text in ("HRT-C05", "11", "Written by a coordinator"))


def test_a_new_visit_begins_with_the_council_and_what_it_says_is_there_at_once(
    world: World, facilitator: Facilitator, council: str
) -> None:
    (start,) = [link for link in facilitator.open(council).links() if "/start?" in link]
    page = facilitator.open(start)
    assert NAME in page.text
    begun = facilitator.send(page, "/start", {"language": "fa_AF", "site": "AF3201"})
    entity = council.rpartition("/")[2]
    assert begun.has(
        f'[name="council"][value="{entity}"][checked], option[value="{entity}"][selected]'
    )
    facilitator.fill(begun, members="13")
    finish(facilitator, interview_of(str(begun.one("#page-form")["action"])))
    after = facilitator.open(council)
    with world.services.database.read() as session:
        there = registers.get(session, world.project, "councils", entity)

    assert "by you" in after.text
    assert there is not None
    assert there.properties["members"] == "13"
