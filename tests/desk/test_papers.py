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
    assert "SensitivityHigh" in page.text, "the word and its meaning, in two cells"
    assert "Printed an interview" in noted


def test_who_may_not_read_interviews_prints_none(world: World, interview: str) -> None:
    refused = world.browser(VIEWER).client.get(f"/interviews/{interview}/print")

    assert refused.status_code == 403


def test_a_form_that_was_never_published_is_not_printed(world: World) -> None:
    refused = world.browser(COORDINATOR).client.get(f"/forms/{'b' * 64}/sheets")

    assert refused.status_code == 404


NOTICE = {
    "who": "شاروالی هرات",
    "contact": "۰۷۰۰ ۱۲۳ ۴۵۶",
    "months": "۱۲",
    "basis": "consent",
    "why_fa_AF": "برای روشنی سرک‌ها",
}


def test_the_notice_says_what_an_administrator_wrote_in_all_four_languages(world: World) -> None:
    browser = world.browser(ADMINISTRATOR)
    address = _form(browser).removesuffix("print") + "notice?language=all"
    assert browser.open(address).text.count("هنوز نگفته است که کی می‌پرسد") == 1
    browser.send(browser.open("/project/notice"), "/project/notice", **NOTICE)
    notice = browser.open(address)

    assert len(notice.soup.select("article.paper")) == 4
    assert notice.text.count("شاروالی هرات") == 4
    assert "برای روشنی سرک‌ها" in notice.text
    assert "هنوز نگفته است که کی می‌پرسد" not in notice.text
    assert "Changed the information notice" in browser.open("/audit").text


@pytest.mark.parametrize(
    ("field", "value"), [("who", " "), ("contact", ""), ("months", "هفت"), ("months", "0")]
)
def test_a_notice_that_lacks_something_is_asked_for_again(
    world: World, field: str, value: str
) -> None:
    browser = world.browser(ADMINISTRATOR)
    asked = browser.open("/project/notice")
    page = browser.send(asked, "/project/notice", 422, **{**NOTICE, field: value})

    assert field in page.errors()
