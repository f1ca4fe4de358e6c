"""Locking and hiding in a real browser: by keyboard, by nobody's hand, in every language."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from fieldtool.i18n.locales import LOCALES
from tests.browser import look
from tests.browser.field.conftest import Filling
from tests.browser.field.test_rows import begin
from tests.desk.world import World
from tests.web.laptop import PASSPHRASE, publish_sheet

GATE = Path(__file__).parents[2] / "forms" / "gate.md"


def begins(filling: Filling) -> str:
    """Start an interview, write a few words that nobody saved yet, and return where that is."""
    page = filling.start()
    filling.saved()
    page.locator("input[type=text]").first.fill("۳۴")
    return page.url


def opens(page: Page) -> None:
    """Type the passphrase where it is asked for."""
    page.fill("#passphrase", PASSPHRASE)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_escape_twice_hides_everything_and_nothing_that_was_typed_is_lost(filling: Filling) -> None:
    address = begins(filling)
    page = filling.page
    page.keyboard.press("Escape")
    expect(page.locator("#page-form")).to_be_visible()
    page.keyboard.press("Escape")
    page.wait_for_url("**/calendar**")
    assert page.locator("html").get_attribute("data-covered") is None
    assert "fieldtool" not in page.title()
    page.go_back()
    expect(page.locator("#page-form")).to_have_count(0)
    page.go_forward()
    page.wait_for_url("**/calendar**")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.wait_for_url("**/sign-in**")
    opens(page)

    assert page.url == address
    expect(page.locator("input[type=text]").first).to_have_value("۳۴")


def test_one_key_locks_at_once_and_the_passphrase_leads_back(filling: Filling) -> None:
    address = begins(filling)
    page = filling.page
    page.keyboard.press("F9")
    page.wait_for_url("**/sign-in**")
    expect(page.locator("#passphrase")).to_be_visible()
    opens(page)

    assert page.url == address
    expect(page.locator("input[type=text]").first).to_have_value("۳۴")


def test_a_page_that_nobody_touches_is_covered_and_locked(filling: Filling) -> None:
    page = filling.page
    page.clock.install()
    address = begins(filling)
    page.clock.fast_forward(299_000)
    expect(page.locator("#page-form")).to_be_visible()
    page.clock.fast_forward(302_000)
    page.wait_for_url("**/sign-in**")
    opens(page)

    assert page.url == address


def test_a_hand_in_one_window_keeps_the_other_open(filling: Filling) -> None:
    page = filling.page
    page.clock.install()
    begins(filling)
    other = filling.another_window()
    page.clock.fast_forward(200_000)
    other.keyboard.press("Shift")
    page.wait_for_function("true")
    page.clock.fast_forward(200_000)

    expect(page.locator("#page-form")).to_be_visible()


def test_the_calendar_reads_well_in_every_language(filling: Filling) -> None:
    reads_well(filling, "calendar")


def test_the_harmless_questions_read_well_in_every_language(filling: Filling) -> None:
    reads_well(filling, "everyday")


def reads_well(filling: Filling, name: str) -> None:
    page = filling.page
    for locale in LOCALES:
        page.goto(f"{filling.address}/")
        page.click(f'.languages button[value="{locale.code}"]')
        page.goto(f"{filling.address}/{name}")
        expect(page.locator("html")).to_have_attribute("lang", locale.tag)

        assert look._untranslated(page, locale) == []
        assert look._axe(page) == []
        look._keep_picture(page, f"node-{name}-{locale.code}.png")


def test_one_key_shows_harmless_questions_and_the_passphrase_leads_back(
    filling: Filling, world: World
) -> None:
    publish_sheet(world, GATE, {"en": "Life here", "fa_AF": "زندگی"})
    page = filling.page
    page.goto(f"{filling.address}/send")
    with page.expect_navigation():
        page.click("form[data-slow] button")
    begin(filling, "fa_AF")
    page.keyboard.type("۳۴")
    page.keyboard.press("F8")
    page.wait_for_url("**/everyday**")
    expect(page.locator("legend").first).to_be_visible()
    assert "fieldtool" not in page.title()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.wait_for_url("**/sign-in**")
    opens(page)

    expect(page.locator("h1")).to_contain_text("HRT-07-001")
    expect(page).to_have_url(re.compile("/interrupted$"))
