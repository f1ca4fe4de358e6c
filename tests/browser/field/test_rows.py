"""Rows of a repeat by keyboard alone: added, left, removed and brought back."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from fieldtool.collect import drafts
from fieldtool.i18n.locales import LOCALES, Locale
from tests.browser import look
from tests.browser.field.conftest import Filling, at
from tests.desk.world import World
from tests.web.laptop import publish_sheet

pytestmark = pytest.mark.browser

FORM = Path(__file__).parents[2] / "web" / "rows.md"
ASKED_IN = {"fa_AF": "fa_AF", "ps": "ps", "en": "en", "it": "en"}


@pytest.fixture
def page(filling: Filling, world: World) -> Page:
    """Return the first page of an interview with rows."""
    title = {"fa_AF": "خطرها", "en": "Hazards", "ps": "خطرونه", "it": "Pericoli"}
    publish_sheet(world, FORM, title)
    page = filling.page
    page.goto(f"{filling.address}/send")
    with page.expect_navigation():
        page.click("form[data-slow] button")
    begin(filling, "fa_AF")
    return page


def begin(filling: Filling, language: str) -> None:
    filling.page.goto(f"{filling.address}/start")
    filling.page.check("input[name=form] >> nth=-1")
    filling.page.check(f"input[name=language][value={language}]")
    filling.page.select_option("#site", "AF3201")
    with filling.page.expect_navigation():
        filling.page.click("main button[data-kind=first]")


def answers(filling: Filling) -> dict[str, str]:
    sittings = next(iter(filling.laptop.services.work._open.values()))
    draft = drafts.open_drafts(sittings.workspace)[0]
    return drafts.answers_of(sittings.workspace, draft.id)[0]


def outer(page: Page) -> list[str]:
    found = page.evaluate("[...document.querySelectorAll('.rows-row')].map((one) => one.id)")
    return [str(one).removeprefix("q-") for one in found if "/" not in one]


def write(filling: Filling, text: str) -> None:
    filling.page.keyboard.type(text)
    filling.page.keyboard.press("Enter")
    filling.saved()


def add(page: Page) -> str:
    """Add a row from the keyboard; return its path when the focus is in it."""
    page.focus("#q-hazard-add")
    before = len(outer(page))
    page.keyboard.press("Enter")
    expect(page.locator("#q-hazard > .rows-row")).to_have_count(before + 1)
    row = outer(page)[-1]
    expect(page.locator(f'[id="q-{row}/where-1"]')).to_be_focused()
    return row


def test_a_row_is_added_and_the_focus_goes_to_its_first_question(
    filling: Filling, page: Page
) -> None:
    first = outer(page)[0]
    write(filling, "بازار")
    row = add(page)

    assert at(page) == f"{row}/where"
    assert page.is_hidden("#trouble")

    write(filling, "پارک")

    assert answers(filling)[f"{first}/where"] == "بازار"
    assert answers(filling)[f"{row}/where"] == "پارک"

    # What is typed when the button is pressed is saved before the row is added.
    filling.slow.seconds = 0.4
    page.focus(f'[name="{row}/where"]')
    page.keyboard.type(" کوچک")
    add(page)
    filling.saved()

    assert answers(filling)[f"{row}/where"] == "پارک کوچک"
    assert page.input_value(f'[name="{row}/where"]') == "پارک کوچک"


def test_a_removed_row_leaves_the_focus_at_the_button_and_comes_back(
    filling: Filling, page: Page
) -> None:
    write(filling, "بازار")
    add(page)
    first = outer(page)[0]
    page.focus(f'[id="q-{first}-remove"]')
    page.keyboard.press("Enter")
    expect(page.locator("#q-hazard-add")).to_be_focused()

    assert outer(page) != []
    assert first not in outer(page)

    page.focus(f'[id="q-{first}-undo"]')
    page.keyboard.press("Enter")
    expect(page.locator(f'[id="q-{first}/where-1"]')).to_be_focused()

    assert page.input_value(f'[name="{first}/where"]') == "بازار"


def test_of_many_rows_the_closed_ones_open_by_keyboard(filling: Filling, page: Page) -> None:
    first = outer(page)[0]
    write(filling, "بازار")
    for _ in range(8):
        add(page)
    row = page.locator(f'[id="q-{first}"]')
    expect(row).to_have_attribute("data-row", "closed")
    expect(row).to_contain_text("بازار")
    page.focus(f'[id="q-{first}-open"]')
    page.keyboard.press("Enter")
    expect(row).to_have_attribute("data-row", "open")
    expect(page.locator(f'[id="q-{first}/where-1"]')).to_be_focused()


def test_rows_look_right_in_every_language(filling: Filling, page: Page) -> None:
    for locale in LOCALES:
        speak(page, locale)
        begin(filling, ASKED_IN[locale.code])
        write(filling, "بازار کوچک")
        add(page)
        write(filling, "پارک")
        page.focus(f'[id="q-{outer(page)[0]}-remove"]')
        page.keyboard.press("Enter")
        page.wait_for_selector(".rows-removed li")
        look.at(page, locale, "rows")


def speak(page: Page, locale: Locale) -> None:
    page.click(f'.languages button[lang="{locale.tag}"]')
    expect(page.locator("html")).to_have_attribute("lang", re.compile(locale.tag))
