"""Downloading interviews: said beforehand what is in the file, and afterwards who took it."""

from __future__ import annotations

import csv
import io

import pytest

from fieldtool.log.sites import Site
from fieldtool.storage.queries import audit
from fieldtool.sync.hub.publishing import publish_sites
from tests.desk.pages import Browser
from tests.desk.world import (
    ADMINISTRATOR,
    ANALYST,
    ANSWERS,
    COORDINATOR,
    FARIBA,
    TORYALAI,
    VIEWER,
    World,
)
from tests.web.laptop import publish_sheet

ADDRESS = "/interviews/export"
DEIDENTIFIED = "/interviews/export/deidentified"
PURPOSE = "گزارش دور دوم"


@pytest.fixture
def reader(world: World) -> Browser:
    """Return an administrator at a hub with three interviews of two people."""
    world.say_sensitive("moderate")
    herat, jalalabad = world.laptop(FARIBA), world.laptop(TORYALAI)
    world.interview(herat)
    world.interview(herat, {**ANSWERS, "safety/why": '=cmd("x")'})
    world.interview(jalalabad, site="AF0601")
    world.sync(herat)
    world.sync(jalalabad)
    return world.browser(ADMINISTRATOR)


def table(browser: Browser, query: str = "", **fields: str) -> list[list[str]]:
    given = {"purpose": PURPOSE, **fields}
    answer = browser.post(browser.open(ADDRESS + query), ADDRESS, **given)
    delimiter = ";" if fields.get("delimiter") == "semicolon" else ","

    assert answer.status_code == 200
    assert answer.data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=delimiter))


def test_the_page_says_what_the_file_will_hold(reader: Browser) -> None:
    page = reader.open(ADDRESS)

    assert "3 interviews with the form “Perception of safety”" in page.text
    assert "Names of interviewers are not in it" in page.text


def test_the_file_opens_in_excel_with_words_of_the_chosen_language(reader: Browser) -> None:
    headings, *rows = table(reader, language="fa_AF")

    assert "شب چه احساس دارید؟" in headings
    assert len(rows) == 3
    assert {row[headings.index("شب چه احساس دارید؟")] for row in rows} == {"بسیار نامصون"}


def test_codes_are_for_statistics(reader: Browser) -> None:
    headings, *rows = table(reader, written="codes")

    assert "safety/night" in headings
    assert {row[headings.index("safety/night")] for row in rows} == {"4"}


def test_the_filter_of_the_table_holds_for_the_file(reader: Browser) -> None:
    page = reader.open("/interviews?person=JAL-03")
    (address,) = [link for link in page.links() if link.startswith(ADDRESS)]
    headings, *rows = table(reader, address.removeprefix(ADDRESS), written="codes")

    assert [row[headings.index("person")] for row in rows] == ["JAL-03"]


def test_columns_may_be_parted_by_semicolons(reader: Browser) -> None:
    headings, *rows = table(reader, delimiter="semicolon")

    assert len(headings) > 10
    assert all(len(row) == len(headings) for row in rows)


def test_a_spreadsheet_does_not_run_what_people_said(reader: Browser) -> None:
    headings, *rows = table(reader, written="codes")

    assert '\'=cmd("x")' in [row[headings.index("safety/why")] for row in rows]


def test_the_name_of_the_file_tells_nothing(reader: Browser) -> None:
    answer = reader.post(reader.open(ADDRESS), ADDRESS, purpose=PURPOSE)

    assert answer.headers["Content-Disposition"] == 'attachment; filename="interviews.csv"'
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_file_is_written_while_it_is_sent(reader: Browser) -> None:
    answer = reader.post(reader.open(ADDRESS), ADDRESS, purpose=PURPOSE)

    assert answer.is_streamed


def test_who_took_what_is_written_down_before_the_first_line_is_sent(
    world: World, reader: Browser
) -> None:
    reader.post(reader.open(f"{ADDRESS}?site=AF32"), ADDRESS, written="codes", purpose=PURPOSE)
    with world.services.database.read() as session:
        line = audit.lines(session, world.project, 0, 1)[0]

    assert (line.login, line.event, line.subject) == (ADMINISTRATOR, "interviews:export", "safety")
    assert line.details == {
        "interviews": "2",
        "label": "moderate",
        "language": "en",
        "purpose": PURPOSE,
        "site": "AF32",
        "tier": "2",
        "written": "codes",
    }


def test_a_day_that_is_no_day_leads_back_to_the_question(reader: Browser) -> None:
    page = reader.open(ADDRESS)
    token = page.soup.select_one("input[name=csrf_token]")
    given = {"csrf_token": str(token["value"]) if token else "", "form": "safety", "since": "?"}
    answer = reader.client.post(ADDRESS, data=given)

    assert answer.status_code == 303
    assert "since" in answer.headers["Location"]


def test_where_no_interview_fits_there_is_nothing_to_download(reader: Browser) -> None:
    page = reader.open(f"{ADDRESS}?result=unreachable")

    assert "No interview fits" in page.text
    assert page.soup.find("form", action=ADDRESS, method="post") is None


