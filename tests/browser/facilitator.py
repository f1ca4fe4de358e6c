"""What a facilitator does on her laptop, in her words and by keyboard alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page, expect

from fieldtool.cli import demo_world
from fieldtool.i18n.catalogues import catalogue
from fieldtool.i18n.digits import to_ascii
from fieldtool.i18n.locales import Locale
from tests.browser.keyboard import Keyboard
from tests.browser.world import World

CODE = demo_world.FACILITATOR.code
NUMBERS = {"visit/adults": "3", "person/age": "33", "household/household_size": "12"}
# Codes of two digits: where one of them alone is another answer, or where they hide a question.
CHOICES = {"household/displacement": "99", "services/waste_use": "98", "safety/saf_why": "10"}
SENTENCES = {
    "fa_AF": "چراغ‌های سرک نزدیک مکتب خراب است؛ «بیرون نمی‌رویم».",
    "ps": "د ښوونځي لار د شپې ډېره تیاره ده، ځکه نه ځو.",
    "en": "The lamps near the school are broken, so we stay at home.",
    "it": "I lampioni vicino alla scuola sono rotti: c’è poca luce, perciò non usciamo più.",
}
MOST_PAGES = 30
MOST_QUESTIONS = 30
MOST_PLACES = 12

_HERE = """() => {
  const at = document.activeElement;
  const question = at.closest(".question[data-path]");
  if (!question) return { id: at.id, path: "", kind: "", keys: [] };
  const keys = [...question.querySelectorAll("[data-key]")].map((one) => one.dataset.key);
  return { id: at.id, path: question.dataset.path, kind: question.dataset.kind, keys };
}"""
# Both what the page says of saving and what the question itself is marked with.
_SAVED = """([path, value]) => {
  const question = [...document.querySelectorAll(".question[data-path]")]
    .find((one) => one.dataset.path === path);
  if (!question || question.dataset.dirty) return false;
  const chosen = [...question.querySelectorAll(":checked")].map((one) => one.value);
  const typed = question.querySelector("input[type=text], textarea");
  const has = typed ? typed.value !== "" : !value || chosen.includes(value);
  return has && document.getElementById("saved").dataset.state === "saved";
}"""
ANSWERS = """() => {
  const answer = (question) => {
    const typed = question.querySelector("input[type=text], textarea");
    const chosen = [...question.querySelectorAll("input:checked")].map((input) => input.value);
    return [question.dataset.path, typed ? typed.value : chosen.join(" ")];
  };
  return Object.fromEntries([...document.querySelectorAll(".question[data-path]")].map(answer));
}"""


@dataclass
class Facilitator:
    """One person at one laptop; `saved` is what she was told is saved, by page address."""

    page: Page
    demo: World
    locale: Locale
    saved: dict[str, dict[str, str]] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Put her hands on the keyboard."""
        self.keyboard = Keyboard(self.page, self.locale.code)

    @property
    def sentence(self) -> str:
        """Return what she types where people speak in their own words."""
        return SENTENCES[self.locale.code]

    def says(self, message: str) -> str:
        """Return a sentence of the interface in her language."""
        return catalogue(self.locale.code).gettext(message)

    def opens_the_program(self) -> None:
        """Open the address of her laptop."""
        self.page.goto(self.demo.node.address)

    def chooses_her_language(self) -> None:
        """Go to the name of her language on top of the page."""
        self.keyboard.tab_to(f'.languages button[value="{self.locale.code}"]')
        self.keyboard.follow()
        html = self.page.locator("html")
        expect(html).to_have_attribute("lang", self.locale.tag)
        expect(html).to_have_attribute("dir", self.locale.direction)

    def signs_in(self) -> None:
        """Type the passphrase and open her work."""
        self.keyboard.tab_to("#passphrase")
        self.keyboard.write(demo_world.PASSPHRASE)
        self.keyboard.follow()
        expect(self.page.locator("h1")).to_have_text(self.says("Your work"))

    def starts_an_interview_at(self, letters: str, site: str) -> None:
        """Find a place by some *letters* of its name and start there."""
        self.keyboard.tab_to('main a[href="/start"]')
        self.keyboard.follow()
        self.keyboard.tab_to("input[name=language]")
        self.keyboard.tab_to("#place-search")
        self.keyboard.write(letters)
        for _down in range(MOST_PLACES):
            if self.page.locator("#site").input_value() == site:
                break
            self.keyboard.press("ArrowDown")
        self.keyboard.press("Enter")
        assert self.keyboard.is_at("main form button"), "Enter in the search goes to “Start”"
        self.keyboard.follow()

    def answers_by_keyboard(self, stop_after: str = "") -> None:
        """Answer page after page up to the review, or until *stop_after* is shown as saved."""
        for _page in range(MOST_PAGES):
            if self.page.url.endswith("/review") or self._answers_a_page(stop_after):
                return
        raise AssertionError(f"no end of questions: {self.page.url}")

    def sees_every_saved_answer(self) -> None:
        """Look at each page again, in order, and find what was shown as saved."""
        for address, answers in self.saved.items():
            self.page.goto(address)
            shown = self._shown()

            assert {path: shown.get(path) for path in answers} == answers

    def continues(self) -> None:
        """Take the draft that the start page offers first."""
        self.keyboard.tab_to('nav.menu a[href="/"]')
        self.keyboard.follow()
        self.keyboard.tab_to(".card.next a[data-kind=first]")
        self.keyboard.follow()

    def finishes(self) -> str:
        """Finish the interview as complete; return its number."""
        self.keyboard.tab_to('main a[href$="/finish"]')
        self.keyboard.follow()
        self.keyboard.tab_to("input[name=result]:checked")
        assert self.keyboard.is_at("[value=complete]"), "nothing is missing, so complete is chosen"
        self.keyboard.tab_to("main form button[data-kind=first]")
        self.keyboard.follow()
        return self.page.locator(".said-aloud .code").inner_text()

    def sends(self) -> None:
        """Send everything that waits."""
        self.keyboard.tab_to('main a[href="/send"]')
        self.keyboard.follow()
        self.keyboard.tab_to('form[action="/send"] button')
        self.keyboard.follow()
        expect(self.page.locator("main h2").first).to_have_text(
            self.says("Nothing waits on this laptop")
        )

    def sees_it_at_the_hub(self, number: str) -> None:
        """Look into her list."""
        self.keyboard.tab_to('nav.menu a[href="/interviews"]')
        self.keyboard.follow()
        row = self.page.locator("tr", has_text=number)
        since = self.says("At the hub since %(when)s").partition("%")[0].strip()
        expect(row.locator("[data-state=good]")).to_contain_text(since)

    def _shown(self) -> dict[str, str]:
        # A number is the same in any digits; pages write it in those of their language.
        shown = self.page.evaluate(ANSWERS)
        return {path: to_ascii(value) for path, value in shown.items()}

    def _answers_a_page(self, stop_after: str) -> bool:
        address = self.page.url
        for _question in range(MOST_QUESTIONS):
            here = self.page.evaluate(_HERE)
            if not here["path"]:
                break
            self._answers(here)
            if here["path"] == stop_after:
                return True
            self.keyboard.press("Control+Enter" if here["kind"] == "area" else "Enter")
        self.keyboard.tab_to("#next")
        self.keyboard.follow()
        assert self.page.url != address, self.page.locator("#error-summary").inner_text()
        return False

    def _answers(self, here: Mapping[str, Any]) -> None:
        path, kind = here["path"], here["kind"]
        chosen = ""
        if kind in {"one", "many"}:
            chosen = CHOICES.get(path, here["keys"][0])
            self.keyboard.press_digits(chosen)
        elif kind == "integer":
            self.keyboard.write_number(NUMBERS.get(path, "5"))
        else:
            self.keyboard.write(self.sentence)
        if not chosen:
            # A typed answer goes when it is left; she looks at it once more.
            self.keyboard.press("Tab")
            self.keyboard.press("Shift+Tab")
        self.page.wait_for_function(_SAVED, arg=[path, chosen])
        self.saved.setdefault(self.page.url, {})[path] = self._shown()[path]
        self.labels[path] = self.page.locator(f'[id="q-{path}-label"]').inner_text()
