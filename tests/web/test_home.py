"""The start page of the laptop: the day, one next step, and of each draft how far it is."""

from __future__ import annotations

from datetime import timedelta

from tests.clocks import StepClock
from tests.web.laptop import Facilitator, interview_of
from tests.web.pages import Page
from tests.web.test_returning import finish


def next_step(home: Page) -> str:
    return home.one(".card.next h2").get_text()


def test_the_first_day_begins_with_one_step_and_the_advice_to_practise(
    facilitator: Facilitator,
) -> None:
    home = facilitator.open("/")

    assert "Sunday, 22 November 2026" in home.text
    assert next_step(home) == "Start an interview"
    assert len(home.soup.select("main .button[data-kind=first]")) == 1
    assert "Practise before you ask anybody" in home.text
    assert "/practise" in home.links()


def test_a_draft_says_form_place_age_and_how_far_it_is(
    facilitator: Facilitator, clock: StepClock
) -> None:
    page = facilitator.start()
    facilitator.fill(page, age="33")
    home = facilitator.open("/")
    assert next_step(home) == "Continue interview HRT-07-001"
    line = home.one('[aria-labelledby="drafts"] li').get_text(" ")
    for said in ("All kinds of questions", "Herat", "Begun today", "1 of 6 questions answered"):
        assert said in line

    clock.put(timedelta(days=2))
    assert "Begun 2 days ago" in facilitator.open("/").text
    assert "Practise before you ask anybody" not in facilitator.open("/").text


def test_what_is_finished_and_at_the_hub_leaves_the_day_open_for_the_next(
    facilitator: Facilitator,
) -> None:
    finish(facilitator, interview_of(str(facilitator.start().one("#page-form")["action"])))

    assert next_step(facilitator.open("/")) == "Start an interview"
