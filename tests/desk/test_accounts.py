"""Accounts and the audit, for administrators."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from werkzeug.test import TestResponse

from fieldtool.log.sites import Site
from fieldtool.problems import Code, Problem
from fieldtool.security import accounts as security
from fieldtool.security.accounts import NewAccount, Role, entitled, open_account
from fieldtool.storage.queries import accounts, sign_ins
from fieldtool.sync.hub.publishing import publish_sites
from tests.desk.pages import Browser, Page, check
from tests.desk.world import ADMINISTRATOR, CHEAP, COORDINATOR, FARIBA, PASSWORD, World

NEW = {
    "login": "Laila.Mazar",
    "name": "لیلا",
    "role": "coordinator",
    "language": "fa_AF",
}
CHOSEN = "باغ انار در بهار"


def invitation(page: Page) -> str:
    return "-".join(one.get_text() for one in page.soup.select(".enrol-code span span"))


def join(browser: Browser, code: str, password: str = CHOSEN, again: str = "") -> TestResponse:
    page = browser.open("/join")
    again = again or password
    return browser.post(page, "/join", code=code, password=password, again=again)


def test_who_is_invited_chooses_a_password_and_is_signed_in(
    world: World, administrator: Browser
) -> None:
    made = administrator.send(administrator.open("/accounts/new"), "/accounts/new", **NEW)
    code = invitation(made)
    waiting = administrator.open("/accounts").rows()
    owner = world.browser()
    answer = join(owner, code.upper().replace("-", " "))
    rows = administrator.open("/accounts").rows()

    assert ["laila.mazar", "لیلا", "Coordinator", "All", "Off", "Invited"] in waiting
    assert check(answer).heading == "Overview"
    assert ["laila.mazar", "لیلا", "Coordinator", "All", "Off", "Open"] in rows
    assert world.browser().sign_in("laila.mazar", CHOSEN).heading == "Overview"


def test_an_invitation_is_good_once_and_for_a_week(world: World, administrator: Browser) -> None:
    made = administrator.send(administrator.open("/accounts/new"), "/accounts/new", **NEW)
    used, late = invitation(made), {**NEW, "login": "late.comer"}
    join(world.browser(), used)
    again = check(join(world.browser(), used))
    made = administrator.send(administrator.open("/accounts/new"), "/accounts/new", **late)
    world.clock.put(timedelta(days=8))
    expired = check(join(world.browser(), invitation(made)))

    assert "not known here" in again.errors()["code"]
    assert "not known here" in expired.errors()["code"]


def test_invitations_cannot_be_tried_without_end(world: World) -> None:
    browser = world.browser()
    for _ in range(40):
        join(browser, "aaaaa-bbbbb-ccccc-ddddd")
    with world.services.database.work() as session:
        wanted = NewAccount("late.comer", "X", Role.VIEWER, "en", "")
        _, code = security.invite(session, world.project, wanted, world.clock.now().wall)

    assert "not known here" in check(join(browser, code)).errors()["code"]


@pytest.mark.parametrize(
    ("password", "again", "field"),
    [
        ("انار شیرین", "", "password"),
        ("aaaaaaaaaaaaaaaaaa", "", "password"),
        ("password password 1", "", "password"),
        ("laila.mazar لیلا", "", "password"),
        (CHOSEN, CHOSEN + "!", "again"),
    ],
)
def test_a_password_that_is_guessed_early_is_refused_and_the_invitation_stays_good(
    world: World, administrator: Browser, password: str, again: str, field: str
) -> None:
    made = administrator.send(administrator.open("/accounts/new"), "/accounts/new", **NEW)
    code = invitation(made)
    refused = check(join(world.browser(), code, password, again))

    assert list(refused.errors()) == [field]
    assert password not in str(refused.soup)
    assert check(join(world.browser(), code)).heading == "Overview"


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("login", "la", "cannot be a sign-in name"),
        ("login", COORDINATOR, "There is an account"),
        ("name", "", "Write the person's name"),
        ("role", "king", "Choose one"),
        ("language", "", "Choose the language"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    administrator: Browser, field: str, value: str, said: str
) -> None:
    page = administrator.open("/accounts/new")
    page = administrator.send(page, "/accounts/new", 422, **{**NEW, field: value})

    assert list(page.errors()) == [field]
    assert said in page.errors()[field]


def test_an_administrator_has_no_area(administrator: Browser) -> None:
    page = administrator.open("/accounts/new")
    typed = {**NEW, "role": "administrator", "area": "AF32"}
    page = administrator.send(page, "/accounts/new", 422, **typed)

    assert "sees all areas" in page.errors()["role"]


def cities(world: World, many: int) -> None:
    """Put *many* places that can be areas below the wide ones."""
    made = [
        Site(f"C{n:03}", "AF3201", "city", "", "", {"fa_AF": f"شهر باغ {n}", "en": f"Garden {n}"})
        for n in range(1, many + 1)
    ]
    with world.services.database.work() as session:
        publish_sites(session, world.services.identity, world.project, made, world.clock.now())


def areas_on(page: Page) -> list[str]:
    return [str(one["value"]) for one in page.soup.select("[name=area]")]


def marked_on(page: Page) -> list[str]:
    return [str(one["value"]) for one in page.soup.select("[name=area][checked]")]


def test_among_very_many_places_the_areas_of_an_account_are_searched_for(
    world: World, administrator: Browser
) -> None:
    cities(world, 310)
    page = administrator.open("/accounts/new")
    assert "AF32" in areas_on(page)
    assert "C007" not in areas_on(page)
    page = administrator.send(
        page, "/accounts/new", **{**NEW, "name": "", "area": "AF32", "do": "find", "find": "باغ ۷"}
    )
    assert page.errors() == {}, "nothing was to be kept yet"
    assert marked_on(page) == ["AF32"], "what is marked stays marked"
    assert "C007" in areas_on(page)
    assert "C008" not in areas_on(page)
    page = administrator.send(page, "/accounts/new", **{**NEW, "area": "C007"})
    assert invitation(page)

    page = administrator.open("/accounts/laila.mazar")
    assert marked_on(page) == ["C007"]
    page = administrator.send(page, "/accounts/laila.mazar", do="find", find="باغ")
    assert len(areas_on(page)) < 100
    assert "250 more places fit" in page.text


def test_few_places_are_listed_without_a_search(administrator: Browser) -> None:
    page = administrator.open("/accounts/new")

    assert page.soup.select_one("#find") is None


def test_a_closed_account_is_opened_again_with_an_invitation(
    world: World, administrator: Browser
) -> None:
    reader = world.browser(COORDINATOR)
    page = administrator.open(f"/accounts/{COORDINATOR}")
    page = administrator.send(page, f"/accounts/{COORDINATOR}/close")
    out = reader.open("/").heading
    again = administrator.send(page, f"/accounts/{COORDINATOR}/reopen")
    join(world.browser(), invitation(again))

    assert out == "Sign in to the hub"
    assert world.browser().sign_in(COORDINATOR, CHOSEN).heading == "Overview"


def test_a_forgotten_password_ends_with_its_sessions(world: World, administrator: Browser) -> None:
    reader = world.browser(COORDINATOR)
    page = administrator.open(f"/accounts/{COORDINATOR}")
    made = administrator.send(page, f"/accounts/{COORDINATOR}/invite")
    browser = world.browser()
    old = browser.send(
        browser.open("/sign-in"), "/sign-in", 403, login=COORDINATOR, password=PASSWORD
    )
    join(browser, invitation(made))

    assert reader.open("/").heading == "Sign in to the hub"
    assert old.errors()
    assert browser.open("/").heading == "Overview"


@pytest.mark.parametrize("action", ["/close", "/invite"])
def test_the_last_administrator_cannot_lock_everybody_out(
    administrator: Browser, action: str
) -> None:
    address = f"/accounts/{ADMINISTRATOR}"
    page = administrator.open(address)
    refused = administrator.send(page, address + action, 409)
    lowered = administrator.send(page, address, 422, name="کریمه", role="viewer", language="en")

    assert "only administrator" in refused.text
    assert "only administrator" in lowered.errors()["role"]


def test_an_account_that_is_not_there_is_said(administrator: Browser) -> None:
    assert "There is no account" in administrator.open("/accounts/nobody", status=404).text


def test_somebody_changes_the_password_and_other_browsers_are_signed_out(world: World) -> None:
    here, elsewhere = world.browser(COORDINATOR), world.browser(COORDINATOR)
    typed = {"present": PASSWORD, "password": CHOSEN, "again": CHOSEN}
    page = here.send(here.open("/account"), "/account/password", **typed)

    assert page.heading == "My account"
    assert elsewhere.open("/").heading == "Sign in to the hub"
    assert world.browser().sign_in(COORDINATOR, CHOSEN).heading == "Overview"


def test_the_password_of_now_is_asked_for(world: World) -> None:
    browser = world.browser(COORDINATOR)
    typed = {"present": "غلط غلط غلط غلط", "password": CHOSEN, "again": CHOSEN}
    page = browser.send(browser.open("/account"), "/account/password", 403, **typed)

    assert "not your password of now" in page.errors()["present"]


def test_sessions_are_listed_and_ended_one_by_one(world: World) -> None:
    here = world.browser(COORDINATOR)
    there, third = world.browser(COORDINATOR), world.browser(COORDINATOR)
    page = here.open("/account")
    sessions = len(page.rows())
    one = page.soup.select_one("form[action='/account/sessions'] input[name=id]")
    assert one is not None
    page = here.send(page, "/account/sessions", id=str(one["value"]))
    left = [browser.open("/").heading for browser in (there, third)]

    assert sessions == 3
    assert len(page.rows()) == 2
    assert sorted(left) == ["Overview", "Sign in to the hub"]
    here.send(page, "/account/sessions", id="")
    assert len(here.open("/account").rows()) == 1


def test_nobody_ends_the_session_of_another(world: World) -> None:
    other = world.browser(ADMINISTRATOR)
    with world.services.database.read() as session:
        (theirs,) = sign_ins.all_of(session, world.project, ADMINISTRATOR)
    browser = world.browser(COORDINATOR)
    token = browser.open("/account").soup.select_one("input[name=csrf_token]")
    assert token is not None
    typed = {"csrf_token": str(token["value"]), "id": theirs.id}
    browser.client.post("/account/sessions", data=typed)

    assert other.open("/").heading == "Overview"


def test_nobody_overwrites_an_account_by_opening_it_again(world: World) -> None:
    wanted = NewAccount(COORDINATOR, "X", Role.ADMINISTRATOR, "en", "another long password")
    with pytest.raises(Problem) as caught, world.services.database.work() as session:
        open_account(session, world.project, wanted, CHEAP)

    assert caught.value.code is Code.LOGIN_TAKEN


def test_a_closed_account_opens_nothing(world: World) -> None:
    browser = world.browser(COORDINATOR)
    with world.services.database.work() as session:
        account = accounts.get(session, world.project, COORDINATOR)
        assert account is not None
        closed = accounts.Account(**{**vars(account), "closed_at": world.clock.now().wall})
        accounts.put(session, world.project, closed)

    assert browser.open("/").heading == "Sign in to the hub"
    assert entitled(closed, PASSWORD) is None
    assert entitled(account, PASSWORD) == account
    assert entitled(None, PASSWORD) is None


def test_what_was_read_before_somebody_closed_the_account_does_not_open_it_again(
    world: World,
) -> None:
    with world.services.database.work() as session:
        known = accounts.get(session, world.project, COORDINATOR)
        assert known is not None
        accounts.put(session, world.project, replace(known, closed_at=1))
    with world.services.database.work() as session:
        kept = accounts.change(session, world.project, known, replace(known, totp_step=7))
        now = accounts.get(session, world.project, COORDINATOR)

    assert not kept
    assert now == replace(known, closed_at=1)


def test_the_audit_tells_the_newest_first_in_words(world: World, administrator: Browser) -> None:
    laptop = world.laptop()
    made = world.interview(laptop)
    world.sync(laptop)
    administrator.open(f"/interviews/{made}")
    administrator.send(administrator.open("/accounts/new"), "/accounts/new", **NEW)
    page = administrator.open("/audit")

    assert [row[1:] for row in page.rows()] == [
        [ADMINISTRATOR, "Opened an account", "laila.mazar", "Role: Coordinator"],
        [ADMINISTRATOR, "Read an interview", "HRT-07-001", ""],
        [ADMINISTRATOR, "Signed in", "", ""],
    ]
    assert f"/interviews/{made}" in page.links()
    assert "کوچه" not in str(page.soup)


def test_the_audit_counts_in_the_digits_of_its_reader(world: World, administrator: Browser) -> None:
    page = administrator.open(f"/people/{FARIBA.code}/enrol")
    administrator.send(page, f"/people/{FARIBA.code}/enrol", days="3")
    row = world.browser(ADMINISTRATOR, "fa-AF").open("/audit").rows()[1]

    assert row[2:] == ["کود ثبت ساخت", FARIBA.code, "شمار روزها: ۳"]


def test_a_long_audit_comes_in_pages(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fieldtool.web.desk.accounts.audits.LINES", 2)
    for _ in range(2):
        world.browser(COORDINATOR)
    browser = world.browser(ADMINISTRATOR)
    first = browser.open("/audit")
    second = browser.open(str(first.soup.select("a[rel=next]")[0]["href"]))

    assert "1 to 2 of 3" in first.text
    assert "3 to 3 of 3" in second.text


def test_whoever_finds_the_browser_open_cannot_try_passwords_without_end(world: World) -> None:
    browser = world.browser(COORDINATOR)
    page = browser.open("/account")
    for _ in range(8):
        wrong = {"present": "x" * 20, "password": CHOSEN, "again": CHOSEN}
        browser.post(page, "/account/password", **wrong)
    answer = browser.post(
        page, "/account/password", present=PASSWORD, password=CHOSEN, again=CHOSEN
    )

    assert answer.status_code == 429
    assert world.browser().sign_in(COORDINATOR, PASSWORD).heading == "Overview"
