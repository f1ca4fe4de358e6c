"""Every page of a laptop in four languages and two widths: readable by all, in their language."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from fieldtool.cli import demo_world
from fieldtool.i18n.locales import LOCALES, Locale
from tests.browser import look
from tests.browser.visits import Work, work_of
from tests.browser.windows import Windows
from tests.browser.world import World

pytestmark = [pytest.mark.browser, pytest.mark.processes]

# Sections of the questionnaire that are asked under the Afghan profile.
SECTIONS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 13)
HUB_GONE = "502: /send"
SESSION = re.compile("^fieldtool-")
NO_INTERVIEW = "aaaaaaaaaaaaaaaa"


@dataclass
class Laptop:
    """A window at the laptop, and the interviews to look at."""

    page: Page
    demo: World
    work: Work
    locale: Locale

    def go(self, path: str) -> None:
        """Open a page."""
        self.page.goto(self.demo.node.address + path)

    def draft(self, rest: str = "") -> None:
        """Open a page of an interview that was only begun."""
        self.go(f"/interviews/{self.work.begun}{rest}")

    def filled(self, rest: str = "") -> None:
        """Open a page of an interview with all its answers."""
        self.go(f"/interviews/{self.work.filled}{rest}")

    def press(self, selector: str) -> None:
        """Press what leads to another page."""
        with self.page.expect_navigation():
            self.page.click(selector)


def _without_needed_answers(laptop: Laptop) -> None:
    laptop.draft("/1")
    laptop.press("#next")
    expect(laptop.page.locator("#error-summary")).to_be_focused()


def _with_a_word_for_a_number(laptop: Laptop) -> None:
    laptop.draft("/1")
    laptop.page.fill('[name="visit/adults"]', "پنج cinque")
    laptop.press("#next")
    expect(laptop.page.locator('[data-path="visit/adults"] .error')).to_be_visible()


def _side_by_side(laptop: Laptop) -> None:
    laptop.filled("/5")
    laptop.press('button[name=beside]:not([value=""]) >> nth=0')
    expect(laptop.page.locator(".choice .beside").first).to_be_visible()


def _answered_in_two_windows(laptop: Laptop) -> None:
    laptop.draft("/1")
    other = laptop.page.context.new_page()
    other.goto(laptop.page.url)
    for window, number in ((other, "4"), (laptop.page, "7")):
        window.fill('[name="visit/adults"]', number)
        with window.expect_response("**/answer"):
            window.press('[name="visit/adults"]', "Tab")
    expect(laptop.page.locator(".conflict")).to_be_visible()


def _start_without_place(laptop: Laptop) -> None:
    laptop.go("/start")
    laptop.page.evaluate("document.querySelector('main form').noValidate = true")
    laptop.press("main form button")


def _place_search(laptop: Laptop) -> None:
    laptop.go("/start")
    laptop.page.fill("#place-search", "AF")


def _finish_without_result(laptop: Laptop) -> None:
    laptop.filled("/finish")
    laptop.page.evaluate("document.querySelector('main form').noValidate = true")
    laptop.page.evaluate("document.querySelector('[name=result]:checked').checked = false")
    laptop.press("main form button")


def _refuse_without_outcome(laptop: Laptop) -> None:
    laptop.draft("/refuse")
    laptop.press("main form button")
    expect(laptop.page.locator("#error-summary")).to_be_visible()


def _withdraw_wrongly(laptop: Laptop) -> None:
    laptop.go("/withdraw")
    laptop.page.fill("#code", "K3F2-QA")
    laptop.press("main form button")
    expect(laptop.page.locator("#code-error")).to_be_visible()


def _delete_without_reason(laptop: Laptop) -> None:
    laptop.draft("/delete")
    laptop.page.evaluate("document.querySelector('main form').noValidate = true")
    laptop.press("main form button")


def _wrong_passphrase(laptop: Laptop) -> None:
    laptop.go("/sign-in")
    laptop.page.fill("#passphrase", "انار باغ نیست")
    laptop.press("main form button[type=submit]")
    expect(laptop.page.locator("#passphrase-error")).to_be_visible()


def _set_up_wrongly(laptop: Laptop) -> None:
    laptop.go("/set-up")
    laptop.page.fill("#hub", laptop.demo.hub.address)
    laptop.page.fill("#code", "abcd-efgh")
    laptop.page.fill("#passphrase", demo_world.PASSPHRASE)
    laptop.page.fill("#again", demo_world.PASSPHRASE)
    laptop.press("main form button[type=submit]")


def _hub_is_gone(laptop: Laptop) -> None:
    laptop.demo.lose_the_hub()
    try:
        laptop.go("/send")
        laptop.press('form[action="/send"] button')
    finally:
        laptop.demo.find_the_hub()


def _lock(laptop: Laptop) -> None:
    # A session of its own: the other tests of this language go on with theirs.
    laptop.page.context.clear_cookies(name=SESSION)
    laptop.go("/")
    laptop.page.fill("#passphrase", demo_world.PASSPHRASE)
    laptop.press("main form button[type=submit]")
    laptop.press('form[action="/lock"] button')


def _carry(laptop: Laptop, button: str, place: str) -> None:
    laptop.go("/carry")
    if laptop.page.locator("input[name=drive]").count():
        laptop.page.check('input[name=drive][value=""]')
    laptop.page.fill("#place", place)
    laptop.press(button)


def _copied(laptop: Laptop) -> None:
    stick = laptop.demo.folder / "stick"
    stick.mkdir(exist_ok=True)
    _carry(laptop, 'form[action="/carry/copy"] button >> nth=0', str(stick))
    expect(laptop.page.locator(".notice[data-kind=good]").first).to_be_visible()


def _brought(laptop: Laptop) -> None:
    stick = laptop.demo.folder / "half a stick"
    stick.mkdir(exist_ok=True)
    (stick / "half.ftb").write_bytes(b"FTB1")
    _carry(laptop, "button[formaction]", str(stick))
    expect(laptop.page.locator(".notice[data-kind=bad]")).to_be_visible()


def _displayed(laptop: Laptop, size: str, colours: str) -> None:
    laptop.filled("/3")
    for choice in (f'[name=colours][value="{colours}"]', f'[name=size][value="{size}"]'):
        laptop.page.click(".appearance summary")
        laptop.press(choice)
    if size == "0":
        laptop.page.click(".appearance summary")


def _on_paper(laptop: Laptop, rest: str) -> None:
    laptop.go("/paper")
    address = laptop.page.locator('main a[href^="/paper/"]').first.get_attribute("href")
    laptop.go(f"{address}{rest}")


PAGES: dict[str, Callable[[Laptop], None]] = {
    "home": lambda laptop: laptop.go("/"),
    "start": lambda laptop: laptop.go("/start"),
    "start-search": _place_search,
    "start-wrong": _start_without_place,
    **{
        f"fill-{number:02}": lambda laptop, number=number: laptop.filled(f"/{number}")  # type: ignore[misc]
        for number in SECTIONS
    },
    "fill-begun": lambda laptop: laptop.draft(),
    "fill-missing": _without_needed_answers,
    "fill-wrong": _with_a_word_for_a_number,
    "fill-beside": _side_by_side,
    "fill-conflict": _answered_in_two_windows,
    "review": lambda laptop: laptop.filled("/review"),
    "review-missing": lambda laptop: laptop.draft("/review"),
    "finish": lambda laptop: laptop.filled("/finish"),
    "finish-wrong": _finish_without_result,
    "refuse": lambda laptop: laptop.draft("/refuse"),
    "refuse-wrong": _refuse_without_outcome,
    "interrupted": lambda laptop: laptop.filled("/interrupted"),
    "help-sheet": lambda laptop: laptop.go("/help-sheet?site=AF3201"),
    "withdraw": lambda laptop: laptop.go("/withdraw"),
    "withdraw-wrong": _withdraw_wrongly,
    "finished": lambda laptop: laptop.go(f"/interviews/{laptop.work.finished}/finished"),
    "interviews": lambda laptop: laptop.go("/interviews"),
    "print": lambda laptop: laptop.filled("/print"),
    "paper": lambda laptop: laptop.go("/paper"),
    "paper-wishes": lambda laptop: _on_paper(laptop, ""),
    "paper-sheets": lambda laptop: _on_paper(laptop, "/sheets?guidance=yes"),
    "paper-notice": lambda laptop: _on_paper(laptop, "/notice"),
    "proof": lambda laptop: laptop.go("/proof"),
    "erase": lambda laptop: laptop.go("/erase"),
    "send": lambda laptop: laptop.go("/send"),
    "send-failed": _hub_is_gone,
    "carry": lambda laptop: laptop.go("/carry"),
    "carry-copied": _copied,
    "carry-brought": _brought,
    "carry-wrong": lambda laptop: _carry(
        laptop, 'form[action="/carry/copy"] button >> nth=0', "/media/هرات"
    ),
    "delete": lambda laptop: laptop.draft("/delete"),
    "delete-wrong": _delete_without_reason,
    "help": lambda laptop: laptop.go("/help"),
    "help-call": lambda laptop: laptop.go("/help/call"),
    "help-first": lambda laptop: laptop.go("/help/first-interview"),
    "display": lambda laptop: _displayed(laptop, "0", "usual"),
    "display-light": lambda laptop: _displayed(laptop, "1", "light"),
    "display-dark": lambda laptop: _displayed(laptop, "3", "dark"),
    "about": lambda laptop: laptop.go("/about"),
    "no-such-page": lambda laptop: laptop.go("/no-such-page"),
    "no-such-interview": lambda laptop: laptop.go(f"/interviews/{NO_INTERVIEW}/review"),
    "set-up": lambda laptop: laptop.go("/set-up"),
    "set-up-wrong": _set_up_wrongly,
    "passphrase": lambda laptop: laptop.go("/passphrase"),
    "set-up-files": lambda laptop: laptop.go("/set-up/files"),
    "close": lambda laptop: laptop.go("/close"),
    "recover": lambda laptop: laptop.go("/recover"),
    "sign-in": lambda laptop: laptop.go("/sign-in"),
    "sign-in-wrong": _wrong_passphrase,
    "locked": _lock,
}


@pytest.fixture(scope="module")
def works() -> dict[str, Work]:
    """Return what was done in each language so far."""
    return {}


@pytest.fixture
def laptop(locale: Locale, demo: World, shared_windows: Windows, works: dict[str, Work]) -> Laptop:
    if locale.code not in works:
        works[locale.code] = work_of(demo, locale, shared_windows)
    work = works[locale.code]
    return Laptop(shared_windows.kept(locale.code, work.signed_in), demo, work, locale)


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("locale", LOCALES, ids=lambda locale: locale.code)
def test_a_page_can_be_read_by_everybody(
    laptop: Laptop, locale: Locale, name: str, shared_windows: Windows
) -> None:
    PAGES[name](laptop)

    look.at(laptop.page, locale, f"node-{name}")
    shared_windows.complaints.forgive(HUB_GONE)
    shared_windows.give_back(locale.code, laptop.page)
