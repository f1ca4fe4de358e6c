"""`fieldtool hub …`: from nothing to a hub that a coordinator signs in to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from fieldtool.app import hub_client
from fieldtool.cli.browsing import Browser, Page
from fieldtool.cli.processes import Child
from fieldtool.problems import Code
from fieldtool.questionnaires import QUESTIONNAIRES
from fieldtool.questionnaires.places import Place, afghan_programme_places, italian_places
from fieldtool.security import recovery
from fieldtool.web.desk.forms.shipped_words import DANGER, NEEDS
from tests.cli import terminal
from tests.cli.terminal import Said

pytestmark = pytest.mark.processes

TITLE = "مصونیت جامعه ۱۴۰۵"
PASSWORD = "انار و انگور از هرات"


ONE_FORM = ("--form", "safety-perception")


def hub(folder: Path, *arguments: str, typed: str = "") -> Said:
    return terminal.run("hub", *arguments, "--data", str(folder), typed=typed)


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a hub with a project and one account."""
    folder = tmp_path_factory.mktemp("hub")
    said = hub(folder, "init", "--title", TITLE, *ONE_FORM)
    assert (said.code, said.err) == (0, "")
    assert "1. fieldtool hub seal" in said.out, "it says what comes next"
    assert "readable on the laptop, for whoever has its passphrase, until\n7 days" in said.out
    assert "2. fieldtool hub account" in said.out
    said = hub(folder, "account", "maryam.herat", typed=f"{PASSWORD}\n{PASSWORD}\n")
    assert said.code == 0
    assert PASSWORD not in said.out + said.err
    return folder


@contextmanager
def signed_in(folder: Path, login: str) -> Iterator[tuple[Browser, Page, str]]:
    """Start the hub of *folder* and sign in; give a browser, its first page, and the address."""
    with (
        Child(("hub", "start", "--data", str(folder))) as server,
        hub_client(server.address) as client,
    ):
        browser = Browser(client)
        page = browser.open(server.address)
        form = page.form(lambda one: bool(one.named("login")))
        form.put("login", login)
        form.put("password", PASSWORD)
        yield browser, browser.press(page, form), server.address


def code_of(said: str) -> str:
    """Return the code of the sheet that a command showed."""
    return said.partition("in letters:")[2].splitlines()[0]


def test_two_people_begin_to_seal_and_the_sheet_is_shown_once(tmp_path: Path) -> None:
    assert hub(tmp_path, "init", "--title", TITLE, *ONE_FORM).code == 0
    one, other = "انجیر سیاه کنار جوی", "هندوانه شیرین قندوز"
    holders = ("--first", "کریمه", "--second", "Toryalai")
    typed = f"{one}\n{one}\n{other}\n{other}\n"
    alone = hub(tmp_path, "seal", *holders, typed=f"{one}\n{one}\n{one}\n{one}\n")
    said = hub(tmp_path, "seal", *holders, typed=typed)
    again = hub(tmp_path, "seal", *holders, typed=typed)

    other_holders = ("--first", "Layla", "--second", "Zarghuna")
    third, fourth = "سیب نیلگون دریا", "seven quiet red doors"
    typed = f"{third}\n{third}\n{fourth}\n{fourth}\n"
    renewed = hub(
        tmp_path, "seal", *other_holders, "--again", "Toryalai", typed=f"{typed}{other}\n"
    )
    wrong = hub(tmp_path, "seal", *holders, "--again", "Toryalai", typed=f"{typed}{other}\n")

    assert Code.HOLDERS_TOO_FEW.reference in alone.err
    assert renewed.code == 0
    assert code_of(renewed.out) != code_of(said.out)
    assert Code.HOLDER_UNKNOWN.reference in wrong.err
    assert said.code == 0
    assert recovery.understood(code_of(said.out))
    assert one not in said.out + said.err
    assert Code.SEAL_KEY_MADE.reference in again.err
    assert "in letters" not in again.out


def test_a_coordinator_signs_in_to_a_hub_that_was_set_up_by_hand(begun: Path) -> None:
    with signed_in(begun, "maryam.herat") as (browser, page, address):
        forms = browser.open(f"{address}/forms")

    assert (page.status, page.heading) == (200, "Overview")
    assert TITLE in page.text
    assert "safety-perception" in forms.text


def test_a_project_is_begun_once(begun: Path) -> None:
    said = hub(begun, "init", "--title", "دوباره")

    assert said.code == 1
    assert said.err.startswith(f"{Code.PROJECT_BEGUN.reference}: ")


def test_a_login_is_given_once(begun: Path) -> None:
    said = hub(begun, "account", "maryam.herat", "--password", PASSWORD)

    assert said.code == 1
    assert said.err.startswith("FT-")
    assert len(said.err.splitlines()) == 1


