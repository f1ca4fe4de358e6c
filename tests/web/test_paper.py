"""Paper at the laptop: blank forms, and interviews with their answers."""

from __future__ import annotations

import re
from dataclasses import replace

from fieldtool.log import papers
from fieldtool.storage.queries import projects
from fieldtool.sync.hub.publishing import publish_project
from tests.desk.world import World
from tests.web.laptop import Facilitator, address_of
from tests.web.pages import Page


def first_form(facilitator: Facilitator) -> str:
    """Return where the first form of the list is printed."""
    links = [str(one["href"]) for one in facilitator.open("/paper").soup.select("a[href]")]
    return next(link for link in links if re.fullmatch(r"/paper/[0-9a-f]{64}", link))


def numbers_on(page: Page) -> list[str]:
    """Return the numbers of the copies on a page of sheets."""
    return [one.get_text("-", strip=True) for one in page.soup.select(".paper-id .paper-number")]


def test_a_blank_form_is_printed_in_the_language_and_as_often_as_wished(
    facilitator: Facilitator,
) -> None:
    address = first_form(facilitator)
    assert "Do not copy a printed sheet" in facilitator.open(address).text
    page = facilitator.open(f"{address}/sheets?language=fa-AF&copies=۲&guidance=yes")

    sheets = page.soup.select("article.paper")
    assert [(one["lang"], one["dir"]) for one in sheets] == [("fa-AF", "rtl")] * 2
    assert "روز مصاحبه" in page.text
    numbers = [papers.read(number) for number in numbers_on(page)]
    assert len(set(numbers)) == 2
    assert all(number.is_of(address.rpartition("/")[2]) for number in numbers)


def test_odd_wishes_are_taken_for_the_usual_ones(facilitator: Facilitator) -> None:
    page = facilitator.open(
        f"{first_form(facilitator)}/sheets?language=xx&second=xx&copies=-3&rows=999999&calendar=x"
    )

    assert len(page.soup.select("article.paper")) == 1


def test_a_form_that_is_not_here_is_not_printed(facilitator: Facilitator) -> None:
    assert "FT-6" in facilitator.checked(facilitator.client.get(f"/paper/{'b' * 64}"), 404).text


def test_a_draft_is_printed_with_what_was_left_blank(facilitator: Facilitator) -> None:
    page = facilitator.fill(facilitator.start(), age="34")
    printed = facilitator.open(address_of(page, "/print?read=en"))

    assert "This interview is not finished." in printed.text
    assert "34" in printed.text
    assert "Left blank" in printed.text
    assert "Sensitivity High" in printed.text, "as whoever holds the sheet is to know"


def _finished(facilitator: Facilitator) -> str:
    page = facilitator.fill(facilitator.start(), age="34")
    address = address_of(page, "/finish")
    facilitator.send(facilitator.open(address), address, {"result": "partial"})
    return address_of(page, "/print")


def test_a_finished_interview_is_printed_in_each_language_with_its_digits(
    facilitator: Facilitator,
) -> None:
    address = _finished(facilitator)

    assert "۳۴" in facilitator.open(f"{address}?read=fa-AF").text
    assert "34" in facilitator.open(f"{address}?read=en").text


def test_nobody_prints_an_interview_that_does_not_exist(facilitator: Facilitator) -> None:
    for name in ("aaaaaaaaaaaaaaaa", "..", "x"):
        facilitator.checked(facilitator.client.get(f"/interviews/{name}/print"), 404)


def test_the_notice_is_printed_on_the_laptop_with_what_the_hub_said(
    world: World, facilitator: Facilitator
) -> None:
    with world.services.database.work() as session:
        settings = projects.get(session, world.project)
        said = {"who": "شاروالی هرات", "contact": "۰۷۰۰", "months": "12"}
        told = replace(settings, notice=said)
        publish_project(session, world.services.identity, told, world.clock.now())
    facilitator.send(facilitator.open("/send"), "/send", {})
    page = facilitator.open(f"{first_form(facilitator)}/notice?language=ps")

    assert page.soup.select_one("article.paper")["lang"] == "ps-AF"  # type: ignore[index]
    assert "شاروالی هرات" in page.text
    assert "۱۲ میاشتو" in page.text
