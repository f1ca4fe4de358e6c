"""A council meeting on the laptop: a sheet of headcount and votes, interviews beside each other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldtool.collect import meeting
from fieldtool.log.kinds import FINALISE, Revision, workspace_log
from fieldtool.questionnaires import QUESTIONNAIRES, media, workbook
from fieldtool.storage.queries import entries, workspaces
from fieldtool.sync.hub.publishing import Workbook, publish_form
from tests.clocks import StepClock
from tests.desk.world import FARIBA, World
from tests.web.laptop import Facilitator, Laptop, interview_of, set_up
from tests.web.pages import Page, words
from tests.web.test_practising import practise
from tests.web.test_returning import finish

SIDE = """
| survey | | | |
| | type | name | label::دری (fa-AF) |
| | begin_group | talk | گفت‌وگو |
| | hidden | meeting | |
| | integer | age | چند ساله هستید؟ |
| | text | why | چرا؟ |
| | end_group | | |
| settings | | | |
| | form_id | version | default_language |
| | side | 1 | دری (fa-AF) |
"""


@pytest.fixture(scope="module")
def council(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Laptop]:
    """Return a laptop that has the sheet of a meeting and a small form that knows its meeting."""
    folder: Path = tmp_path_factory.mktemp("council")
    world = World(f"sqlite:///{folder / 'hub.db'}", folder, StepClock())
    world.begin()
    publish_council_meeting(world)
    publish(world, Workbook("side.md", SIDE.encode(), title={"en": "Side talk"}))
    world.add(FARIBA)
    set_up(world, folder / "laptop", FARIBA)
    laptop = Laptop(world, folder / "laptop")
    yield laptop
    laptop.close()
    world.close()


def publish_council_meeting(world: World) -> None:
    """Publish the shipped sheet of a meeting."""
    shipped = next(one for one in QUESTIONNAIRES if one.id == "council-meeting")
    files, title = media(shipped.id, "afghanistan"), dict(shipped.title)
    publish(world, Workbook(*workbook(shipped.id), files=files, title=title))


def publish(world: World, book: Workbook) -> None:
    with world.services.database.work() as session:
        hub, now, blobs = world.services.identity, world.clock.now(), world.services.blobs
        publish_form(session, hub, world.project, book, now, blobs)


def begun(facilitator: Facilitator) -> tuple[str, Page]:
    """Begin a meeting; return its id and its first page."""
    start = facilitator.open("/start?meeting=new")
    page = facilitator.send(start, "/start", {"language": "en", "site": "AF3201"})
    return interview_of(str(page.one("#page-form")["action"])), page


def beside(facilitator: Facilitator, sheet: str) -> Page:
    """Open the side form in a meeting; return its first page."""
    start = facilitator.open(f"/start?meeting={sheet}")
    forms = {words(one.parent): str(one["value"]) for one in start.soup.select("[name=form]")}  # type: ignore[arg-type]
    return facilitator.send(start, "/start", {"form": forms["Side talk"], "site": "AF3201"})


def opened(facilitator: Facilitator, sheet: str) -> None:
    """Let the council agree, and fill headcount and a vote."""
    answers = {"visit/council_agrees": "1"}
    for page, given in (
        (1, answers),
        (3, {"headcount/women_25": "۱۲", "headcount/men_25": "9"}),
    ):
        shown = facilitator.open(f"/interviews/{sheet}/{page}")
        facilitator.checked(
            facilitator.client.post(
                f"/interviews/{sheet}/{page}",
                data={**facilitator.content(shown), **given, "go": "review"},
                follow_redirects=True,
            )
        )


def said(council: Laptop, interview: str) -> dict[str, str]:
    """Return the answers that the hub has of an interview."""
    world = council.world
    with world.services.database.read() as session:
        (own,) = workspaces.all_of(session, world.project)
        entry = entries.last_of(session, world.project, workspace_log(own.id), interview, FINALISE)
    assert entry is not None
    return Revision.from_entry(entry).answers


def voted(facilitator: Facilitator, sheet: str, **hands: str) -> Page:
    shown = facilitator.open(f"/interviews/{sheet}/4")
    row = next(
        str(one["data-path"]).rpartition("/")[0]
        for one in shown.soup.select("[data-path]")
        if str(one["data-path"]).endswith("/women_for")
    )
    given = {f"{row}/{name}": text for name, text in hands.items()}
    return facilitator.checked(
        facilitator.client.post(
            f"/interviews/{sheet}/4",
            data={**facilitator.content(shown), **given, "go": "review"},
            follow_redirects=True,
        )
    )


@pytest.fixture
def facilitator(council: Laptop) -> Facilitator:
    return council.facilitator()


def test_only_sheets_can_begin_a_meeting(facilitator: Facilitator) -> None:
    page = facilitator.open("/start?meeting=new")

    assert page.heading == "Begin a meeting"
    assert "Side talk" not in page.text
    assert "/start?meeting=new" in facilitator.open("/").links()


def test_headcount_and_votes_are_seen_at_one_look_and_are_answers_of_the_sheet(
    council: Laptop, facilitator: Facilitator
) -> None:
    sheet, _page = begun(facilitator)
    opened(facilitator, sheet)
    question = "دیوار پارک؟"
    voted(
        facilitator, sheet, vote_question=question, women_for="10", women_against="2", men_for="9"
    )
    page = facilitator.open(f"/meetings/{sheet}")

    assert [words(one) for one in page.soup.select(".tiles .big")] == ["12", "9"]
    assert page.rows() == [[question, "10", "2", "—", "9", "—", "—"]]
    finish(facilitator, sheet)
    answers = said(council, sheet)
    assert (answers["headcount/women"], answers["headcount/men"]) == ("12", "9")
    assert "finished" in facilitator.open(f"/meetings/{sheet}").text


def test_more_hands_than_people_are_not_taken(facilitator: Facilitator) -> None:
    sheet, _page = begun(facilitator)
    opened(facilitator, sheet)
    page = voted(facilitator, sheet, vote_question="؟", women_for="10", women_against="3")

    assert "more than the women who are here" in page.text


def test_a_button_saves_the_page_and_shows_another_interview_of_the_meeting(
    facilitator: Facilitator,
) -> None:
    sheet, _page = begun(facilitator)
    first, second = beside(facilitator, sheet), beside(facilitator, sheet)
    ids = [interview_of(str(one.one("#page-form")["action"])) for one in (first, second)]
    bar = second.soup.select("#switch [data-switch]")
    assert [str(one["value"]) for one in bar] == [sheet, *ids]
    assert [one.has_attr("aria-current") for one in bar] == [False, False, True]
    assert [one["accesskey"] for one in bar] == [["1"], ["2"], ["3"]]

    there = facilitator.press(second, {"to": ids[0]}, age="۳۳")
    page = Page.of(there)
    assert interview_of(str(page.one("#page-form")["action"])) == ids[0]
    back = facilitator.open(f"/interviews/{ids[1]}/1")
    assert back.one('[name="talk/age"]')["value"] == "۳۳"
    assert "1 of 2" in words(facilitator.open(f"/interviews/{ids[0]}/1").one("#switch"))
    dashboard = Page.of(facilitator.press(back, {"to": "meeting"}))
    assert re.match(r"Meeting HRT-07-\d+", dashboard.heading)
    assert "1 of 2 questions answered" in dashboard.text


def test_what_is_opened_in_a_meeting_has_its_place_and_names_it(
    council: Laptop, facilitator: Facilitator
) -> None:
    sheet, _page = begun(facilitator)
    start = facilitator.open(f"/start?meeting={sheet}")
    assert [one["value"] for one in start.soup.select("#site option[value]:not([value=''])")] == [
        "AF3201"
    ]
    page = beside(facilitator, sheet)
    interview = interview_of(str(page.one("#page-form")["action"]))
    home = facilitator.open("/")

    assert f"/meetings/{sheet}" in home.links()
    assert f"/interviews/{interview}" in home.links()
    finish(facilitator, interview)
    assert said(council, interview)["talk/meeting"] == sheet


def test_a_meeting_can_be_practised(facilitator: Facilitator) -> None:
    practise(facilitator)
    start = facilitator.open("/practice/start?meeting=new")
    page = facilitator.send(start, "/practice/start", {"language": "en", "site": "AF3201"})
    (sheet,) = re.findall(r"/interviews/([a-z2-7]+)/", str(page.one("#page-form")["action"]))
    dashboard = facilitator.open(f"/practice/meetings/{sheet}")

    assert dashboard.heading == "Practice: Meeting PRACTICE-001"
    facilitator.open(f"/meetings/{sheet}", status=404)
    facilitator.send(dashboard, "/practice/practise/end", {})


def test_headcounts_stand_beside_each_other(facilitator: Facilitator) -> None:
    sheet, _page = begun(facilitator)
    opened(facilitator, sheet)
    page = facilitator.open(f"/interviews/{sheet}/3")

    wide = {str(one["data-path"]) for one in page.soup.select("[data-width='2']")}
    assert {"headcount/women_15", "headcount/men_15"} <= wide


@pytest.mark.parametrize("wanted", ["aaaaaaaaaaaaaaaa", "x", "<b>", "new "])
def test_a_meeting_that_is_none_is_refused(facilitator: Facilitator, wanted: str) -> None:
    page = facilitator.open(f"/start?meeting={wanted}", status=404)

    assert "FT-674" in page.text


def test_another_interview_is_no_meeting_and_no_button_leads_out_of_one(
    facilitator: Facilitator,
) -> None:
    sheet, _page = begun(facilitator)
    page = beside(facilitator, sheet)
    other_sheet, _other = begun(facilitator)
    interview = interview_of(str(page.one("#page-form")["action"]))
    assert facilitator.client.get(f"/meetings/{interview}").status_code == 404

    for wanted in (other_sheet, "x", ""):
        there = Page.of(facilitator.press(page, {"to": wanted}))
        assert interview in str(there.soup)


def test_a_meeting_whose_sheet_was_deleted_leaves_its_interviews_alone(
    facilitator: Facilitator,
) -> None:
    sheet, _page = begun(facilitator)
    page = beside(facilitator, sheet)
    place = f"/interviews/{sheet}/delete"
    facilitator.send(facilitator.open(place), place, {"reason": "اشتباه بود"})

    assert not facilitator.open(str(page.one("#page-form")["action"])).has("#switch")
    facilitator.open(f"/meetings/{sheet}", status=404)


def test_votes_are_read_row_by_row() -> None:
    answers = {
        "headcount/women": "3",
        "headcount/men": "4",
        "votes/vote[aaaaaa]/vote_question": "سرک؟",
        "votes/vote[aaaaaa]/women_for": "2",
        "votes/vote[bbbbbb]/men_against": "4",
    }
    counted = meeting.counted(answers)

    assert (counted.women, counted.men) == ("3", "4")
    assert [one.question for one in counted.votes] == ["سرک؟", ""]
    assert [one.hands for one in counted.votes] == [
        ("2", "", "", "", "", ""),
        ("", "", "", "", "4", ""),
    ]
