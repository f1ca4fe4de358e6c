"""The page on which a coordinator settles an interview, in four languages and by keyboard."""

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
from tests.desk.test_settling import changed, settle_address
from tests.desk.world import COORDINATOR, FARIBA, PASSWORD, TORYALAI, World

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def disputed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """Give a hub's address and an interview that was left in different states there."""
    folder: Path = tmp_path_factory.mktemp("disputed")
    world = World(f"sqlite:///{folder / 'hub.db'}", folder, StepClock())
    world.begin()
    world.publish()
    world.add(FARIBA, TORYALAI)
    one, other = world.laptop(FARIBA), world.laptop(TORYALAI)
    interview = world.interview(one)
    world.sync(one)
    changed(world, one, interview, age="35", night="1", why="بازار")
    changed(world, other, interview, age="43", night=None, why="لار تیاره ده")
    with served(world.app) as address:
        yield address, interview
    world.close()


def _opens(page: Page, disputed: tuple[str, str], locale: Locale) -> None:
    address, interview = disputed
    page.context.add_cookies([{"name": "language", "value": locale.code, "url": address}])
    page.goto(f"{address}/sign-in")
    page.fill("#login", COORDINATOR)
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    expect(page.locator(".tiles")).to_be_visible()
    page.goto(address + settle_address(interview))


@pytest.mark.parametrize("locale", LOCALES, ids=lambda locale: locale.code)
def test_both_sides_can_be_read_and_what_is_missing_is_said(
    windows: Windows, disputed: tuple[str, str], locale: Locale
) -> None:
    page = windows.profile().new_page()
    _opens(page, disputed, locale)
    look.at(page, locale, "hub-settle")
    keyboard = Keyboard(page, locale.code)
    keyboard.tab_to('[name="choice-0"]')
    keyboard.press("Space")
    keyboard.tab_to("main form button[data-kind=first]")
    keyboard.follow()

    expect(page.locator("#error-summary")).to_be_focused()
    assert page.locator("#error-summary a").count() == 2
    look.at(page, locale, "hub-settle-missing")
