"""The page while somebody types: nothing is lost, nothing is claimed that is not so."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from fieldtool.collect import drafts
from tests.browser.field.conftest import Filling, at

pytestmark = pytest.mark.browser


def answers(filling: Filling) -> dict[str, str]:
    sittings = next(iter(filling.laptop.services.work._open.values()))
    (draft,) = drafts.open_drafts(sittings.workspace)
    return drafts.answers_of(sittings.workspace, draft.id)[0]


def focus(page: Page, path: str) -> None:
    page.focus(f'[data-path="{path}"] >> css=input:not([type=hidden]), textarea >> nth=0')


def test_what_is_typed_while_a_reply_is_on_its_way_is_kept(filling: Filling) -> None:
    page = filling.second_page()
    filling.slow.seconds = 0.7
    page.keyboard.press("4")
    focus(page, "safety/comment")
    page.keyboard.type("کوچه", delay=40)
    page.wait_for_selector('[data-path="safety/why"]')
    page.keyboard.type(" تاریک است", delay=40)

    assert page.input_value('[data-path="safety/comment"] textarea') == "کوچه تاریک است"
    assert at(page) == "safety/comment"

    page.keyboard.press("Control+Enter")
    filling.saved()

    assert answers(filling)["safety/comment"] == "کوچه تاریک است"


def test_the_page_says_saved_only_when_it_is(filling: Filling) -> None:
    page = filling.start()
    filling.slow.seconds = 0.5
    page.keyboard.type("۳۴")

    assert page.get_attribute("#saved", "data-state") == "unsaved"

    page.keyboard.press("Enter")

    assert page.get_attribute("#saved", "data-state") == "saving"

    filling.saved()

    assert answers(filling)["person/age"] == "34"


def test_a_question_that_an_answer_brings_up_is_not_passed_by(filling: Filling) -> None:
    page = filling.second_page()
    filling.slow.seconds = 0.3
    page.keyboard.press("4")
    page.keyboard.press("Enter")

    assert at(page) == "safety/avoid"

    filling.saved()

    assert at(page) == "safety/why"


def test_who_has_typed_on_is_not_called_back(filling: Filling) -> None:
    page = filling.second_page()
    filling.slow.seconds = 0.3
    page.keyboard.press("4")
    page.keyboard.press("Enter")
    page.keyboard.press("2")
    filling.saved()

    assert at(page) == "safety/avoid"
    assert answers(filling)["safety/avoid"] == "park"


def test_98_is_typed_as_two_digits(filling: Filling) -> None:
    page = filling.second_page()
    page.keyboard.type("98")
    filling.saved()

    assert answers(filling)["safety/night"] == "98"


def test_arrows_move_without_choosing(filling: Filling) -> None:
    page = filling.second_page()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")

    assert at(page) == "safety/night"

    page.keyboard.press("ArrowDown")

    assert at(page) == "safety/avoid"
    assert "safety/night" not in answers(filling)


def test_a_date_is_sent_when_it_is_whole(filling: Filling) -> None:
    page = filling.start()
    page.keyboard.type("۳۴")
    page.keyboard.press("Enter")
    page.keyboard.type("۲۰")
    page.keyboard.press("Enter")
    page.select_option('[name="person/since:month"]', "2")
    filling.page.wait_for_selector("#saved[data-state=unsaved]")

    assert answers(filling).get("person/since", "") == ""

    page.focus('[name="person/since:year"]')
    page.keyboard.type("۱۴۰۰")
    page.keyboard.press("Enter")
    filling.saved()

    assert answers(filling)["person/since"] == "2021-05-10"


def test_two_windows_show_both_answers_and_somebody_chooses(filling: Filling) -> None:
    page = filling.start()
    other = filling.another_window()
    page.keyboard.type("۳۴")
    page.keyboard.press("Enter")
    filling.saved()
    other.keyboard.type("۴۳")
    other.keyboard.press("Enter")
    box = other.locator('[id="q-person/age-conflict"]')
    box.wait_for()

    assert "۳۴" in box.inner_text()
    assert "۴۳" in box.inner_text()

    with other.expect_navigation():
        box.locator("button[value^=mine]").click()

    assert answers(filling)["person/age"] == "43"


def test_an_answer_from_another_window_is_shown_with_the_next_one_from_here(
    filling: Filling,
) -> None:
    page = filling.second_page()
    other = filling.another_window()
    other.keyboard.press("1")
    other.wait_for_selector("#saved[data-state=saved]")
    focus(page, "safety/comment")
    page.keyboard.type("خوب")
    page.keyboard.press("Control+Enter")
    filling.saved()

    assert page.is_checked('input[name="safety/night"][value="1"]')


def test_locked_work_keeps_what_was_typed_and_saves_it_after_signing_in(
    filling: Filling,
) -> None:
    page = filling.start()
    filling.laptop.services.work.close()
    page.keyboard.type("۳۴")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-trouble=locked]:not([hidden])")

    assert page.get_attribute("#saved", "data-state") == "trouble"

    window = page.context.new_page()
    filling.sign_in(window)
    page.click("#retry")
    filling.saved()

    assert answers(filling)["person/age"] == "34"
    assert page.is_hidden("#trouble")


def test_leaving_with_something_unsaved_waits_until_it_is_saved(filling: Filling) -> None:
    page = filling.start()
    filling.slow.seconds = 0.3
    page.keyboard.type("۳۴")
    with page.expect_navigation():
        page.click("header nav a >> nth=0")

    assert answers(filling)["person/age"] == "34"


def test_every_control_works_with_the_page_s_own_button(filling: Filling) -> None:
    page = filling.second_page()
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    page.keyboard.press("1")
    page.keyboard.press("2")
    page.keyboard.press("Enter")
    page.keyboard.type("۱٫۵")
    page.keyboard.press("Enter")
    page.keyboard.type("خیر")
    page.keyboard.press("Control+Enter")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    saved = {path: value for path, value in answers(filling).items() if path.startswith("safety/")}

    assert page.url.endswith("/review")
    assert saved == {
        "safety/night": "1",
        "safety/avoid": "market park",
        "safety/hours": "1.5",
        "safety/comment": "خیر",
    }
