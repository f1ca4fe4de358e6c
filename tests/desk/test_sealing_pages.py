"""The pages around sealed interviews: making the key, unlocking, locking, proving who opens it."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import MetaData

from fieldtool.security import held_keys, recovery
from fieldtool.security.sealing import SEAL
from fieldtool.storage.queries import audit
from fieldtool.sync.hub import sealing
from fieldtool.sync.hub.sealing import Begun
from tests.desk import test_trying
from tests.desk.pages import Browser, Page
from tests.desk.test_preparing import SECOND, upload
from tests.desk.test_sealing import CANARY, HOLDERS, ONE, OTHER, made, sealed, unlock
from tests.desk.world import ADMINISTRATOR, COORDINATOR, World

__all__ = ["made", "sealed"]  # fixtures

FORM = {
    "name1": "کریمه",
    "name2": "Toryalai",
    "passphrase1": ONE,
    "again1": ONE,
    "passphrase2": OTHER,
    "again2": OTHER,
}
OPENS = {"holder": "کریمه", "passphrase": ONE, "hours": "2"}


@pytest.fixture
def hub_url(tmp_path: Path) -> str:
    """Return the URL of a file: what differs between databases is seen in `test_sealing`."""
    return f"sqlite:///{tmp_path / 'hub.db'}"


def _frame(page: Page) -> str:
    header = page.soup.find("header")
    assert header is not None
    return header.get_text(" ", strip=True)


def test_a_project_whose_laptops_may_be_taken_asks_for_the_key_until_it_is_made(
    administrator: Browser, coordinator: Browser
) -> None:
    for page in ("/", "/people/HRT-07/enrol", "/people/cards"):
        assert "/sealing/new" in administrator.open(page).links()
        assert "/sealing/new" not in coordinator.open(page).links()
        said = coordinator.open(page).text
        assert "lies readable on the laptop, for whoever has its passphrase, until 7 days" in said
    assert "not sealed" in administrator.open("/sealing").text


def test_two_people_make_the_key_and_laptops_seal_from_then_on(
    world: World, administrator: Browser
) -> None:
    laptop = world.laptop()
    before = world.interview(laptop)
    page = administrator.open("/sealing/new")
    sheet = administrator.send(page, "/sealing/new", **FORM)
    code = recovery.understood(sheet.soup.select(".enrol-code")[0].get_text())
    world.sync(laptop)
    after = world.interview(laptop)
    world.sync(laptop)

    assert CANARY in administrator.open(f"/interviews/{before}").text
    assert CANARY not in administrator.open(f"/interviews/{after}").text
    with world.services.database.read() as session:
        held = sealing.key_of(session, world.project)
    assert held_keys.secret_by_sheet(held, code)
    assert "/sealing/new" not in administrator.open("/").links()


def test_what_is_wrong_with_the_holders_is_said_and_no_key_is_made(
    administrator: Browser,
) -> None:
    page = administrator.open("/sealing/new")
    for changed, field in (
        ({"again2": "دیگر"}, "again2"),
        ({"name2": "کریمه"}, "name1"),
        ({"passphrase1": "کوتاه", "again1": "کوتاه"}, "name1"),
    ):
        answer = administrator.send(page, "/sealing/new", 422, **{**FORM, **changed})
        assert field in answer.errors()

    assert "not sealed" in administrator.open("/sealing").text


def test_an_administrator_unlocks_for_some_hours_and_anybody_locks(
    sealed: World,
) -> None:
    laptop = sealed.laptop()
    interview = sealed.interview(laptop)
    sealed.sync(laptop)
    administrator, coordinator = sealed.browser(ADMINISTRATOR), sealed.browser(COORDINATOR)
    assert "Locked" in _frame(coordinator.open("/"))
    page = administrator.open("/unlock")
    administrator.send(page, "/unlock", **OPENS)

    read = coordinator.open(f"/interviews/{interview}")
    assert CANARY in read.text
    assert "Unlocked until 10:30" in _frame(read)
    coordinator.send(read, "/lock")
    assert CANARY not in coordinator.open(f"/interviews/{interview}").text
    assert "Locked" in _frame(coordinator.open("/"))


@pytest.mark.parametrize(
    ("changed", "field", "status"),
    [
        ({"passphrase": OTHER}, "passphrase", 403),
        ({"holder": "sheet", "code": "abcd"}, "code", 422),
        ({"hours": "240"}, "hours", 422),
    ],
)
def test_who_does_not_open_the_key_does_not_unlock(
    sealed: World, changed: dict[str, str], field: str, status: int
) -> None:
    administrator = sealed.browser(ADMINISTRATOR)
    page = administrator.open("/unlock")
    answer = administrator.send(page, "/unlock", status, **{**OPENS, **changed})

    assert field in answer.errors()
    assert sealed.services.keys.seconds_left(sealed.project) is None


def test_a_drill_notes_the_day_on_which_each_holder_opened_it(sealed: World) -> None:
    administrator = sealed.browser(ADMINISTRATOR)
    page = administrator.open("/sealing")
    assert "Not everybody has shown yet" in page.text
    for name, words in HOLDERS.items():
        page = administrator.send(page, "/sealing/prove", holder=name, passphrase=words)

    rows = {row[0]: row[1] for row in page.rows()}
    assert {name for name, said in rows.items() if "2026" in said} == set(HOLDERS)
    assert rows["The printed sheet"] == "Not yet"
    assert sealed.services.keys.seconds_left(sealed.project) is None, "a drill unlocks nothing"


def test_what_is_done_with_the_key_is_in_the_audit(sealed: World) -> None:
    administrator = sealed.browser(ADMINISTRATOR)
    administrator.send(administrator.open("/unlock"), "/unlock", **OPENS)
    administrator.send(administrator.open("/"), "/lock")
    with sealed.services.database.read() as session:
        events = {line.event for line in audit.lines(session, sealed.project, 0, 20)}

    assert {"seal:unlock", "seal:lock"} <= events


NEW = {"زرغونه": "سیب نیلگون دریا", "Layla": "seven quiet red doors"}
RENEW = {"name1": "زرغونه", "name2": "Layla", "holder": "کریمه", "passphrase": ONE} | {
    f"{field}{place}": words
    for place, words in enumerate(NEW.values(), start=1)
    for field in ("passphrase", "again")
}


def test_another_key_opens_what_laptops_seal_to_the_earlier_one(sealed: World) -> None:
    laptop, administrator = sealed.laptop(), sealed.browser(ADMINISTRATOR)
    before = sealed.interview(laptop)
    sealed.sync(laptop)
    page = administrator.open("/sealing/new")
    sheet = administrator.send(page, "/sealing/new", **RENEW)
    code = "".join(sheet.soup.select(".enrol-code")[0].get_text().split())
    # It has not heard of the new key when it finalises this.
    meanwhile = sealed.interview(laptop)
    sealed.sync(laptop)
    after = sealed.interview(laptop)
    sealed.sync(laptop)

    assert CANARY not in administrator.open(f"/interviews/{after}").text
    page = administrator.open("/unlock")
    assert "کریمه" not in page.text
    administrator.send(page, "/unlock", holder="Layla", passphrase=NEW["Layla"], hours="1")
    for interview in (before, meanwhile, after):
        assert CANARY in administrator.open(f"/interviews/{interview}").text
    assert "Made another key for sealed interviews" in administrator.open("/audit").text

    # The earlier one is kept until all have shown that they open the new one.
    assert len(held(sealed)) == 2
    page = administrator.open("/sealing")
    given = {"holder": "زرغونه", "passphrase": NEW["زرغونه"]}
    page = administrator.send(page, "/sealing/prove", **given)
    administrator.send(page, "/sealing/prove", holder="sheet", code=code)
    assert len(held(sealed)) == 1


def test_who_does_not_open_the_present_key_makes_no_other(sealed: World) -> None:
    administrator = sealed.browser(ADMINISTRATOR)
    page = administrator.open("/sealing/new")
    page = administrator.send(page, "/sealing/new", 403, **{**RENEW, "passphrase": OTHER})

    assert "passphrase" in page.errors()
    assert len(held(sealed)) == 1


def held(world: World) -> tuple[held_keys.HeldKey, ...]:
    with world.services.database.read() as session:
        return held_keys.all_of(session, world.project, SEAL)


def test_a_stolen_database_and_folder_of_a_locked_hub_show_no_answer(
    sealed: World, made: Begun
) -> None:
    laptop = sealed.laptop()
    interview = sealed.interview(laptop)
    sealed.sync(laptop)
    unlock(sealed, made)
    sealed.browser(COORDINATOR).open(f"/interviews/{interview}")
    sealed.services.keys.lock(sealed.project)
    found = b"".join(
        path.read_bytes()
        for path in sealed.folder.rglob("*")
        if path.is_file() and "laptop-" not in str(path.relative_to(sealed.folder))
    )
    with sealed.services.database.read() as session:
        tables = MetaData()
        tables.reflect(session.connection())
        cells = [
            cell
            for table in tables.sorted_tables
            for row in session.execute(table.select())
            for cell in row
        ]
    found += b"".join(bytes(one) if isinstance(one, bytes) else str(one).encode() for one in cells)

    assert b"HRT-07-001" in found, "the outline is in clear"
    for said in (CANARY, "2026-11-20", "market park", ONE):
        assert said.encode() not in found


def test_a_form_that_is_tried_is_not_sealed(sealed: World) -> None:
    browser, page = test_trying.begun(sealed)
    page = browser.send(page, test_trying.address(page), **{"person/age": "۳۴", "go": "next"})
    finish = f"/trial/interviews/{test_trying.address(page).split('/')[3]}/finish"
    page = browser.send(browser.open(finish), finish, result="partial")

    assert ["person/age", "34"] in page.rows()


def test_what_sealed_interviews_answer_is_not_called_nothing(sealed: World) -> None:
    laptop = sealed.laptop()
    sealed.interview(laptop)
    sealed.sync(laptop)
    browser = sealed.browser(ADMINISTRATOR)
    without = "\n".join(line for line in SECOND.splitlines() if "| why |" not in line)
    answer = upload(browser, without)

    assert "Sealed interviews are not counted" in answer.text
    assert "No interview at the hub answers" not in answer.text
