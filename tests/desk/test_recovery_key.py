"""The recovery key at the hub: two people hold it, and lost codes come back."""

from __future__ import annotations

from pathlib import Path

import pytest

from fieldtool.problems import Code, Problem
from fieldtool.security import escrow, held_keys, recovery, slots
from fieldtool.security.workspace import Workspace
from fieldtool.storage.queries import audit, projects
from tests.desk.pages import Browser, Page
from tests.desk.world import CHEAP, FARIBA, PASSPHRASE, World

HOLDERS = {"name1": "کریمه", "name2": "Yusuf"}
WORDS = {"passphrase1": "نرگس زیر برف", "passphrase2": "lamp river nine goats"}
AGAIN = {"again1": WORDS["passphrase1"], "again2": WORDS["passphrase2"]}
FORM = {**HOLDERS, **WORDS, **AGAIN}
KEY = "/recovery-key"
OTHERS = "دو کبوتر روی دیوار"


def _made(administrator: Browser) -> Page:
    page = administrator.open(f"{KEY}/new")
    return administrator.send(page, f"{KEY}/new", **FORM)


def _code(page: Page) -> str:
    return recovery.understood(page.soup.select(".enrol-code")[0].get_text())


@pytest.fixture
def sheet(administrator: Browser) -> str:
    """Return the code of the sheet of a key that was made."""
    return _code(_made(administrator))


@pytest.fixture
def escrowed(world: World, sheet: str) -> tuple[Workspace, str]:
    """Return a laptop whose recovery code is at the hub, and the code."""
    assert sheet
    laptop = world.laptop(FARIBA)
    world.sync(laptop)
    code = slots.renew_code(laptop, PASSPHRASE, world.clock.now().wall)
    assert escrow.hand_over(laptop, world.clock)
    world.sync(laptop)
    return laptop, code


def test_a_first_visit_says_what_is_missing_and_how_to_mend_it(administrator: Browser) -> None:
    page = administrator.open(KEY)

    assert "There is no recovery key yet" in page.text
    assert f"{KEY}/new" in page.links()
    assert KEY in administrator.open("/accounts").links()


def test_administrators_are_reminded_until_there_is_a_key(
    world: World, administrator: Browser, coordinator: Browser
) -> None:
    assert f"{KEY}/new" not in administrator.open("/").links()
    world.laptop(FARIBA)
    assert f"{KEY}/new" in administrator.open("/").links()
    assert f"{KEY}/new" not in coordinator.open("/").links()
    _made(administrator)

    assert f"{KEY}/new" not in administrator.open("/").links()


def test_two_people_make_the_key_and_laptops_hear_of_its_public_half(
    world: World, administrator: Browser
) -> None:
    sheet = _code(_made(administrator))
    with world.services.database.read() as session:
        told = projects.get(session, world.project)
        [held] = held_keys.all_of(session, world.project, held_keys.RECOVERY)

    assert told.recovery_key == held.to_tree()["public"]
    assert held_keys.secret_by_sheet(held, sheet)
    assert held_keys.secret_by_passphrase(held, "Yusuf", WORDS["passphrase2"])
    assert "Not everybody has shown yet" in administrator.open(KEY).text


def test_what_is_wrong_stands_beside_its_field_and_makes_no_key(administrator: Browser) -> None:
    page = administrator.open(f"{KEY}/new")
    for changed, field, part in (
        ({"again2": "غلط"}, "again2", "differ"),
        ({"name2": ""}, "name1", "FT-544"),
        ({"passphrase2": "نرگس زير برف", "again2": "نرگس زير برف"}, "name1", "FT-544"),
        ({"passphrase1": "کوتاه", "again1": "کوتاه"}, "name1", "FT-503"),
        ({"passphrase1": "password1234", "again1": "password1234"}, "name1", "FT-540"),
    ):
        answer = administrator.send(page, f"{KEY}/new", 422, **{**FORM, **changed})
        assert part in answer.errors()[field]
        assert WORDS["passphrase1"] not in str(answer.soup)

    assert "There is no recovery key yet" in administrator.open(KEY).text


def test_each_holder_and_the_sheet_show_that_they_open_it(
    administrator: Browser, sheet: str
) -> None:
    page = administrator.open(KEY)
    for fields in (
        {"holder": "کریمه", "passphrase": WORDS["passphrase1"]},
        {"holder": "Yusuf", "passphrase": WORDS["passphrase2"]},
        {"holder": "sheet", "code": " ".join(recovery.in_digits(sheet))},
    ):
        page = administrator.send(page, f"{KEY}/prove", **fields)

    assert "Not everybody" not in page.text
    assert {row[0] for row in page.rows()[:3]} == {"کریمه", "Yusuf", "The printed sheet"}


