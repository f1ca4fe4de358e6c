"""What was decided at the hub is shown to the facilitator who wrote something else."""

from __future__ import annotations

import pytest

from fieldtool.log.clock import Clock
from fieldtool.review import settling
from fieldtool.storage.queries import interviews
from tests.desk.test_settling import changed
from tests.desk.world import TORYALAI, World
from tests.web.laptop import Facilitator, Laptop, address_of, interview_of


@pytest.fixture
def disputed(world: World, laptop: Laptop, facilitator: Facilitator) -> str:
    """Return an interview of the facilitator that somebody else changed as well."""
    page = facilitator.start()
    address = address_of(page)
    finish = f"{address}/finish"
    facilitator.send(facilitator.open(finish), finish, {"result": "partial"})
    facilitator.send(facilitator.open("/send"), "/send", {})
    interview = interview_of(address)
    (own,) = {sittings.workspace for sittings in laptop.services.work._open.values()}
    world.add(TORYALAI)
    changed(world, own, interview, age="35")
    changed(world, world.laptop(TORYALAI), interview, age="43")
    return interview


def _settle(world: World, interview: str, value: str, clock: Clock) -> None:
    with world.services.database.work() as session:
        open_ = settling.unsettled(session, world.project, interview)
        assert open_ is not None
        choices = {
            conflict.path: [one.value for one in conflict.candidates].index(value)
            for conflict in open_.conflicts
        }
        settling.settle(
            session,
            world.services.identity,
            world.project,
            interview,
            token=open_.token,
            choices=choices,
            clock=clock.now(),
        )


def test_another_answer_is_shown_beside_her_own(
    world: World, facilitator: Facilitator, disputed: str
) -> None:
    assert "decided something" not in facilitator.open("/interviews").text
    _settle(world, disputed, "43", world.clock)
    facilitator.send(facilitator.open("/send"), "/send", {})
    listed = facilitator.open("/interviews")
    page = facilitator.open(f"/interviews/{disputed}/decided")

    assert "Your coordinator decided something about it" in listed.text
    assert f"/interviews/{disputed}/decided" in [str(a["href"]) for a in listed.soup.select("a")]
    assert "چند ساله هستید؟" in page.text
    assert page.text.index("۳۵") < page.text.index("۴۳")
    with world.services.database.read() as session:
        assert interviews.get(session, world.project, disputed)


def test_answers_that_hold_are_said_to_hold(
    world: World, facilitator: Facilitator, disputed: str
) -> None:
    _settle(world, disputed, "35", world.clock)
    facilitator.send(facilitator.open("/send"), "/send", {})

    assert "All your answers hold" in facilitator.open(f"/interviews/{disputed}/decided").text


def test_an_interview_about_which_nothing_was_decided_has_no_such_page(
    facilitator: Facilitator, disputed: str
) -> None:
    for interview in (disputed, "aaaaaaaaaaaaaaaa"):
        facilitator.open(f"/interviews/{interview}/decided", status=404)
