"""Today's work on the laptop: assignments with progress, and interviews that begin from them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fieldtool.log.assignments import Assignment
from fieldtool.log.kinds import FINALISE, Revision, workspace_log
from fieldtool.storage.queries import entries, workspaces
from fieldtool.sync.hub import assigning
from tests.desk.world import World
from tests.web.laptop import Facilitator, interview_of
from tests.web.test_returning import finish, sync

WANTED = Assignment(
    "", "kinds", ("AF32",), 2, person="HRT-07", wave="endline", until="2026-12-10", women=1
)


@pytest.fixture
def assigned(world: World, facilitator: Facilitator) -> str:
    """Return an assignment that has reached the laptop."""
    with world.services.database.work() as session:
        hub, now = world.services.identity, world.clock.now()
        made = assigning.assign(session, hub, world.project, WANTED, now)
    sync(facilitator)
    return made.id


def begin(facilitator: Facilitator, assignment: str) -> str:
    """Begin an interview from an assignment; return its id."""
    page = facilitator.open(f"/start?assignment={assignment}")
    first = facilitator.send(page, "/start", {"language": "fa_AF"})
    return interview_of(str(first.one("#page-form")["action"]))


def test_the_start_page_says_what_is_to_be_done_and_how_far_it_is(
    facilitator: Facilitator, assigned: str
) -> None:
    home = facilitator.open("/")

    assert home.one(".card.next h2").get_text() == "Hold the next interview"
    assert "Today’s work" in home.text
    assert "In all 0 of 2" in home.text
    assert "Endline" in home.text
    assert "until 10 December 2026" in home.text
    assert "At least 1 woman." in home.text
    assert f"/start?assignment={assigned}" in home.links()


def test_an_interview_from_an_assignment_names_it_and_has_its_form_place_and_wave(
    world: World, facilitator: Facilitator, assigned: str
) -> None:
    page = facilitator.open(f"/start?assignment={assigned}")
    chosen = [str(one["value"]) for one in page.soup.select("#site option[selected]")]
    assert chosen == ["AF3201"], "the one place in the province"
    interview = begin(facilitator, assigned)
    assert "1 is open." in facilitator.open("/").text
    finish(facilitator, interview)

    assert "In all 1 of 2" in facilitator.open("/").text
    finish(facilitator, begin(facilitator, assigned))
    home = facilitator.open("/")
    assert "All held" in home.text
    assert home.one(".card.next h2").get_text() == "Start an interview"
    with world.services.database.read() as session:
        (own,) = workspaces.all_of(session, world.project)
        entry = entries.last_of(session, world.project, workspace_log(own.id), interview, FINALISE)
    assert entry is not None
    revision = Revision.from_entry(entry)
    assert (revision.assignment, revision.site) == (assigned, "AF3201")


def test_a_place_outside_of_it_is_not_taken(facilitator: Facilitator, assigned: str) -> None:
    page = facilitator.open(f"/start?assignment={assigned}")
    refused = facilitator.send(page, "/start", {"language": "fa_AF", "site": "AF0601"}, status=422)

    assert list(refused.errors()) == ["site"]


def test_what_was_withdrawn_begins_nothing_new_and_its_drafts_go_on(
    world: World, facilitator: Facilitator, assigned: str
) -> None:
    interview = begin(facilitator, assigned)
    with world.services.database.work() as session:
        hub, now = world.services.identity, world.clock.now()
        assigning.withdraw(session, hub, world.project, assigned, now)
    sync(facilitator)
    home = facilitator.open("/")

    assert "Withdrawn: finish what is open" in home.text
    assert f"/start?assignment={assigned}" not in home.links()
    facilitator.open(f"/start?assignment={assigned}", status=409)
    finish(facilitator, interview)
    assert "Today’s work" not in facilitator.open("/").text


def test_a_changed_assignment_says_so(
    world: World, facilitator: Facilitator, assigned: str
) -> None:
    with world.services.database.work() as session:
        hub, now = world.services.identity, world.clock.now()
        wanted = replace(WANTED, id=assigned, target=3)
        assigning.change(session, hub, world.project, wanted, now)
    sync(facilitator)

    home = facilitator.open("/").text
    assert "In all 0 of 3" in home
    assert "Changed by your coordinator" in home
