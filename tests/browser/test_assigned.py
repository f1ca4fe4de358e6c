"""Assignments at the hub and today's work on the laptop, in four languages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from fieldtool.i18n.locales import LOCALES, Locale
from fieldtool.sync.hub import assigning
from tests.browser import look
from tests.browser.windows import Windows
from tests.browser.world import served
from tests.desk.world import COORDINATOR, FARIBA, PASSWORD
from tests.web.laptop import PASSPHRASE, Laptop, set_up, whole_hub
from tests.web.test_assigned import WANTED, begin
from tests.web.test_returning import finish, sync

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def assigned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str, str]]:
    """Give the addresses of a hub and a laptop, and an assignment that both know."""
    folder: Path = tmp_path_factory.mktemp("assigned")
    world = whole_hub(folder, FARIBA)
    set_up(world, folder / "laptop", FARIBA)
    with world.services.database.work() as session:
        hub, now = world.services.identity, world.clock.now()
        # Which question says it does not matter here; that bars are shown does.
        counted = replace(WANTED, men=1, asked="safety/night", woman_is="4", man_is="1")
        made = assigning.assign(session, hub, world.project, counted, now)
    laptop = Laptop(world, folder / "laptop")
    facilitator = laptop.facilitator()
    sync(facilitator)
    finish(facilitator, begin(facilitator, made.id))
    begin(facilitator, made.id)
    with served(world.app) as at_hub, served(laptop.app) as at_node:
        yield at_hub, at_node, made.id
    laptop.close()
    world.close()


def _signs_in(page: Page, address: str, locale: Locale, **fields: str) -> None:
    page.context.add_cookies([{"name": "language", "value": locale.code, "url": address}])
    page.goto(f"{address}/sign-in")
    for name, text in fields.items():
        page.fill(f"#{name}", text)
    page.press(f"#{[*fields][-1]}", "Enter")
    expect(page.locator("nav.menu").first).to_be_visible()


@pytest.mark.parametrize("locale", LOCALES, ids=lambda locale: locale.code)
def test_assignments_can_be_read_and_made(
    windows: Windows, assigned: tuple[str, str, str], locale: Locale
) -> None:
    hub, node, assignment = assigned
    page = windows.profile().new_page()
    _signs_in(page, hub, locale, login=COORDINATOR, password=PASSWORD)
    page.goto(f"{hub}/assignments/{assignment}")
    look.at(page, locale, "hub-assignment")
    page.goto(f"{hub}/assignments/new")
    look.at(page, locale, "hub-assignment-new")
    page = windows.profile().new_page()
    _signs_in(page, node, locale, passphrase=PASSPHRASE)
    look.at(page, locale, "node-home-assigned")
