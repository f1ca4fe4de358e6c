"""Finds text of a page that is not in the page's language: English left over, or foreign digits."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from babel.messages.pofile import read_po
from playwright.sync_api import Page

from fieldtool.i18n.catalogues import catalogue
from fieldtool.i18n.locales import Locale

TEMPLATE = Path(__file__).resolve().parents[2] / "translations" / "messages.pot"
_PLACE = re.compile(r"%\(\w+\)s")
_LETTERS = re.compile(r"[A-Za-z]{2,}")
# Three Latin words in a row on a page in Arabic letters are a sentence that nobody marked.
_RUN = re.compile(r"(?:\b[A-Za-z][a-z’']+\b[ ,]+){2,}\b[a-z’']+\b")
# Small words that no Italian sentence has.
_ENGLISH = re.compile(r"\b(?:[Tt]he|of|and|[Tt]his|is|are|be|been|with|to|[Yy]ours?|not|or|was)\b")
# The interface alone: not what people typed, not codes, not text that says its own language.
_TEXTS = """() => {
  const root = document.documentElement;
  const kept = "script, style, [hidden], bdi, kbd, .code, [dir=ltr], [dir=auto]";
  const foreign = (element) => {
    if (element.closest("[lang]").lang !== root.lang) return true;
    const found = element.closest(kept);
    return Boolean(found) && found !== root;
  };
  const found = [document.title.split(" · ")[0]];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (!foreign(node.parentElement)) found.push(node.data);
  }
  const names = ["aria-label", "title", "placeholder", "alt", "data-none", "data-one", "data-hide"];
  for (const name of names) {
    for (const one of document.querySelectorAll(`[${name}]`)) {
      if (one.closest("[lang]").lang === root.lang) found.push(one.getAttribute(name));
    }
  }
  return found.map((text) => text.replace(/\\s+/g, " ").trim()).filter((text) => text);
}"""
# Sentences that hold a name or a code are in several pieces, so the whole is looked at too.
_WHOLE = """() => [...document.querySelectorAll("p, li, h1, h2, h3, legend, td, th, dt, dd, a")]
  .filter((one) => one.closest("[lang]") === document.documentElement && one.children.length)
  .filter((one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
  .map((one) => one.textContent.replace(/\\s+/g, " ").trim())"""


class Sentence(NamedTuple):
    """A sentence of the interface as it looks in English, with anything in its places."""

    english: str
    pattern: re.Pattern[str]


def untranslated(page: Page, locale: Locale) -> list[str]:
    """Return what stands in English on a page that is in another language."""
    if locale.code == "en":
        return []
    texts, whole = page.evaluate(_TEXTS), page.evaluate(_WHOLE)
    wrong = [text for text in dict.fromkeys([*texts, *whole]) if _is_english(text, locale)]
    looks_english = _RUN if locale.direction == "rtl" else _ENGLISH
    wrong += [text for text in texts if looks_english.search(text) and text not in wrong]
    return wrong


@cache  # most of what stands on a page stands on every page
def _is_english(text: str, locale: Locale) -> bool:
    found = next((one for one in _sentences() if one.pattern.fullmatch(text)), None)
    return found is not None and catalogue(locale.code).gettext(found.english) != found.english


@cache
def _sentences() -> tuple[Sentence, ...]:
    with TEMPLATE.open("rb") as file:
        messages = [message for message in read_po(file) if message.id]
    found = [text for message in messages for text in _forms(message.id)]
    said = [text for text in found if _LETTERS.search(_PLACE.sub("", text))]
    return tuple(Sentence(text, _pattern(text)) for text in said)


def _forms(name: object) -> tuple[str, ...]:
    """Return singular and plural of a message's name."""
    return tuple(map(str, name)) if isinstance(name, list | tuple) else (str(name),)


def _pattern(english: str) -> re.Pattern[str]:
    parts = [re.escape(" ".join(part.split(" "))) for part in _PLACE.split(english)]
    return re.compile(".+".join(parts))
