"""How long raw answers are kept: the clock, who is reminded, destroying with a certificate."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Event

import pytest

from fieldtool.storage.queries import audit, erasures, interviews, projects, retention
from fieldtool.storage.queries.retention import Destruction, RetentionClock
from fieldtool.sync.hub import ending
from tests.desk.pages import Browser, Page
from tests.desk.world import ADMINISTRATOR, COORDINATOR, FARIBA, PASSWORD, World

PAGE, DESTROY = "/project/retention", "/project/retention/destroy"
SURE = {"sure": "yes", "early": "yes", "password": PASSWORD}


@pytest.fixture
def hub_url(tmp_path: Path, ready_file: Path) -> str:
    """Return a hub of one database alone: settings and erasures are asked of both elsewhere."""
    shutil.copy(ready_file, tmp_path / "hub.db")
    return f"sqlite:///{tmp_path / 'hub.db'}"


@pytest.fixture
def filled(world: World) -> World:
    """Return a hub with two interviews."""
    laptop = world.laptop(FARIBA)
    for _ in range(2):
        world.interview(laptop)
    world.sync(laptop)
    return world


def _today(world: World) -> date:
    return datetime.fromtimestamp(world.clock.now().wall / 1000, UTC).date()


def _left(world: World) -> int:
    with world.services.database.read() as session:
        return interviews.count(session, world.project)


def _set(browser: Browser, last_day: str, months: str = "12") -> Page:
    return browser.send(browser.open(PAGE), PAGE, last_day=last_day, months=months)


def destroyed(world: World, browser: Browser) -> Page:
    """Have all answers destroyed, and return the certificate."""
    browser.send(browser.open(PAGE), DESTROY, **SURE)
    world.services.destroying.wait()
    (certificate,) = {one for one in browser.open(PAGE).links() if "/certificates/" in one}
    return browser.open(certificate)


def test_what_goes_on_says_how_far_it_is_and_reaches_laptops_with_its_own_reason(
    filled: World,
) -> None:
    hub, database, laptop = filled.services.identity, filled.services.database, filled.workspaces[0]
    with database.work() as session:
        ending.begin(session, filled.project, ADMINISTRATOR, filled.clock.now().wall)
    busy = Event()
    filled.services.destroying.begin(lambda: not busy.wait(0.02), filled.services.finish_erasing)
    browser = filled.browser(ADMINISTRATOR)
    page, part = browser.open(PAGE), browser.client.get(f"{PAGE}/progress")
    assert "0 of 2 interviews are destroyed." in page.text
    assert page.soup.select_one(f"form[action='{DESTROY}']") is None
    assert "every 1s" in part.text
    filled.services.destroying.stop()

    while ending.step(database, hub, filled.project, filled.clock.now()):
        pass
    filled.sync(laptop)
    with laptop.database.read() as session:
        gone = erasures.in_log(session, filled.project, laptop.log)
    assert [one.reason for one in gone] == ["retention", "retention"]


@pytest.mark.parametrize(
    ("last", "months", "due"),
    [
        (date(2026, 11, 20), 12, date(2027, 11, 20)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 12, 31), 0, date(2026, 12, 31)),
        (None, 12, None),
    ],
)
def test_answers_are_due_so_many_months_after_the_last_day(
    last: date | None, months: int, due: date | None
) -> None:
    assert RetentionClock(last, months).due == due


def test_a_reminder_begins_thirty_days_before_and_stays() -> None:
    clock = RetentionClock(date(2026, 11, 20), 12)

    assert not clock.is_near(date(2027, 10, 20))
    assert clock.is_near(date(2027, 10, 21))
    assert not clock.is_due(date(2027, 11, 19))
    assert clock.is_near(date(2028, 6, 1))
    assert clock.is_due(date(2027, 11, 20))


def test_the_last_day_is_typed_in_either_calendar_and_answers_stay_for_a_year(
    world: World,
) -> None:
    page = _set(world.browser(ADMINISTRATOR), "۳۰ عقرب ۱۴۰۵", "۱۲")
    noted = world.browser(ADMINISTRATOR).open("/audit").text

    assert "21 November 2027" in page.text
    assert "Changed how long raw answers are kept" in noted


@pytest.mark.parametrize(
    ("field", "value"),
    [("last_day", "دیروز"), ("months", "37"), ("months", "²"), ("months", "-1"), ("months", "")],
)
def test_what_is_no_day_or_too_long_is_refused_and_kept_to_be_corrected(
    begun: World, field: str, value: str
) -> None:
    browser = begun.browser(ADMINISTRATOR)
    given = {"last_day": "2026-11-20", "months": "12", field: value}
    page = browser.send(browser.open(PAGE), PAGE, 422, **given)

    assert set(page.errors()) == {field}
    assert "No day is set" in browser.open(PAGE).text


def test_administrators_alone_are_reminded_and_only_while_there_are_answers(
    filled: World,
) -> None:
    browser = filled.browser(ADMINISTRATOR)
    assert PAGE not in browser.open("/").links()
    _set(browser, _today(filled).isoformat(), "1")
    assert "are to be destroyed on" in browser.open("/").text
    _set(browser, _today(filled).isoformat(), "0")

    assert "were to be destroyed by" in browser.open("/").text
    assert PAGE not in filled.browser(COORDINATOR).open("/").links()

    browser.send(browser.open(PAGE), DESTROY, sure="yes", password=PASSWORD)
    filled.services.destroying.wait()
    assert PAGE not in browser.open("/").links()


def test_all_answers_are_destroyed_with_a_certificate_and_one_line_of_the_audit(
    filled: World,
) -> None:
    browser = filled.browser(ADMINISTRATOR)
    page = destroyed(filled, browser)

    assert page.heading == "Certificate: raw answers were destroyed"
    assert page.rows()[0][1] == "2"
    assert ADMINISTRATOR in page.text
    assert "still being destroyed" not in page.text
    assert _left(filled) == 0
    with filled.services.database.read() as session:
        lines = audit.lines(session, filled.project, 0, 9)
        assert not erasures.is_unfinished(session, filled.project)
    found = [(one.event, dict(one.details)) for one in lines if "destroy" in one.event]
    assert found == [
        ("project:destroyed", {"interviews": "2"}),
        ("project:destroy", {"interviews": "2"}),
    ]
    assert "/project/retention/certificates/1" in browser.open(PAGE).links()


@pytest.mark.parametrize(
    ("field", "value"), [("sure", ""), ("early", ""), ("password", "غلط"), ("password", "")]
)
def test_nothing_is_destroyed_without_both_marks_and_the_own_password(
    filled: World, field: str, value: str
) -> None:
    browser = filled.browser(ADMINISTRATOR)
    page = browser.send(browser.open(PAGE), DESTROY, 422, **{**SURE, field: value})

    assert set(page.errors()) == {field}
    assert _left(filled) == 2


def test_a_destruction_that_was_broken_off_is_taken_up_and_counted_whole(filled: World) -> None:
    hub, now, database = filled.services.identity, filled.clock.now(), filled.services.database
    with database.work() as session:
        ending.begin(session, filled.project, COORDINATOR, now.wall)
    assert ending.step(database, hub, filled.project, now, 1)
    browser = filled.browser(ADMINISTRATOR)
    asked = browser.open(PAGE)
    page = destroyed(filled, browser)

    assert "was broken off" in asked.text
    assert "1 of 2 interviews are destroyed." in asked.text
    assert page.rows()[0][1] == "2"
    assert _left(filled) == 0
    assert "was broken off" not in browser.open(PAGE).text


def test_each_destruction_has_a_certificate_of_its_own(begun: World) -> None:
    with begun.services.database.work() as session:
        for at in (1, 2):
            one = Destruction(at, ADMINISTRATOR, done=at + 5, counts={"safety": at})
            retention.note(session, begun.project, one)
    browser = begun.browser(ADMINISTRATOR)

    assert browser.open("/project/retention/certificates/2").rows() == [["safety", "2"]]
    assert browser.open("/project/retention/certificates/3").heading == browser.open(PAGE).heading


def test_the_record_says_what_the_settings_say(world: World) -> None:
    browser = world.browser(ADMINISTRATOR)
    empty = browser.open("/project/record").text
    browser.send(
        browser.open("/project/notice"),
        "/project/notice",
        who="شاروالی هرات",
        contact="۰۷۰۰ ۱۲۳ ۴۵۶",
        months="12",
        basis="task",
    )
    _set(browser, "2026-11-20", "6")
    page = browser.open("/project/record")
    with world.services.database.read() as session:
        grace = projects.get(session, world.project).grace_days

    assert "does not say yet who asks" in empty
    assert "does not say yet who asks" not in page.text
    assert "شاروالی هرات" in page.text
    assert "6(1)(e), 9(2)(j), 89" in page.text
    assert "20 May 2027" in page.text
    assert "SensitivityHigh" in page.text
    assert f"destroyed {grace} days after" in page.text
    assert ["Viewer", "1", "no", "no", "no", "no", "no"] in page.rows()
    assert ["Administrator", "1", "yes", "yes", "yes", "yes", "yes"] in page.rows()
    assert "A laptop is seized" in page.text
