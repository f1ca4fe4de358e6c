"""A sealed project at the hub: received and counted while it is locked, read while it is not."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest

from fieldtool.collect import asking, finalising, returning
from fieldtool.collect.form_cache import FormCache
from fieldtool.collect.sitting import Sittings
from fieldtool.log import kinds
from fieldtool.problems import Code, Problem
from fieldtool.security import held_keys, writer
from fieldtool.security.sealing import seal_key_of, sealed_revision
from fieldtool.security.workspace import Workspace
from fieldtool.storage import checking, revisions
from fieldtool.storage.models import projected_tables
from fieldtool.storage.models.log import EntryRow
from fieldtool.storage.queries import forms, interviews, projects
from fieldtool.sync.hub import sealing
from fieldtool.sync.hub.sealing import Begun
from tests.desk.test_settling import settle_address
from tests.desk.world import (
    ADMINISTRATOR,
    ANSWERS,
    CHEAP,
    COORDINATOR,
    FARIBA,
    TORYALAI,
    World,
)

ONE, OTHER = "انجیر سیاه کنار جوی", "هندوانه شیرین در قندوز"
HOLDERS = {"کریمه": ONE, "Toryalai": OTHER}
CANARY = "کوچه تاریک است"


@pytest.fixture(scope="module")
def made() -> Begun:
    """Return a key, made once: what is slow about it is slow on purpose."""
    return sealing.made(HOLDERS, 0, CHEAP)


@pytest.fixture
def sealed(world: World, made: Begun) -> World:
    """Return a hub whose project seals what is finalised."""
    world.say_sensitive("moderate")
    with world.services.database.work() as session:
        identity, now = world.services.identity, world.clock.now()
        sealing.begin(session, identity, world.project, made.held, now)
    return world


def unlock(world: World, made: Begun) -> None:
    """Unlock as an administrator does, without the page."""
    secret = held_keys.secret_by_passphrase(made.held, "کریمه", ONE)
    world.services.keys.unlock(world.project, (secret,), 1)


def changed(world: World, laptop: Workspace, interview: str, **changed: str) -> None:
    """Let *laptop* finalise the interview again, having seen its first revision alone."""
    with world.services.database.read() as session:
        first = revisions.of_interview(session, world.project, interview)[0]
        source = forms.source(session, world.project, first.revision.form_hash)
        key = seal_key_of(projects.find(session, world.project))
    assert source is not None
    paths = {path.rpartition("/")[2]: path for path in first.revision.answers}
    answers = first.revision.answers | {paths[name]: said for name, said in changed.items()}
    revision = replace(first.revision, answers=answers)
    if key:
        revision = sealed_revision(revision, key, source.xform)
    content, now, parents = revision.to_content(), world.clock.now(), [first.entry.id]
    with laptop.database.work() as session:
        writer.append(
            session, laptop, kinds.FINALISE, interview, content, clock=now, parents=parents
        )
    world.sync(laptop)


def _get(world: World, interview: str) -> interviews.Answered:
    with world.services.database.read() as session:
        found = interviews.get(session, world.project, interview)
    assert found is not None
    return found


def test_locked_it_is_received_proven_counted_and_listed(sealed: World) -> None:
    laptop = sealed.laptop()
    interview = sealed.interview(laptop)
    sealed.sync(laptop)
    with laptop.database.read() as session:
        assert interview in interviews.proven(session, sealed.project, laptop.log)
    coordinator = sealed.browser(COORDINATOR)
    listed = coordinator.open("/interviews")
    page = coordinator.open(f"/interviews/{interview}")

    assert "HRT-07-001" in listed.text
    assert "Herat" in listed.text
    assert "1 interview" in coordinator.open("/").text
    assert "unlock the hub to read it" in page.text
    # Ids and check signs may hold any two digits.
    for said in (CANARY, "Very unsafe", "How old are you?"):
        assert said not in page.text


def test_unlocked_it_is_read_like_any_other(sealed: World, made: Begun) -> None:
    laptop = sealed.laptop()
    interview = sealed.interview(laptop)
    sealed.sync(laptop)
    unlock(sealed, made)
    page = sealed.browser(COORDINATOR).open(f"/interviews/{interview}")

    for said in (CANARY, "34", "Very unsafe"):
        assert said in page.text
    assert _get(sealed, interview).answers.items() >= ANSWERS.items()
    sealed.services.keys.lock(sealed.project)
    assert _get(sealed, interview).is_closed
    assert _get(sealed, interview).answers == {}


def test_tables_hold_nothing_that_was_said_even_after_reading(sealed: World, made: Begun) -> None:
    one, other = sealed.laptop(FARIBA), sealed.laptop(TORYALAI)
    interview = sealed.interview(one)
    sealed.sync(one)
    unlock(sealed, made)
    changed(sealed, one, interview, age="35", night="1")
    changed(sealed, other, interview, age="43")
    coordinator = sealed.browser(COORDINATOR)
    coordinator.open("/interviews")
    coordinator.open(f"/interviews/{interview}")
    rows = []
    with sealed.services.database.read() as session:
        for table in projected_tables():
            rows += [str(row) for row in session.execute(table.select()) if table.name != "form"]

    assert CANARY not in "".join(rows)
    assert "safety/why" not in "".join(rows)


@pytest.mark.parametrize("is_sealed", [False, True], ids=["not sealed", "sealed"])
def test_a_file_has_the_same_in_it_as_that_of_a_project_that_is_not_sealed(
    world: World, made: Begun, *, is_sealed: bool
) -> None:
    world.say_sensitive("moderate")
    one, other = world.laptop(FARIBA), world.laptop(TORYALAI)
    if is_sealed:
        with world.services.database.work() as session:
            identity, now = world.services.identity, world.clock.now()
            sealing.begin(session, identity, world.project, made.held, now)
        for laptop in (one, other):
            world.sync(laptop)
    first, second = world.interview(one), world.interview(one, {"person/age": "19"})
    world.sync(one)
    unlock(world, made)
    changed(world, one, first, age="35")
    changed(world, other, first, night="1")
    lines = sorted(_file(world), key=lambda line: line["number"])

    assert [(line["number"], line["state"]) for line in lines] == [
        ("HRT-07-001", "ready"),
        ("HRT-07-002", "ready"),
    ]
    said = {name: lines[0][name] for name in ("person/age", "safety/night", "safety/why")}
    assert said == {"person/age": "35", "safety/night": "1", "safety/why": CANARY}
    assert lines[1]["person/age"] == "19"
    for line in lines:
        assert line["language"] == "دری (fa-AF)"
        assert line["started"].startswith("2026-11-22T")
        assert line["finished"].startswith("2026-11-22T")
    assert second in {line["interview"] for line in lines}


def _file(world: World) -> list[dict[str, str]]:
    world.say_sensitive("moderate")
    browser = world.browser(ADMINISTRATOR)
    address = "/interviews/export"
    answer = browser.post(browser.open(address), address, written="codes", purpose="x")
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


def test_what_needs_all_interviews_waits_until_somebody_unlocks(sealed: World) -> None:
    laptop = sealed.laptop()
    sealed.interview(laptop)
    sealed.sync(laptop)
    browser = sealed.browser(ADMINISTRATOR)
    address = "/interviews/export"
    answer = browser.post(browser.open(address), address, written="codes", purpose="x")

    assert answer.status_code == 423
    assert Code.HUB_LOCKED.reference in answer.text


def test_whether_two_states_differ_is_known_when_somebody_has_read_them(
    sealed: World, made: Begun
) -> None:
    one, other = sealed.laptop(FARIBA), sealed.laptop(TORYALAI)
    alike, disputed = sealed.interview(one), sealed.interview(one)
    sealed.sync(one)
    unlock(sealed, made)
    changed(sealed, one, alike, age="35")
    changed(sealed, other, alike, night="1")
    changed(sealed, one, disputed, age="35")
    changed(sealed, other, disputed, age="43")
    sealed.services.keys.lock(sealed.project)
    coordinator = sealed.browser(COORDINATOR)
    before = coordinator.open("/interviews")
    assert before.text.count("Several states, sealed") == 2
    coordinator.open(settle_address(disputed), status=423)
    unlock(sealed, made)
    after = coordinator.open("/interviews")

    assert "Several states, sealed" not in after.text
    assert after.text.count("Two states") == 1
    assert checking.compare_rebuilt(sealed.services.database) == {}


def test_what_is_settled_is_sealed_too_and_is_what_was_chosen(sealed: World, made: Begun) -> None:
    one, other = sealed.laptop(FARIBA), sealed.laptop(TORYALAI)
    interview = sealed.interview(one)
    sealed.sync(one)
    unlock(sealed, made)
    changed(sealed, one, interview, age="35")
    changed(sealed, other, interview, age="43")
    coordinator = sealed.browser(COORDINATOR)
    page = coordinator.open(settle_address(interview))
    box = next(label for label in page.soup.select("label.choice") if "43" in label.get_text())
    chosen = box.select_one("input")
    assert chosen is not None
    given = {str(chosen["name"]): str(chosen["value"])}
    coordinator.send(page, settle_address(interview), 200, **given)

    assert _get(sealed, interview).answers["person/age"] == "43"
    assert _get(sealed, interview).interview.state == "ready"
    for laptop in (one, other):
        sealed.sync(laptop)
        with laptop.database.read() as session:
            there = interviews.get(session, sealed.project, interview)
        assert there is not None
        assert (there.answers, there.is_closed) == ({}, True)


def test_the_tables_can_be_made_again_while_it_is_locked(sealed: World) -> None:
    laptop = sealed.laptop()
    sealed.interview(laptop)
    sealed.sync(laptop)

    assert checking.compare_rebuilt(sealed.services.database) == {}


def test_a_key_that_does_not_open_what_is_sealed_is_not_begun(sealed: World, made: Begun) -> None:
    database, identity = sealed.services.database, sealed.services.identity
    with pytest.raises(Problem) as raised, database.work() as session:
        sealing.begin(session, identity, sealed.project, made.held, sealed.clock.now())

    assert raised.value.code is Code.SEAL_KEY_MADE


REMARK, WISH = "کدام کوچه؟ نامش را بگویید", "نام شوهرش را گفتم، پاک شود"


def _kept(world: World) -> bytes:
    """Return every payload that the hub's log holds."""
    with world.services.database.read() as session:
        found = session.execute(EntryRow.__table__.select()).mappings().all()
    return b"".join(bytes(row["payload"]) for row in found if row["payload"])


