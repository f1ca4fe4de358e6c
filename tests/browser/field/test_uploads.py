"""Files in a real browser: chosen, shown at once, replaced, removed, refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import FileChooser, FilePayload, Page, expect

from fieldtool.collect import drafts, given_files
from fieldtool.i18n.locales import LOCALES
from tests.browser import look
from tests.browser.field.conftest import Filling, at
from tests.browser.field.test_rows import ASKED_IN, begin, speak
from tests.collect import pictures
from tests.desk.world import World
from tests.web.laptop import publish_sheet

pytestmark = pytest.mark.browser

FORM = Path(__file__).parents[2] / "web" / "files.md"


@pytest.fixture
def page(filling: Filling, world: World) -> Page:
    """Return the page of an interview that asks for files."""
    title = {"fa_AF": "فایل‌ها", "en": "Files", "ps": "فایلونه", "it": "File"}
    publish_sheet(world, FORM, title)
    page = filling.page
    page.goto(f"{filling.address}/send")
    with page.expect_navigation():
        page.click("form[data-slow] button")
    begin(filling, "fa_AF")
    return page


def choose(page: Page, name: str, content: bytes) -> None:
    chosen = FilePayload(name="محبوبه.jpg", mimeType="image/jpeg", buffer=content)
    page.set_input_files(f'[name="place/{name}"]', chosen)


def answers(filling: Filling) -> dict[str, str]:
    sittings = next(iter(filling.laptop.services.work._open.values()))
    draft = drafts.open_drafts(sittings.workspace)[0]
    return drafts.answers_of(sittings.workspace, draft.id)[0]


def test_a_file_is_attached_at_once_and_shown_and_sent_only_once(
    filling: Filling, page: Page
) -> None:
    choose(page, "photo", pictures.photo())
    expect(page.locator('[data-path="place/photo"] img')).to_be_visible()
    filling.saved()
    first = answers(filling)["place/photo"]

    assert page.evaluate("document.querySelector('[data-path=\"place/photo\"] img').naturalWidth")
    assert page.input_value('[name="place/photo"]') == ""

    page.focus('[name="place/note"]')
    page.keyboard.type("دیدیم")
    with page.expect_navigation():
        page.click("#next")

    assert answers(filling)["place/photo"] == first
    assert answers(filling)["place/note"] == "دیدیم"


def test_a_file_that_is_refused_or_too_large_says_why(filling: Filling, page: Page) -> None:
    choose(page, "photo", b"words")
    error = page.locator('[id="q-place/photo-error"]')
    expect(error).to_contain_text("JPEG")

    choose(page, "photo", pictures.photo())
    expect(page.locator('[data-path="place/photo"] img')).to_be_visible()
    expect(error).to_have_count(0)

    # What is too large is not even sent.
    field = page.locator('[name="place/voice"]')
    expect(field).to_have_attribute("data-most", str(given_files.MOST_BYTES))
    # Twenty megabytes take a driven browser long to choose.
    field.evaluate("(one) => { one.dataset.most = '1000'; }")
    choose(page, "voice", pictures.recording(1001))
    expect(page.locator('[data-path="place/voice"] [data-too-large]')).to_be_visible()
    filling.saved()

    assert page.input_value('[name="place/voice"]') == ""
    assert "place/voice" not in answers(filling)


def test_the_keyboard_goes_to_a_file_and_on(filling: Filling, page: Page) -> None:
    assert at(page) == "place/photo"

    page.keyboard.press("ArrowDown")

    assert at(page) == "place/sign"

    opened: list[FileChooser] = []

    def note(chooser: FileChooser) -> None:
        opened.append(chooser)

    page.on("filechooser", note)
    # The browser starts to say that it opens the system's window only a moment after it was asked.
    for _ in range(20):
        page.keyboard.press("Enter")
        page.wait_for_timeout(200)
        if opened:
            break
    assert opened
    assert opened[0].element.get_attribute("name") == "place/sign"


def test_files_look_right_in_every_language(filling: Filling, page: Page) -> None:
    for locale in LOCALES:
        speak(page, locale)
        begin(filling, ASKED_IN[locale.code])
        choose(page, "photo", pictures.photo(900, 500))
        expect(page.locator('[data-path="place/photo"] img')).to_be_visible()
        choose(page, "voice", pictures.recording())
        expect(page.locator('[data-path="place/voice"] audio')).to_be_visible()
        choose(page, "paper", b"%PDF-1.7 letter")
        expect(page.locator('[data-path="place/paper"] a[download]')).to_be_visible()
        choose(page, "sign", b"words")
        expect(page.locator('[id="q-place/sign-error"]')).to_be_visible()
        look.at(page, locale, "files")