def test_who_does_not_open_it_proves_nothing_and_may_not_try_for_ever(
    administrator: Browser, sheet: str
) -> None:
    page = administrator.open(KEY)
    wrong = {"holder": "Yusuf", "passphrase": WORDS["passphrase1"]}
    answers = [administrator.send(page, f"{KEY}/prove", 403, **wrong) for _try in range(8)]
    assert all("FT-501" in answer.errors()["passphrase"] for answer in answers)
    right = {"holder": "Yusuf", "passphrase": WORDS["passphrase2"]}
    answer = administrator.send(page, f"{KEY}/prove", 429, **right)
    other = administrator.send(page, f"{KEY}/prove", 403, holder="sheet", code=recovery.new_code())

    assert "FT-741" in answer.errors()["holder"]
    assert "FT-542" in other.errors()["code"]
    assert administrator.post(page, f"{KEY}/prove", holder="sheet", code=sheet).status_code == 200


def test_a_holder_gives_a_lost_code_back_and_it_opens_the_laptop(
    world: World, administrator: Browser, escrowed: tuple[Workspace, str], tmp_path: Path
) -> None:
    laptop, code = escrowed
    address = f"/laptops/{laptop.id}/recovery-code"
    assert address in administrator.open(f"/people/{FARIBA.code}").links()
    fields = {"holder": "Yusuf", "passphrase": WORDS["passphrase2"]}
    page = administrator.send(administrator.open(address), address, **fields)
    given = _code(page)
    world.workspaces.remove(laptop)
    laptop.close()
    folder = laptop.folder.parent.parent
    opened, _again = slots.recover(folder, laptop.id, given, OTHERS, 1, CHEAP)
    opened.close()
    with world.services.database.read() as session:
        line = audit.lines(session, world.project, 0, 1)[0]

    assert given == code
    assert (line.event, line.subject, line.details) == (
        "recovery:give",
        laptop.id,
        {"person": "HRT-07"},
    )
    assert code not in str(line)
    assert "Looked at somebody" in administrator.open("/audit").text


def test_a_code_is_not_given_without_the_passphrase(
    administrator: Browser, escrowed: tuple[Workspace, str]
) -> None:
    laptop, code = escrowed
    address = f"/laptops/{laptop.id}/recovery-code"
    page = administrator.open(address)
    answer = administrator.send(page, address, 403, holder="Yusuf", passphrase="غلط غلط غلط")

    assert "FT-501" in answer.errors()["passphrase"]
    assert "-".join(recovery.shown(code))[:9] not in answer.text


def test_a_laptop_that_never_sent_a_code_is_explained(
    world: World, administrator: Browser, sheet: str
) -> None:
    assert sheet
    laptop = world.laptop(FARIBA)
    page = administrator.open(f"/laptops/{laptop.id}/recovery-code")

    assert "FT-546" in page.text
    assert "None here" in administrator.open(KEY).text


def test_a_coordinator_neither_sees_nor_opens_it(
    coordinator: Browser, escrowed: tuple[Workspace, str]
) -> None:
    address = f"/laptops/{escrowed[0].id}/recovery-code"
    assert address not in coordinator.open(f"/people/{FARIBA.code}").links()
    for page in (KEY, f"{KEY}/new", address):
        assert "FT-742" in coordinator.open(page, status=403).text


def test_an_earlier_key_still_opens_what_was_sealed_to_it(
    administrator: Browser, escrowed: tuple[Workspace, str]
) -> None:
    laptop, code = escrowed
    page = administrator.open(f"{KEY}/new")
    assert "There is a key already" in page.text
    changed = {"passphrase2": OTHERS, "again2": OTHERS}
    administrator.send(page, f"{KEY}/new", **{**FORM, **changed})
    address = f"/laptops/{laptop.id}/recovery-code"
    fields = {"holder": "Yusuf", "passphrase": WORDS["passphrase2"]}

    assert _code(administrator.send(administrator.open(address), address, **fields)) == code


def test_a_stolen_database_shows_no_code(
    world: World, escrowed: tuple[Workspace, str], sheet: str
) -> None:
    _laptop, code = escrowed
    with world.services.database.read() as session:
        [held] = held_keys.all_of(session, world.project, held_keys.RECOVERY)
        text = str(held.to_tree())
    found = [
        path
        for path in world.folder.rglob("*")
        if path.is_file()
        and (code.encode() in path.read_bytes() or sheet.encode() in path.read_bytes())
    ]

    assert found == []
    assert code not in text
    with pytest.raises(Problem) as raised:
        held_keys.secret_by_sheet(held, code)
    assert raised.value.code is Code.RECOVERY_CODE_WRONG


@pytest.mark.parametrize("language", ["fa_AF", "ps", "en", "it"])
def test_each_page_is_there_in_every_language(
    world: World, escrowed: tuple[Workspace, str], language: str
) -> None:
    browser = world.browser("karima", language)
    for address in (KEY, f"{KEY}/new", f"/laptops/{escrowed[0].id}/recovery-code"):
        assert browser.open(address).heading