def test_before_a_form_is_published_there_is_nothing_to_choose(begun: World) -> None:
    page = begun.browser(COORDINATOR).open(ADDRESS)

    assert "Choose a form first" in page.text


def test_everything_leaves_the_hub_for_a_purpose_alone(world: World, reader: Browser) -> None:
    page = reader.send(reader.open(ADDRESS), ADDRESS, 422)

    assert "only for a purpose" in page.errors()["purpose"]
    for login in (COORDINATOR, ANALYST):
        browser = world.browser(login)
        token = browser.open("/account").soup.select_one("input[name=csrf_token]")
        assert token is not None
        given = {"csrf_token": str(token["value"]), "form": "safety", "purpose": PURPOSE}
        assert browser.client.post(ADDRESS, data=given).status_code == 403
        assert "What it is needed for" not in browser.open(ADDRESS).text


RESTRICTED = """
| survey | | | | |
| | type | name | label::English (en) | sensitivity |
| | integer | age | How old are you? | |
| | select_one yn | robbed | Were you robbed? | C |
| choices | | |
| | list_name | name | label::English (en) |
| | yn | 1 | Yes |
| | yn | 2 | No |
| settings | |
| | form_id | version |
| | victims | 1 |
"""


def test_restricted_answers_leave_the_hub_when_somebody_else_agrees(begun: World) -> None:
    world, sheet = begun, begun.folder / "victims.md"
    sheet.write_text(RESTRICTED, encoding="utf-8")
    publish_sheet(world, sheet, {"en": "Victims"})
    world.add(FARIBA)
    laptop = world.laptop()
    world.interview(laptop, {"age": "34"})
    world.sync(laptop)
    administrator, coordinator = world.browser(ADMINISTRATOR), world.browser(COORDINATOR)
    address = f"{ADDRESS}?form=victims"
    page = administrator.send(administrator.open(address), ADDRESS, purpose=PURPOSE)
    assert "Waits for somebody else" in page.text
    (action,) = [
        str(form["action"]) for form in coordinator.open("/releases").soup.select("main form")
    ]
    assert "/releases" in coordinator.open("/").links()
    token = administrator.open("/account").soup.select_one("input[name=csrf_token]")
    assert token is not None
    own = administrator.client.post(action, data={"csrf_token": str(token["value"])})
    assert "FT-579" in own.text
    coordinator.send(coordinator.open("/releases"), action)
    assert address in administrator.open("/releases").links()
    answer = administrator.post(administrator.open(address), ADDRESS, purpose=PURPOSE)

    assert answer.headers["Content-Type"].startswith("text/csv")
    with world.services.database.read() as session:
        lines = audit.lines(session, world.project, 0, 3)
    assert [line.event for line in lines] == [
        "interviews:export",
        "release:agree",
        "release:ask",
    ]
    assert lines[0].details["agreed"] == COORDINATOR
    # It was good for one file.
    page = administrator.send(administrator.open(address), ADDRESS, purpose=PURPOSE)
    assert "Waits for somebody else" in page.text


def test_how_well_people_are_hidden_is_said_before_the_file_is_given(
    world: World, reader: Browser
) -> None:
    browser = world.browser(ANALYST)
    page = browser.open(f"{DEIDENTIFIED}?form=safety")
    assert "3 interviews" in page.text
    assert "are left out of the file" in page.text
    answer = browser.post(page, DEIDENTIFIED)

    assert ANSWERS["safety/why"] not in answer.text
    assert "HRT-07" not in answer.text
    with world.services.database.read() as session:
        line = audit.lines(session, world.project, 0, 1)[0]
    assert (line.login, line.details["tier"]) == (ANALYST, "1")


def test_who_sees_counts_alone_gets_tables_and_no_interview(world: World, reader: Browser) -> None:
    browser = world.browser(VIEWER)
    page = browser.open("/tables")
    assert "/tables" in browser.open("/").soup.select_one("nav.menu").decode()  # type: ignore[union-attr]
    answer = browser.post(page, "/tables", written="codes", site="AF32")

    # Three people are too few for any table.
    assert answer.text.removeprefix("\ufeff").splitlines() == ["question,answer,all,sensitivity"]
    assert browser.client.get(ADDRESS).status_code == 403
    with world.services.database.read() as session:
        line = audit.lines(session, world.project, 0, 1)[0]
    assert (line.login, line.event, line.details["tier"]) == (VIEWER, "tables:export", "0")


def test_among_very_many_places_that_of_tables_is_searched_for(world: World) -> None:
    made = [
        Site(f"N{n:03}", "AF3201", "nahia", "", "", {"fa_AF": f"ناحیهٔ {n}"}) for n in range(1, 310)
    ]
    with world.services.database.work() as session:
        publish_sites(session, world.services.identity, world.project, made, world.clock.now())
    browser = world.browser(VIEWER)
    page = browser.send(browser.open("/tables"), "/tables", site="AF32", do="find", find="ناحیه ۷")
    offered = {str(one["value"]) for one in page.soup.select("#site option")}

    assert [one["value"] for one in page.soup.select("#site option[selected]")] == ["AF32"]
    assert "N007" in offered
    assert "N008" not in offered
    page = browser.send(page, "/tables", do="find", find="قندوز")
    assert "No place fits." in page.text
