"""Typing in what was asked on paper: once, under its own numbers, with the day it says."""

from __future__ import annotations

import re

import pytest

from fieldtool.log import papers
from fieldtool.log.kinds import Revision
from fieldtool.storage.queries import entries
from tests.desk.world import COORDINATOR, World
from tests.web.laptop import Facilitator, Laptop, address_of, interview_of, set_up
from tests.web.pages import Page
from tests.web.test_enrolling import ZAHRA
from tests.web.test_handing_over import _hand as hand
from tests.web.test_handing_over import _signed_in as signed_in
from tests.web.test_paper import first_form
from tests.web.test_sending import work_of

YESTERDAY = "۲۷ عقرب ۱۴۰۵"
IN_LIST = re.compile(r"/interviews/[a-z2-7]{16}")


@pytest.fixture
def paper(facilitator: Facilitator) -> str:
    """Return the number of a copy of the form that is on the laptop."""
    return papers.new(first_form(facilitator).rpartition("/")[2]).text


def typed(facilitator: Facilitator, paper: str, **wishes: str) -> Page:
    """Type the number of a paper and what it asks next; return the page of the whole form."""
    page = facilitator.open("/paper")
    asked = facilitator.send(page, "/paper/type", {"paper": paper})
    assert asked.heading == "Type in from paper"
    fields = {"site": "AF3201", "language": "fa-AF", "day": YESTERDAY, **wishes}
    return facilitator.send(asked, f"/paper/type/{papers.read(paper).text}", fields)


def refused(facilitator: Facilitator, paper: str, status: int) -> str:
    """Type the number of a paper that is not taken; return what is said."""
    page = facilitator.open("/paper")
    return facilitator.send(page, "/paper/type", {"paper": paper}, status=status).text


def revision_of(laptop: Laptop) -> Revision:
    """Return the last interview of the laptop's log."""
    ws = work_of(laptop)
    with ws.database.read() as session:
        found = entries.all_of(session, ws.project_id, ws.log)
    return Revision.from_entry(found[-1])


def test_the_whole_form_is_on_one_page_with_the_numbers_of_the_paper(
    facilitator: Facilitator, paper: str
) -> None:
    page = typed(facilitator, paper.lower())
    printed = facilitator.open(f"{first_form(facilitator)}/sheets?language=fa-AF")

    on_screen = [one.get_text(strip=True) for one in page.soup.select(".question .on-paper")]
    on_paper = [one.get_text(strip=True) for one in printed.soup.select("article .paper-number")]
    assert on_screen[:2] == ["۱", "۲"]
    assert set(on_screen) <= set(on_paper)
    assert len(page.soup.select(".sections button:not([disabled])")) > 1


def test_what_is_typed_keeps_the_paper_and_its_day(
    laptop: Laptop, facilitator: Facilitator, paper: str
) -> None:
    page = typed(facilitator, paper)
    finish = address_of(page, "/finish")
    facilitator.fill(page, "anyway", age="34")
    facilitator.send(facilitator.open(finish), finish, {"result": "partial"})

    said = revision_of(laptop).paper
    assert said is not None
    assert (said.number, said.day) == (paper, "2026-11-18")


def test_a_paper_is_typed_in_once_whether_or_not_it_is_finished(
    facilitator: Facilitator, paper: str
) -> None:
    page = typed(facilitator, paper)
    assert "HRT-07-001" in refused(facilitator, paper, 409)
    finish = address_of(page, "/finish")
    facilitator.send(facilitator.open(finish), finish, {"result": "refused"})

    assert "was typed in already" in refused(facilitator, paper, 409)


def test_a_number_that_cannot_be_one_is_asked_for_again(facilitator: Facilitator) -> None:
    for wrong in ("", "ABCD", "۱۲۳۴-۵۶۷۸"):
        assert "is not the number of a printed form" in refused(facilitator, wrong, 422)


def test_paper_of_another_form_is_named_and_not_taken(facilitator: Facilitator) -> None:
    assert "is not on this laptop" in refused(facilitator, papers.new("ab" * 32).text, 404)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("day", "۳۰ حوت ۱۴۰۴"),
        ("day", "۱ حمل ۱۴۲۰"),
        ("day", ""),
        ("site", "AF9999"),
        ("language", "xx"),
    ],
)
def test_what_is_wrong_beside_the_number_is_asked_again(
    facilitator: Facilitator, paper: str, field: str, value: str
) -> None:
    page = facilitator.send(facilitator.open("/paper"), "/paper/type", {"paper": paper})
    fields = {"site": "AF3201", "language": "fa-AF", "day": YESTERDAY, field: value}
    again = facilitator.send(page, f"/paper/type/{paper}", fields, status=422)

    assert again.has(f"#{field}-error")


def test_a_draft_that_is_handed_over_takes_its_paper_along(
    laptop: Laptop, facilitator: Facilitator, paper: str
) -> None:
    laptop.world.add(ZAHRA)
    set_up(laptop.world, laptop.folder, ZAHRA)
    interview = interview_of(str(typed(facilitator, paper).one("#page-form")["action"]))
    hand(facilitator, interview)
    zahra = signed_in(laptop, "HRT-08")

    assert "was typed in already" in refused(zahra, paper, 409)
    assert zahra.open(f"/interviews/{interview}/0").has(".on-paper")


def test_the_hub_says_when_one_paper_was_typed_in_twice(
    world: World, laptop: Laptop, facilitator: Facilitator, paper: str
) -> None:
    world.add(ZAHRA)
    set_up(world, laptop.folder, ZAHRA)
    for code in ("HRT-07", "HRT-08"):
        person = signed_in(laptop, code)
        finish = address_of(typed(person, paper), "/finish")
        person.send(person.open(finish), finish, {"result": "refused"})
        person.send(person.open("/send"), "/send", {})
    coordinator = world.browser(COORDINATOR)
    links = [one for one in coordinator.open("/interviews").links() if IN_LIST.fullmatch(one)]
    pages = [coordinator.open(link).text for link in dict.fromkeys(links)]

    assert len(pages) == 2
    assert all("The same paper was typed in more than once" in text for text in pages)
    assert all("-".join(papers.read(paper).groups) in text for text in pages)
