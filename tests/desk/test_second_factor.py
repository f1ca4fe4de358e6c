"""Signing in with a second factor."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from werkzeug.test import TestResponse

from fieldtool.security import second_factor
from fieldtool.storage import settings
from tests.desk.pages import Browser, Page, check
from tests.desk.world import ADMINISTRATOR, COORDINATOR, PASSWORD, World


def shown_secret(page: Page) -> str:
    return "".join(one.get_text() for one in page.soup.select(".enrol-code span span")).upper()


def code_now(world: World, secret: str) -> str:
    return second_factor.code_at(secret, world.clock.now().wall // 1000 // second_factor.STEP)


def turned_on(world: World, browser: Browser) -> tuple[str, list[str]]:
    """Turn the second factor on; return its secret and the spare codes."""
    page = browser.open("/account/second-factor")
    secret = shown_secret(page)
    page = browser.send(page, "/account/second-factor", code=code_now(world, secret))
    world.clock.put(timedelta(minutes=2))
    return secret, [one.get_text() for one in page.soup.select(".codes .code")]


def password_given(world: World, login: str = COORDINATOR) -> Browser:
    browser = world.browser()
    page = browser.open("/sign-in")
    browser.post(page, "/sign-in", login=login, password=PASSWORD)
    return browser


def second(browser: Browser, code: str) -> TestResponse:
    return browser.post(browser.open("/sign-in/code"), "/sign-in/code", code=code)


def test_the_password_alone_opens_nothing_any_more(world: World) -> None:
    secret, _ = turned_on(world, world.browser(COORDINATOR))
    browser = password_given(world)

    assert browser.open("/interviews").heading == "Sign in to the hub"
    browser = password_given(world)
    assert check(second(browser, code_now(world, secret))).heading == "Overview"


def test_a_wrong_code_is_said_and_the_right_one_still_works(world: World) -> None:
    secret, spare = turned_on(world, world.browser(COORDINATOR))
    browser = password_given(world)
    refused = check(second(browser, "000000"))

    assert "not the code of now" in refused.errors()["code"]
    audit = [row[1:3] for row in world.browser(ADMINISTRATOR).open("/audit").rows()]
    assert [COORDINATOR, "Somebody gave the right password and a wrong code"] in audit
    assert check(second(browser, spare[0])).heading == "Overview"
    assert check(second(password_given(world), spare[0])).errors(), "good once"
    assert check(second(password_given(world), code_now(world, secret))).heading == "Overview"


def test_codes_cannot_be_tried_without_end(world: World) -> None:
    secret, _ = turned_on(world, world.browser(COORDINATOR))
    browser = password_given(world)
    for _ in range(8):
        second(browser, "000000")

    assert second(browser, code_now(world, secret)).status_code == 429


def test_between_password_and_code_are_five_minutes_at_most(world: World) -> None:
    secret, _ = turned_on(world, world.browser(COORDINATOR))
    browser = password_given(world)
    page = browser.open("/sign-in/code")
    world.clock.put(timedelta(minutes=6))
    answer = browser.post(page, "/sign-in/code", code=code_now(world, secret))

    assert check(answer).heading == "Sign in to the hub"
    assert browser.open("/").heading == "Sign in to the hub"


def test_it_is_on_only_when_the_app_showed_the_right_code(world: World) -> None:
    browser = world.browser(COORDINATOR)
    page = browser.open("/account/second-factor")
    page = browser.send(page, "/account/second-factor", 422, code="000000")

    assert page.errors()["code"]
    assert world.browser().sign_in(COORDINATOR, PASSWORD).heading == "Overview"


@pytest.mark.parametrize("action", ["/account/second-factor/off", "/account/spare-codes"])
def test_whoever_finds_the_browser_open_cannot_take_it_away(world: World, action: str) -> None:
    browser = world.browser(COORDINATOR)
    turned_on(world, browser)
    page = browser.open("/account/second-factor")
    token = page.soup.select_one("input[name=csrf_token]")
    assert token is not None
    refused = browser.client.post(action, data={"csrf_token": str(token["value"]), "code": "1"})

    assert refused.status_code == 403
    assert password_given(world).open("/").heading == "Sign in to the hub"


def test_its_owner_turns_it_off_with_a_code(world: World) -> None:
    browser = world.browser(COORDINATOR)
    _, spare = turned_on(world, browser)
    page = browser.open("/account/second-factor")
    token = page.soup.select_one("input[name=csrf_token]")
    assert token is not None
    browser.client.post(
        "/account/second-factor/off", data={"csrf_token": str(token["value"]), "code": spare[5]}
    )

    assert world.browser().sign_in(COORDINATOR, PASSWORD).heading == "Overview"


def test_an_administrator_helps_who_lost_the_telephone(world: World) -> None:
    turned_on(world, world.browser(COORDINATOR))
    administrator = world.browser(ADMINISTRATOR)
    page = administrator.open(f"/accounts/{COORDINATOR}")
    administrator.send(page, f"/accounts/{COORDINATOR}/second-factor")

    assert world.browser().sign_in(COORDINATOR, PASSWORD).heading == "Overview"
    written = [row[2] for row in administrator.open("/audit").rows()]
    assert "Took the second factor away" in written


def test_the_secret_is_shown_once(world: World) -> None:
    browser = world.browser(COORDINATOR)
    secret, spare = turned_on(world, browser)
    pages = [str(browser.open(one).soup) for one in ("/account", "/account/second-factor")]

    assert not any(secret.lower()[:4] in page for page in pages)
    assert not any(code in page for page in pages for code in spare)


def test_knowing_the_password_gives_no_more_tries_of_the_code(world: World) -> None:
    secret, _ = turned_on(world, world.browser(COORDINATOR))
    for _ in range(4):
        browser = password_given(world)
        for _ in range(2):
            second(browser, "000000")

    assert second(password_given(world), code_now(world, secret)).status_code == 429


def test_whoever_finds_the_browser_open_cannot_try_codes_without_end(world: World) -> None:
    browser = world.browser(COORDINATOR)
    secret, _ = turned_on(world, browser)
    page = browser.open("/account/second-factor")
    token = page.soup.select_one("input[name=csrf_token]")
    assert token is not None
    given = {"csrf_token": str(token["value"]), "code": "000000"}
    for action in ("/account/second-factor/off", "/account/spare-codes") * 4:
        browser.client.post(action, data=given)
    right = {**given, "code": code_now(world, secret)}
    refused = browser.client.post("/account/second-factor/off", data=right)

    assert refused.status_code == 429


def test_turning_it_on_signs_out_who_came_in_with_the_password_alone(world: World) -> None:
    elsewhere = world.browser(COORDINATOR)
    here = world.browser(COORDINATOR)
    turned_on(world, here)

    assert elsewhere.open("/").heading == "Sign in to the hub"
    assert here.open("/").heading == "Overview"


def test_an_invitation_takes_the_place_of_the_password_and_not_of_the_code(world: World) -> None:
    secret, _ = turned_on(world, world.browser(COORDINATOR))
    administrator = world.browser(ADMINISTRATOR)
    page = administrator.open(f"/accounts/{COORDINATOR}")
    made = administrator.send(page, f"/accounts/{COORDINATOR}/invite")
    code = "-".join(one.get_text() for one in made.soup.select(".enrol-code span span"))
    browser, chosen = world.browser(), "باغ انار در بهار"
    page = browser.open("/join")
    led = browser.post(page, "/join", code=code, password=chosen, again=chosen)

    assert check(led).heading == "The second factor"
    assert world.browser().open("/").heading == "Sign in to the hub"
    assert check(second(browser, code_now(world, secret))).heading == "Overview"


def test_whoever_stole_the_database_cannot_begin_with_the_second_factor(world: World) -> None:
    secret, _ = turned_on(world, world.browser(COORDINATOR))
    password_given(world)
    with world.services.database.read() as session:
        kept = settings.get(session, world.project, "half_signs") or ""
    thief, now = world.browser(), world.clock.now().wall
    for forged in ([COORDINATOR, now], next(iter(json.loads(kept))), ""):
        with thief.client.session_transaction() as cookie:
            cookie["half"] = forged
        token = thief.open("/sign-in").soup.select_one("input[name=csrf_token]")
        assert token is not None
        given = {"csrf_token": str(token["value"]), "code": code_now(world, secret)}

        assert thief.client.post("/sign-in/code", data=given).headers["Location"] == "/sign-in"


def test_the_password_of_before_opens_nothing_more(world: World) -> None:
    secret, _ = turned_on(world, world.browser(COORDINATOR))
    browser = password_given(world)
    with browser.client.session_transaction() as cookie:
        copied = cookie["half"]
    second(browser, code_now(world, secret))
    thief = world.browser()
    with thief.client.session_transaction() as cookie:
        cookie["half"] = copied

    assert thief.open("/sign-in/code").heading == "Sign in to the hub"


def test_a_code_lets_one_in_of_two_who_give_it_at_the_same_moment(world: World) -> None:
    secret, _ = turned_on(world, world.browser(COORDINATOR))
    two = [password_given(world) for _ in range(2)]
    asked = [(browser, browser.open("/sign-in/code")) for browser in two]
    code, both = code_now(world, secret), threading.Barrier(2)

    def gives(one: tuple[Browser, Page]) -> int:
        both.wait()
        return one[0].post(one[1], "/sign-in/code", code=code).status_code

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(gives, asked)) == [200, 403]
    assert sorted(browser.open("/").heading for browser in two) == [
        "Overview",
        "Sign in to the hub",
    ]
