"""Work locks itself, is locked and hidden at once, and opens again where one was."""

from __future__ import annotations

import threading
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest

from fieldtool.i18n.locales import by_code
from fieldtool.web.field.signing_in.hiding import Month, month_of
from tests.desk.world import World
from tests.web.laptop import PASSPHRASE, Facilitator, Laptop, address_of

MINUTES = 60_000
IDLE = 5 * MINUTES
SECONDS = 30.0


class Hands:
    """A clock that nobody can set: how long the laptop has been running, in milliseconds."""

    def __init__(self, laptop: Laptop) -> None:
        self.at = 1_000_000
        laptop.services.work.elapsed = self

    def __call__(self) -> int:
        """Return what it says."""
        return self.at


@pytest.fixture
def hands(laptop: Laptop) -> Hands:
    return Hands(laptop)


def opens_again(person: Facilitator, address: str) -> str:
    """Go to *address* of locked work, open the work, and return where that leads."""
    led = person.client.get(address)
    assert urlsplit(led.headers["Location"]).path == "/sign-in"
    page = person.open(led.headers["Location"])
    form = {"passphrase": PASSPHRASE, "who": str(page.one("[name=who]")["value"])}
    token = {"csrf_token": str(page.one("form.card [name=csrf_token]")["value"])}
    wanted = {"next": str(page.one("form.card [name=next]")["value"])}
    return str(person.client.post("/sign-in", data={**form, **token, **wanted}).headers["Location"])


def test_work_that_nobody_touches_locks_itself_and_opens_at_the_same_page(
    hands: Hands, facilitator: Facilitator
) -> None:
    address = address_of(facilitator.start(), "/1")
    hands.at += IDLE - 1
    assert facilitator.client.get(address).status_code == 200
    hands.at += IDLE

    assert opens_again(facilitator, address) == address


def test_an_answer_to_locked_work_is_not_said_to_be_saved(
    hands: Hands, facilitator: Facilitator
) -> None:
    page = facilitator.start()
    hands.at += IDLE

    assert facilitator.change(page, "age", age="34").status_code == 401


def test_the_key_goes_from_memory_without_a_page_that_asks(
    hands: Hands, laptop: Laptop, facilitator: Facilitator
) -> None:
    facilitator.open("/")
    (sittings,) = laptop.services.work._open.values()
    hands.at += IDLE
    laptop.services.work.watch(0.01)
    for _look in range(1000):
        if not laptop.services.work._open:
            break
        threading.Event().wait(SECONDS / 1000)

    assert laptop.services.work._open == {}
    assert sittings.workspace.database._is_locked


def test_a_page_that_looks_by_itself_keeps_nothing_open_and_hands_do(
    hands: Hands, facilitator: Facilitator
) -> None:
    facilitator.open("/")
    token = str(facilitator.open("/").one("#lock [name=csrf_token]")["value"])
    hands.at += IDLE - MINUTES
    facilitator.client.post("/stir", data={"csrf_token": token})
    hands.at += IDLE - MINUTES
    assert facilitator.client.get("/send/progress").status_code == 200
    hands.at += MINUTES

    assert facilitator.client.get("/send/progress").status_code == 302


def test_the_time_is_a_setting_and_the_page_knows_it(
    laptop: Laptop, facilitator: Facilitator
) -> None:
    assert facilitator.open("/").one("#lock")["data-idle"] == "300"
    laptop.services.work.idle = 2 * MINUTES

    assert facilitator.open("/").one("#lock")["data-idle"] == "120"


def test_locking_now_comes_back_to_the_same_page(facilitator: Facilitator) -> None:
    address = address_of(facilitator.start(), "/1")
    page = facilitator.send(facilitator.open(address), "/lock", {})
    assert "Your work is locked." in page.text
    page = facilitator.send(page, "/sign-in", {"passphrase": PASSPHRASE})

    assert page.has("#page-form")
    assert address_of(page, "/1") == address


def test_locking_twice_or_after_it_locked_itself_is_no_error(
    hands: Hands, facilitator: Facilitator
) -> None:
    page = facilitator.open("/")
    hands.at += IDLE

    assert facilitator.send(page, "/lock", {}).heading == "Open your work"


def test_hiding_shows_a_calendar_that_says_nothing_and_the_passphrase_leads_back(
    laptop: Laptop, facilitator: Facilitator
) -> None:
    address = address_of(facilitator.start(), "/1")
    page = facilitator.open(address)
    token = str(page.one("#hide [name=csrf_token]")["value"])
    wanted = str(page.one("#hide [name=next]")["value"])
    led = facilitator.client.post("/hide", data={"csrf_token": token, "next": wanted})
    assert led.status_code == 303
    shown = facilitator.client.get(led.headers["Location"])
    text = shown.text.replace("fieldtool-", "")
    assert laptop.services.work._open == {}
    for word in ("fieldtool", "HRT-07", "interview</", "Sign in", "questionnaire"):
        assert word not in text
    assert "November 2026" in text
    assert 'aria-current="date">22<' in text
    assert parse_qs(urlsplit(led.headers["Location"]).query)["next"] == [address]

    assert opens_again(facilitator, address) == address


