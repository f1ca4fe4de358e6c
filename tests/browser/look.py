"""Everything that has to be true of every page, looked at in a real browser."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from fieldtool.i18n.locales import Locale
from tests.browser.interface_words import untranslated

AXE = Path(__file__).parent / "vendor" / "axe-4.14.1.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]
WIDTHS = (1280, 360)
HEIGHT = 900
# Each page is looked at by axe once: one language of each direction on the narrow screen.
NARROW_FOR_AXE = {"fa_AF", "en"}

_FACTS = """() => {
  const ids = [...document.querySelectorAll("[id]")].map((one) => one.id);
  return {
    language: document.documentElement.lang,
    direction: getComputedStyle(document.documentElement).direction,
    headings: [...document.querySelectorAll("h1")].map((one) => one.innerText.trim()),
    title: document.title,
    repeated: ids.filter((id, at) => ids.indexOf(id) !== at),
    actionless: document.querySelectorAll("form:not([action])").length,
  };
}"""
# What sticks out of the page, unless it scrolls in a frame of its own.
_TOO_WIDE = """() => {
  const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth) return [];
  const out = (one) => {
    const box = one.getBoundingClientRect();
    return box.width && (box.right > root.clientWidth + 1 || box.left < -1);
  };
  const widest = [...document.body.querySelectorAll("*")].filter(out).slice(0, 5);
  return [`${root.scrollWidth} px`, ...widest.map((one) => one.outerHTML.slice(0, 120))];
}"""
# Where nothing is wrong it need not say in detail.
_RUN_AXE = """async (tags) => {
  const runOnly = { type: "tag", values: tags };
  const result = await axe.run(document, { resultTypes: ["violations"], runOnly });
  const places = (one) => one.nodes.map((node) => node.html.slice(0, 160)).join(" | ");
  return result.violations.map((one) => `${one.id}: ${places(one)}`);
}"""


def at(page: Page, locale: Locale, name: str) -> None:
    """Look at *page* in both widths.

    Raises:
        AssertionError: with everything that is wrong with it.
    """
    wrong = [*_facts(page, locale), *_untranslated(page, locale)]
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        wrong += [f"at {width} px too wide: {part}" for part in page.evaluate(_TOO_WIDE)]
        if (width == min(WIDTHS)) == (locale.code in NARROW_FOR_AXE):
            wrong += [f"axe at {width} px, {found}" for found in _axe(page)]
        _keep_picture(page, f"{name}-{locale.code}-{width}.png")

    assert not wrong, "\n".join([page.url, *wrong])


def _facts(page: Page, locale: Locale) -> list[str]:
    seen: dict[str, Any] = page.evaluate(_FACTS)
    expected = {
        "language": locale.tag,
        "direction": locale.direction,
        "headings": [seen["title"].rpartition(" · ")[0]],
        "repeated": [],
        "actionless": 0,
    }
    return [
        f"{name}: {seen[name]!r}, not {value!r}"
        for name, value in expected.items()
        if seen[name] != value
    ]


def _untranslated(page: Page, locale: Locale) -> list[str]:
    return [f"in English: {text}" for text in untranslated(page, locale)]


def _axe(page: Page) -> list[str]:
    page.evaluate(_axe_source())
    found: list[str] = page.evaluate(_RUN_AXE, TAGS)
    return found


@cache
def _axe_source() -> str:
    return AXE.read_text(encoding="utf-8")


def _keep_picture(page: Page, name: str) -> None:
    folder = os.environ.get("FIELDTOOL_TEST_SCREENSHOTS", "")
    if folder:
        page.screenshot(path=Path(folder) / name, full_page=True)
