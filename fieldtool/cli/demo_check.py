"""The whole main job over HTTP, in four languages: what `fieldtool demo --check` does."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from fieldtool.app import hub_client
from fieldtool.cli import demo_world
from fieldtool.cli.browsing import Browser, Form, Page
from fieldtool.i18n.locales import LOCALES, Locale
from fieldtool.problems import Code, Problem

if TYPE_CHECKING:
    pass

# Numbers the questionnaire asks for, in the digits that each reader would type.
NUMBERS = {"visit/adults": 3, "person/age": 34, "household/household_size": 6}
DIGITS = {"fa_AF": "۰۱۲۳۴۵۶۷۸۹", "ps": "٠١٢٣٤٥٦٧٨٩"}
SITES = {"fa_AF": "AF3201", "ps": "AF0601", "en": "AF1001", "it": "IT001272"}
WORDS = {
    "fa_AF": "چراغ‌های سرک نزدیک مکتب خراب است.",
    "ps": "د ښوونځي لار د شپې ډېره تیاره ده.",
    "en": "The lamps near the school are broken.",
    "it": "I lampioni vicino alla scuola sono rotti.",
}
# A page shows more questions after an answer; none shows more than this many times.
_ROUNDS = 6
_PAGES = 40
# Seconds that sending one interview may take.
_LOOKS = 60


class StepFailed(Exception):
    """A step of the walk did not end as it should; the message says what was seen."""


@dataclass
class Walk:
    """The main job in one language."""

    locale: Locale
    node: Browser
    hub: Browser
    node_url: str
    hub_url: str

    # -- on the laptop

    def sign_in(self) -> str:
        """Choose the language and open the work of the demo's facilitator."""
        page = self._speak(self.node, self.node_url)
        form = page.form(lambda one: bool(one.named("passphrase")))
        form.put("passphrase", demo_world.PASSPHRASE)
        page = _good(self.node.press(page, form))
        _expect(page, urlsplit(page.url).path == "/", "the start page")
        return page.heading

    def fill(self) -> str:
        """Start an interview and answer every question; return where the review is."""
        page = self.node.open(f"{self.node_url}/start")
        form = page.form(lambda one: bool(one.named("site")))
        form.put("site", SITES[self.locale.code])
        form.put("language", self.locale.code)
        page = _good(self.node.press(page, form))
        for _page in range(_PAGES):
            if not _questions(page):
                return page.url
            page = self._answer(page)
        raise StepFailed(f"no end after {_PAGES} pages")

    def finalise(self, review: str) -> str:
        """Finish the interview as complete and return the number to say aloud."""
        page = _good(self.node.open(review.replace("/review", "/finish")))
        form = page.form(lambda one: bool(one.named("result")))
        form.put("result", "complete")
        page = _good(self.node.press(page, form))
        found = [word for word in page.text.split() if word.startswith(demo_world.FACILITATOR.code)]
        _expect(page, len(found) > 0, "the interview's number")
        return found[-1]

    def sync(self, number: str) -> str:
        """Send, and see that the laptop lists the interview as proven at the hub."""
        page = self.node.open(f"{self.node_url}/send")
        page = _good(self.node.press(page, page.form(_sends)))
        for _look in range(_LOOKS):
            if not any(map(_pauses, page.forms)):
                break
            time.sleep(1)
            page = _good(self.node.open(page.url))
        page = _good(self.node.open(f"{self.node_url}/interviews"))
        _expect(page, number in page.text, number)
        return page.heading

    # -- at the hub

    def enter_hub(self) -> str:
        """Sign in as administrator: nobody else downloads what people said in their own words."""
        page = self._speak(self.hub, self.hub_url)
        form = page.form(lambda one: bool(one.named("login")))
        form.put("login", demo_world.LOGINS[1][0])
        form.put("password", demo_world.PASSPHRASE)
        return _good(self.hub.press(page, form)).heading

    def look_up(self, number: str) -> str:
        """Find the interview by its number and read in it what was said."""
        page = _good(self.hub.open(f"{self.hub_url}/interviews?number={number}"))
        _expect(page, number in page.text, number)
        page = _good(self.hub.open(f"{self.hub_url}{page.links[number]}"))
        _expect(page, WORDS[self.locale.code] in page.text, WORDS[self.locale.code])
        return page.heading

    def download(self, number: str) -> str:
        """Download the interviews as CSV and find this one among them."""
        page = self.hub.open(f"{self.hub_url}/interviews/export")
        form = page.form(lambda one: bool(one.named("form")) and one.method == "get")
        form.put("form", "safety-perception")
        page = _good(self.hub.press(page, form))
        form = page.form(lambda one: bool(one.named("written")))
        form.put("purpose", "check")
        answer = self.hub.download(f"{self.hub_url}{urlsplit(form.action).path}", form)
        raw = answer.content
        if not raw.startswith(b"\xef\xbb\xbf") or WORDS[self.locale.code].encode() not in raw:
            raise StepFailed(f"the file does not hold {number}")
        lines = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))
        return f"{len(lines) - 1} interviews, {len(raw) // 1024} kB"

    def _speak(self, browser: Browser, url: str) -> Page:
        page = browser.open(url)
        form = page.form(lambda one: one.action.endswith("/language"))
        page = _good(browser.press(page, form, {"language": self.locale.code}))
        _expect(page, page.language == self.locale.tag, f"lang={self.locale.tag}")
        _expect(page, page.direction == self.locale.direction, f"dir={self.locale.direction}")
        return page

    def _answer(self, page: Page) -> Page:
        start = page.url
        for _round in range(_ROUNDS):
            form = page.form(_is_questions)
            _give_answers(form, self.locale.code)
            page = self.node.press(page, form, {"go": "next"})
            if page.status == 200 and page.url != start:
                return page
        raise StepFailed(f"“{page.heading}” is not left: {page.text[:300]}")


