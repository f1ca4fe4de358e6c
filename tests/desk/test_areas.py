"""A coordinator of Herat sees Herat: interviews of other places are not there, on any page."""

from __future__ import annotations

import pytest
from flask import Flask

from fieldtool.security.accounts import NewAccount, Role, open_account
from tests.desk.pages import Browser
from tests.desk.test_permissions import address_of, permission_of, rules
from tests.desk.world import CHEAP, PASSWORD, World

HERATI = "karim.herat"


@pytest.fixture
def confined(world: World) -> Browser:
    """Return the browser of a coordinator of the province of Herat."""
    with world.services.database.work() as session:
        wanted = NewAccount(HERATI, "کریم", Role.COORDINATOR, "en", PASSWORD, ("AF32",))
        open_account(session, world.project, wanted, CHEAP)
    return world.browser(HERATI)


@pytest.fixture
def both(world: World) -> tuple[str, str]:
    """Return an interview of Herat and one of Jalalabad that have come to the hub."""
    laptop = world.laptop()
    made = world.interview(laptop, site="AF3201"), world.interview(laptop, site="AF0601")
    world.sync(laptop)
    return made


def test_the_list_and_its_counts_are_those_of_the_area(
    confined: Browser, both: tuple[str, str], administrator: Browser
) -> None:
    page = confined.open("/interviews")
    addresses = [f"/interviews/{one}" for one in both]

    assert [one in page.links() for one in addresses] == [True, False]
    assert len(page.rows()) == 1
    assert len(administrator.open("/interviews").rows()) == 2
    assert "1 interview" in confined.open("/").text
    assert "2 interviews" in administrator.open("/").text


def test_an_export_has_the_interviews_of_the_area_alone(
    confined: Browser, both: tuple[str, str]
) -> None:
    page = confined.open("/interviews/export/deidentified?form=safety")

    assert both[0]
    assert "1 interview" in page.text


def test_no_page_of_an_interview_elsewhere_opens(
    world: World, confined: Browser, both: tuple[str, str]
) -> None:
    opened, tried = [], 0
    token = confined.open("/").soup.select_one("input[name=csrf_token]")
    assert token is not None
    for rule, method in rules(world.app):
        permission = permission_of(world.app, rule)
        if "interview" not in rule.arguments or not permission.startswith("interview."):
            continue
        if permission == "interview.erase":
            continue
        tried += 1
        address = address_for(world.app, rule, both[1])
        if method == "GET":
            answer = confined.client.get(address)
        else:
            answer = confined.client.post(address, data={"csrf_token": str(token["value"])})
        if answer.status_code != 404:
            opened.append((method, address, answer.status_code))

    assert opened == []
    assert tried >= 6


def test_changing_the_area_holds_at_the_next_page(
    confined: Browser, both: tuple[str, str], administrator: Browser
) -> None:
    page = administrator.open(f"/accounts/{HERATI}")
    typed = {"name": "کریم", "role": "coordinator", "language": "en"}
    administrator.send(page, f"/accounts/{HERATI}", **typed, area="AF0601")
    links = confined.open("/interviews").links()

    assert [f"/interviews/{one}" in links for one in both] == [False, True]


def address_for(app: Flask, rule: object, interview: str) -> str:
    return address_of(app, rule).replace("a" * 16, interview)  # type: ignore[arg-type]
