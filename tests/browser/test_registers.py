"""Registers at the hub and on the laptop, in four languages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from fieldtool.collect import facts, finalising
from fieldtool.collect.form_cache import FormCache
from fieldtool.collect.sitting import About, Sittings
from fieldtool.i18n.locales import LOCALES, Locale
from fieldtool.questionnaires import catalogue
from fieldtool.sync.hub.publishing import Workbook, publish_form, publish_sites
from fieldtool.sync.registers.registering import Registrar
from tests.browser import look
from tests.browser.windows import Windows
from tests.browser.world import served
from tests.clocks import StepClock
from tests.desk.world import ADMINISTRATOR, FARIBA, PASSWORD, SITES, World
from tests.web.laptop import PASSPHRASE, Laptop, set_up

pytestmark = pytest.mark.browser
FORM = "council-profile"
COUNCIL = {
    "label": "شورای گذر خواجه",
    "code": "HRT-C05",
    "site": "AF3201",
    "members_all": "11",
    "status": "3",
    "status_date": "2026-10-01",
}


TITLE = dict.fromkeys(("fa_AF", "ps", "en", "it"), "شورا")


@pytest.fixture(scope="module")
def registered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str, str]]:
    """Give the addresses of a hub and a laptop, and that of a council that both changed."""
    folder: Path = tmp_path_factory.mktemp("registered")
    world = World(f"sqlite:///{folder / 'hub.db'}", folder, StepClock())
    world.begin()
    world.add(FARIBA)
    council = _published(world)
    set_up(world, folder / "laptop", FARIBA)
    laptop = Laptop(world, folder / "laptop")
    _disputed(world, council)
    facilitator = laptop.facilitator()
    facilitator.send(facilitator.open("/send"), "/send", {})
    with served(world.app) as at_hub, served(laptop.app) as at_node:
        yield at_hub, at_node, f"/registers/councils/{council}"
    laptop.close()
    world.close()


def _published(world: World) -> str:
    """Publish the form and a council; return its id."""
    hub, now = world.services.identity, world.clock.now()
    with world.services.database.work() as session:
        named = [replace(one, names={"en": one.names["fa_AF"]}) for one in SITES]
        publish_sites(session, hub, world.project, named, now)
        files = catalogue.media(FORM, "afghanistan")
        workbook = Workbook(*catalogue.workbook(FORM), files, TITLE)
        publish_form(session, hub, world.project, workbook, now, world.services.blobs)
        return Registrar(session, hub, world.project, now).add("councils", COUNCIL)


def _disputed(world: World, council: str) -> None:
    """Let a laptop and the hub count the members differently, neither knowing of the other."""
    ws = world.laptop(FARIBA)
    hub, now = world.services.identity, world.clock.now()
    with world.services.database.work() as session:
        said = Registrar(session, hub, world.project, now)
        said.change("councils", council, {"members_all": "12"})
    sittings = Sittings(ws, FormCache(world.folder / "forms"), world.clock)
    about = About("councils", council)
    draft = sittings.start(facts.forms(ws)[0].hash, "AF3201", "", "baseline", about=about)
    for path, text in (("visit/council_agrees", "1"), ("members/chair_women", "13")):
        sittings.answer(draft.id, {path: text}, 99, "window")
    finalising.finalise(sittings, draft.id, "partial", world.clock)
    world.sync(ws)


def _signs_in(page: Page, address: str, locale: Locale, **fields: str) -> None:
    page.context.add_cookies([{"name": "language", "value": locale.code, "url": address}])
    page.goto(f"{address}/sign-in")
    for name, text in fields.items():
        page.fill(f"#{name}", text)
    page.press(f"#{[*fields][-1]}", "Enter")
    expect(page.locator("nav.menu").first).to_be_visible()


@pytest.mark.parametrize("locale", LOCALES, ids=lambda locale: locale.code)
def test_registers_can_be_read_changed_and_settled(
    windows: Windows, registered: tuple[str, str, str], locale: Locale
) -> None:
    hub, node, council = registered
    page = windows.profile().new_page()
    _signs_in(page, hub, locale, login=ADMINISTRATOR, password=PASSWORD)
    for address, name in (
        ("/registers", "registers"),
        ("/registers/councils", "register"),
        (council, "entity"),
        (f"{council}/change", "entity-change"),
        (f"{council}/settle", "entity-settle"),
        (f"{council}/erase", "entity-erase"),
    ):
        page.goto(f"{hub}{address}")
        look.at(page, locale, f"hub-{name}")
    page.goto(f"{hub}/registers/list")
    page.fill("#list", "label,code,site\nشورا,HRT-C05,AF3201\n,HRT-C06,Atlantis\n")
    page.locator("button[value=look]").press("Enter")
    expect(page.locator("#error-summary")).to_be_visible()
    look.at(page, locale, "hub-register-list")
    page = windows.profile().new_page()
    _signs_in(page, node, locale, passphrase=PASSPHRASE)
    for address in ("/registers", "/registers/councils", council):
        page.goto(f"{node}{address}")
        look.at(page, locale, f"node-{address.count('/')}-register")
    page.locator("a[href*='/start?']").first.press("Enter")
    expect(page.locator("[name=entity]")).to_have_count(1)
    look.at(page, locale, "node-start-visit")
