"""What may go wrong while somebody is asked: nothing that was said is lost."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Dialog, Page, expect

from fieldtool.i18n.locales import Locale, by_code
from fieldtool.questionnaires.catalogue import find
from tests.browser import look
from tests.browser.facilitator import SENTENCES, Facilitator
from tests.browser.windows import Windows, follows
from tests.browser.world import World

pytestmark = [pytest.mark.browser, pytest.mark.processes]

DARI, PASHTO, ITALIAN = by_code("fa_AF"), by_code("ps"), by_code("it")
ADULTS = '[name="visit/adults"]'
HOW_CHOSEN = '[name="visit/selection"]'
OLD_ENOUGH = '[name="visit/age_check"]'
SAVED = '#saved[data-state="saved"]'
NODE_GONE = "Failed to fetch"
MILLISECONDS_TO_NOTICE = 20_000


def begins(page: Page, demo: World, locale: Locale, site: str = "AF3201") -> Facilitator:
    """Sign in and start an interview; return who did."""
    she = Facilitator(page, demo, locale)
    she.opens_the_program()
    she.chooses_her_language()
    she.signs_in()
    page.goto(f"{demo.node.address}/start")
    page.select_option("#site", site)
    goes_on(page, "main form button")
    return she


def begins_an_audit(page: Page, demo: World, locale: Locale) -> Facilitator:
    """Start an interview about a place, which nobody has to agree to; return who did."""
    she = begins(page, demo, locale)
    page.goto(f"{demo.node.address}/start")
    title = find("public-space-audit").title[locale.code]
    page.locator("label.choice", has_text=title).locator("input[name=form]").check()
    page.select_option("#site", "AF3201")
    goes_on(page, "main form button")
    return she


def reaches_the_last_section(page: Page) -> None:
    """Answer so little that the section with a large text field is asked."""
    page.fill(ADULTS, "۳")
    page.check(f"{HOW_CHOSEN} >> nth=0")
    page.check(f'{OLD_ENOUGH}[value="1"]')
    expect(page.locator(SAVED)).to_be_visible()
    goes_on(page, "#next")
    page.check('[name="agreement/consent"][value="1"]')
    expect(page.locator(SAVED)).to_be_visible()
    goes_on(page, ".sections button:not([disabled]) >> nth=-1")
    expect(page.locator("textarea")).to_be_visible()


def goes_on(page: Page, button: str) -> None:
    """Go to a page of questions and wait for its script, which alone says “saved”."""
    follows(page, button)
    expect(page.locator(SAVED)).to_be_visible()


@pytest.mark.parametrize("locale", [DARI, ITALIAN], ids=lambda locale: locale.code)
def test_what_is_typed_while_the_program_is_gone_stays_and_is_saved_when_it_is_back(
    page: Page, demo: World, windows: Windows, locale: Locale
) -> None:
    she = begins(page, demo, locale)
    reaches_the_last_section(page)
    demo.cut_the_power()

    page.fill("textarea", she.sentence)
    page.press("textarea", "Tab")
    trouble = page.locator("#trouble")
    expect(trouble).to_contain_text(she.says("The program on this laptop does not answer."))
    expect(page.locator("textarea")).to_have_value(she.sentence)
    for width in look.WIDTHS:
        page.set_viewport_size({"width": width, "height": 700})
        page.locator("#next").scroll_into_view_if_needed()
        expect(trouble.get_by_role("button")).to_be_in_viewport()
    expect(page.locator("#saved")).to_have_attribute("data-state", "trouble")
    look.at(page, locale, "node-trouble-gone")

    demo.start_the_laptop()
    expect(trouble).to_contain_text(
        she.says("Your work is locked."), timeout=MILLISECONDS_TO_NOTICE
    )
    look.at(page, locale, "node-trouble-locked")
    with page.context.expect_page() as coming:
        page.click("#trouble a[target]")
    coming.value.wait_for_load_state()
    other = Facilitator(coming.value, demo, locale)
    other.signs_in()
    coming.value.close()

    expect(page.locator(SAVED)).to_be_visible(timeout=MILLISECONDS_TO_NOTICE)
    expect(trouble).to_be_hidden()
    windows.complaints.forgive(NODE_GONE)
    page.reload()
    expect(page.locator("textarea")).to_have_value(she.sentence)


@pytest.mark.parametrize("takes_own", [True, False], ids=["mine", "theirs"])
def test_two_windows_show_both_answers_and_a_person_chooses(
    page: Page, demo: World, *, takes_own: bool
) -> None:
    begins(page, demo, DARI)
    other = page.context.new_page()
    other.goto(page.url)
    for window, number in ((other, "۴"), (page, "۷")):
        window.fill(ADULTS, number)
        with window.expect_response("**/answer"):
            window.press(ADULTS, "Tab")

    conflict = page.locator(".conflict")
    expect(conflict).to_contain_text("۴")
    expect(conflict).to_contain_text("۷")
    wanted = "mine" if takes_own else "theirs"
    follows(page, f'button[name=choose][value^="{wanted}"]')

    expect(page.locator(".conflict")).to_have_count(0)
    expect(page.locator(ADULTS)).to_have_value("۷" if takes_own else "۴")
    other.reload()
    expect(other.locator(ADULTS)).to_have_value("۷" if takes_own else "۴")


def test_what_is_saved_is_said_where_the_eyes_are(page: Page, demo: World) -> None:
    begins(page, demo, DARI)
    page.set_viewport_size({"width": 1280, "height": 600})
    page.check(f'{OLD_ENOUGH}[value="1"]')

    assert page.evaluate("scrollY") > 0
    expect(page.locator(f"{SAVED} p[data-when=saved]")).to_be_in_viewport()
    expect(page.locator(f'{OLD_ENOUGH}[value="1"]')).to_be_in_viewport()


def test_two_windows_with_the_same_answer_do_not_quarrel(page: Page, demo: World) -> None:
    begins(page, demo, PASHTO)
    other = page.context.new_page()
    other.goto(page.url)
    for window, number in ((other, "٤"), (page, "4")):
        window.fill(ADULTS, number)
        with window.expect_response("**/answer") as reply:
            window.press(ADULTS, "Tab")
        assert reply.value.status == 200

    expect(page.locator(".conflict")).to_have_count(0)
    expect(page.locator(SAVED)).to_be_visible()


def test_an_interview_is_filled_and_finished_without_javascript(
    windows: Windows, demo: World
) -> None:
    page = windows.profile(scripts=False).new_page()
    page.goto(demo.node.address)
    follows(page, '.languages button[value="ps"]')
    page.fill("#passphrase", "pomegranate garden")
    follows(page, "main form button[type=submit]")
    page.goto(f"{demo.node.address}/start")
    page.select_option("#site", "AF0601")
    follows(page, "main form button")
    assert not page.locator("#saved p").first.is_visible(), "nothing can be claimed without script"
    for _round in range(60):
        if page.url.endswith("/review"):
            break
        _fills_what_is_shown(page)
        follows(page, "#next")
    follows(page, 'main a[href$="/finish"] >> nth=0')
    page.check('[name=result][value="complete"]')
    follows(page, "main form button[data-kind=first]")

    number = page.locator(".said-aloud .code").inner_text()
    follows(page, 'nav.menu a[href="/interviews"]')
    expect(page.locator("tr", has_text=number)).to_be_visible()


def _fills_what_is_shown(page: Page) -> None:
    for question in page.locator(".question[data-path]").all():
        kind = question.get_attribute("data-kind")
        if kind == "integer":
            question.locator("input[type=text]").fill("٣٣")
        elif kind in {"one", "many"}:
            question.locator("[data-key]").first.check()
        else:
            question.locator("input[type=text], textarea").fill(SENTENCES["ps"])


def test_another_language_in_the_middle_loses_nothing(page: Page, demo: World) -> None:
    begins(page, demo, DARI)
    page.fill(ADULTS, "۳")
    page.check(f"{HOW_CHOSEN} >> nth=1")
    # Nobody waited for “saved”: the number was typed the moment before.
    page.fill(ADULTS, "۱۲")
    follows(page, '.languages button[value="it"]')
    expect(page.locator("html")).to_have_attribute("lang", "it")
    expect(page.locator(".questions")).to_have_attribute("lang", "fa-AF")
    follows(page, '.fill-tools button[name=language][lang="it"]')

    expect(page.locator(".questions")).to_have_attribute("dir", "ltr")
    expect(page.locator(ADULTS)).to_have_value("12")
    expect(page.locator(f"{HOW_CHOSEN}:checked")).to_have_value("2")


def test_two_languages_stand_side_by_side(page: Page, demo: World) -> None:
    she = begins(page, demo, DARI)
    follows(page, 'button[name=beside][lang="it"]')

    first = page.locator('[data-path="visit/selection"]')
    expect(first.locator(".label .beside")).to_have_attribute("dir", "ltr")
    expect(first.locator(".choice .beside")).to_have_count(first.locator(".choice").count())
    expect(page.locator(".questions")).to_have_attribute("dir", "rtl")
    first.locator("[data-key]").first.check()
    expect(page.locator(SAVED)).to_be_visible()
    expect(first.locator(".choice .beside").first).to_be_visible()
    assert (
        she.page.locator('button[name=beside][aria-current="true"]').get_attribute("lang") == "it"
    )


def test_a_changed_answer_hides_questions_at_once_and_brings_their_answers_back(
    page: Page, demo: World
) -> None:
    begins(page, demo, DARI)
    reaches_the_last_section(page)
    goes_on(page, '.sections button[value="1"]')
    sections = page.locator(".sections button:not([disabled])")
    asked = sections.count()

    page.check(f'{OLD_ENOUGH}[value="3"]')
    expect(sections).not_to_have_count(asked)
    fewer = sections.count()
    page.check(f'{OLD_ENOUGH}[value="1"]')
    expect(sections).to_have_count(asked)

    assert fewer < asked
    goes_on(page, '.sections button[value="2"]')
    expect(page.locator('[name="agreement/consent"]:checked')).to_have_value("1")


def test_leaving_with_unsaved_text_warns_and_staying_keeps_it(page: Page, demo: World) -> None:
    she = begins(page, demo, DARI)
    reaches_the_last_section(page)
    page.fill("textarea", she.sentence)
    asked: list[str] = []

    def stays(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.once("dialog", stays)
    page.close(run_before_unload=True)
    expect(page.locator("textarea")).to_have_value(she.sentence)
    assert asked == ["beforeunload"]


def test_leaving_by_a_link_saves_first(page: Page, demo: World) -> None:
    she = begins(page, demo, DARI)
    reaches_the_last_section(page)
    address = page.url
    page.fill("textarea", she.sentence)
    with no_questions(page), page.expect_navigation():
        page.click('nav.menu a[href="/interviews"]')

    page.goto(address)
    expect(page.locator("textarea")).to_have_value(she.sentence)


@contextmanager
def no_questions(page: Page) -> Iterator[None]:
    """See that the browser asks nothing."""
    asked: list[str] = []

    def notes(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.accept()

    page.on("dialog", notes)
    yield
    assert asked == []


def test_a_hub_that_is_down_is_told_and_nothing_is_lost(page: Page, demo: World) -> None:
    she = begins_an_audit(page, demo, PASHTO)
    page.goto(f"{demo.node.address}/interviews/{page.url.split('/')[4]}/finish")
    page.check("[value=unreachable]")
    follows(page, "main form button[data-kind=first]")
    number = page.locator(".said-aloud .code").inner_text()
    demo.lose_the_hub()

    page.goto(f"{demo.node.address}/send")
    follows(page, 'form[action="/send"] button')
    expect(page.locator('#outcome .notice[data-kind="warn"]')).to_be_visible()
    expect(page.locator("#spoken")).to_contain_text(
        she.says(
            "What is proven at the hub stays so. As long as this page is open, the laptop tries "
            "again by itself."
        )
    )

    demo.find_the_hub()
    follows(page, 'form[action="/send"] button')
    expect(page.locator("#state")).to_have_text(she.says("Nothing waits on this laptop"))
    page.goto(f"{demo.node.address}/interviews")
    since = she.says("At the hub since %(when)s").partition("%")[0].strip()
    expect(page.locator("tr", has_text=number)).to_contain_text(since)
