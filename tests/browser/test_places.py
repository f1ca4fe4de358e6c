"""The pages of the register, of shipped questionnaires, and choosing a place, in four languages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from fieldtool.i18n.locales import LOCALES, Locale
from fieldtool.log.sites import Site
from fieldtool.sync.hub.publishing import publish_sites
from tests.browser import look
from tests.browser.test_assigned import _signs_in
from tests.browser.windows import Windows
from tests.browser.world import served
from tests.clocks import StepClock
from tests.desk.world import ADMINISTRATOR, FARIBA, PASSWORD, SITES, World
from tests.web.laptop import FORM, PASSPHRASE, Laptop, publish_sheet, set_up
from tests.web.test_choosing import GOZARS, NAHIAS

pytestmark = pytest.mark.browser

# What the pages show that nobody translates: names as they are written, in one language alone.
OLD = replace(NAHIAS[4], names={"fa_AF": "ناحیهٔ پنجم"}, code="5", scheme="old")
PLACES = (
    *(replace(one, names={"fa_AF": one.names["fa_AF"]}) for one in (*SITES, *NAHIAS, *GOZARS)),
    replace(OLD, names={"fa_AF": "ناحیهٔ ۵"}, successor="N04"),
    Site("N19", "AF3201", "nahia", "", "", {"fa_AF": "ناحیهٔ ۱۹"}, state="closed"),
)
LIST = (
    "id;parent;level;fa_AF;valid_from;code;scheme\n"
    "N20;AF3201;nahia;ناحیهٔ ۲۰;1405/1/1;20;old\n"
    "N01;AF3201;nahia;ناحیهٔ یکم;;;\n"
)
WRONG = LIST + "N20;AF99;nahia;ناحیهٔ ۱2;1404/12/30;;\nN21;AF3201;village;ناحيه ۲;;;\n"


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """Give the addresses of a hub and a laptop that know many places."""
    folder: Path = tmp_path_factory.mktemp("places")
    world = World(f"sqlite:///{folder / 'hub.db'}", folder, StepClock())
    world.begin()
    publish_sheet(world, FORM, dict.fromkeys(("fa_AF", "ps", "en", "it"), "پرسشنامهٔ کوچه"))
    world.add(FARIBA)
    with world.services.database.work() as session:
        hub, now = world.services.identity, world.clock.now()
        publish_sites(session, hub, world.project, [OLD], now)
        publish_sites(session, hub, world.project, PLACES, now)
    set_up(world, folder / "laptop", FARIBA)
    laptop = Laptop(world, folder / "laptop")
    with served(world.app) as at_hub, served(laptop.app) as at_node:
        yield at_hub, at_node
    laptop.close()
    world.close()


@pytest.mark.parametrize("locale", LOCALES, ids=lambda locale: locale.code)
def test_the_pages_of_places_and_shipped_questionnaires_can_be_read(
    windows: Windows, places: tuple[str, str], locale: Locale
) -> None:
    hub, node = places
    page = windows.profile().new_page()
    _signs_in(page, hub, locale, login=ADMINISTRATOR, password=PASSWORD)
    for address, name in (
        ("/places", "places"),
        ("/places/at/N05", "place-merged"),
        ("/places/at/AF3201/change", "place-change"),
        ("/places/at/N01/merge", "place-merge"),
        ("/places/shipped?country=IT", "places-shipped"),
        ("/forms/shipped", "shipped"),
        ("/forms/shipped/victimisation-restricted", "shipped-restricted"),
    ):
        page.goto(f"{hub}{address}")
        look.at(page, locale, f"hub-{name}")
    page.goto(f"{hub}/places/list")
    page.fill("#list", WRONG)
    with page.expect_navigation():
        page.click('form[enctype] button[data-kind="first"]')
    look.at(page, locale, "hub-places-list-wrong")
    page = windows.profile().new_page()
    _signs_in(page, node, locale, passphrase=PASSPHRASE)
    _chooses_by_keyboard(page, node, locale)


def _chooses_by_keyboard(page: Page, node: str, locale: Locale) -> None:
    page.goto(f"{node}/start")
    look.at(page, locale, "node-start-many")
    page.focus("#find")
    page.keyboard.type("باغ ۷ ناحیه ۱۲")
    # It comes while one types, and is marked as it is the only one.
    expect(page.locator("#site input")).to_have_value("N12-G7")
    expect(page.locator("#site input")).to_be_checked()
    look.at(page, locale, "node-start-found")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("#page-form")).to_be_visible()
