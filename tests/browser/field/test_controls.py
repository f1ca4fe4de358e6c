"""Every control in a real browser: to be read by all, used by keyboard, with and without script."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from fieldtool.app import create_app, running
from fieldtool.collect import drafts
from fieldtool.config import Config, Face
from fieldtool.i18n.locales import LOCALES, Locale
from fieldtool.web.field.controls import gallery
from tests.browser import look
from tests.browser.field.conftest import Filling, at
from tests.browser.windows import Windows
from tests.browser.world import served
from tests.desk.world import World
from tests.web.laptop import publish_sheet

pytestmark = pytest.mark.browser

SHEET = Path(gallery.__file__).with_name("gallery.md")
TITLE = {"fa_AF": "همه", "ps": "ټول", "en": "All", "it": "Tutto"}
PAGES = ("words", "numbers", "days", "scales", "order", "one", "many", "table", "places", "other")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    app = create_app(Config(Face.NODE, tmp_path_factory.mktemp("gallery"), log_level="debug"))
    with served(app) as found:
        yield found
    running(app).close()


@pytest.mark.parametrize("locale", LOCALES, ids=lambda locale: locale.code)
def test_every_control_in_every_state_can_be_read_by_everybody(
    address: str, locale: Locale, windows: Windows
) -> None:
    page = windows.profile().new_page()
    page.goto(f"{address}/_patterns/controls")
    with page.expect_navigation():
        page.click(f'.languages button[value="{locale.code}"]')

    look.at(page, locale, "controls")


class Hands:
    """Somebody at a page of the form with every control."""

    def __init__(self, filling: Filling) -> None:
        self.filling, self.page = filling, filling.page
        self.interview = ""

    def begin(self, page: Page | None = None) -> None:
        """Start an interview in Dari."""
        page = page or self.page
        page.goto(f"{self.filling.address}/start")
        page.check("input[name=form] >> nth=-1")
        page.check("input[name=language][value=fa_AF]")
        page.select_option("#site", "AF3201")
        with page.expect_navigation():
            page.click("main button[data-kind=first]")
        self.interview = page.url.rsplit("/", 1)[0]

    def go(self, name: str) -> Page:
        """Open a page of the interview."""
        self.page.goto(f"{self.interview}/{PAGES.index(name) + 1}")
        return self.page

    def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def focus(self, path: str, number: int = 1) -> None:
        """Go into a field of a question."""
        self.page.focus(f'[id="q-{path}-{number}"]')

    def saved(self, path: str) -> str:
        """Return what is on the disk once the page says that it is saved."""
        self.filling.saved()
        (sittings,) = self.filling.laptop.services.work._open.values()
        draft = drafts.open_drafts(sittings.workspace)[0]
        return drafts.answers_of(sittings.workspace, draft.id)[0].get(path, "")


@pytest.fixture
def hands(filling: Filling, world: World) -> Hands:
    publish_sheet(world, SHEET, TITLE)
    page = filling.page
    page.goto(f"{filling.address}/send")
    with page.expect_navigation():
        page.click("form[data-slow] button")
    made = Hands(filling)
    made.begin()
    return made


def test_days_and_scales_by_keyboard(hands: Hands) -> None:
    page = hands.go("days")
    hands.focus("days/dusk")
    page.keyboard.type("۸")
    hands.press("Enter")
    page.keyboard.type("۳۰")
    hands.press("Enter")

    assert at(page) == "days/met"
    assert hands.saved("days/dusk") == "08:30:00.000+04:30"

    page = hands.go("scales")
    hands.focus("scales/trust")
    page.keyboard.type("۷")
    hands.press("Enter")

    assert at(page) == "scales/share"
    assert hands.saved("scales/trust") == "7"

    # From right to left a slider grows to the left.
    page.focus('[id="q-scales/trust-slider"]')
    hands.press("ArrowLeft")

    assert page.input_value('[id="q-scales/trust-1"]') == "۸"
    assert hands.saved("scales/trust") == "8"

    page.focus('[id="q-scales/service-1"]')
    hands.press("4")

    assert hands.saved("scales/service") == "4"


def test_an_order_is_typed_or_moved_by_keyboard(hands: Hands) -> None:
    page = hands.go("order")
    for place in "۴۱۲۳":
        page.keyboard.type(place)
        hands.press("Enter")

    assert hands.saved("order/needs") == "park road school market"

    page.focus('[id="q-order/needs-up-4"]')
    hands.press("ArrowUp")

    assert hands.saved("order/needs") == "park school road market"
    assert page.evaluate("document.activeElement.id") == "q-order/needs-up-4"

    hands.press("1")

    assert hands.saved("order/needs") == "school park road market"


def test_counting_choosing_and_looking_for_by_keyboard(hands: Hands) -> None:
    page = hands.go("numbers")
    for _time in range(3):
        page.click('[value="numbers/rooms more"]')
    page.click('[value="numbers/rooms less"]')

    assert hands.saved("numbers/rooms") == "2"
    assert page.input_value('[id="q-numbers/rooms-1"]') == "۲"

    page = hands.go("one")
    hands.focus("one/again")
    hands.press("1")

    assert at(page) == "one/scale"
    assert hands.saved("one/again") == "1"

    hands.press("4")

    assert hands.saved("one/scale") == "4"

    page.focus('[id="q-one/search-filter"]')
    page.keyboard.type("پار")
    expect(page.locator('[id="q-one/search-1"] option:not([hidden])')).to_have_count(2)
    hands.press("Enter")

    assert at(page) == "one/map"
    assert hands.saved("one/search") == "park"

    page = hands.go("table")
    hands.focus("table/help")
    hands.press("2", "Enter", "5")

    assert hands.saved("table/help") == "2"
    assert hands.saved("table/heard") == "5"


def test_points_by_keyboard_and_the_position_of_the_laptop(hands: Hands) -> None:
    page = hands.go("places")
    hands.focus("places/road")
    for number in ("34.35", "62.2", "34.36", "62.21"):
        page.keyboard.type(number)
        hands.press("Enter")
        page.wait_for_function("() => document.activeElement.value === ''")

    assert hands.saved("places/road") == "34.35 62.2 0.0 0.0;34.36 62.21 0.0 0.0"

    page.click('[value="places/road drop:1"]')
    expect(page.locator('[id="q-places/road"] li')).to_have_count(2)

    assert hands.saved("places/road") == "34.36 62.21 0.0 0.0"

    here = page.locator('[id="q-places/here"]')
    here.locator("[data-locate]").click()
    expect(here.locator("[role=status]")).not_to_be_empty()

    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": 34.3529, "longitude": 62.204, "accuracy": 12})
    here.locator("[data-locate]").click()
    expect(page.locator('[id="q-places/here-4"]')).to_have_value("12.0")

    assert hands.saved("places/here") == "34.352900 62.204000 0.0 12.0"


def test_buttons_work_without_any_script(hands: Hands, windows: Windows) -> None:
    state = hands.page.context.storage_state()
    hands.page = windows.profile(state, scripts=False).new_page()
    page = hands.go("order")
    page.click('[id="q-order/needs-up-3"]')

    assert page.url.endswith("#q-order/needs")
    assert page.locator(".rank label").all_inner_texts() == ["بازار", "سرک", "پارک", "مکتب"]

    page = hands.go("numbers")
    page.click('[value="numbers/rooms more"]')

    assert page.input_value('[id="q-numbers/rooms-1"]') == "۱"

    page = hands.go("places")
    page.fill('[id="q-places/road-1"]', "۳۴٫۳۵")
    page.fill('[id="q-places/road-2"]', "62.2")
    page.click('[value="places/road add"]')

    expect(page.locator('[id="q-places/road"] li')).to_have_count(2)
    expect(page.locator('[id="q-places/road-error"]')).to_be_visible()
