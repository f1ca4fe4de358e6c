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

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def laptop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of a laptop on which nobody was interviewed yet."""
    folder: Path = tmp_path_factory.mktemp("working-day")
    world = World(f"sqlite:///{folder / 'hub.db'}", folder, StepClock())
    world.begin()
    publish_sheet(world, FORM, dict.fromkeys(("fa_AF", "ps", "en", "it"), "پرسشنامهٔ کوچه"))
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
    page.select_option("#site", "AF3201")
    with page.expect_navigation():
        page.press("main .actions button[type=submit]", "Enter")
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
