"""The first page: how much is here, laptop by laptop, and what needs somebody."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from fieldtool.log import entry as log_entry
from fieldtool.log import kinds
from fieldtool.security import writer
from fieldtool.storage.queries import entries, workspaces
from tests.desk.world import ADMINISTRATOR, COORDINATOR, FARIBA, TORYALAI, World


def test_on_the_first_day_each_page_says_the_next_step(begun: World) -> None:
    browser = begun.browser(COORDINATOR)
    without_form = browser.open("/")
    begun.publish()
    without_people = browser.open("/")
    begun.add(TORYALAI)
    without_laptop = browser.open("/")

    assert "No form is published yet" in without_form.text
    assert "/people/new" in without_people.links()
    assert "No laptop is set up yet" in without_laptop.text


def test_a_laptop_that_sent_everything_is_in_order(world: World) -> None:
    laptop = world.laptop()
    for _ in range(2):
        world.interview(laptop)
    world.sync(laptop)
    page = world.browser(COORDINATOR).open("/")

    ((person, counts, state, contact, clock, _device),) = page.rows()
    assert person == "HRT-07فریبا"
    assert counts == "2 finalised, 2 here, chain whole"
    assert (state, clock) == ("In order", "Right")
    assert contact.startswith("22 November 2026")


def test_nothing_needs_anybody_where_all_is_here_and_laptops_are_not_taken(empty: World) -> None:
    empty.begin("italy")
    empty.publish()
    empty.add(FARIBA)
    laptop = empty.laptop()
    empty.interview(laptop)
    empty.sync(laptop)
    page = empty.browser(COORDINATOR).open("/")

    assert "Nothing. Everything the laptops told of is here" in page.text


def test_it_is_not_said_that_nothing_needs_anybody_while_a_key_is_missing(world: World) -> None:
    laptop = world.laptop()
    world.interview(laptop)
    world.sync(laptop)
    page = world.browser(ADMINISTRATOR).open("/")

    assert "Interviews are not sealed yet" in page.text
    assert "There is no recovery key yet" in page.text
    assert "Nothing. Everything the laptops told of is here" not in page.text


def test_interviews_that_are_still_on_the_laptop_are_counted(world: World) -> None:
    laptop = world.laptop()
    world.interview(laptop)
    world.sync(laptop)
    with world.services.database.work() as session:
        workspaces.contact(
            session,
            world.project,
            laptop.id,
            at=world.clock.now().wall,
            finalised_there=4,
            clock=world.clock.now(),
        )
    page = world.browser(COORDINATOR).open("/")

    assert page.rows()[0][1:3] == [
        "4 finalised, 1 here, the others are still on the laptop",
        "Has more to send",
    ]
    assert "1 laptop should be looked at" in page.text


def test_a_wrong_clock_is_told_in_minutes_or_hours_and_its_direction(world: World) -> None:
    laptop = world.laptop()

    def clock(offset: timedelta) -> str:
        right = world.clock.now()
        with world.services.database.work() as session:
            workspaces.contact(
                session,
                world.project,
                laptop.id,
                at=right.wall,
                finalised_there=0,
                clock=replace(right, wall=right.wall + offset // timedelta(milliseconds=1)),
            )
        return world.browser(COORDINATOR).open("/").rows()[0][4]

    assert clock(timedelta(minutes=4)) == "Right"
    assert clock(timedelta(minutes=17)) == "17 minutes fast"
    assert clock(timedelta(hours=-26)) == "26 hours slow"


def test_a_laptop_not_heard_of_for_a_week_is_named(world: World) -> None:
    world.laptop()
    world.clock.put(timedelta(days=8))

    assert world.browser(COORDINATOR).open("/").rows()[0][2] == "Silent for a week"


def test_a_copied_laptop_shows_as_a_fork(world: World) -> None:
    laptop = world.laptop()
    world.interview(laptop)
    world.sync(laptop)
    log = kinds.workspace_log(laptop.id)
    with world.services.database.work() as session:
        (first,) = entries.after(session, world.project, log, "")
        twin = log_entry.make(
            first.header.kind,
            "bbbbbbbbbbbbbbbb",
            prev="",
            person=first.header.person,
            clock=world.clock.now(),
            content={},
            salt=bytes(16),
        )
        entries.store(session, world.project, log, [twin], world.clock.now().wall)
    row = world.browser(COORDINATOR).open("/").rows()[0]

    assert "chain forked" in row[1]
    assert "Two copies of it exist" in row[2]


def test_an_entry_that_cannot_be_read_is_shown_and_kept(world: World) -> None:
    laptop = world.laptop()
    world.interview(laptop)
    with laptop.database.work() as session:
        writer.append(
            session, laptop, kinds.FINALISE, "cccccccccccccccc", {"number": "?"},
            clock=world.clock.now(),
        )  # fmt: skip
    world.sync(laptop)
    page = world.browser(COORDINATOR).open("/")

    assert "1 entry could not be read and was put aside" in page.text
    assert "CONTENT_NOT_VALID" in page.text
