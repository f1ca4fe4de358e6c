"""The main job up to the downloaded file, by keyboard alone and through a power cut."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from fieldtool.i18n.locales import LOCALES, Locale
from tests.browser.coordinator import Coordinator
from tests.browser.facilitator import Facilitator
from tests.browser.world import World

pytestmark = [pytest.mark.browser, pytest.mark.processes]

PLACES = {
    "fa_AF": ("هرات", "AF3201"),
    "ps": ("جلال", "AF0601"),
    "en": ("AF1001", "AF1001"),
    "it": ("torin", "IT001272"),
}
BOM = b"\xef\xbb\xbf"


@pytest.mark.parametrize("locale", LOCALES, ids=lambda locale: locale.code)
def test_an_interview_by_keyboard_survives_a_power_cut_and_reaches_the_coordinator(
    page: Page, demo: World, locale: Locale, tmp_path: Path
) -> None:
    she = Facilitator(page, demo, locale)
    she.opens_the_program()
    she.chooses_her_language()
    she.signs_in()
    she.starts_an_interview_at(*PLACES[locale.code])
    she.answers_by_keyboard(stop_after="places/saf_market")

    demo.cut_the_power()
    demo.start_the_laptop()
    she.opens_the_program()
    she.signs_in()
    she.sees_every_saved_answer()
    she.continues()
    she.answers_by_keyboard()
    number = she.finishes()
    she.sends()
    she.sees_it_at_the_hub(number)

    coordinator = Coordinator(page, demo, locale)
    coordinator.chooses_her_language()
    coordinator.signs_in()
    coordinator.finds(number)
    reading = coordinator.reads_in_her_language()
    file = coordinator.downloads(tmp_path)

    assert she.labels["visit/selection"] in reading
    assert she.sentence in reading
    assert file.startswith(BOM)
    text = file.decode("utf-8-sig")
    assert she.labels["visit/selection"] in text
    assert number not in text
    assert she.sentence not in text
