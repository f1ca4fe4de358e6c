"""In the interview: somebody comes in, a sheet of help, a code for the person, no names."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from fieldtool.log.referrals import Referral
from fieldtool.security import withdrawal
from fieldtool.sync.hub import referring
from tests.desk.world import World
from tests.web.laptop import PASSPHRASE, Facilitator, Laptop, address_of, publish_sheet
from tests.web.pages import Page

GATE = Path(__file__).parent.parent / "forms" / "gate.md"
SHEET = "خانهٔ امن هرات، هر روز از ۸ تا ۱۶"


@pytest.fixture
def world(world: World) -> World:
    publish_sheet(world, GATE, {"en": "Life here", "fa_AF": "زندگی"})
    with world.services.database.work() as session:
        hub, clock = world.services.identity, world.clock.now()
        sheet = Referral("AF3201", {"fa_AF": SHEET})
        referring.publish(session, hub, world.project, sheet, clock)
    return world


@pytest.fixture
def agreed(facilitator: Facilitator) -> Page:
    """Return the page behind the consent."""
    facilitator.send(facilitator.open("/send"), "/send", {})
    page = facilitator.open("/start")
    lines = page.soup.select("label.choice")
    (form,) = [line.select_one("input") for line in lines if "Life here" in line.get_text()]
    assert form is not None
    chosen = {"form": str(form["value"]), "language": "en", "site": "AF3201"}
    page = facilitator.fill(facilitator.send(page, "/start", chosen), age="34")
    page = facilitator.fill(page, status=422, consent="1")
    return facilitator.fill(page, again="2")


def finish(facilitator: Facilitator, page: Page) -> Page:
    address = address_of(page, "/finish")
    return facilitator.send(facilitator.open(address), address, {"result": "partial"})


def test_somebody_comes_in_and_harmless_questions_stand_there(
    facilitator: Facilitator, agreed: Page
) -> None:
    page = facilitator.fill(agreed, sex="1", ill="1")
    address = address_of(page)
    answer = facilitator.client.post(
        "/interrupt",
        data={
            "csrf_token": str(page.one("#interrupt input[name=csrf_token]")["value"]),
            "next": str(page.one("#interrupt input[name=next]")["value"]),
        },
        follow_redirects=True,
    )
    assert "How far is the nearest market?" in answer.text
    seen = BeautifulSoup(answer.text, "html5lib").get_text(" ")
    assert [one for one in ("HRT-07", "nterview", "Life here", "fieldtool") if one in seen] == []
    assert "/sign-in" in facilitator.client.get(address).headers["Location"]

    back = facilitator.open("/sign-in?next=" + f"{address}/interrupted")
    data = {"passphrase": PASSPHRASE, "next": f"{address}/interrupted"}
    page = facilitator.send(back, "/sign-in", data)
    assert page.heading == "Interview HRT-07-001 was interrupted"


def test_an_interview_ends_at_any_time_and_keeps_what_was_answered(
    facilitator: Facilitator, agreed: Page
) -> None:
    page = facilitator.fill(agreed, sex="1", ill="99")
    address = address_of(page)
    page = facilitator.open(f"{address}/interrupted")
    page = facilitator.send(page, f"{address}/finish", {"result": "partial"})

    assert page.heading == "The interview is finished"


def test_the_code_for_the_person_is_shown_once_in_letters_and_in_digits(
    facilitator: Facilitator, agreed: Page
) -> None:
    page = finish(facilitator, agreed)
    (letters, digits) = (one.get_text(strip=True) for one in page.soup.select(".enrol-code"))
    assert withdrawal.understood(letters) == withdrawal.understood(digits)

    address = str(page.one("form[action$='/slip']")["action"])
    page = facilitator.send(page, address, {})
    assert letters not in page.text
    assert page.heading == "The interview is finished"


def test_a_code_from_a_slip_is_typed_in_any_script_and_a_wrong_one_is_told(
    facilitator: Facilitator, agreed: Page
) -> None:
    page = finish(facilitator, agreed)
    digits = page.soup.select(".enrol-code")[1].get_text(strip=True)
    eastern = digits.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    page = facilitator.open("/withdraw")
    assert "code" in facilitator.send(page, "/withdraw", {"code": "K3F2"}, status=422).errors()
    page = facilitator.send(page, "/withdraw", {"code": eastern})

    assert "is erased there and everywhere" in page.text


def test_the_sheet_of_help_is_offered_on_the_way_and_shown_after_class_c(
    facilitator: Facilitator, agreed: Page
) -> None:
    sheet = facilitator.open("/help-sheet?site=AF3201")
    assert SHEET in sheet.text
    assert any("/help-sheet" in link for link in agreed.links())

    assert SHEET in finish(facilitator, agreed).text


def test_without_a_sheet_the_page_says_so(facilitator: Facilitator, agreed: Page) -> None:
    page = facilitator.open("/help-sheet?site=AF0601")

    assert "There is no sheet for this place yet" in page.text


def test_a_number_in_a_free_text_is_told_and_saved_all_the_same(
    facilitator: Facilitator, agreed: Page, laptop: Laptop
) -> None:
    page = facilitator.fill(agreed, sex="2", ill="99")
    assert "Write no names, telephone numbers or addresses here." in page.text
    answer = facilitator.change(page, "comment", comment="برادرم: ۰۷۹۹۱۲۳۴۵۶")

    assert answer.status_code == 200
    assert "This looks like a telephone number" in answer.text
    assert "۰۷۹۹۱۲۳۴۵۶" in answer.text
    again = facilitator.change(page, "comment", comment="چراغ نیست، ۳ ماه")
    assert "This looks like" not in again.text
