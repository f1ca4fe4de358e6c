"""Paper at the hub: who prints what, and that printing an interview is noted."""

from __future__ import annotations

import pytest

from tests.desk.pages import Browser
from tests.desk.world import ADMINISTRATOR, COORDINATOR, FARIBA, VIEWER, World


@pytest.fixture
def interview(world: World) -> str:
    """Return an interview at the hub."""
    laptop = world.laptop(FARIBA)
    found = world.interview(laptop)
    world.sync(laptop)
    return found


def _form(browser: Browser) -> str:
    links = browser.open("/forms").links()
    return next(link for link in links if link.endswith("/print"))


def test_everybody_at_the_hub_prints_blank_forms(world: World) -> None:
    for login in (COORDINATOR, VIEWER):
        browser = world.browser(login)
        address = _form(browser)
        assert browser.open(address).heading == "Print a blank form"
        page = browser.open(f"{address.removesuffix('print')}sheets?language=ps&second=en")

        assert "د پاڼې شمېره" in page.text
        assert page.soup.select(".paper-second[lang=en]")


def test_a_printed_interview_is_a_reading_that_is_noted(world: World, interview: str) -> None:
    browser = world.browser(COORDINATOR)
    page = browser.open(f"/interviews/{interview}/print?read=fa-AF")
    noted = world.browser(ADMINISTRATOR).open("/audit").text

    assert "۳۴" in page.text
    assert "Printed an interview" in noted


def test_who_may_not_read_interviews_prints_none(world: World, interview: str) -> None:
    refused = world.browser(VIEWER).client.get(f"/interviews/{interview}/print")

    assert refused.status_code == 403


def test_a_form_that_was_never_published_is_not_printed(world: World) -> None:
    refused = world.browser(COORDINATOR).client.get(f"/forms/{'b' * 64}/sheets")

    assert refused.status_code == 404
