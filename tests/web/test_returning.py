"""Returned interviews on the laptop: seen first, opened with comments, finalised once more."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fieldtool.log.erasures import WITHDRAWN
from fieldtool.log.reviews import APPROVE, RETURN
from fieldtool.review import reviewing, settling
from fieldtool.review.reviewing import Verdict
from fieldtool.storage import schema
from fieldtool.storage.queries import interviews
from fieldtool.storage.queries.interviews import Answered
from fieldtool.sync.hub import erasing
from tests.desk.test_settling import changed
from tests.desk.world import TORYALAI, World
from tests.web.laptop import Facilitator, Laptop, interview_of

WHICH, AGE = "کدام کوچه؟", "سن درست است؟"
COMMENTS = {"safety/why": WHICH}


@pytest.fixture
def sent(facilitator: Facilitator) -> str:
    """Return an interview that was finished and sent."""
    page = facilitator.start()
    address = str(page.one("#page-form")["action"])
    interview = interview_of(address)
    page = facilitator.fill(page, age="33")
    facilitator.fill(page, go="2", night="4")
    facilitator.fill(facilitator.open(f"/interviews/{interview}/2"), why="تاریک است")
    finish(facilitator, interview)
    return interview


def finish(facilitator: Facilitator, interview: str) -> None:
    """Finish an interview as it is, and sync."""
    place = f"/interviews/{interview}/finish"
    facilitator.send(facilitator.open(place), place, {"result": "partial"})
    sync(facilitator)


def sync(facilitator: Facilitator) -> None:
    """Send, and take what the hub has."""
    facilitator.send(facilitator.open("/send"), "/send", {})


def back(world: World, interview: str, verdict: str = RETURN, **comments: str) -> None:
    """Let a coordinator review an interview; without comments she asks which street it is."""
    said = {path.replace("__", "/"): text for path, text in comments.items()} or COMMENTS
    with world.services.database.work() as session:
        found = reviewing.reviewed(session, world.project, interview)
        assert found is not None
        given = Verdict(verdict, "لطفاً دوباره ببینید", said, found.token)
        hub, now = world.services.identity, world.clock.now()
        reviewing.review(session, hub, world.project, interview, given, now)


def at_the_hub(world: World, interview: str) -> Answered:
    with world.services.database.read() as session:
        found = interviews.get(session, world.project, interview)
    assert found is not None
    return found


def again(facilitator: Facilitator, interview: str) -> str:
    """Open a returned interview from the home page; return what the first page says."""
    home = facilitator.open("/")
    return facilitator.send(home, f"/interviews/{interview}/again", {}).text


def test_a_returned_interview_comes_first_and_opens_where_something_is_said(
    world: World, facilitator: Facilitator, sent: str
) -> None:
    back(world, sent)
    sync(facilitator)
    home = facilitator.open("/")
    page = facilitator.send(home, f"/interviews/{sent}/again", {})

    assert home.one(".card.next h2").get_text() == "1 interview was returned to you"
    assert "لطفاً دوباره ببینید" in home.text
    assert "1 answer with a comment" in home.text
    assert WHICH in page.question("safety/why").get_text()
    assert WHICH not in page.question("safety/night").get_text()
    assert page.one('[name="safety/why"]')["value"] == "تاریک است"
    assert "لطفاً دوباره ببینید" in page.text
    assert WHICH in facilitator.open(f"/interviews/{sent}/review").text
    assert "returned to you" in facilitator.open("/").text


def test_finishing_it_once_more_brings_a_revision_that_has_seen_the_first(
    world: World, facilitator: Facilitator, sent: str
) -> None:
    back(world, sent)
    sync(facilitator)
    again(facilitator, sent)
    page = facilitator.open(f"/interviews/{sent}/2")
    facilitator.fill(page, why="کوچهٔ آهنگران")
    finish(facilitator, sent)
    found = at_the_hub(world, sent)

    assert (found.interview.state, found.interview.review) == ("ready", "answered")
    assert found.answers["safety/why"] == "کوچهٔ آهنگران"
    assert found.answers["person/age"] == "33"
    assert found.interview.number == "HRT-07-001"
    row = facilitator.open("/interviews").rows()[0]
    assert row[0] == "HRT-07-001"
    assert not facilitator.open("/").has(".card.next form")
    browser = world.browser("yusuf.herat")
    shown = browser.open(f"/interviews/{sent}")
    (change,) = [link for link in shown.links() if "/changes/" in link]
    text = browser.open(change).text
    assert text.index("تاریک است") < text.index("کوچهٔ آهنگران")


def test_a_purged_interview_comes_back_with_its_answers(
    world: World, facilitator: Facilitator, sent: str
) -> None:
    world.clock.put(timedelta(days=8))
    sync(facilitator)
    assert "not on this laptop any more" in facilitator.open("/interviews").text
    back(world, sent)
    sync(facilitator)
    again(facilitator, sent)
    page = facilitator.open(f"/interviews/{sent}/2")
    assert page.one('[name="safety/why"]')["value"] == "تاریک است"
    facilitator.fill(page, why="کوچهٔ آهنگران")
    finish(facilitator, sent)

    found = at_the_hub(world, sent)
    assert (found.interview.state, found.interview.review) == ("ready", "answered")
    assert found.answers["person/age"] == "33"


def test_what_is_returned_is_not_purged_before_it_was_answered(
    world: World, facilitator: Facilitator, sent: str
) -> None:
    back(world, sent)
    sync(facilitator)
    world.clock.put(timedelta(days=30))
    sync(facilitator)

    assert "تاریک است" in again(facilitator, sent) or facilitator.open(f"/interviews/{sent}/2").has(
        '[value="تاریک است"]'
    )


def test_a_second_return_while_it_is_open_adds_its_comments_and_keeps_her_answers(
    world: World, facilitator: Facilitator, sent: str
) -> None:
    back(world, sent)
    sync(facilitator)
    again(facilitator, sent)
    facilitator.fill(facilitator.open(f"/interviews/{sent}/2"), why="کوچهٔ آهنگران")
    back(world, sent, person__age=AGE)
    sync(facilitator)
    page = facilitator.open(f"/interviews/{sent}/1")

    assert AGE in page.question("person/age").get_text()
    assert "returned once more while you worked on it" in page.text
    second = facilitator.open(f"/interviews/{sent}/2")
    assert second.one('[name="safety/why"]')["value"] == "کوچهٔ آهنگران"
    assert WHICH in second.question("safety/why").get_text()
    finish(facilitator, sent)
    assert at_the_hub(world, sent).interview.review == "answered"


def test_a_draft_that_was_approved_meanwhile_says_so(
    world: World, facilitator: Facilitator, sent: str
) -> None:
    back(world, sent)
    sync(facilitator)
    again(facilitator, sent)
    back(world, sent, APPROVE)
    sync(facilitator)

    assert "approved it as it was" in facilitator.open(f"/interviews/{sent}/1").text


def test_an_interview_that_is_erased_while_it_is_open_is_gone_and_says_why(
    world: World, facilitator: Facilitator, sent: str
) -> None:
    back(world, sent)
    sync(facilitator)
    again(facilitator, sent)
    page = facilitator.open(f"/interviews/{sent}/2")
    with world.services.database.work() as session:
        hub, now = world.services.identity, world.clock.now()
        erasing.erase(session, hub, world.project, sent, reason=WITHDRAWN, clock=now)
    sync(facilitator)

    answer = facilitator.press(page, {"go": "next"}, why="کوچهٔ آهنگران")
    assert "erased at the hub" in facilitator.checked(answer, 410).text
    gone = facilitator.open(f"/interviews/{sent}/2", status=410)
    assert "تاریک است" not in gone.text
    assert not facilitator.open("/").has(".card.next form")


def test_a_deleted_draft_of_it_is_brought_back_by_opening_it(
    world: World, facilitator: Facilitator, sent: str
) -> None:
    back(world, sent)
    sync(facilitator)
    again(facilitator, sent)
    facilitator.fill(facilitator.open(f"/interviews/{sent}/2"), why="کوچهٔ آهنگران")
    place = f"/interviews/{sent}/delete"
    facilitator.send(facilitator.open(place), place, {"reason": "اشتباه"})
    again(facilitator, sent)

    page = facilitator.open(f"/interviews/{sent}/2")
    assert page.one('[name="safety/why"]')["value"] == "کوچهٔ آهنگران"


def test_what_is_not_returned_cannot_be_opened_again(facilitator: Facilitator, sent: str) -> None:
    token = facilitator.open("/send").one('main [name="csrf_token"]')["value"]
    for interview, status in ((sent, 409), ("aaaaaaaaaaaaaaaa", 409), ("x", 404)):
        answer = facilitator.client.post(
            f"/interviews/{interview}/again", data={"csrf_token": str(token)}
        )
        assert answer.status_code == status


def test_what_somebody_else_changed_meanwhile_is_merged_with_her_correction(
    world: World, facilitator: Facilitator, sent: str
) -> None:
    world.add(TORYALAI)
    back(world, sent)
    sync(facilitator)
    again(facilitator, sent)
    changed(world, world.laptop(TORYALAI), sent, age="43")
    facilitator.fill(facilitator.open(f"/interviews/{sent}/2"), why="کوچهٔ آهنگران")
    finish(facilitator, sent)

    found = at_the_hub(world, sent)
    assert (found.interview.state, found.answers["person/age"]) == ("ready", "43")
    assert found.answers["safety/why"] == "کوچهٔ آهنگران"


def test_what_somebody_else_answered_otherwise_meanwhile_stays_for_a_person_to_choose(
    world: World, facilitator: Facilitator, sent: str
) -> None:
    world.add(TORYALAI)
    back(world, sent)
    sync(facilitator)
    again(facilitator, sent)
    changed(world, world.laptop(TORYALAI), sent, why="نزدیک مکتب")
    facilitator.fill(facilitator.open(f"/interviews/{sent}/2"), why="کوچهٔ آهنگران")
    finish(facilitator, sent)

    with world.services.database.read() as session:
        open_ = settling.unsettled(session, world.project, sent)
    assert open_ is not None
    (conflict,) = open_.conflicts
    assert {one.value for one in conflict.candidates} == {"نزدیک مکتب", "کوچهٔ آهنگران"}


def test_asking_reaches_the_coordinator_and_her_answer_the_facilitator(
    world: World, facilitator: Facilitator, sent: str
) -> None:
    place = f"/interviews/{sent}/ask"
    assert place in facilitator.open("/interviews").links()
    page = facilitator.open(place)
    refused = facilitator.send(page, place, {"comment": "سن او"}, status=422)
    assert list(refused.errors()) == ["reason"]
    assert "سن او" in refused.text
    listed = facilitator.send(refused, place, {"reason": "mistake", "comment": "سن او ۴۳ است"})
    assert "You asked: An answer was written down wrongly." in listed.text
    assert place not in listed.links()
    again_ = facilitator.client.post(
        place,
        data={
            "reason": "mistake",
            "csrf_token": str(page.soup.select("main [name=csrf_token]")[0]["value"]),
        },
    )
    assert again_.status_code == 409
    sync(facilitator)
    assert at_the_hub(world, sent).interview.review == "asked"
    back(world, sent, APPROVE)
    sync(facilitator)

    row = facilitator.open("/interviews").rows()[0]
    assert "Approved" in row[5]
    assert "لطفاً دوباره ببینید" in row[5]


def test_an_approval_is_still_seen_after_the_answers_were_purged(
    world: World, facilitator: Facilitator, sent: str
) -> None:
    back(world, sent, APPROVE)
    sync(facilitator)
    world.clock.put(timedelta(days=8))
    sync(facilitator)
    row = facilitator.open("/interviews").rows()[0]

    assert "not on this laptop any more" in row[4]
    assert row[5].startswith("Approved")
    assert "لطفاً دوباره ببینید" not in row[5]


def test_what_is_asked_is_not_purged_before_there_is_an_answer(
    world: World, facilitator: Facilitator, sent: str
) -> None:
    place = f"/interviews/{sent}/ask"
    facilitator.send(facilitator.open(place), place, {"reason": "twice"})
    world.clock.put(timedelta(days=30))
    sync(facilitator)

    assert "not on this laptop any more" not in facilitator.open("/interviews").text
    assert at_the_hub(world, sent).interview.review == "asked"


def test_all_of_it_is_the_same_after_everything_was_made_again_from_the_log(
    world: World, laptop: Laptop, facilitator: Facilitator, sent: str
) -> None:
    world.clock.put(timedelta(days=8))
    sync(facilitator)
    back(world, sent)
    sync(facilitator)
    (own,) = {one.workspace for one in laptop.services.work._open.values()}
    for _time in range(2):
        for database in (world.services.database, own.database):
            with database.read() as session:
                before = interviews.get(session, world.project, sent)
            schema.rebuild(database)
            with database.read() as session:
                assert interviews.get(session, world.project, sent) == before
        if _time == 0:
            again(facilitator, sent)
            finish(facilitator, sent)
    assert at_the_hub(world, sent).interview.review == "answered"
