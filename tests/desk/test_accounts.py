"""Accounts and the audit, for administrators."""

from __future__ import annotations

import pytest

from fieldtool.problems import Code, Problem
from fieldtool.security.accounts import NewAccount, Role, entitled, open_account
from fieldtool.storage import accounts
from tests.desk.pages import Browser
from tests.desk.world import ADMINISTRATOR, CHEAP, COORDINATOR, FARIBA, PASSWORD, World

NEW = {
    "login": "Laila.Mazar",
    "name": "لیلا",
    "role": "coordinator",
    "language": "fa_AF",
    "password": "باغ انار در بهار",
}


def test_an_administrator_opens_an_account_and_its_owner_signs_in(
    world: World, administrator: Browser
) -> None:
    page = administrator.send(administrator.open("/accounts/new"), "/accounts/new", **NEW)
    owner = world.browser().sign_in("laila.mazar", "باغ انار در بهار")

    assert ["laila.mazar", "لیلا", "Coordinator", "Open"] in page.rows()
    assert owner.heading == "Overview"


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("login", "la", "cannot be a sign-in name"),
        ("login", COORDINATOR, "There is an account"),
        ("name", "", "Write the person's name"),
        ("role", "king", "Choose one"),
        ("language", "", "Choose the language"),
        ("password", "کوتاه", "too easy to guess"),
        ("password", "aaaaaaaaaaaaaaaa", "too easy to guess"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    administrator: Browser, field: str, value: str, said: str
) -> None:
    page = administrator.open("/accounts/new")
    page = administrator.send(page, "/accounts/new", 422, **{**NEW, field: value})

    assert list(page.errors()) == [field]
    assert said in page.errors()[field]


def test_a_password_never_comes_back_in_a_page(administrator: Browser) -> None:
    page = administrator.open("/accounts/new")
    page = administrator.send(page, "/accounts/new", 422, **{**NEW, "login": "x"})

    assert NEW["password"] not in str(page.soup)


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
    monkeypatch.setattr("fieldtool.web.desk.audits.LINES", 2)
    for _ in range(2):
        world.browser(COORDINATOR)
    browser = world.browser(ADMINISTRATOR)
    first = browser.open("/audit")
    second = browser.open(str(first.soup.select("a[rel=next]")[0]["href"]))

    assert "1 to 2 of 3" in first.text
    assert "3 to 3 of 3" in second.text