def test_what_is_returned_is_sealed_to_the_laptop_and_opens_there_as_a_draft(
    sealed: World, made: Begun
) -> None:
    laptop = sealed.laptop()
    interview = sealed.interview(laptop)
    sealed.sync(laptop)
    unlock(sealed, made)
    browser = sealed.browser(COORDINATOR)
    page = browser.open(f"/interviews/{interview}/review")
    given = {"verdict": "return", "comment:safety/why": REMARK}
    browser.send(page, f"/interviews/{interview}/review", 200, **given)
    for word in (REMARK, CANARY):
        assert word.encode() not in _kept(sealed)
    assert REMARK in browser.open(f"/interviews/{interview}").text
    sealed.services.keys.lock(sealed.project)
    assert REMARK not in browser.open(f"/interviews/{interview}").text
    sealed.sync(laptop)
    sittings = Sittings(laptop, FormCache(sealed.folder / "forms"), sealed.clock)
    draft = returning.open_again(sittings, interview, sealed.clock)

    assert returning.remarks(laptop, draft).by_path == {"safety/why": (REMARK,)}
    with sittings.of(draft.id) as sitting:
        assert sitting.values["safety/why"] == CANARY
        seq = sitting.seq
    sittings.answer(draft.id, {"safety/why": "کوچهٔ نانوایی"}, seq, "window")
    finalising.finalise(sittings, draft.id, finalising.PARTIAL, sealed.clock)
    sealed.sync(laptop)
    unlock(sealed, made)
    assert _get(sealed, interview).answers["safety/why"] == "کوچهٔ نانوایی"
    assert _get(sealed, interview).interview.state == "ready"
    assert "کوچهٔ نانوایی".encode() not in _kept(sealed)


def test_what_a_facilitator_asks_for_is_sealed_too(sealed: World, made: Begun) -> None:
    laptop = sealed.laptop()
    interview = sealed.interview(laptop)
    asking.ask(laptop, interview, "mistake", WISH, sealed.clock)
    sealed.sync(laptop)
    browser = sealed.browser(COORDINATOR)

    assert WISH.encode() not in _kept(sealed)
    assert WISH not in browser.open(f"/interviews/{interview}").text
    unlock(sealed, made)
    assert WISH in browser.open(f"/interviews/{interview}").text
    assert asking.heard(laptop)[interview].asked is not None


def test_what_the_key_does_not_open_is_said_to_be_unreadable(sealed: World) -> None:
    laptop = sealed.laptop()
    interview = sealed.interview(laptop)
    sealed.sync(laptop)
    sealed.services.keys.unlock(sealed.project, (bytes(32),), 1)
    page = sealed.browser(COORDINATOR).open(f"/interviews/{interview}")

    assert "it was sealed to another key" in page.text
    assert "unlock the hub to read it" not in page.text