def test_a_weak_password_is_refused(begun: Path) -> None:
    said = hub(begun, "account", "ahmad", "--password", "1234")

    assert said.code == 1
    assert said.err.startswith("FT-")
    assert "1234" not in said.err


def test_an_account_needs_a_project_first(tmp_path: Path) -> None:
    said = hub(tmp_path, "account", "maryam", "--password", PASSWORD)

    assert said.code == 1
    assert said.err.startswith(f"{Code.PROJECT_NOT_BEGUN.reference}: ")


def test_a_time_zone_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    said = hub(tmp_path, "init", "--title", TITLE, "--zone", "Asia/Herat")

    assert said.code == 1
    assert said.err.startswith(f"{Code.ZONE_UNKNOWN.reference}: ")
    assert "Asia/Herat" in said.err


@pytest.mark.parametrize(
    ("profile", "brought"),
    [("afghanistan", afghan_programme_places()), ("italy", italian_places())],
    ids=["afghanistan", "italy"],
)
def test_a_profile_brings_its_own_places(
    profile: str, brought: tuple[Place, ...], tmp_path: Path
) -> None:
    hub(tmp_path, "init", "--title", TITLE, "--profile", profile, *ONE_FORM)
    hub(tmp_path, "account", "admin", "--role", "administrator", "--password", PASSWORD)
    with signed_in(tmp_path, "admin") as (browser, _page, address):
        page = browser.open(f"{address}/forms")

    assert f"The register has {len(brought)} places" in page.text


def test_shipped_questionnaires_are_published_later(tmp_path: Path) -> None:
    assert hub(tmp_path, "init", "--title", TITLE, *ONE_FORM, "--places", "AF32").code == 0
    published = hub(tmp_path, "questionnaires", "publish", "council-profile")
    restricted = "victimisation-restricted"
    refused = hub(tmp_path, "questionnaires", "publish", restricted)
    begun = hub(tmp_path / "other", "init", "--title", TITLE, "--form", restricted)
    listed = hub(tmp_path, "questionnaires", "list").out.splitlines()

    assert "council-profile published" in published.out
    for said in (refused, begun):
        assert Code.RESTRICTED_BY_COMMAND.reference in said.err
        assert all(need in said.err for need in (DANGER, *NEEDS)), "what the page says"
    assert hub(tmp_path / "other", "questionnaires", "list").code != 0, "no project was begun"
    assert len(listed) == len(QUESTIONNAIRES)
    assert {line.split()[0] for line in listed if line.endswith("current")} == {
        "council-profile",
        "safety-perception",
    }


def test_places_are_taken_written_as_a_list_and_read_again(tmp_path: Path) -> None:
    start = ("init", "--title", TITLE, *ONE_FORM, "--places")
    wrong = hub(tmp_path, *start, "AF99")
    assert wrong.err.startswith(f"{Code.PART_NOT_SHIPPED.reference}: ")
    assert hub(tmp_path, *start, "AF32").code == 0
    assert "register: 12" in hub(tmp_path, "sites", "take", "AF33").out
    file = tmp_path / "places.csv"
    written = hub(tmp_path, "sites", "write", str(file))
    same = hub(tmp_path, "sites", "read", str(file))
    with file.open("a", encoding="utf-8") as more:
        more.write("G1,AF3201,nahia,ناحیهٔ ۱\nG2,NO,nahia,ب\n")
    refused = hub(tmp_path, "sites", "read", str(file))
    file.write_text("id,parent,level,fa_AF\nG1,AF3201,nahia,ناحیهٔ ۱\n", encoding="utf-8")
    added = hub(tmp_path, "sites", "read", str(file), typed="y\n")

    assert written.code == 0
    assert "0 new, 0 changed" in same.out
    assert (refused.code, Code.SITE_PARENT_UNKNOWN.reference in refused.err) == (1, True)
    assert "Places written into the register: 1." in added.out


def test_a_questionnaire_that_is_not_shipped_is_refused_before_anything_is_begun(
    tmp_path: Path,
) -> None:
    said = hub(tmp_path, "init", "--title", TITLE, "--form", "safety")
    again = hub(tmp_path, "account", "maryam", "--password", PASSWORD)

    assert said.err.startswith(f"{Code.QUESTIONNAIRE_UNKNOWN.reference}: ")
    assert again.err.startswith(f"{Code.PROJECT_NOT_BEGUN.reference}: ")


def test_a_hub_without_a_project_says_how_to_begin_one(tmp_path: Path) -> None:
    with (
        Child(("hub", "start", "--data", str(tmp_path))) as server,
        hub_client(server.address) as client,
    ):
        page = Browser(client).open(server.address)

    assert page.status == 503
    assert "fieldtool hub init" in page.text
