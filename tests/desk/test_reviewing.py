"""Reviewing at the hub: what is decided, what is seen of it, and what a facilitator asks for."""

from __future__ import annotations

import csv
import io

import pytest

from fieldtool.collect import asking, returning
from fieldtool.log.reviews import REVIEW, Review
from fieldtool.security import writer
from fieldtool.security.workspace import Workspace
from fieldtool.storage.queries import entries, interviews
from fieldtool.web.desk.interviews.reviewing import DONE
from tests.desk.pages import Browser, Page
from tests.desk.test_settling import changed
from tests.desk.world import COORDINATOR, FARIBA, TORYALAI, World

WHY = "comment:safety/why"


def address(interview: str) -> str:
    """Return where the interview is reviewed."""
    return f"/interviews/{interview}/review"


@pytest.fixture
def laptop(world: World) -> Workspace:
    return world.laptop()


@pytest.fixture
def interview(world: World, laptop: Workspace) -> str:
    """Return an interview that is at the hub."""
    held = world.interview(laptop)
    world.sync(laptop)
    return held


def review(browser: Browser, interview: str, status: int = 200, /, **fields: str) -> Page:
    """Decide about an interview on its page."""
    page = browser.open(address(interview))
    return browser.send(page, address(interview), status, **fields)


def state(world: World, interview: str) -> str:
    with world.services.database.read() as session:
        found = interviews.get(session, world.project, interview)
    assert found is not None
    return found.interview.review


def test_questions_stand_with_their_answers_and_room_for_a_comment(
    world: World, interview: str
) -> None:
    page = world.browser(COORDINATOR, "fa_AF").open(address(interview))

    assert "چند ساله هستید؟" in page.text
    assert "بسیار نامصون" in page.text
    boxes = [str(one["name"]) for one in page.soup.select("textarea")]
    assert boxes[-1] == "comment"
    assert WHY in boxes


@pytest.mark.parametrize(
    ("verdict", "found"), [("approve", "approved"), ("reject", "rejected"), ("return", "returned")]
)
def test_a_decision_is_seen_on_its_page_in_the_table_and_by_the_filter(
    world: World, coordinator: Browser, interview: str, verdict: str, found: str
) -> None:
    after = review(coordinator, interview, 200, verdict=verdict, sure="yes", **{WHY: "کدام کوچه؟"})
    listed = coordinator.open(f"/interviews?review={found}")

    assert state(world, interview) == found
    assert DONE[verdict].partition("%")[0] in after.soup.get_text()
    assert "کدام کوچه؟" in after.text, "the history says what was said"
    assert "Why?" in after.text
    assert len(listed.rows()) == 1
    assert coordinator.open("/interviews?review=none").rows() == []


def test_the_overview_says_what_needs_her(
    world: World, coordinator: Browser, laptop: Workspace, interview: str
) -> None:
    asking.ask(laptop, interview, "mistake", "سن او ۴۳ است", world.clock)
    world.sync(laptop)
    page = coordinator.open("/")

    assert "A facilitator asks for something about 1 interview." in page.text
    assert "/interviews?review=asked" in page.links()
    shown = coordinator.open(f"/interviews/{interview}")
    assert "HRT-07 asks: To correct it: an answer was written down wrongly" in shown.text
    assert "سن او ۴۳ است" in shown.text
    assert state(world, interview) == "asked"
    review(coordinator, interview, verdict="return", comment="لطفاً اصلاح کنید")
    assert state(world, interview) == "returned", "a review answers what was asked before it"


def test_what_is_not_decided_well_is_said_and_nothing_typed_is_lost(
    world: World, coordinator: Browser, interview: str
) -> None:
    nothing = review(coordinator, interview, 422, **{WHY: "کدام کوچه؟"})
    silent = review(coordinator, interview, 422, verdict="return")
    unsure = review(coordinator, interview, 422, verdict="reject", comment="دو بار")

    assert list(nothing.errors()) == ["verdict"]
    assert list(silent.errors()) == ["comment"]
    assert list(unsure.errors()) == ["sure"]
    assert "کدام کوچه؟" in nothing.text
    assert "دو بار" in unsure.text
    assert state(world, interview) == ""


