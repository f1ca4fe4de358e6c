"""A new form version strands no draft, and an interview opens under the version of its time."""

from __future__ import annotations

from dataclasses import replace

from fieldtool.collect import facts, finalising, media, returning
from fieldtool.collect.form_cache import FormCache
from fieldtool.collect.sitting import Sittings
from fieldtool.forms import form_hash
from fieldtool.log.kinds import FormPublished
from fieldtool.log.reviews import RETURN
from fieldtool.review import reviewing
from fieldtool.review.reviewing import Verdict
from fieldtool.security.workspace import Workspace
from fieldtool.storage.queries import forms, interviews, people, workspaces
from fieldtool.storage.queries.interviews import Answered
from fieldtool.sync.hub import telling
from fieldtool.sync.hub.offering import Offering
from fieldtool.sync.hub.publishing import Workbook, publish_form
from fieldtool.sync.laptop.carrying import carry
from tests.desk.world import ANSWERS, FARIBA, FORM, World, form

OLD, NEW = b"\x89PNG\r\n\x1a\n old" + bytes(4_000), b"\x89PNG\r\n\x1a\n new" + bytes(4_000)


def sittings(world: World, laptop: Workspace) -> Sittings:
    """Return what a fresh process on the laptop would make."""
    return Sittings(laptop, FormCache(world.folder / "forms"), world.clock)


def offer(world: World, version: str, *teams: str) -> FormPublished:
    """Publish a version, to everybody or to *teams* alone."""
    with world.services.database.work() as session:
        hub, now = world.services.identity, world.clock.now()
        published = form(version).form
        Offering(session, hub, world.project, now).publish(published, teams)
        return published


def retire(world: World) -> None:
    with world.services.database.work() as session:
        hub, now = world.services.identity, world.clock.now()
        Offering(session, hub, world.project, now).retire("safety")


def move(world: World, team: str) -> None:
    """Put the person into another team."""
    with world.services.database.work() as session:
        known = people.get(session, world.project, FARIBA.code)
        assert known is not None
        hub, now = world.services.identity, world.clock.now()
        telling.change_person(session, hub, world.project, replace(known, team=team), now)


def at_the_hub(world: World, interview: str) -> Answered:
    with world.services.database.read() as session:
        found = interviews.get(session, world.project, interview)
    assert found is not None
    return found


def begin(world: World, laptop: Workspace, published: FormPublished) -> str:
    """Begin an interview and answer some of it."""
    open_ = sittings(world, laptop)
    draft = open_.start(published.hash, "AF3201", "")
    open_.answer(draft.id, ANSWERS, 99, "window")
    return draft.id


def finish(world: World, laptop: Workspace, draft: str) -> Answered:
    """Open a draft in a fresh process, see its answers, finalise and send it."""
    open_ = sittings(world, laptop)
    with open_.of(draft) as sitting:
        assert sitting.interview.state("safety/why").value == ANSWERS["safety/why"]
    open_.answer(draft, {"person/age": "35"}, 99, "window")
    finalising.finalise(open_, draft, finalising.PARTIAL, world.clock)
    world.sync(laptop)
    return at_the_hub(world, draft)


def test_a_draft_under_a_retired_version_goes_on_and_is_accepted(world: World) -> None:
    laptop = world.laptop()
    first = form("1").form
    draft = begin(world, laptop, first)
    offer(world, "2")
    world.sync(laptop)
    assert [one.version for one in facts.forms(laptop)] == ["2"]
    retire(world)
    world.sync(laptop)
    assert facts.forms(laptop) == []
    found = finish(world, laptop, draft)

    assert (found.interview.form_hash, found.interview.state) == (first.hash, "ready")
    assert found.answers["person/age"] == "35"


def test_a_draft_goes_on_after_its_person_changed_the_team_that_had_its_form(
    world: World,
) -> None:
    retire(world)
    move(world, "HRT")
    second = offer(world, "2", "HRT")
    laptop = world.laptop()
    draft = begin(world, laptop, second)
    move(world, "KBL")
    world.sync(laptop)
    assert facts.forms(laptop) == []
    found = finish(world, laptop, draft)

    assert (found.interview.form_version, found.interview.state) == ("2", "ready")


def with_picture(world: World, version: str, picture: bytes) -> FormPublished:
    """Publish a version whose question shows a picture."""
    text = FORM.replace("{version}", version)
    book = Workbook("safety.md", text.encode(), media={"map.png": picture})
    with world.services.database.work() as session:
        hub, blobs = world.services.identity, world.services.blobs
        return publish_form(session, hub, world.project, book, world.clock.now(), blobs)


def fetch(world: World, laptop: Workspace) -> None:
    with world.client() as client:
        carry(laptop, client, world.clock, 10.0)


def test_a_draft_keeps_the_pictures_of_its_version_when_a_new_one_has_others(
    begun: World,
) -> None:
    begun.add(FARIBA)
    old = with_picture(begun, "1", OLD)
    laptop = begun.laptop()
    draft = begin(begun, laptop, old)
    # The picture of the draft comes even where the new version came before it was fetched.
    new = with_picture(begun, "2", NEW)
    assert form_hash(old.xform, {"map.png": NEW}) != old.hash != new.hash
    begun.sync(laptop)
    fetch(begun, laptop)

    assert media.content(laptop, old.hash, "map.png") == OLD
    assert media.content(laptop, new.hash, "map.png") == NEW
    found = finish(begun, laptop, draft)
    assert (found.interview.form_hash, found.interview.state) == (old.hash, "ready")


def test_a_returned_interview_brings_its_form_to_a_laptop_that_never_heard_of_it(
    world: World,
) -> None:
    retire(world)
    move(world, "HRT")
    second = offer(world, "2", "HRT")
    old = world.laptop()
    interview = begin(world, old, second)
    finish(world, old, interview)
    move(world, "KBL")
    with world.services.database.work() as session:
        workspaces.revoke(session, world.project, old.id, world.clock.now().wall)
    new = world.laptop()
    with new.database.read() as session:
        assert forms.source(session, world.project, second.hash) is None
    with world.services.database.work() as session:
        found = reviewing.reviewed(session, world.project, interview)
        assert found is not None
        given = Verdict(RETURN, "کدام کوچه؟", token=found.token)
        hub, now = world.services.identity, world.clock.now()
        reviewing.review(session, hub, world.project, interview, given, now)
    world.sync(new)
    returning.open_again(sittings(world, new), interview, world.clock)
    assert facts.forms(new) == [], "it is for this interview alone"
    answered = finish(world, new, interview)

    assert (answered.interview.form_version, answered.interview.review) == ("2", "answered")
    assert answered.interview.number == f"{FARIBA.code}-001"
