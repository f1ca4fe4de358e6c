"""A laptop whose clock cannot be right asks for the date, and says in the log that it did."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from fieldtool.log.clock import corrected
from fieldtool.log.entry import Entry
from fieldtool.storage.queries import entries, workspaces
from tests.clocks import KABUL, MORNING
from tests.desk.world import COORDINATOR, World
from tests.web.laptop import Facilitator, Laptop, address_of
from tests.web.pages import Page
from tests.web.test_sending import work_of

LONG_AGO = datetime(2015, 1, 1, 0, 5, tzinfo=KABUL)
# 3 Qaws 1405 in Herat.
TUESDAY = "1405/9/3"


@pytest.fixture
def without_battery(world: World, laptop: Laptop) -> Facilitator:
    """Return somebody at a laptop whose clock began again when it was switched on."""
    world.clock.moment = LONG_AGO
    return Facilitator(laptop.app)


def says(person: Facilitator, page: Page, day: str, time: str = "09:15", status: int = 200) -> Page:
    """Answer the question for the date."""
    return person.send(page, "/date", {"day": day, "time": time}, status=status)


def finishes(person: Facilitator) -> Page:
    """Finalise an interview."""
    page = person.fill(person.start(), "stay", age="34")
    address = address_of(page, "/finish")
    return person.send(person.open(address), address, {"result": "partial"})


def last_entry(laptop: Laptop) -> Entry:
    """Return what was written last."""
    ws = work_of(laptop)
    with ws.database.read() as session:
        return entries.all_of(session, ws.project_id, ws.log)[-1]


def test_a_right_clock_is_believed_and_nothing_is_asked(facilitator: Facilitator) -> None:
    page = facilitator.open("/")

    assert page.heading == "Your work"
    assert not page.has("#stated")


def test_signing_in_asks_for_the_date_and_goes_on_where_one_wanted_to_go(
    without_battery: Facilitator,
) -> None:
    person = without_battery
    page = person.sign_in_here()
    assert page.heading == "What is today’s date?"
    assert "The clock of this laptop says 1 January 2015" in page.text
    assert person.open("/start").heading == "What is today’s date?"
    page = says(person, page, TUESDAY)

    assert page.heading == "Your work"
    assert "Interviews now say 24 November 2026." in page.text
    assert "as you said" in person.open("/start").text


def test_interviews_say_the_stated_date_and_their_entry_is_marked(
    laptop: Laptop, without_battery: Facilitator
) -> None:
    says(without_battery, without_battery.sign_in_here(), TUESDAY)
    finishes(without_battery)
    header = last_entry(laptop).header

    assert header.clock.stated
    assert header.clock.moment.isoformat()[:13] == "2026-11-24T09"
    content = last_entry(laptop).content()
    assert str(content["started"])[:10] == str(content["finished"])[:10] == "2026-11-24"


@pytest.mark.parametrize(
    ("day", "time", "why"),
    [
        ("", "09:15", "is not a date"),
        ("۳۵ قوس ۱۴۰۵", "09:15", "that month has 30 days"),
        ("2015-01-01", "09:15", "This cannot be today’s date: it lies before"),
        ("2030-01-01", "09:15", "This cannot be today’s date: it lies before"),
        (TUESDAY, "ظهر", "That is not a time of day."),
        (TUESDAY, "24:00", "That is not a time of day."),
    ],
)
def test_what_is_no_date_or_cannot_be_is_refused(
    without_battery: Facilitator, day: str, time: str, why: str
) -> None:
    page = says(without_battery, without_battery.sign_in_here(), day, time, status=422)

    assert page.heading == "What is today’s date?"
    (error,) = page.errors().values()
    assert why in error


def test_dari_digits_and_month_names_are_understood(
    laptop: Laptop, without_battery: Facilitator
) -> None:
    page = says(without_battery, without_battery.sign_in_here(), "۳ قوس ۱۴۰۵", "۹:۱۵")

    assert "24 November 2026" in page.text


def test_an_answer_is_saved_whatever_the_clock_does_meanwhile(
    world: World, facilitator: Facilitator
) -> None:
    page = facilitator.start()
    world.clock.moment = LONG_AGO
    answer = facilitator.change(page, "age", age="34")

    assert answer.status_code == 200
    assert facilitator.open("/").heading == "What is today’s date?"


def test_a_clock_far_ahead_is_asked_about_too(world: World, facilitator: Facilitator) -> None:
    world.clock.put(timedelta(days=3650))

    assert facilitator.open("/").heading == "What is today’s date?"


def test_a_clock_that_is_hours_wrong_is_left_to_the_hub(
    world: World, facilitator: Facilitator
) -> None:
    world.clock.put(timedelta(hours=-5))

    assert facilitator.open("/").heading == "Your work"


def test_a_new_day_is_asked_for_again(world: World, without_battery: Facilitator) -> None:
    says(without_battery, without_battery.sign_in_here(), TUESDAY)
    assert without_battery.open("/").heading == "Your work"
    # The laptop slept: both of its clocks went on.
    world.clock.step = timedelta(hours=16)
    world.clock.now()
    world.clock.step = timedelta(seconds=1)

    assert without_battery.open("/").heading == "What is today’s date?"


def test_somebody_who_sets_the_clock_is_asked_again_or_believed(
    world: World, without_battery: Facilitator
) -> None:
    says(without_battery, without_battery.sign_in_here(), TUESDAY)
    world.clock.put(timedelta(days=30))
    assert without_battery.open("/").heading == "What is today’s date?"
    world.clock.moment = MORNING + timedelta(days=2)
    page = without_battery.open("/")

    assert page.heading == "Your work"
    assert not page.has("#stated")


def test_a_contact_with_the_hub_that_shows_the_clock_right_ends_it(
    world: World, laptop: Laptop, facilitator: Facilitator
) -> None:
    # The last entry was written while the clock was ahead by months.
    world.clock.put(timedelta(days=300))
    finishes(facilitator)
    world.clock.put(timedelta(days=-300))
    assert facilitator.open("/").heading == "What is today’s date?"
    facilitator.send(facilitator.open("/send"), "/send", {})

    assert facilitator.open("/").heading == "Your work"


def test_the_hub_shows_the_clock_and_says_that_the_date_was_stated(
    world: World, laptop: Laptop, without_battery: Facilitator
) -> None:
    says(without_battery, without_battery.sign_in_here(), TUESDAY)
    finishes(without_battery)
    evidence = last_entry(laptop).header.clock
    hub_time = MORNING + timedelta(days=3)
    with world.services.database.read() as session:
        met = workspaces.meetings(session, world.project, work_of(laptop).id)

    assert corrected(evidence, [one for one in met if one.boot != evidence.boot]).confidence == (
        "stated"
    )
    world.clock.moment = hub_time
    without_battery.send(without_battery.open("/send"), "/send", {})
    browser = world.browser(COORDINATOR)
    found = browser.open("/interviews").links()
    page = browser.open(
        next(link for link in found if "/interviews/" in link and "export" not in link)
    )
    assert (
        "The date was stated by the facilitator; by the hub’s clock it was 25 November 2026"
        in page.text
    )
