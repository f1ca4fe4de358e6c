"""Sealed interviews in a real browser: before sealing, the line that stays, asking, coming back."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from fieldtool.i18n.locales import LOCALES
from fieldtool.sync.hub import sealing
from tests.browser import look
from tests.browser.field.conftest import Filling
from tests.desk.test_sealing import HOLDERS, unlock
from tests.desk.world import CHEAP
from tests.web.test_returning import back


def follows(page: Page, selector: str) -> None:
    """Click what leads to another page, and wait until it is there."""
    with page.expect_navigation():
        page.click(selector)


def sends(filling: Filling) -> None:
    """Send, and wait for the list of what is proven."""
    page = filling.page
    page.goto(f"{filling.address}/send")
    follows(page, 'main form[action="/send"] button')
    expect(page.locator("main")).to_be_visible()


def seen(page: Page, address: str, name: str) -> None:
    """Look at a page in the four languages."""
    # To a place in the page that is open a browser goes without asking for it again.
    address = address.partition("#")[0]
    for locale in LOCALES:
        page.context.add_cookies([{"name": "language", "value": locale.code, "url": address}])
        page.goto(address)
        look.at(page, locale, f"sealed-{name}")


def test_what_is_sealed_is_said_in_every_language_and_comes_back_as_a_draft(
    filling: Filling,
) -> None:
    world, page, root = filling.laptop.world, filling.page, filling.address
    made = sealing.made(HOLDERS, 0, CHEAP)
    with world.services.database.work() as session:
        identity, now = world.services.identity, world.clock.now()
        sealing.begin(session, identity, world.project, made.held, now)
    sends(filling)
    filling.start()
    place = page.url.rpartition("/")[0]
    seen(page, f"{place}/finish", "finish")
    page.check('input[name=result][value="partial"]')
    follows(page, "main form button[data-kind=first]")
    seen(page, page.url, "finished")
    sends(filling)
    seen(page, f"{root}/interviews", "list")
    interview = Path(place).name
    seen(page, f"{root}/interviews/{interview}/ask", "ask")

    unlock(world, made)
    back(world, interview, person__age="این سن درست است؟")
    sends(filling)
    seen(page, f"{root}/", "returned")
    page.click(f'form[action="/interviews/{interview}/again"] button')
    expect(page.locator("#page-form")).to_be_visible()
    expect(page.locator("#page-form")).to_contain_text("این سن درست است؟")