def test_after_hiding_a_restart_of_the_browser_page_stays_locked(facilitator: Facilitator) -> None:
    address = address_of(facilitator.start(), "/1")
    page = facilitator.open(address)
    token = str(page.one("#hide [name=csrf_token]")["value"])
    facilitator.client.post("/hide", data={"csrf_token": token, "next": address})

    assert facilitator.client.get(address).status_code == 302


@pytest.mark.parametrize(
    ("way", "leads"), [("/hide", "/calendar"), ("/interrupt", "/everyday"), ("/lock", "/sign-in")]
)
def test_a_window_that_stood_open_while_work_was_locked_elsewhere_hides_it_too(
    laptop: Laptop, facilitator: Facilitator, way: str, leads: str
) -> None:
    old = str(facilitator.open("/").one("#hide [name=csrf_token]")["value"])
    facilitator.send(facilitator.open("/"), "/lock", {})
    facilitator.sign_in_here()
    elsewhere = {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}
    refused = facilitator.client.post(way, data={"csrf_token": old}, headers=elsewhere)
    assert refused.status_code == 403
    assert len(laptop.services.work._open) == 1
    led = facilitator.client.post(way, data={"csrf_token": old})

    assert urlsplit(led.headers["Location"]).path == leads
    assert laptop.services.work._open == {}


def test_work_whose_file_cannot_be_read_is_hidden_and_erased_all_the_same(
    laptop: Laptop, facilitator: Facilitator
) -> None:
    (sittings,) = laptop.services.work._open.values()
    page = facilitator.open("/erase")
    token = str(page.one("form[action='/erase'] [name=csrf_token]")["value"])
    home = sittings.workspace.folder
    sittings.workspace.database.engine.dispose()
    for path in home.glob("work.db*"):
        path.write_bytes(b"not a database" * 1000)
    led = facilitator.client.post("/erase", data={"csrf_token": token, "sure": "yes"})

    assert led.headers["Location"] == "/calendar"
    assert not (home / "keys.json").exists()


def test_a_page_that_says_what_went_wrong_can_be_hidden_and_locked_too(
    facilitator: Facilitator,
) -> None:
    token = {"csrf_token": "of an earlier session", "next": "/start"}
    said = [
        facilitator.client.get("/interviews/aaaaaaaaaaaaaaaa/1"),
        facilitator.client.post("/start", data=token),
    ]
    pages = [facilitator.checked(answer, answer.status_code) for answer in said]
    for page in pages:
        assert "FT-" in page.text
        assert page.has("#lock[data-idle]")
        assert page.has("#hide")
        assert page.has("script[src*='lock.js']")
    led = facilitator.send(pages[1], "/lock", {})

    assert str(led.one("form.card [name=next]")["value"]) == "/"


@pytest.mark.parametrize("address", ["//evil.example", "https://evil.example/", "/\\evil"])
@pytest.mark.parametrize("way", ["/lock", "/hide"])
def test_locking_leads_nowhere_else(facilitator: Facilitator, way: str, address: str) -> None:
    page = facilitator.open("/")
    token = str(page.one("#lock [name=csrf_token]")["value"])
    led = facilitator.client.post(way, data={"csrf_token": token, "next": address})

    assert parse_qs(urlsplit(led.headers["Location"]).query)["next"] == ["/"]


def test_wrong_passphrases_cost_time_over_a_restart_too(world: World, laptop: Laptop) -> None:
    stranger = Facilitator(laptop.app)
    for _try in range(4):
        stranger.send(stranger.open("/sign-in"), "/sign-in", {"passphrase": "انار"}, status=422)
    laptop.close()
    again = Laptop(world, laptop.folder)
    try:
        somebody = Facilitator(again.app)
        page = somebody.send(
            somebody.open("/sign-in"), "/sign-in", {"passphrase": PASSPHRASE}, status=422
        )
    finally:
        again.close()
        laptop.app = again.app

    assert "wait" in page.text.lower()


@pytest.mark.parametrize(
    ("today", "code", "name", "first", "days"),
    [
        (date(2026, 11, 22), "fa_AF", "قوس", 1, 30),
        (date(2027, 3, 20), "ps", "کب", 0, 29),
        (date(2026, 2, 14), "it", "febbraio", 6, 28),
        (date(2026, 11, 22), "en", "November", 6, 30),
    ],
)
def test_the_calendar_is_right(
    laptop: Laptop, today: date, code: str, name: str, first: int, days: int
) -> None:
    with laptop.app.test_request_context():
        from flask import g

        g.locale = by_code(code)
        month = month_of(today, code, "solar" if code in {"fa_AF", "ps"} else "gregorian")

    assert name in month.name
    assert len(_numbers(month)) == days
    assert month.weeks[0].index((1, today.day == 1 if code != "fa_AF" else True)) == first
    assert all(len(week) == 7 for week in month.weeks)


def _numbers(month: Month) -> list[int]:
    return [cell[0] for week in month.weeks for cell in week if cell]
