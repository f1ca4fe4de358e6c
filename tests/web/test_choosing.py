"""Choosing the place of an interview among thousands, without JavaScript."""

from __future__ import annotations

import pytest

from fieldtool.log.sites import Site
from fieldtool.sync.hub.publishing import publish_sites
from tests.desk.world import World
from tests.web.laptop import Facilitator
from tests.web.pages import Page, words
from tests.web.test_returning import sync

# More than a list shows: 18 nahias with ten gozars each.
NAHIAS = tuple(
    Site(f"N{n:02}", "AF3201", "nahia", "", "", {"fa_AF": f"ناحیهٔ {n}", "en": f"Nahia {n}"})
    for n in range(1, 19)
)
GOZARS = tuple(
    Site(f"{nahia.id}-G{n}", nahia.id, "gozar", "", "", {"fa_AF": f"گذر باغ {n}"})
    for nahia in NAHIAS
    for n in range(1, 11)
)


@pytest.fixture
def many(world: World, facilitator: Facilitator) -> Facilitator:
    """Return a facilitator whose laptop has many places."""
    with world.services.database.work() as session:
        places = (*NAHIAS, *GOZARS)
        publish_sites(session, world.services.identity, world.project, places, world.clock.now())
    sync(facilitator)
    return facilitator


def offered(page: Page) -> list[str]:
    """Return the names of what can be chosen or opened."""
    return [words(one) for one in page.soup.select("#site .choice .texts > bdi")]


def _sent(many: Facilitator, page: Page, *, status: int = 200, **fields: str) -> Page:
    given = {"language": "fa_AF", "find": "", **fields}
    return many.send(page, "/start", given, status=status)


def test_among_many_places_one_goes_down_from_above(many: Facilitator) -> None:
    page = many.open("/start")

    assert not page.has("select"), "thousands of places are no list"
    assert offered(page) == ["Herat province", "Jalalabad"]
    page = _sent(many, page, open="AF32")
    page = _sent(many, page, open="AF3201")
    assert offered(page)[:3] == ["Nahia 1", "Nahia 2", "Nahia 3"], "numbers by their size"
    assert [words(one) for one in page.soup.select("#site .row bdi")] == [
        "Afghanistan", "Herat province", "Herat",
    ]  # fmt: skip
    page = _sent(many, page, open="N02")
    assert offered(page)[0] == "گذر باغ 1"
    page = _sent(many, page, site="N02-G4")
    assert page.heading == "Interview HRT-07-001"


def test_some_letters_find_a_place_and_enter_begins(many: Facilitator) -> None:
    page = _sent(many, many.open("/start"), do="find", find="گذر باغ")
    assert len(offered(page)) == 40
    assert "140 more places fit" in page.text

    page = _sent(many, page, do="find", find="ناحیه ۱۲ باغ ۷")
    assert page.one("#site input[checked]")["value"] == "N12-G7", "the only one is marked"
    page = _sent(many, page, do="find", find="ناحیه ۱۲ باغ ۷", site="N12-G7")
    assert page.heading == "Interview HRT-07-001"
    again = many.open("/start")
    assert again.one("#site input[checked]")["value"] == "N12-G7", "mostly it is the same place"


def test_what_is_no_place_to_ask_in_is_refused(many: Facilitator) -> None:
    page = many.open("/start")
    refused = _sent(many, page, status=422, site="AF3201")
    assert refused.errors() == {"site": "Choose the place of the interview."}
    empty = _sent(many, refused, do="find", find="ایتالیا")
    assert "No place fits" in empty.text


def test_places_come_while_one_types(many: Facilitator) -> None:
    token = many.open("/start").one('form[action="/start"] input[name=csrf_token]')["value"]
    answer = many.client.post("/start/places", data={"csrf_token": token, "find": "nahia باغ ۳"})
    piece = Page.of(answer)

    assert answer.status_code == 200
    assert not piece.has("h1")
    found = [str(one["value"]) for one in piece.soup.select("#site input")]
    assert found[:2] == ["N01-G3", "N02-G3"]
