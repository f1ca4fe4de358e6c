"""Every page of the hub in four languages and two widths: readable by all, in their language."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import FilePayload, Page, StorageState, expect

from fieldtool.cli import demo_world
from fieldtool.i18n.locales import LOCALES, Locale
from fieldtool.storage.mail import Mail
from fieldtool.sync.laptop import couriers
from tests.browser import look
from tests.browser.visits import desk_of
from tests.browser.windows import Windows
from tests.browser.world import World

pytestmark = [pytest.mark.browser, pytest.mark.processes]

PERSON = demo_world.TEAMS[2].person.code
SESSION = re.compile("^fieldtool-")
NOTHING_FITS = "/interviews?number=XYZ-99-999"


@dataclass
class Desk:
    """A window at the hub, in which the administrator is signed in."""

    page: Page
    demo: World
    locale: Locale

    def go(self, path: str) -> None:
        """Open a page."""
        self.page.goto(self.demo.hub.address + path)

    def follow(self, selector: str) -> None:
        """Press what leads to another page."""
        with self.page.expect_navigation():
            self.page.click(selector)

    def send_unchecked(self, selector: str = "main form button[type=submit]") -> None:
        """Send a form that the browser itself would hold back."""
        self.page.evaluate("for (const form of document.forms) form.noValidate = true")
        self.follow(selector)


def _interview(desk: Desk) -> None:
    desk.go(f"/interviews?person={PERSON}&result=complete")
    desk.follow("tbody th a >> nth=0")


def _interview_with_codes(desk: Desk) -> None:
    _interview(desk)
    desk.follow('.reading-tools > a[href*="codes="]')


def _interview_in_another_language(desk: Desk) -> None:
    _interview(desk)
    desk.follow(".reading-tools .segments a:not([aria-current]) >> nth=0")


def _wrong_days(desk: Desk) -> None:
    desk.go("/interviews?since=1404-15-40&until=gestern")
    expect(desk.page.locator("#error-summary")).to_be_visible()


def _new_person_wrong(desk: Desk) -> None:
    desk.go("/people/new")
    desk.page.fill("#code", "هرات")
    desk.send_unchecked('form[action="/people/new"] button')


def _new_account_wrong(desk: Desk) -> None:
    desk.go("/accounts/new")
    desk.page.fill("#login", "Maryam Herat")
    desk.page.fill("#name", "مریم")
    desk.send_unchecked('form[action="/accounts/new"] button')


def _broken_workbook(desk: Desk) -> None:
    desk.go("/forms/new")
    broken: FilePayload = {
        "name": "فورم.xlsx",
        "mimeType": "application/octet-stream",
        "buffer": b"no workbook",
    }
    desk.page.set_input_files("#workbook", broken)
    desk.follow('form[action="/forms/new"] button')
    expect(desk.page.locator("main .findings")).to_be_visible()


def _useless_files(desk: Desk) -> None:
    desk.go("/forms/new")
    workbook: FilePayload = {
        "name": "فورم.md",
        "mimeType": "text/markdown",
        "buffer": b"| survey |",
    }
    drawing: FilePayload = {"name": "a.svg", "mimeType": "image/svg+xml", "buffer": b"<svg/>"}
    desk.page.set_input_files("#workbook", workbook)
    desk.page.set_input_files("#files", drawing)
    desk.follow('form[action="/forms/new"] button')
    expect(desk.page.locator("main [role=alert]")).to_be_visible()


def _candidate(desk: Desk) -> None:
    desk.go("/forms")
    row = desk.page.locator("tr", has_text=demo_world.NEXT_VERSION)
    with desk.page.expect_navigation():
        row.locator("a").click()


def _candidate_again(desk: Desk) -> None:
    _candidate(desk)
    desk.follow('.row a[href$="/upload"]')


def _publish_form(desk: Desk) -> None:
    _candidate(desk)
    desk.follow('.row a[href$="/publish"]')


def _publish_form_to_nobody(desk: Desk) -> None:
    _publish_form(desk)
    desk.page.check("input[name=whom][value=teams]")
    desk.send_unchecked()


def _retire_form(desk: Desk) -> None:
    desk.go("/forms")
    desk.follow('a[href$="/retire"] >> nth=0')


def _retire_for_nobody(desk: Desk) -> None:
    _retire_form(desk)
    for box in desk.page.locator("input[name=team]").all():
        box.uncheck()
    desk.send_unchecked()


def _trial_start(desk: Desk) -> None:
    _candidate(desk)
    desk.follow('form[action$="/try"] button')


def _trial(desk: Desk) -> None:
    _trial_start(desk)
    desk.page.select_option("#site", index=1)
    desk.send_unchecked('form[action="/trial/start"] button[type=submit]')
    expect(desk.page.locator(".notice form[action='/trial/end']")).to_be_visible()


def _trial_ended(desk: Desk) -> None:
    _trial(desk)
    interview = desk.page.url.split("/interviews/")[1].split("/")[0]
    desk.page.fill('[name="visit/adults"]', "3")
    for choice in ("visit/selection", "visit/age_check"):
        desk.page.check(f'[name="{choice}"][value="1"]')
    desk.follow("#next")
    desk.page.check('[name="agreement/consent"][value="1"]')
    desk.follow("#next")
    desk.go(f"/trial/interviews/{interview}/finish")
    desk.page.check("input[name=result][value=partial]")
    desk.send_unchecked('form[action$="/finish"] button[type=submit]')


def _code(desk: Desk) -> None:
    desk.go(f"/people/{PERSON}/enrol")
    desk.follow("main form button")
    expect(desk.page.locator(".enrol-code")).to_be_visible()


def _revoke(desk: Desk) -> None:
    desk.go(f"/people/{PERSON}")
    desk.follow('a[href$="/revoke"]')


def _export_chosen(desk: Desk) -> None:
    desk.go("/interviews/export?form=safety-perception")
    desk.page.click("main details summary")
    expect(desk.page.locator("input[name=written]").first).to_be_visible()


def _exchange_key_early(desk: Desk) -> None:
    desk.go("/exchange-key")
    desk.page.check("input[name=reason][value=copied]")
    desk.page.check("input[name=understood]")
    desk.send_unchecked('form[action="/exchange-key"] button')
    expect(desk.page.locator('form[action$="/retire"]')).to_be_visible()
    desk.send_unchecked('form[action$="/retire"] button')
    expect(desk.page.locator("#early-error")).to_be_visible()


def _sign_in(desk: Desk) -> None:
    # Signing out would end the session that the other tests of this language use.
    desk.page.context.clear_cookies(name=SESSION)
    desk.go("/")


def _sign_in_wrong(desk: Desk) -> None:
    _sign_in(desk)
    desk.page.fill("#login", "nobody")
    desk.page.fill("#password", "غلط است")
    desk.follow("main form button")


def _stick(desk: Desk, place: str) -> None:
    desk.go("/stick")
    if desk.page.locator("input[name=drive]").count():
        desk.page.check('input[name=drive][value=""]')
    desk.page.fill("#place", place)
    desk.follow('form[action="/stick"] button')


def _stick_read(desk: Desk) -> None:
    stick = desk.demo.folder / "half a stick"
    stick.mkdir(exist_ok=True)
    (stick / "half.ftb").write_bytes(b"FTB1")
    couriers.copy_all(Mail(desk.demo.folder / "node"), stick)
    _stick(desk, str(stick))
    expect(desk.page.locator("table").first).to_be_visible()


def _relay_code(desk: Desk) -> None:
    desk.go("/relays")
    desk.page.fill("#name", "هرات")
    desk.follow('form[action="/relays"] button')


def _destroy_unconfirmed(desk: Desk) -> None:
    desk.go("/project/retention")
    desk.follow('form[action="/project/retention/destroy"] button')


def _laptop(desk: Desk) -> None:
    desk.go("/")
    desk.go(str(desk.page.locator('main a[href^="/laptops/"]').first.get_attribute("href")))


_DEIDENTIFIED = "/interviews/export/deidentified"


PAGES: dict[str, Callable[[Desk], None]] = {
    "overview": lambda desk: desk.go("/"),
    "laptop": _laptop,
    "project": lambda desk: desk.go("/project"),
    "project-sensitivity": lambda desk: desk.go("/project/sensitivity"),
    "project-notice": lambda desk: desk.go("/project/notice"),
    "project-retention": lambda desk: desk.go("/project/retention"),
    "project-retention-wrong": _destroy_unconfirmed,
    "project-record": lambda desk: desk.go("/project/record"),
    "interviews": lambda desk: desk.go("/interviews"),
    "interviews-none": lambda desk: desk.go(NOTHING_FITS),
    "interviews-wrong": _wrong_days,
    "interview": _interview,
    "interview-codes": _interview_with_codes,
    "interview-other": _interview_in_another_language,
    "response": lambda desk: desk.go("/response"),
    "withdrawals": lambda desk: desk.go("/withdrawals"),
    "help-sheets": lambda desk: desk.go("/help-sheets"),
    "export": lambda desk: desk.go("/interviews/export"),
    "export-chosen": _export_chosen,
    "deidentified": lambda desk: desk.go(f"{_DEIDENTIFIED}?form=safety-perception"),
    "releases": lambda desk: desk.go("/releases"),
    "tables": lambda desk: desk.go("/tables"),
    "people": lambda desk: desk.go("/people"),
    "teams": lambda desk: desk.go("/teams"),
    "person": lambda desk: desk.go(f"/people/{PERSON}"),
    "people-list": lambda desk: desk.go("/people/list"),
    "enrol-request": lambda desk: desk.go("/people/request"),
    "cards": lambda desk: desk.go("/people/cards"),
    "incidents": lambda desk: desk.go("/incidents"),
    "person-new": lambda desk: desk.go("/people/new"),
    "person-wrong": _new_person_wrong,
    "enrol": lambda desk: desk.go(f"/people/{PERSON}/enrol"),
    "enrol-code": _code,
    "revoke": _revoke,
    "late-none": lambda desk: desk.go("/late"),
    "relays": lambda desk: desk.go("/relays"),
    "relay-code": _relay_code,
    "stick": lambda desk: desk.go("/stick"),
    "stick-read": _stick_read,
    "stick-wrong": lambda desk: _stick(desk, "/media/هرات"),
    "forms": lambda desk: desk.go("/forms"),
    "form-new": lambda desk: desk.go("/forms/new"),
    "form-broken": _broken_workbook,
    "form-files": _useless_files,
    "form-candidate": _candidate,
    "form-again": _candidate_again,
    "form-publish": _publish_form,
    "form-publish-wrong": _publish_form_to_nobody,
    "form-retire": _retire_form,
    "form-retire-wrong": _retire_for_nobody,
    "trial-start": _trial_start,
    "trial": _trial,
    "trial-ended": _trial_ended,
    "accounts": lambda desk: desk.go("/accounts"),
    "account-new": lambda desk: desk.go("/accounts/new"),
    "recovery-key": lambda desk: desk.go("/recovery-key"),
    "recovery-key-new": lambda desk: desk.go("/recovery-key/new"),
    "sealing": lambda desk: desk.go("/sealing"),
    "sealing-new": lambda desk: desk.go("/sealing/new"),
    "exchange-key": lambda desk: desk.go("/exchange-key"),
    "exchange-key-early": _exchange_key_early,
    "account-wrong": _new_account_wrong,
    "account-of-somebody": lambda desk: desk.go("/accounts/coordinator"),
    "own-account": lambda desk: desk.go("/account"),
    "second-factor": lambda desk: desk.go("/account/second-factor"),
    "join": lambda desk: desk.go("/join"),
    "audit": lambda desk: desk.go("/audit"),
    "help": lambda desk: desk.go("/help"),
    "help-lost": lambda desk: desk.go("/help/lost"),
    "about": lambda desk: desk.go("/about"),
    "no-such-page": lambda desk: desk.go("/no-such-page"),
    "no-such-person": lambda desk: desk.go("/people/XYZ-99"),
    "sign-in": _sign_in,
    "sign-in-wrong": _sign_in_wrong,
}


@pytest.fixture(scope="module")
def profiles() -> dict[str, StorageState]:
    """Return who is signed in, by language."""
    return {}


@pytest.fixture
def desk(
    locale: Locale, demo: World, shared_windows: Windows, profiles: dict[str, StorageState]
) -> Desk:
    if locale.code not in profiles:
        profiles[locale.code] = desk_of(demo, locale, shared_windows)
    return Desk(shared_windows.kept(locale.code, profiles[locale.code]), demo, locale)


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("locale", LOCALES, ids=lambda locale: locale.code)
def test_a_page_can_be_read_by_everybody(
    desk: Desk, locale: Locale, name: str, shared_windows: Windows
) -> None:
    PAGES[name](desk)

    look.at(desk.page, locale, f"hub-{name}")
    shared_windows.give_back(locale.code, desk.page)