def test_who_reviewed_something_older_looks_again(
    world: World, coordinator: Browser, laptop: Workspace, interview: str
) -> None:
    page = coordinator.open(address(interview))
    changed(world, laptop, interview, age="43")
    fields = {"verdict": "approve", "comment": "خوب است"}
    refused = coordinator.send(page, address(interview), 409, **fields)

    assert "arrived while you were reading" in refused.text
    assert "خوب است" in refused.text
    assert state(world, interview) == ""
    coordinator.send(refused, address(interview), verdict="approve")
    assert state(world, interview) == "approved"


def test_what_two_laptops_left_differently_is_settled_before_it_is_reviewed(
    world: World, coordinator: Browser, laptop: Workspace, interview: str
) -> None:
    changed(world, laptop, interview, age="35")
    changed(world, world.laptop(TORYALAI), interview, age="43")

    assert address(interview) not in coordinator.open(f"/interviews/{interview}").links()
    assert "Choose first what is right" in coordinator.open(address(interview), status=409).text


def test_an_approved_interview_that_changes_needs_her_again(
    world: World, coordinator: Browser, laptop: Workspace, interview: str
) -> None:
    review(coordinator, interview, verdict="approve")
    changed(world, laptop, interview, age="43")

    assert state(world, interview) == "changed"
    assert "1 interview is another one since it was reviewed." in coordinator.open("/").text
    shown = coordinator.open(f"/interviews/{interview}")
    (change,) = [link for link in shown.links() if "/changes/" in link]
    page = coordinator.open(change)
    assert page.text.index("34") < page.text.index("43")
    assert "Why?" not in page.text, "that answer is the same"


def test_a_change_that_is_none_has_no_page(coordinator: Browser, interview: str) -> None:
    for entry in ("a" * 32, "x"):
        coordinator.open(f"/interviews/{interview}/changes/{entry}", status=404)
    coordinator.open("/interviews/aaaaaaaaaaaaaaaa/review", status=404)


def test_a_download_says_where_each_interview_stands(
    world: World, coordinator: Browser, administrator: Browser, interview: str
) -> None:
    world.say_sensitive("moderate")
    review(coordinator, interview, verdict="approve")
    page = administrator.open("/interviews/export?form=safety")
    answer = administrator.post(page, "/interviews/export", written="codes", purpose="x")
    (row,) = csv.DictReader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff")))

    assert row["review"] == "approved"


def test_an_erased_interview_takes_its_reviews_along(
    world: World, laptop: Workspace, interview: str
) -> None:
    review(world.browser(COORDINATOR), interview, verdict="return", comment="کدام کوچه؟")
    administrator = world.browser("karima")
    place = f"/interviews/{interview}/erase"
    administrator.send(administrator.open(place), place, reason="withdrawn", sure="yes")
    world.sync(laptop)

    administrator.open(address(interview), status=410)
    assert returning.waiting(laptop) == ()
    with world.services.database.read() as session:
        found = entries.all_of(session, world.project, f"to/{laptop.id}")
    assert [one.is_stub for one in found] == [True]


def test_a_revoked_laptop_gets_nothing_back_and_another_one_of_the_person_does(
    world: World, coordinator: Browser, laptop: Workspace, interview: str
) -> None:
    revoke = f"/laptops/{laptop.id}/revoke"
    coordinator.send(coordinator.open(revoke), revoke, reason="lost")
    refused = review(coordinator, interview, 409, verdict="return", comment="کدام کوچه؟")
    assert "Set up a laptop for this person first" in refused.text
    new = world.laptop(FARIBA)
    review(coordinator, interview, verdict="return", comment="کدام کوچه؟")
    world.sync(new)

    (back,) = returning.waiting(new)
    assert (back.interview, back.comment) == (interview, "کدام کوچه؟")


def test_a_laptop_cannot_review_and_says_so_in_vain(
    world: World, coordinator: Browser, laptop: Workspace, interview: str
) -> None:
    content = Review("abcdefghij", "approve").to_content()
    with laptop.database.work() as session:
        writer.append(session, laptop, REVIEW, interview, content, clock=world.clock.now())
    world.sync(laptop)

    assert state(world, interview) == ""
    with world.services.database.read() as session:
        kinds = [one.header.kind for one in entries.all_of(session, world.project, laptop.log)]
    assert kinds[-1] == REVIEW, "it is kept, as everything is"
