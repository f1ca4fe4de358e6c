"""Practice and the working day on the laptop, in four languages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from fieldtool.i18n.locales import LOCALES, Locale
from tests.browser import look
from tests.browser.windows import Windows
from tests.browser.world import served
from tests.clocks import StepClock
from tests.desk.world import FARIBA, World
from tests.web.laptop import FORM, PASSPHRASE, Laptop, publish_sheet, set_up
from tests.web.test_meeting import publish_council_meeting

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def laptop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of a laptop on which nobody was interviewed yet."""
    folder: Path = tmp_path_factory.mktemp("working-day")
    world = World(f"sqlite:///{folder / 'hub.db'}", folder, StepClock())
    world.begin()
    publish_sheet(world, FORM, dict.fromkeys(("fa_AF", "ps", "en", "it"), "پرسشنامهٔ کوچه"))
    publish_council_meeting(world)
    world.add(FARIBA)
    set_up(world, folder / "laptop", FARIBA)
    made = Laptop(world, folder / "laptop")
    with served(made.app) as address:
        yield address
    made.close()
    world.close()


def signed_in(windows: Windows, address: str, locale: Locale) -> Page:
    """Return a window of somebody at the laptop."""
    page = windows.profile().new_page()
    page.context.add_cookies([{"name": "language", "value": locale.code, "url": address}])
    page.goto(f"{address}/sign-in")
    page.fill("#passphrase", PASSPHRASE)
    page.press("#passphrase", "Enter")
    expect(page.locator("nav.menu").first).to_be_visible()
    return page


@pytest.mark.parametrize("locale", LOCALES, ids=lambda locale: locale.code)
def test_a_first_interview_is_practised_by_keyboard_and_ends_without_a_trace(
    windows: Windows, laptop: str, locale: Locale
) -> None:
    page = signed_in(windows, laptop, locale)
    look.at(page, locale, "home-of-the-first-day")
    page.goto(f"{laptop}/practise")
    look.at(page, locale, "practise")
    with page.expect_navigation():
        page.press("[name=guided] ~ button", "Enter")
    look.at(page, locale, "practice-start")
    page.check("[name=form] >> nth=0")
    _begin(page)
    page.fill('[name="person/age"]', "33")
    look.at(page, locale, "practice-questions")
    with page.expect_navigation():
        page.press("#next", "Enter")
    page.goto(page.url.rpartition("/")[0] + "/finish")
    page.check("[value=partial]")
    with page.expect_navigation():
        page.press("main .actions button[type=submit]", "Enter")
    look.at(page, locale, "practice-finished")
    with page.expect_navigation():
        page.press("form[action$='/practise/end'] button >> nth=0", "Enter")

    expect(page.locator("[data-practice]")).to_have_count(0)
    page.goto(f"{laptop}/interviews")
    assert "PRACTICE" not in page.inner_text("main")


@pytest.mark.parametrize("locale", LOCALES, ids=lambda locale: locale.code)
def test_a_meeting_is_held_by_keyboard_with_interviews_beside_each_other(
    windows: Windows, laptop: str, locale: Locale
) -> None:
    page = signed_in(windows, laptop, locale)
    page.goto(f"{laptop}/start?meeting=new")
    _begin(page)
    sheet = page.url.split("/")[4]
    page.focus('[data-path="visit/council_agrees"] input')
    with page.expect_response("**/answer"):
        page.keyboard.press("1")
    page.goto(f"{laptop}/interviews/{sheet}/3")
    for name in ("women_25", "men_25"):
        _fill(page, f'[name="headcount/{name}"]', "12")
    look.at(page, locale, "meeting-headcount")
    page.goto(f"{laptop}/start?meeting={sheet}")
    page.check("[name=form] >> nth=0")
    _begin(page)
    look.at(page, locale, "meeting-beside")
    _switched(page, "F2", sheet)
    page.goto(f"{laptop}/interviews/{sheet}/4")
    page.fill('[name$="/vote_question"]', "دیوار پارک؟")
    _fill(page, '[name$="/women_for"]', "11")
    look.at(page, locale, "meeting-votes")
    with page.expect_navigation():
        page.press("#switch [value=meeting]", "Enter")
    look.at(page, locale, "meeting")
    assert "دیوار پارک؟" in page.inner_text("table")


def _fill(page: Page, field: str, text: str) -> None:
    with page.expect_response("**/answer"):
        page.fill(field, text)
        page.press(field, "Enter")


def _switched(page: Page, key: str, interview: str) -> None:
    """Go to *interview* and back by *key*."""
    before = page.url
    with page.expect_navigation():
        page.keyboard.press(key)
    expect(page.locator("#switch [aria-current]")).to_have_attribute("value", interview)
    with page.expect_navigation():
        page.keyboard.press(f"Shift+{key}")
    expect(page).to_have_url(before)


def _begin(page: Page) -> None:
    page.select_option("#site", "AF3201")
    with page.expect_navigation():
        page.press("main .actions button[type=submit]", "Enter")
