"""What a facilitator sees of sealed interviews: what it means, and that nothing can be read."""

from __future__ import annotations

import pytest

from fieldtool.sync.hub import sealing
from fieldtool.sync.hub.sealing import Begun
from tests.desk.test_sealing import HOLDERS
from tests.desk.world import CHEAP, World
from tests.web.laptop import Facilitator, address_of
from tests.web.pages import Page


@pytest.fixture(scope="module")
def made() -> Begun:
    return sealing.made(HOLDERS, 0, CHEAP)


@pytest.fixture
def sealed(world: World, made: Begun, facilitator: Facilitator) -> Facilitator:
    """Return a facilitator whose laptop has heard that the project seals."""
    with world.services.database.work() as session:
        identity, now = world.services.identity, world.clock.now()
        sealing.begin(session, identity, world.project, made.held, now)
    facilitator.send(facilitator.open("/send"), "/send", {})
    return facilitator


def _finish(facilitator: Facilitator) -> Page:
    page = facilitator.fill(facilitator.start(), age="34")
    address = address_of(page, "/finish")
    asked = facilitator.open(address)
    assert "nobody can read it here again, not even with your passphrase" in asked.text
    return facilitator.send(asked, address, {"result": "partial"})


def test_it_is_said_before_and_after_what_sealing_means(sealed: Facilitator) -> None:
    assert "Only your coordinators can open it" in _finish(sealed).text


def test_the_list_keeps_number_place_and_result_and_counts_them(sealed: Facilitator) -> None:
    for _interview in range(2):
        _finish(sealed)
    page = sealed.open("/interviews")

    assert "HRT-07-002" in page.text
    assert page.text.count("Sealed: nobody can read it on this laptop.") == 2
    counted = page.soup.select("table")[1]
    cells = [cell.get_text(strip=True) for cell in counted.select("tbody tr td")]
    assert cells == ["All kinds of questions", "Herat", "0", "2", "0", "0"]
    assert "34" not in page.text


def test_sealed_interviews_are_sent_and_proven_like_others(sealed: Facilitator) -> None:
    _finish(sealed)
    sealed.send(sealed.open("/send"), "/send", {})

    assert "At the hub since" in sealed.open("/interviews").text
    assert "HRT-07-001" in sealed.open("/proof").text


@pytest.mark.parametrize("language", ["fa_AF", "ps", "it"])
def test_it_is_said_in_the_facilitators_language(
    sealed: Facilitator, language: str, world: World
) -> None:
    _finish(sealed)
    sealed.client.set_cookie("language", language)
    page = sealed.open("/interviews")

    assert "HRT-07-001" in page.text.replace("\u2066", "")
    assert "Sealed" not in page.text


def test_a_sealed_interview_is_not_printed_and_it_is_said_why(sealed: Facilitator) -> None:
    page = sealed.fill(sealed.start(), age="34")
    address = address_of(page, "/finish")
    sealed.send(sealed.open(address), address, {"result": "partial"})
    refused = sealed.checked(sealed.client.get(address_of(page, "/print")), 409)

    assert "is sealed: nobody can read or print it on this laptop" in refused.text
    assert "34" not in refused.text
