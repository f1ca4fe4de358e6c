"""Returning an interview at the hub and going through it again, in four languages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from fieldtool.i18n.locales import LOCALES, Locale
from tests.browser import look
from tests.browser.windows import Windows
from tests.browser.world import served
from tests.desk.world import COORDINATOR, FARIBA, PASSWORD
from tests.web.laptop import (
    PASSPHRASE,
    Laptop,
    interview_of,
    set_up,
    whole_hub,
)
from tests.web.test_returning import back, finish, sync

pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class Returned:
    """Where hub and laptop are, an interview that was returned and one that is only finished."""

    hub: str
    node: str
    returned: str
    opened: str
    finished: str


@pytest.fixture(scope="module")
def returned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Returned]:
    folder: Path = tmp_path_factory.mktemp("returned")
    world = whole_hub(folder, FARIBA)
    set_up(world, folder / "laptop", FARIBA)
    laptop = Laptop(world, folder / "laptop")
    facilitator = laptop.facilitator()
    held = []
    for _number in range(3):
        page = facilitator.start()
        interview = interview_of(str(page.one("#page-form")["action"]))
        facilitator.fill(facilitator.fill(page, age="33"), go="2", night="4")
        facilitator.fill(facilitator.open(f"/interviews/{interview}/2"), why="کوچه تاریک است")
        finish(facilitator, interview)
        held.append(interview)
    asking = f"/interviews/{held[2]}/ask"
    facilitator.send(facilitator.open(asking), asking, {"reason": "mistake", "comment": "سن"})
    sync(facilitator)
    for interview in held[:2]:
        back(world, interview, safety__why="کدام کوچه؟", person__age="درست است؟")
    sync(facilitator)
    facilitator.send(facilitator.open("/"), f"/interviews/{held[1]}/again", {})
    with served(world.app) as hub, served(laptop.app) as node:
        yield Returned(hub, node, held[0], held[1], held[2])
    laptop.close()
    world.close()


def _in(page: Page, address: str, locale: Locale) -> None:
    page.context.add_cookies([{"name": "language", "value": locale.code, "url": address}])


@pytest.mark.parametrize("locale", LOCALES, ids=lambda locale: locale.code)
def test_a_coordinator_reviews(windows: Windows, returned: Returned, locale: Locale) -> None:
    page = windows.profile().new_page()
    _in(page, returned.hub, locale)
    page.goto(f"{returned.hub}/sign-in")
    page.fill("#login", COORDINATOR)
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    expect(page.locator(".tiles")).to_be_visible()
    page.goto(f"{returned.hub}/interviews/{returned.returned}")
    look.at(page, locale, "hub-returned")
    page.goto(f"{returned.hub}/interviews/{returned.finished}/review")
    page.locator("details.comment summary").first.click()
    look.at(page, locale, "hub-review")


@pytest.mark.parametrize("locale", LOCALES, ids=lambda locale: locale.code)
def test_a_facilitator_sees_what_was_said(
    windows: Windows, returned: Returned, locale: Locale
) -> None:
    page = windows.profile().new_page()
    _in(page, returned.node, locale)
    page.goto(f"{returned.node}/sign-in")
    page.fill("#passphrase", PASSPHRASE)
    page.press("#passphrase", "Enter")
    expect(page.locator(".card.next")).to_be_visible()
    look.at(page, locale, "node-home-returned")
    page.goto(f"{returned.node}/interviews/{returned.opened}/2")
    look.at(page, locale, "node-fill-comments")
    page.goto(f"{returned.node}/interviews/{returned.finished}/ask")
    look.at(page, locale, "node-ask")
