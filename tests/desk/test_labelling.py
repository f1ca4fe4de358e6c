"""How sensitive the project is: shown, changed, and what follows for files that leave the hub."""

from __future__ import annotations

import csv
import io

import pytest

from fieldtool.storage.queries import audit, projects
from tests.desk.pages import Browser
from tests.desk.test_exporting import ADDRESS, DEIDENTIFIED, PURPOSE, RESTRICTED
from tests.desk.world import ADMINISTRATOR, COORDINATOR, World
from tests.web.laptop import publish_sheet

PAGE = "/project/sensitivity"
REASON = "فقط شمارش چراغ‌ها"


def said(world: World) -> str:
    with world.services.database.read() as session:
        return projects.get(session, world.project).sensitivity


def test_where_laptops_may_be_seized_everything_needs_a_second_person(
    world: World, administrator: Browser, coordinator: Browser
) -> None:
    laptop = world.laptop()
    world.interview(laptop)
    world.sync(laptop)
    page = administrator.open(ADDRESS)
    assert "Sensitivity: High" in page.text
    waiting = administrator.send(page, ADDRESS, purpose=PURPOSE)
    assert waiting.rows()[0][1] == "High"
    (action,) = [
        str(form["action"]) for form in coordinator.open("/releases").soup.select("main form")
    ]
    coordinator.send(coordinator.open("/releases"), action)
    given = administrator.post(administrator.open(ADDRESS), ADDRESS, purpose=PURPOSE)
    (row,) = csv.DictReader(io.StringIO(given.data.decode("utf-8-sig")))

    assert row["Sensitivity"] == "High"
    with world.services.database.read() as session:
        lines = audit.lines(session, world.project, 0, 3)
    assert [(line.event, line.details["label"]) for line in lines] == [
        ("interviews:export", "high"),
        ("release:agree", "high"),
        ("release:ask", "high"),
    ]


def test_what_tells_nobody_needs_one_person_and_says_how_sensitive_it_is(
    world: World, administrator: Browser
) -> None:
    laptop = world.laptop()
    for _ in range(5):
        world.interview(laptop)
    world.sync(laptop)
    address = f"{DEIDENTIFIED}?form=safety"
    file = administrator.post(administrator.open(address), DEIDENTIFIED, written="codes")
    tables = administrator.post(administrator.open("/tables"), "/tables", written="codes")
    labels = [
        {row["sensitivity"] for row in csv.DictReader(io.StringIO(one.data.decode("utf-8-sig")))}
        for one in (file, tables)
    ]

    assert labels == [{"moderate"}, {"low"}]


def test_with_nobody_else_the_page_says_whom_to_invite(
    world: World, administrator: Browser
) -> None:
    laptop = world.laptop()
    world.interview(laptop)
    world.sync(laptop)
    administrator.send(
        administrator.open(f"/accounts/{COORDINATOR}"), f"/accounts/{COORDINATOR}/close"
    )
    page = administrator.send(administrator.open(ADDRESS), ADDRESS, purpose=PURPOSE)

    assert "Invite a second coordinator" in page.text


def test_less_than_usual_needs_a_reason_that_the_audit_keeps(
    world: World, administrator: Browser
) -> None:
    page = administrator.open(PAGE)
    refused = administrator.send(page, PAGE, 422, sensitivity="moderate")
    assert set(refused.errors()) == {"reason"}
    assert said(world) == ""
    administrator.send(page, PAGE, sensitivity="moderate", reason=REASON)

    assert said(world) == "moderate"
    assert REASON in administrator.open("/audit").text
    assert "Sensitivity: Moderate" in administrator.open("/project").text


def test_more_than_usual_needs_none(world: World, administrator: Browser) -> None:
    administrator.send(administrator.open(PAGE), PAGE, sensitivity="severe")

    assert said(world) == "severe"


@pytest.mark.parametrize("label", ["low", "", "secret"])
def test_a_project_is_never_less_sensitive_than_its_forms(
    world: World, administrator: Browser, label: str
) -> None:
    page = administrator.open(PAGE)
    offered = [str(one["value"]) for one in page.soup.select("input[name=sensitivity]")]
    token = page.soup.select_one("input[name=csrf_token]")
    given = {"csrf_token": str(token["value"]) if token else "", "reason": REASON}
    answer = administrator.client.post(PAGE, data={**given, "sensitivity": label})

    assert offered == ["moderate", "high", "severe"]
    assert answer.status_code == 422
    assert said(world) == ""


def test_a_restricted_form_makes_the_project_severe_whatever_was_chosen(world: World) -> None:
    world.say_sensitive("moderate")
    laptop = world.laptop()
    world.interview(laptop)
    world.sync(laptop)
    sheet = world.folder / "victims.md"
    sheet.write_text(RESTRICTED, encoding="utf-8")
    publish_sheet(world, sheet, {"en": "Victims"})
    browser = world.browser(ADMINISTRATOR)

    assert "Sensitivity: Severe" in browser.open("/project").text
    assert "victims · Sensitivity: Severe" in browser.open("/forms").text
    # A file of another form is as sensitive as that form and what was chosen.
    assert "Sensitivity: Moderate" in browser.open(f"{ADDRESS}?form=safety").text
