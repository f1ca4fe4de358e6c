"""Signing in at the hub: who gets in, who waits, what ends it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from fieldtool.config import Config, Face
from fieldtool.storage.queries import accounts
from fieldtool.web.desk.accounts import signing
from tests.desk.pages import Browser, Page
from tests.desk.world import COORDINATOR, PASSWORD, World


def test_a_coordinator_signs_in_and_sees_the_project(world: World) -> None:
    page = world.browser().sign_in(COORDINATOR, PASSWORD)

    assert page.heading == "Overview"
    assert "Community safety" in page.text


def test_login_and_password_may_be_typed_on_another_keyboard(world: World) -> None:
    page = world.browser().sign_in("YUSUF.Herat", PASSWORD.replace("ی", "ي"))

    assert page.heading == "Overview"


@pytest.mark.parametrize("login", [COORDINATOR, "nobody.here", "", "'; drop table account", "\x00"])
def test_a_wrong_password_is_said_in_one_way_whoever_it_is(world: World, login: str) -> None:
    browser = world.browser()
    page = browser.send(browser.open("/sign-in"), "/sign-in", 403, login=login, password="غلط غلط")

    assert "do not fit together" in page.errors()["login"]
    assert "FT-740" in page.text


@pytest.mark.parametrize("field", ["login", "password"])
def test_what_nobody_types_is_not_read_sign_by_sign(world: World, field: str) -> None:
    browser = world.browser()
    right = {"login": COORDINATOR, "password": PASSWORD}
    long = {**right, field: right[field] + "\u200c" * 1_000}
    refused = browser.post(browser.open("/sign-in"), "/sign-in", **long)

    assert refused.status_code == 403
    assert world.browser().sign_in(COORDINATOR, PASSWORD).heading == "Overview"


def test_after_eight_wrong_passwords_even_the_right_one_waits(world: World) -> None:
    browser = world.browser()
    page = browser.open("/sign-in")
    for _ in range(8):
        page = browser.send(page, "/sign-in", 403, login=COORDINATOR, password="غلط غلط غلط")
    page = browser.send(page, "/sign-in", 429, login=COORDINATOR, password=PASSWORD)

    assert "Wait" in page.errors()["login"]


def test_a_flood_of_people_who_sign_in_leaves_room_for_laptops(world: World) -> None:
    browser, places = world.browser(), 0
    while signing._PLACES.acquire(blocking=False):
        places += 1
    try:
        page = browser.open("/sign-in")
        page = browser.send(page, "/sign-in", 503, login=COORDINATOR, password=PASSWORD)
    finally:
        signing._PLACES.release(places)

    assert 0 < places < Config(Face.HUB, world.folder).threads
    assert "Too many people" in page.errors()["login"]
    assert browser.sign_in(COORDINATOR, PASSWORD).heading == "Overview"


def test_the_page_asked_for_is_shown_after_signing_in(world: World) -> None:
    browser = world.browser()
    page = browser.open("/people")
    page = browser.send(page, "/sign-in", login=COORDINATOR, password=PASSWORD)

    assert page.heading == "People"


@pytest.mark.parametrize("address", ["//evil.example/", "https://evil.example/", "/\\evil.example"])
def test_signing_in_never_leads_to_another_site(world: World, address: str) -> None:
    browser = world.browser()
    page = browser.open("/sign-in?next=" + address)
    page = browser.send(page, "/sign-in", login=COORDINATOR, password=PASSWORD)

    assert page.heading == "Overview"


def test_the_session_is_another_one_after_signing_in(world: World) -> None:
    browser = world.browser()
    browser.open("/sign-in")
    before = _cookie(browser)
    browser.sign_in(COORDINATOR, PASSWORD)
    signed_in = _cookie(browser)
    browser.send(browser.open("/"), "/sign-out")
    browser.sign_in(COORDINATOR, PASSWORD)

    assert len({before, signed_in, _cookie(browser)}) == 3


def test_a_copied_cookie_is_worth_nothing_after_signing_out(world: World) -> None:
    browser = world.browser(COORDINATOR)
    copied = _cookie(browser)
    browser.send(browser.open("/"), "/sign-out")
    thief = Browser(world.app)
    thief.client.set_cookie(world.app.config["SESSION_COOKIE_NAME"], copied)

    assert thief.open("/").heading == "Sign in to the hub"


def test_half_an_hour_without_a_page_ends_the_session(world: World) -> None:
    browser = world.browser(COORDINATOR)
    world.clock.put(timedelta(minutes=29))
    still = browser.open("/").heading
    world.clock.put(timedelta(minutes=29))
    used = browser.open("/").heading
    world.clock.put(timedelta(minutes=31))

    assert (still, used) == ("Overview", "Overview")
    assert browser.open("/").heading == "Sign in to the hub"


def test_after_twelve_hours_somebody_who_never_paused_signs_in_again(world: World) -> None:
    browser = world.browser(COORDINATOR)
    seen = []
    for _ in range(37):
        world.clock.put(timedelta(minutes=20))
        seen.append(browser.open("/about").heading)

    assert seen[:35] == ["About this program"] * 35
    assert seen[-1] == "Sign in to the hub"


def test_a_change_without_the_token_of_the_session_is_refused(world: World) -> None:
    browser = world.browser(COORDINATOR)
    answer = browser.client.post("/people/new", data={"code": "HRT-09"})

    assert answer.status_code == 400
    assert "FT-701" in answer.text


def test_a_hub_without_a_project_says_what_to_do(empty: World) -> None:
    page = empty.browser().open("/", status=503)

    assert "fieldtool hub init" in page.text


def test_a_browser_that_chose_no_language_gets_that_of_the_account(world: World) -> None:
    with world.services.database.work() as session:
        account = accounts.get(session, world.project, COORDINATOR)
        assert account is not None
        accounts.put(session, world.project, replace(account, language="ps"))
    browser = Browser(world.app, "")
    browser.sign_in(COORDINATOR, PASSWORD)

    assert _tag(browser.open("/")) == "ps-AF"
    assert _tag(world.browser(COORDINATOR, "it").open("/")) == "it"


def _tag(page: Page) -> str:
    return str(page.soup.html["lang"]) if page.soup.html else ""


def _cookie(browser: Browser) -> str:
    name = browser.client.application.config["SESSION_COOKIE_NAME"]
    cookie = browser.client.get_cookie(name)
    return cookie.value if cookie else ""