def run(node_url: str, hub_url: str, say: Callable[[str], None]) -> None:
    """Do the main job in each language and say each step with its time.

    Raises:
        Problem: a step failed; the sentence says which and what was seen.
    """
    began = time.perf_counter()
    for locale in LOCALES:
        with hub_client(node_url) as node, hub_client(hub_url) as hub:
            _walk(Walk(locale, Browser(node), Browser(hub), node_url, hub_url), say)
    say(f"All done in {len(LOCALES)} languages: {time.perf_counter() - began:.1f} s")


def _walk(walk: Walk, say: Callable[[str], None]) -> None:
    numbers: list[str] = []
    steps: tuple[tuple[str, Callable[[], str]], ...] = (
        ("sign in", walk.sign_in),
        ("fill", walk.fill),
        ("finalise", lambda: walk.finalise(numbers[-1])),
        ("sync", lambda: walk.sync(numbers[-1])),
        ("hub: sign in", walk.enter_hub),
        ("hub: look up", lambda: walk.look_up(numbers[-1])),
        ("hub: download", lambda: walk.download(numbers[-1])),
    )
    for name, step in steps:
        with _timed(f"{walk.locale.tag:6} {name:14}", say) as seen:
            seen.append(step())
        if name in {"fill", "finalise"}:
            numbers.append(seen[-1])


@contextmanager
def _timed(name: str, say: Callable[[str], None]) -> Iterator[list[str]]:
    began = time.perf_counter()
    seen: list[str] = []
    try:
        yield seen
    except (StepFailed, LookupError) as error:
        values: dict[str, str | int] = {"step": " ".join(name.split()), "seen": str(error)}
        raise Problem(Code.CHECK_FAILED, values) from error
    say(f"{name} {(time.perf_counter() - began) * 1000:7.0f} ms   {seen[-1]}")


def _give_answers(form: Form, locale: str) -> None:
    names = dict.fromkeys(control.name for control in form.controls if "/" in control.name)
    for name in names:
        if ":" in name:
            continue
        first = form.named(name)[0]
        if first.kind == "radio":
            form.put(name, "1")
        elif first.kind == "checkbox":
            form.put(name, first.value)
        elif first.kind == "text" and first.attributes.get("inputmode") == "numeric":
            form.put(name, _native(NUMBERS.get(name, 5), locale))
        else:
            form.put(name, WORDS[locale])


def _native(number: int, locale: str) -> str:
    return str(number).translate(str.maketrans("0123456789", DIGITS.get(locale, "0123456789")))


def _is_questions(form: Form) -> bool:
    return form.id == "page-form"


def _questions(page: Page) -> bool:
    return any(map(_is_questions, page.forms))


def _sends(form: Form) -> bool:
    return urlsplit(form.action).path == "/send"


def _pauses(form: Form) -> bool:
    return urlsplit(form.action).path == "/send/pause"


def _good(page: Page) -> Page:
    if page.status != 200:
        raise StepFailed(f"HTTP {page.status} from {urlsplit(page.url).path}: {page.text[:300]}")
    return page


def _expect(page: Page, truth: bool, what: str) -> None:  # noqa: FBT001 - reads as a sentence
    if not truth:
        raise StepFailed(f"“{what}” is not on “{page.heading}”: {page.text[:300]}")
