"""The shipped questionnaires on paper: PDF files as a browser prints them."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from fieldtool.forms import compile_form, convert_workbook, form_hash
from fieldtool.i18n import locales
from fieldtool.log import papers
from fieldtool.questionnaires import QUESTIONNAIRES, Questionnaire, media, workbook
from fieldtool.web.paper import standalone
from fieldtool.web.paper.printing import Wish, printed
from tests.browser.facilitator import Facilitator
from tests.browser.windows import Windows
from tests.browser.world import World

pytestmark = pytest.mark.browser

# Each form once from the right and once from the left; both languages of a direction take turns.
_PAIRS = (("fa_AF", "en"), ("ps", "it"))
_SHEETS = [
    pytest.param(form, language, id=f"{form.id}-{language}")
    for place, form in enumerate(QUESTIONNAIRES)
    for language in _PAIRS[place % 2]
]
# What sticks out of the sheet, which a printer cuts off.
_CUT_OFF = """() => {
  const sheet = document.querySelector(".paper").getBoundingClientRect();
  const out = (one) => {
    const box = one.getBoundingClientRect();
    return box.width && (box.right > sheet.right + 1 || box.left < sheet.left - 1);
  };
  const found = [...document.querySelectorAll(".paper *")].filter(out);
  return found.map((one) => one.outerHTML.slice(0, 120));
}"""
_PAPER_WIDTH = 703  # 186 mm, in pixels of CSS


@pytest.mark.parametrize(("form", "language"), _SHEETS)
def test_a_questionnaire_prints_on_whole_pages_with_its_own_typeface(
    form: Questionnaire, language: str, browser: Browser, tmp_path: Path
) -> None:
    file = tmp_path / "form.html"
    file.write_text(_html(form, language), encoding="utf-8")
    page = browser.new_page(viewport={"width": _PAPER_WIDTH, "height": 1000})
    page.emulate_media(media="print")
    page.goto(file.as_uri())
    cut_off = page.evaluate(_CUT_OFF)
    pdf = page.pdf(prefer_css_page_size=True)
    page.close()

    assert cut_off == []
    assert 2 <= len(re.findall(rb"/Type /Page\b", pdf)) <= 40
    fonts = set(re.findall(rb"/BaseFont /(?:[A-Z]{6}\+)?([\w-]+)", pdf))
    assert fonts
    assert all(font.startswith((b"Vazirmatn", b"NotoNaskhArabic")) for font in fonts), fonts
    assert pdf.count(b"/FontFile") + pdf.count(b"/Subtype /Type3") >= len(fonts)


@cache
def _xform(form: str) -> str:
    return convert_workbook(*workbook(form)).xform


def _html(form: Questionnaire, language: str) -> str:
    xform = _xform(form.id)
    profile = "italy" if language == "it" else "afghanistan"
    files = media(form.id, profile, {"module_restricted": True} if form.restricted else None)
    made = compile_form(xform, files)
    locale = locales.by_code(language)
    tongue = next(one for one in made.languages if locales.find(one.tag) == locale)
    title = form.title[language]
    return standalone.page(printed(made, form_hash(xform, files), title, Wish(tongue, locale)))


@pytest.mark.processes
def test_what_was_asked_on_paper_is_typed_in_by_keyboard_alone(
    demo: World, windows: Windows
) -> None:
    page = windows.profile().new_page()
    she = Facilitator(page, demo, locales.by_code("fa_AF"))
    she.opens_the_program()
    she.chooses_her_language()
    she.signs_in()
    keys = she.keyboard
    keys.tab_to('main a[href="/paper"]')
    keys.follow()
    expect(page.locator("#paper")).to_be_focused()
    form = page.locator('main a[href^="/paper/"]').first.get_attribute("href") or ""
    keys.write(papers.new(form.split("/")[2]).text)
    keys.follow()
    expect(page.locator("#day")).to_be_focused()
    keys.write("۱۴۰۵/۸/۲۰")
    keys.tab_to("#place-search")
    keys.write("هرات")
    keys.press("ArrowDown")
    keys.tab_to('form[action^="/paper/type/"] button[data-kind=first]')
    keys.follow()
    expect(page.locator(".question .on-paper").first).to_have_text("۱")
    keys.tab_to('.question[data-path="visit/adults"] input')
    keys.write_number("5")
    keys.press("Enter")
    second = page.locator(".question[data-path]").nth(1)
    expect(second.locator("input").first).to_be_focused()
    keys.press_digits("2")

    expect(second.locator('input[data-key="2"]')).to_be_checked()
    expect(page.locator("#saved")).to_have_attribute("data-state", "saved")
