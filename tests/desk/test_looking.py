"""Laptops at the hub: what exists, what is here, what needs a person first."""

from __future__ import annotations

from datetime import timedelta

from fieldtool import __version__
from fieldtool.log import entry as log_entry
from fieldtool.log import kinds
from fieldtool.log.chain import Tip
from fieldtool.security import writer
from fieldtool.storage import projections
from fieldtool.storage.queries import entries, workspaces
from tests.desk.world import COORDINATOR, World
from tests.sync.interviews import revision
from tests.sync.photographs import photo, photograph


def test_a_laptop_tells_how_much_it_has_and_which_program_it_runs(world: World) -> None:
    laptop = world.laptop()
    world.interview(laptop)
    world.interview(laptop)
    world.sync(laptop)
    page = world.browser(COORDINATOR).open(f"/laptops/{laptop.id}")

    assert "2 finalised, 2 here, chain whole" in page.text
    assert "2 written, as it last said; 2 here" in page.text
    assert "ChainWhole" in page.text
    assert f"Version of its program{__version__}" in page.text
    assert "Two lines" not in page.text


def test_photos_that_are_missing_are_counted(world: World) -> None:
    laptop = world.laptop()
    photograph(laptop, world.clock, 1, photo(1), photo(2))
    world.sync(laptop)
    page = world.browser(COORDINATOR).open(f"/laptops/{laptop.id}")

    assert "Photos and recordings0 of 2 are here" in page.text


def test_both_lines_of_a_copied_laptop_are_told_and_what_to_do(world: World) -> None:
    laptop = world.laptop()
    world.interview(laptop)
    world.sync(laptop)
    log = kinds.workspace_log(laptop.id)
    with world.services.database.work() as session:
        (first,) = entries.after(session, world.project, log, "")
        said = revision(7)
        twin = log_entry.make(
            kinds.FINALISE,
            said.interview,
            prev="",
            person=laptop.person,
            clock=world.clock.now(),
            content=said.to_content(),
            salt=b"s" * 16,
        )
        kept = entries.store(session, world.project, log, [twin], 1)
        entries.put_tip(
            session, writer.sign_tip(laptop.identity, Tip(world.project, log, twin.id, 1))
        )
        projections.apply_all(session, world.project, log, kept)
    page = world.browser(COORDINATOR).open(f"/laptops/{laptop.id}")

    assert "ChainForked: two lines" in page.text
    assert {row[3] for row in page.rows()} == {first.id[:8], twin.id[:8]}
    assert [row[1:3] for row in page.rows()] == [["1", "1"], ["1", "1"]]
    assert f"/people/{laptop.person}/enrol" in page.links()


def test_what_needs_a_person_comes_first(world: World) -> None:
    quiet, copied = world.laptop(), world.laptop()
    world.interview(copied)
    world.sync(copied)
    log = kinds.workspace_log(copied.id)
    with world.services.database.work() as session:
        twin = log_entry.make(
            "later", "x", prev="", person="", clock=world.clock.now(), content={}, salt=b"s" * 16
        )
        entries.store(session, world.project, log, [twin], 1)
        now = world.clock.now().wall + timedelta(hours=1) // timedelta(milliseconds=1)
        workspaces.contact(session, world.project, quiet.id, at=now, finalised_there=0, clock=None)
    rows = world.browser(COORDINATOR).open("/").rows()

    assert [row[2] for row in rows] == ["Two copies of it exist", "In order"]


def test_what_was_put_aside_is_named_and_tried_again(world: World) -> None:
    laptop = world.laptop()
    with laptop.database.work() as session:
        made = writer.append(
            session,
            laptop,
            kinds.FINALISE,
            "m4xahrt7q2zz5k3f",
            {"answers": "none"},
            clock=world.clock.now(),
        )
    world.sync(laptop)
    browser = world.browser(COORDINATOR)
    page = browser.open(f"/laptops/{laptop.id}")
    assert "Something could not be read" in page.text
    assert f"{made.id[:8]} finalise FT-" in page.text
    page = browser.send(page, "/laptops/retry")

    assert "0 entries could be read now." in page.text
    assert made.id[:8] in page.text


def test_after_an_upgrade_what_was_put_aside_can_be_read(world: World) -> None:
    laptop = world.laptop()
    world.interview(laptop)
    world.sync(laptop)
    log = kinds.workspace_log(laptop.id)
    with world.services.database.work() as session:
        (one,) = entries.after(session, world.project, log, "")
        # As a version before left it, which could not read it.
        projections.put_aside(session, world.project, log, one, "CONTENT_NOT_VALID")
    browser = world.browser(COORDINATOR)
    page = browser.send(browser.open("/"), "/laptops/retry")

    assert "1 entry could be read now." in page.text
    assert "put aside" not in page.text


def test_a_laptop_that_is_not_here_is_said_not_to_be(world: World) -> None:
    world.browser(COORDINATOR).open("/laptops/aaaaaaaa", status=404)
