"""The table of interviews: found by form, place, day, person, result and number."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta

import pytest

from tests import postgresql
from tests.clocks import StepClock
from tests.desk.pages import Browser
from tests.desk.world import ANSWERS, COORDINATOR, FARIBA, TORYALAI, World

FORM = "Perception of safety"


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def filled(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """Give a hub with interviews of two people on three days in two cities, for looking only."""
    folder = tmp_path_factory.mktemp("filled")
    with ExitStack() as stack:
        url = f"sqlite:///{folder / 'hub.db'}"
        if request.param == "postgresql":
            server = request.getfixturevalue("postgresql_server")
            url = stack.enter_context(postgresql.schema(server))
        world = World(url, folder, StepClock())
        stack.callback(world.close)
        world.begin()
        world.publish()
        world.add(FARIBA, TORYALAI)
        _fill(world)
        yield world


def _fill(world: World) -> None:
    herat, jalalabad = world.laptop(FARIBA), world.laptop(TORYALAI)
    world.interview(herat)
    world.clock.put(timedelta(days=1))
    world.interview(herat, {**ANSWERS, "person/age": "71"}, result="complete")
    world.clock.put(timedelta(days=1))
    world.interview(jalalabad, {}, site="AF0601", result="refused")
    world.sync(herat)
    world.sync(jalalabad)


@pytest.fixture
def reader(filled: World) -> Browser:
    return filled.browser(COORDINATOR)


def numbers(browser: Browser, query: str = "") -> list[str]:
    return [row[0] for row in browser.open(f"/interviews{query}").rows()]


def test_the_table_says_number_form_place_person_result_and_days(reader: Browser) -> None:
    page = reader.open("/interviews?order=number")

    assert [row[:6] for row in page.rows()] == [
        ["HRT-07-001", "Perception of safety", "Herat", "HRT-07", "Partial", "22 November 2026"],
        ["HRT-07-002", "Perception of safety", "Herat", "HRT-07", "Complete", "23 November 2026"],
        [
            "JAL-03-001",
            "Perception of safety",
            "Jalalabad",
            "JAL-03",
            "Refused",
            "24 November 2026",
        ],
    ]
    assert "3 interviews" in page.text


def test_days_places_and_digits_are_the_readers_own(filled: World) -> None:
    page = filled.browser(COORDINATOR, "fa-AF").open("/interviews?order=number")

    assert page.rows()[0][1:3] == ["احساس مصونیت", "شهر هرات"]
    assert page.rows()[0][5] == "۱ قوس ۱۴۰۵"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?person=HRT-07&order=number", ["HRT-07-001", "HRT-07-002"]),
        ("?result=refused", ["JAL-03-001"]),
        ("?site=AF0601", ["JAL-03-001"]),
        # A province stands for the cities in it.
        ("?site=AF32&order=number", ["HRT-07-001", "HRT-07-002"]),
        ("?form=safety&order=-number", ["JAL-03-001", "HRT-07-002", "HRT-07-001"]),
        ("?since=2026-11-23&order=number", ["HRT-07-002", "JAL-03-001"]),
        ("?until=1+Qaws+1405", ["HRT-07-001"]),
        ("?since=۱۴۰۵/۹/۲&until=۱۴۰۵/۹/۲", ["HRT-07-002"]),
        ("?number=hrt-۰۷-۰۰۲", ["HRT-07-002"]),
        ("?person=HRT-07&result=complete", ["HRT-07-002"]),
    ],
)
def test_filters_find_what_they_say(reader: Browser, query: str, found: list[str]) -> None:
    assert numbers(reader, query) == found


def test_a_filter_that_finds_nothing_says_how_to_go_on(reader: Browser) -> None:
    page = reader.open("/interviews?result=unreachable")

    assert "No interview fits this filter" in page.text
    assert "0 of 3 interviews fit the filter" in page.text


def test_a_day_that_does_not_exist_is_explained_beside_its_field(reader: Browser) -> None:
    page = reader.open("/interviews?since=1404/12/31")

    assert list(page.errors()) == ["since"]
    assert "FT-" not in page.errors()["since"]
    assert len(page.rows()) == 3


@pytest.mark.parametrize(
    "query",
    ["?order=answers", "?order=--day", "?page=-1", "?page=99999999999", "?page=7", "?number=%00"],
)
def test_an_address_that_somebody_changed_by_hand_shows_the_list(
    reader: Browser, query: str
) -> None:
    assert reader.open("/interviews" + query).heading == "Interviews"


def test_headings_order_the_table_up_and_down_and_keep_the_filter(reader: Browser) -> None:
    page = reader.open("/interviews?person=HRT-07&order=day")
    day = [link for link in page.links() if "order=-day" in link]

    assert len(day) == 1
    assert "person=HRT-07" in day[0]
    assert numbers(reader, day[0].removeprefix("/interviews")) == ["HRT-07-002", "HRT-07-001"]


def test_a_long_list_comes_in_pages(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fieldtool.web.desk.interviews.interviews.ROWS", 2)
    laptop = world.laptop()
    for _ in range(5):
        world.interview(laptop)
    world.sync(laptop)
    browser = world.browser(COORDINATOR)
    pages = [browser.open("/interviews?order=number")]
    while following := pages[-1].soup.select("a[rel=next]"):
        pages.append(browser.open(str(following[0]["href"])))
    seen = [row[0] for page in pages for row in page.rows()]

    assert len(pages) == 3
    assert seen == [f"HRT-07-00{number}" for number in range(1, 6)]
    assert "5 to 5 of 5" in pages[-1].text


def test_an_empty_hub_says_how_interviews_come(world: World) -> None:
    page = world.browser(COORDINATOR).open("/interviews")

    assert "No interview is here yet" in page.text
