"""The question for the date, in every language and by keyboard."""

from __future__ import annotations

from playwright.sync_api import expect

from fieldtool.i18n.locales import LOCALES
from tests.browser import look
from tests.browser.field.conftest import Filling
from tests.browser.windows import follows
from tests.web.test_dating import LONG_AGO

DAYS = {"fa_AF": "۳ قوس ۱۴۰۵", "ps": "۳ لیندۍ ۱۴۰۵", "en": "2026-11-24", "it": "24/11/2026"}


def test_the_date_is_asked_for_and_shown_while_it_holds(filling: Filling) -> None:
    page = filling.page
    for locale in LOCALES:
        filling.laptop.services.stated.forget()
        filling.laptop.world.clock.moment = LONG_AGO
        page.goto(f"{filling.address}/date")
        follows(page, f'.languages button[value="{locale.code}"]')
        page.goto(f"{filling.address}/")
        expect(page.locator("#day")).to_be_visible()
        look.at(page, locale, "node-date")
        page.fill("#day", DAYS[locale.code])
        page.focus("#day")
        with page.expect_navigation():
            page.keyboard.press("Enter")

        expect(page.locator("#stated")).to_be_visible()
        look.at(page, locale, "node-date-stated")
