"""Sending while the link breaks: real processes, and a page that tells how far it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from fieldtool.cli.processes import Child
from fieldtool.i18n.locales import LOCALES, Locale, by_code
from tests.browser import look
from tests.browser.facilitator import Facilitator
from tests.browser.test_resilience import begins_an_audit
from tests.browser.windows import Windows, follows
from tests.browser.world import World
from tests.sync.slow_link import Link, link

pytestmark = [pytest.mark.browser, pytest.mark.processes]

DARI = by_code("fa_AF")
# A break is noticed and tried again after five seconds.
PATIENCE = 30_000


@contextmanager
def far_away(demo: World) -> Iterator[Link]:
    """Have the laptop's hub behind a link, at the address that the laptop knows."""
    known = urlsplit(demo.hub.address).port or 0
    demo.lose_the_hub()
    elsewhere = Child(("hub", "start", "--data", str(demo.folder), "--port", "0"))
    there = urlsplit(elsewhere.address)
    try:
        with link(str(there.hostname), there.port or 0, known) as line:
            yield line
    finally:
        elsewhere.stop()
        demo.find_the_hub()


def finishes_one(page: Page, demo: World, locale: Locale) -> Facilitator:
    """Hold a short interview."""
    she = begins_an_audit(page, demo, locale)
    page.goto(f"{demo.node.address}/interviews/{page.url.split('/')[4]}/finish")
    page.check("[value=unreachable]")
    follows(page, "main form button[data-kind=first]")
    return she


def test_by_keyboard_a_link_that_breaks_is_told_and_the_sending_ends_by_itself(
    page: Page, demo: World
) -> None:
    she = finishes_one(page, demo, DARI)
    with far_away(demo) as line:
        page.goto(f"{demo.node.address}/send")
        line.hold()
        she.keyboard.tab_to("#go button")
        she.keyboard.follow()
        expect(page.locator("#state")).to_have_text(she.says("Sending"))
        she.keyboard.tab_to("#hold button")
        line.cut()
        line.go()

        expect(page.locator("#spoken")).to_have_text(
            she.says(
                "What is proven at the hub stays so. As long as this page is open, the laptop "
                "tries again by itself."
            )
        )
        assert she.keyboard.is_at("#hold button"), "whoever is at “Pause” stays there"
        line.mend()
        expect(page.locator("#state")).to_have_text(
            she.says("Nothing waits on this laptop"), timeout=PATIENCE
        )
        expect(page.locator('#outcome [data-kind="good"]').first).to_be_visible()


def test_each_state_of_a_sending_reads_well(demo: World, windows: Windows) -> None:
    page = windows.profile().new_page()
    finishes_one(page, demo, DARI)
    with far_away(demo) as line:
        line.hold()
        page.goto(f"{demo.node.address}/send")
        follows(page, "#go button")
        _reads_well(page, "node-sending", DARI)
        line.cut()
        line.go()
        expect(page.locator("#outcome .notice[data-kind=warn]")).to_be_visible(timeout=PATIENCE)
        _reads_well(page, "node-sending-broken", *LOCALES)
        follows(page, "#hold button")
        expect(page.locator("#go button")).to_be_visible()
        _reads_well(page, "node-sending-paused", by_code("it"))
        line.mend()
        follows(page, "#go button")
        expect(page.locator('#outcome [data-kind="good"]').first).to_be_visible(timeout=PATIENCE)
        _reads_well(page, "node-sending-done", by_code("ps"))


def _reads_well(page: Page, name: str, *locales: Locale) -> None:
    for locale in locales:
        follows(page, f'.languages button[value="{locale.code}"]')
        look.at(page, locale, name)
