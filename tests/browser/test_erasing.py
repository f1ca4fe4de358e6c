"""The page on which an administrator erases an interview, in four languages and by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from fieldtool.i18n.locales import LOCALES, Locale
from tests.browser import look
from tests.browser.keyboard import Keyboard
from tests.browser.windows import Windows
from tests.browser.world import served
from tests.clocks import StepClock
from tests.desk.test_erasing import erase_address
from tests.desk.world import ADMINISTRATOR, FARIBA, PASSWORD, World

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, list[str]]]:
    """Give a hub's address and an interview there for each language."""
    folder: Path = tmp_path_factory.mktemp("held")
    world = World(f"sqlite:///{folder / 'hub.db'}", folder, StepClock())
    world.begin()
    world.publish()
    world.add(FARIBA)
    laptop = world.laptop(FARIBA)
    interviews = [world.interview(laptop) for _ in LOCALES]
    world.sync(laptop)
    with served(world.app) as address:
        yield address, interviews
    world.close()


def _opens(page: Page, address: str, interview: str, locale: Locale) -> None:
    page.context.add_cookies([{"name": "language", "value": locale.code, "url": address}])
    page.goto(f"{address}/sign-in")
    page.fill("#login", ADMINISTRATOR)
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    expect(page.locator(".tiles")).to_be_visible()
    page.goto(address + erase_address(interview))


@pytest.mark.parametrize("locale", LOCALES, ids=lambda locale: locale.code)
def test_an_interview_is_erased_by_keyboard_after_what_is_missing_was_said(
    windows: Windows, held: tuple[str, list[str]], locale: Locale
) -> None:
    address, interviews = held
    page = windows.profile().new_page()
    number = LOCALES.index(locale)
    _opens(page, address, interviews[number], locale)
    look.at(page, locale, "hub-erase")
    keyboard = Keyboard(page, locale.code)
    keyboard.tab_to('[name="reason"]')
    keyboard.press("Space")
    keyboard.tab_to("main form button[data-kind=danger]")
    keyboard.follow()
    expect(page.locator("#error-summary")).to_be_focused()
    look.at(page, locale, "hub-erase-missing")
    keyboard.tab_to('[name="sure"]')
    keyboard.press("Space")
    keyboard.tab_to("main form button[data-kind=danger]")
    keyboard.follow()

    expect(page.locator('[data-kind="good"]').first).to_be_visible()
    expect(page.locator(".table tbody tr")).to_have_count(len(LOCALES) - 1 - number)
