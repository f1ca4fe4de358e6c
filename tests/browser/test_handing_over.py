"""A draft goes to a colleague at another laptop: its pages in four languages, and by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from fieldtool.i18n.locales import LOCALES, Locale, by_code
from tests.browser import look
from tests.browser.keyboard import Keyboard
from tests.browser.windows import Windows
from tests.browser.world import served
from tests.desk.world import COORDINATOR, FARIBA, PASSWORD
from tests.web.laptop import PASSPHRASE, Facilitator, Laptop, set_up, whole_hub
from tests.web.test_enrolling import ZAHRA
from tests.web.test_passing_on import begun, open_handed, send_over
from tests.web.test_returning import sync

pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class Handed:
    """Where everybody is, a draft that Zahra has by now, and one that Fariba still has."""

    hub: str
    one: str
    other: str
    taken: str
    left: str


@pytest.fixture(scope="module")
def handed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Handed]:
    folder: Path = tmp_path_factory.mktemp("handed")
    world = whole_hub(folder, FARIBA, ZAHRA)
    for name, person in (("one", FARIBA), ("other", ZAHRA)):
        set_up(world, folder / name, person)
    one, other = (Laptop(world, folder / name) for name in ("one", "other"))
    fariba, zahra = one.facilitator(), other.facilitator()
    sync(fariba)
    taken = _gone(fariba, zahra)
    open_handed(zahra)
    _gone(fariba, zahra)
    send_over(fariba, begun(fariba))
    left = begun(fariba)
    with served(world.app) as hub, served(one.app) as first, served(other.app) as second:
        yield Handed(hub, first, second, taken, left)
    one.close()
    other.close()
    world.close()


def _gone(fariba: Facilitator, zahra: Facilitator) -> str:
    interview = begun(fariba)
    send_over(fariba, interview)
    sync(fariba)
    sync(zahra)
    return interview


def _in(page: Page, address: str, locale: Locale) -> None:
    page.context.add_cookies([{"name": "language", "value": locale.code, "url": address}])


def _signed_in(windows: Windows, address: str) -> Page:
    page = windows.profile().new_page()
    page.goto(f"{address}/sign-in")
    page.fill("#passphrase", PASSPHRASE)
    page.press("#passphrase", "Enter")
    expect(page.locator(".card.next")).to_be_visible()
    return page


def test_the_pages_of_both_laptops(windows: Windows, handed: Handed) -> None:
    first, second = (_signed_in(windows, address) for address in (handed.one, handed.other))
    for locale in LOCALES:
        _in(first, handed.one, locale)
        first.goto(f"{handed.one}/")
        expect(first.locator("#passed")).to_be_visible()
        look.at(first, locale, "node-handed-over")
        first.goto(f"{handed.one}/interviews/{handed.left}/hand-over")
        look.at(first, locale, "node-hand-over-elsewhere")
        _in(second, handed.other, locale)
        second.goto(f"{handed.other}/")
        expect(second.locator("#offers")).to_be_visible()
        look.at(second, locale, "node-offered")
        second.goto(f"{handed.other}/interviews/{handed.taken}/1")
        look.at(second, locale, "node-fill-handed")


def test_what_is_on_its_way_at_the_hub(windows: Windows, handed: Handed) -> None:
    page = windows.profile().new_page()
    page.goto(f"{handed.hub}/sign-in")
    page.fill("#login", COORDINATOR)
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    expect(page.locator(".tiles")).to_be_visible()
    for locale in LOCALES:
        _in(page, handed.hub, locale)
        page.goto(f"{handed.hub}/hand-overs")
        expect(page.locator("table")).to_be_visible()
        look.at(page, locale, "hub-hand-overs")


def test_it_is_sent_over_and_taken_back_by_keyboard(windows: Windows, handed: Handed) -> None:
    page = _signed_in(windows, handed.one)
    _in(page, handed.one, by_code("fa_AF"))
    keyboard = Keyboard(page, "fa_AF")
    page.goto(f"{handed.one}/interviews/{handed.left}/hand-over")
    keyboard.tab_to("#to")
    keyboard.tab_to("form[action$=send-over] button")
    keyboard.follow()
    expect(page.locator("#passed + ul li")).to_have_count(4)
    keyboard.tab_to("#passed + ul form button")
    keyboard.follow()

    expect(page.locator("#passed + ul li")).to_have_count(3)
