"""Consent on the pages of a laptop: what is shown before a yes, and what is left after a no."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.desk.world import COORDINATOR, World
from tests.web.laptop import Facilitator, address_of, publish_sheet
from tests.web.pages import Page

GATE = Path(__file__).parent.parent / "forms" / "gate.md"
BEHIND = ("About you", "What happened", "Were you beaten?", "Are you often ill?")


@pytest.fixture
def world(world: World) -> World:
    publish_sheet(world, GATE, {"en": "Life here", "fa_AF": "زندگی"})
    return world


@pytest.fixture
def first_page(facilitator: Facilitator) -> Page:
    page = facilitator.open("/send")
    facilitator.send(page, "/send", {})
    return start(facilitator)


def start(facilitator: Facilitator) -> Page:
    page = facilitator.open("/start")
    lines = page.soup.select("label.choice")
    (form,) = [line.select_one("input") for line in lines if "Life here" in line.get_text()]
    assert form is not None
    return facilitator.send(
        page, "/start", {"form": str(form["value"]), "language": "en", "site": "AF3201"}
    )


def test_nothing_behind_the_consent_is_even_named(
    facilitator: Facilitator, first_page: Page
) -> None:
    page = facilitator.fill(first_page, age="34")

    assert "Do you agree to take part?" in page.text
    assert [words for words in BEHIND if words in page.text] == []


def test_no_address_leads_behind_the_consent(facilitator: Facilitator, first_page: Page) -> None:
    address = address_of(first_page)
    for number in (3, 4, 5):
        page = facilitator.open(f"{address}/{number}")
        assert [words for words in BEHIND if words in page.text] == []
    page = facilitator.open(f"{address}/finish")

    assert page.heading == "The person does not take part"


def test_a_no_leads_to_a_count_at_the_hub_and_nothing_is_left(
    facilitator: Facilitator, first_page: Page, world: World
) -> None:
    page = facilitator.fill(first_page, age="34")
    page = facilitator.fill(page, consent="2")
    assert page.heading == "The person does not take part"
    assert page.one("input[name=outcome][checked]")["value"] == "refused"

    address = str(page.one("main form")["action"])
    page = facilitator.send(page, address, {"outcome": "refused", "sex": "female"})
    assert "Nothing of the interview is left on this laptop." in page.text
    assert facilitator.client.get(address).status_code == 404

    facilitator.send(facilitator.open("/send"), "/send", {})
    table = world.browser(COORDINATOR).open("/response").soup
    cells = [one.get_text(" ", strip=True) for one in table.select("tbody td")]
    assert cells == ["HRT-07", "0", "1", "0", "0", "0", "0", "0%"]


def test_how_it_ended_has_to_be_chosen(facilitator: Facilitator, first_page: Page) -> None:
    address = address_of(first_page, "/refuse")
    page = facilitator.send(facilitator.open(address), address, {}, status=422)

    assert page.errors() == {"outcome": "Choose how it ended."}


def test_somebody_too_young_is_let_go_kindly(facilitator: Facilitator, first_page: Page) -> None:
    page = facilitator.fill(first_page, age="12")

    assert page.heading == "This person is too young to be asked"
    assert "nobody’s fault" in page.text
