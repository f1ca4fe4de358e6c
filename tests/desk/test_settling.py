"""Settling an interview that two laptops changed: both sides are seen, and a choice is written."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from fieldtool.log import kinds
from fieldtool.problems import Code
from fieldtool.security import writer
from fieldtool.security.workspace import Workspace
from fieldtool.storage import revisions
from fieldtool.storage.checking import compare_rebuilt
from fieldtool.storage.queries import interviews
from fieldtool.sync.hub.publishing import Workbook, prepared, publish_prepared
from fieldtool.sync.laptop import node
from tests.clocks import MORNING, StepClock
from tests.desk.pages import Browser, Page
from tests.desk.world import ANSWERS, COORDINATOR, FARIBA, TORYALAI, World

Two = tuple[Workspace, Workspace, str]


def changed(
    world: World,
    laptop: Workspace,
    interview: str,
    clock: StepClock | None = None,
    **changed: str | None,
) -> None:
    """Let *laptop* finalise the interview again, having seen its first revision alone."""
    own = clock or world.clock
    with world.services.database.read() as session:
        first = revisions.of_interview(session, world.project, interview)[0]
    answers = dict(first.revision.answers)
    for name, value in changed.items():
        path = next(one for one in answers if f"/{one}".endswith(f"/{name}"))
        answers = {one: said for one, said in answers.items() if one != path}
        if value is not None:
            answers[path] = value
    revision = replace(first.revision, answers=answers)
    content, now = revision.to_content(), own.now()
    with laptop.database.work() as session:
        writer.append(
            session, laptop, kinds.FINALISE, interview, content, clock=now, parents=[first.entry.id]
        )
    with world.client() as client:
        node.sync(laptop, client, own)


@pytest.fixture
def two(world: World) -> Two:
    """Return two laptops and an interview that both of them have finalised."""
    one, other = world.laptop(FARIBA), world.laptop(TORYALAI)
    interview = world.interview(one)
    world.sync(one)
    return one, other, interview


@pytest.fixture
def disputed(world: World, two: Two) -> Two:
    """Return them after they gave one age and one night differently, and one reason alike."""
    one, other, interview = two
    changed(world, one, interview, age="35", night="1", why="بازار")
    changed(world, other, interview, age="43", night=None, why="بازار")
    return two


def settle_address(interview: str) -> str:
    """Return where the interview is settled."""
    return f"/interviews/{interview}/settle"


def _at_the_hub(world: World, interview: str) -> interviews.Answered:
    with world.services.database.read() as session:
        found = interviews.get(session, world.project, interview)
    assert found is not None
    return found


def number_of(page: Page, words: str) -> dict[str, str]:
    """Return what to send to choose the answer that says *words*."""
    said = next(
        one
        for one in page.soup.select(".choice .texts > span:not(.hint)")
        if words in one.get_text()
    )
    label = said.find_parent("label")
    assert label is not None
    box = label.select_one("input")
    assert box is not None
    return {str(box["name"]): str(box["value"])}


def test_the_way_leads_from_the_overview_to_the_choice(coordinator: Browser, disputed: Two) -> None:
    _one, _other, interview = disputed
    overview = coordinator.open("/")

    assert "1 interview was changed in two places." in overview.text
    assert settle_address(interview) in coordinator.open(f"/interviews/{interview}").links()


def test_both_sides_are_shown_with_the_question_and_who_wrote_them(
    world: World, disputed: Two
) -> None:
    one, other, interview = disputed
    page = world.browser(COORDINATOR, "fa_AF").open(settle_address(interview))

    assert "چند ساله هستید؟" in page.text
    assert "شب چه احساس دارید؟" in page.text
    assert "بسیار مصون" in page.text
    assert "چرا؟" not in page.text, "they agree about the reason"
    for part in (FARIBA.code, TORYALAI.code, one.id, other.id, "۳۵", "۴۳"):
        assert part in page.text


def test_what_is_chosen_is_the_answer_and_reaches_both_laptops(
    world: World, coordinator: Browser, disputed: Two
) -> None:
    one, other, interview = disputed
    page = coordinator.open(settle_address(interview))
    choices = {**number_of(page, "43"), **number_of(page, "Very safe")}
    after = coordinator.send(page, settle_address(interview), 200, **choices)

    assert "The decision is written." in after.soup.get_text()
    assert "Settled at the hub" in after.text
    found = _at_the_hub(world, interview)
    decided = {**ANSWERS, "person/age": "43", "safety/night": "1", "safety/why": "بازار"}
    assert found.interview.state == "ready"
    assert {path: found.answers[path] for path in ANSWERS} == decided
    for laptop in (one, other):
        world.sync(laptop)
        with laptop.database.read() as session:
            there = interviews.get(session, world.project, interview)
        assert there is not None
        assert there.answers == found.answers
    assert "conflict" not in _at_the_hub(world, interview).interview.state


def test_an_answer_can_be_taken_away(world: World, coordinator: Browser, disputed: Two) -> None:
    _one, _other, interview = disputed
    page = coordinator.open(settle_address(interview))
    choices = {**number_of(page, "35"), **number_of(page, "Not asked")}
    coordinator.send(page, settle_address(interview), 200, **choices)

    assert "safety/night" not in _at_the_hub(world, interview).answers


def test_who_asked_and_who_finalised_stay_what_they_were(
    world: World, coordinator: Browser, disputed: Two
) -> None:
    _one, _other, interview = disputed
    before = _at_the_hub(world, interview).interview
    page = coordinator.open(settle_address(interview))
    coordinator.send(
        page,
        settle_address(interview),
        200,
        **number_of(page, "43"),
        **number_of(page, "Very safe"),
    )
    after = _at_the_hub(world, interview).interview

    assert (after.log, after.person, after.started) == (before.log, before.person, before.started)


def test_an_answer_that_was_not_decided_is_named_and_nothing_is_written(
    world: World, coordinator: Browser, disputed: Two
) -> None:
    _one, _other, interview = disputed
    page = coordinator.open(settle_address(interview))
    again = coordinator.send(page, settle_address(interview), 422, **number_of(page, "43"))

    assert list(again.errors().values()) == ["Choose one of these answers."]
    assert number_of(again, "43").items() <= _checked(again).items()
    assert _at_the_hub(world, interview).interview.state == "conflict"


def _checked(page: Page) -> dict[str, str]:
    return {str(one["name"]): str(one["value"]) for one in page.soup.select("input[checked]")}


def test_something_new_that_arrived_meanwhile_is_looked_at_first(
    world: World, coordinator: Browser, disputed: Two
) -> None:
    one, _other, interview = disputed
    page = coordinator.open(settle_address(interview))
    changed(world, one, interview, age="99")
    choices = {**number_of(page, "43"), **number_of(page, "Very safe")}
    again = coordinator.send(page, settle_address(interview), 409, **choices)

    assert "arrived while you were deciding" in again.text
    assert "99" in again.text
    assert _checked(again) == {}
    assert _at_the_hub(world, interview).interview.state == "conflict"


def test_there_is_nothing_to_settle_where_nothing_differs(coordinator: Browser, two: Two) -> None:
    _one, _other, interview = two
    page = coordinator.open(settle_address(interview), status=409)

    assert Code.NOTHING_TO_SETTLE.reference in page.text
    coordinator.open(settle_address("aaaaaaaaaaaaaaaa"), status=404)


def test_the_time_of_a_change_is_corrected_by_the_hubs_clock(
    world: World, coordinator: Browser, two: Two
) -> None:
    one, other, interview = two
    slow = StepClock(MORNING - timedelta(days=400))
    changed(world, one, interview, age="35")
    changed(world, other, interview, slow, age="43")
    page = coordinator.open(settle_address(interview))

    assert page.text.count("checked by the hub's clock") == 2
    assert "2025" not in page.text


def test_reading_and_deciding_are_audited(world: World, disputed: Two) -> None:
    _one, _other, interview = disputed
    coordinator = world.browser(COORDINATOR)
    page = coordinator.open(settle_address(interview))
    coordinator.send(
        page,
        settle_address(interview),
        200,
        **number_of(page, "43"),
        **number_of(page, "Very safe"),
    )
    lines = world.browser("karima").open("/audit").text

    assert "Settled an interview" in lines
    assert "Read an interview" in lines


LOGIC = """
| survey | |  | | |
| | type | name | label::دری (fa-AF) | relevant |
| | integer | people | چند تن در خانه؟ | |
| | text | door | دروازه قفل دارد؟ | |
| | text | guard | کی نگهبان است؟ | ${people} > 2 and ${door} = 'نه' |
| | text | why | چرا؟ | |
| | begin_repeat | hazard | خطر | |
| | text | kind | چه خطری؟ | |
| | text | since | از کی؟ | ${kind} != '' |
| | end_repeat |  |  | |
| settings | |  | |
| | form_id | version | default_language |
| | home | 1 | دری (fa-AF) |
"""
TOGETHER = "together they do not fit the form's rules"


@pytest.fixture
def unfit(begun: World) -> tuple[World, str]:
    """Return an interview that two laptops changed, each of them as the form allows it."""
    home = prepared(Workbook("home.md", LOGIC.encode(), title={"fa_AF": "خانه"}))
    services = begun.services
    with services.database.work() as session:
        now = begun.clock.now()
        publish_prepared(session, services.identity, begun.project, home, now, services.blobs)
    begun.add(FARIBA, TORYALAI)
    one, other = begun.laptop(FARIBA), begun.laptop(TORYALAI)
    interview = begun.interview(one, {"people": "1", "door": "بلی", "why": "تاریک است"})
    begun.sync(one)
    changed(begun, one, interview, people="4", why="دور است")
    changed(begun, other, interview, door="نه", why="کهنه است")
    return begun, interview


def test_answers_that_do_not_fit_together_are_shown_wherever_a_coordinator_looks(
    unfit: tuple[World, str],
) -> None:
    world, interview = unfit
    coordinator = world.browser(COORDINATOR)

    assert "answers, and they do not fit the form's rules" in coordinator.open("/").text
    listed = coordinator.open("/interviews?state=unfit")
    assert f"/interviews/{interview}" in listed.links()
    assert "Does not fit together" in listed.text
    for address in (f"/interviews/{interview}", settle_address(interview)):
        page = coordinator.open(address)
        assert TOGETHER in page.text
        assert "کی نگهبان است؟" in page.text
        assert "this question would have been asked" in page.text


def test_looking_changes_no_answer_and_is_remade_with_the_tables(
    unfit: tuple[World, str],
) -> None:
    world, interview = unfit
    before = _at_the_hub(world, interview)
    coordinator = world.browser(COORDINATOR)
    coordinator.open("/interviews")
    looked = _at_the_hub(world, interview)

    assert (before.interview.logic, looked.interview.logic) == ("due", "1")
    assert looked.answers == before.answers
    assert compare_rebuilt(world.services.database) == {}
    assert _at_the_hub(world, interview).interview.logic == "due"
    coordinator.open("/interviews")
    assert _at_the_hub(world, interview).interview.logic == "1"


def test_what_was_settled_is_looked_at_and_what_one_person_wrote_is_not(
    unfit: tuple[World, str],
) -> None:
    world, interview = unfit
    coordinator = world.browser(COORDINATOR)
    page = coordinator.open(settle_address(interview))
    settled = coordinator.send(page, settle_address(interview), 200, **number_of(page, "کهنه است"))

    assert TOGETHER in settled.text
    coordinator.open("/interviews")
    assert _at_the_hub(world, interview).interview.logic == "1"
    alone = world.interview(world.workspaces[0], {"people": "4"})
    world.sync(world.workspaces[0])
    assert _at_the_hub(world, alone).interview.logic == ""
    assert TOGETHER not in coordinator.open(f"/interviews/{alone}").text


@pytest.mark.parametrize("language", ["fa_AF", "ps", "it"])
def test_what_does_not_fit_is_said_in_the_readers_language(
    unfit: tuple[World, str], language: str
) -> None:
    world, interview = unfit
    text = world.browser(COORDINATOR, language).open(f"/interviews/{interview}").text

    assert "کی نگهبان است؟" in text
    assert TOGETHER not in text
    assert "would have been asked" not in text
