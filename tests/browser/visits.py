"""A signed-in person with work to show, made once for each language."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from playwright.sync_api import StorageState

from fieldtool.app import hub_client
from fieldtool.cli.browsing import Browser
from fieldtool.cli.demo_check import SITES, Walk
from fieldtool.i18n.locales import Locale
from tests.browser.coordinator import ADMINISTRATOR, Coordinator
from tests.browser.facilitator import Facilitator
from tests.browser.windows import Windows
from tests.browser.world import World

REASON = "دو بار آغاز شد — begun twice"


@dataclass(frozen=True)
class Work:
    """Ids of interviews in each state, and a profile that is signed in."""

    begun: str
    filled: str
    finished: str
    number: str
    signed_in: StorageState


def work_of(demo: World, locale: Locale, windows: Windows) -> Work:
    """Do some work in *locale*, quickly, and sign in with a browser."""
    with hub_client(demo.node.address) as node, hub_client(demo.hub.address) as hub:
        walk = Walk(locale, Browser(node), Browser(hub), demo.node.address, demo.hub.address)
        walk.sign_in()
        finished = _id(walk.fill())
        number = walk.finalise(f"{demo.node.address}/interviews/{finished}/review")
        filled = _id(walk.fill())
        begun = _begun(walk)
        _put_away(walk, _begun(walk))
    page = windows.profile().new_page()
    she = Facilitator(page, demo, locale)
    she.opens_the_program()
    she.chooses_her_language()
    she.signs_in()
    return Work(begun, filled, finished, number, page.context.storage_state())


def desk_of(demo: World, locale: Locale, windows: Windows) -> StorageState:
    """Sign the administrator in, who may see every page of the hub."""
    page = windows.profile().new_page()
    he = Coordinator(page, demo, locale)
    he.chooses_her_language()
    he.signs_in(ADMINISTRATOR)
    return page.context.storage_state()


def _begun(walk: Walk) -> str:
    page = walk.node.open(f"{walk.node_url}/start")
    form = page.form(lambda one: bool(one.named("site")))
    form.put("site", SITES[walk.locale.code])
    form.put("language", walk.locale.code)
    return _id(walk.node.press(page, form).url)


def _put_away(walk: Walk, interview: str) -> None:
    page = walk.node.open(f"{walk.node_url}/interviews/{interview}/delete")
    form = page.form(lambda one: bool(one.named("reason")))
    form.put("reason", REASON)
    walk.node.press(page, form)


def _id(address: str) -> str:
    """Return which interview an address is about: /interviews/<id>/…."""
    return urlsplit(address).path.split("/")[2]
