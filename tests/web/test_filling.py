"""Filling without JavaScript, and one answer at a time with it."""

from __future__ import annotations

from fieldtool.collect import drafts
from tests.web.laptop import Facilitator, Laptop
from tests.web.pages import Page, words


def answers(laptop: Laptop) -> dict[str, str]:
    (sittings,) = laptop.services.work._open.values()
    (draft,) = drafts.open_drafts(sittings.workspace)
    return drafts.answers_of(sittings.workspace, draft.id)[0]


def sections(page: Page) -> list[str]:
    return [str(one["data-state"]) for one in page.soup.select(".sections button")]


def test_an_interview_is_filled_and_finished_with_plain_forms(
    facilitator: Facilitator,
) -> None:
    page = facilitator.start()
    page = facilitator.fill(page, age="۳۴", since_day="۱", since_month="9", since_year="۱۴۰۵")
    page = facilitator.fill(page, night="4", avoid=["park", "market"], hours="۱٫۵")

    assert page.heading == "Look through interview HRT-07-001"

    page = facilitator.open(_finish(page))
    page = facilitator.send(page, _finish(page, "form"), {"result": "complete"})

    assert page.heading == "The interview is finished"
    assert "HRT-07-001" in page.text
    assert facilitator.open("/interviews").rows()[0][0] == "HRT-07-001"


def _finish(page: Page, kind: str = "a") -> str:
    name = "action" if kind == "form" else "href"
    return next(
        str(one[name]) for one in page.soup.select(kind) if str(one.get(name)).endswith("/finish")
    )


def test_digits_of_every_keyboard_are_stored_as_one(
    facilitator: Facilitator, laptop: Laptop
) -> None:
    for typed in ("۳۴", "٣٤", "34"):
        facilitator.fill(_resumed(facilitator), "stay", age=typed)

        assert answers(laptop)["person/age"] == "34"


def _resumed(facilitator: Facilitator) -> Page:
    home = facilitator.open("/")
    links = [one for one in home.links() if one.startswith("/interviews/") and "delete" not in one]
    return facilitator.open(links[0]) if links else facilitator.start()


def test_a_solar_date_is_stored_as_its_gregorian_day(
    facilitator: Facilitator, laptop: Laptop
) -> None:
    page = facilitator.start()
    facilitator.fill(page, "stay", since_day="۲۰", since_month="2", since_year="۱۴۰۰")

    assert answers(laptop)["person/since"] == "2021-05-10"


def test_half_a_date_is_kept_as_it_was_typed_and_said_to_be_wrong(
    facilitator: Facilitator, laptop: Laptop
) -> None:
    page = facilitator.start()
    page = facilitator.fill(page, status=422, age="34", since_day="۲۰", since_year="۱۴۰۰")

    assert "q-person/since" in page.errors()
    assert page.one('[name="person/since:day"]')["value"] == "۲۰"
    assert page.one('[name="person/since:year"]')["value"] == "۱۴۰۰"


def test_a_gregorian_reader_may_choose_the_calendar(facilitator: Facilitator) -> None:
    page = facilitator.start()
    page = facilitator.fill(page, "stay", since_day="20", since_month="2", since_year="1400")
    answer = facilitator.press(page, {"calendar": "gregorian"})
    page = Page.of(answer)

    assert page.one('[name="person/since:year"]')["value"] == "۲۰۲۱"


def test_a_missing_answer_is_named_beside_the_question_and_on_top(
    facilitator: Facilitator,
) -> None:
    page = facilitator.fill(facilitator.start(), status=422)

    assert list(page.errors()) == ["q-person/age"]
    assert [one["href"] for one in page.soup.select("#error-summary a")] == ["#q-person/age"]


def test_a_facilitator_may_go_on_without_a_needed_answer(facilitator: Facilitator) -> None:
    page = facilitator.fill(facilitator.start(), status=422)
    page = facilitator.fill(page, "anyway")

    assert page.question("safety/night").has_attr("data-path")
    assert sections(page)[:2] == ["open", "open"]


def test_an_answer_the_form_refuses_is_kept_and_explained_in_the_form_s_words(
    facilitator: Facilitator, laptop: Laptop
) -> None:
    page = facilitator.fill(facilitator.start(), status=422, age="۷")

    assert page.errors()["q-person/age"] == "عمر درست نیست."
    assert answers(laptop)["person/age"] == "7"


def test_one_change_is_saved_and_brings_the_questions_back(
    facilitator: Facilitator, laptop: Laptop
) -> None:
    page = facilitator.fill(facilitator.start(), age="34")
    answer = facilitator.change(page, "night", night="4")
    fragment = Page.of(answer)

    assert answer.status_code == 200
    assert answers(laptop)["safety/night"] == "4"
    assert not fragment.has("main, header")
    assert fragment.question("safety/why").has_attr("data-path")


def test_only_the_changed_answer_of_a_page_is_saved_by_a_change(
    facilitator: Facilitator, laptop: Laptop
) -> None:
    page = facilitator.fill(facilitator.start(), age="34")
    facilitator.change(page, "night", night="1", comment="نیمه")

    assert "safety/comment" not in {k: v for k, v in answers(laptop).items() if v}


def test_a_hidden_question_keeps_its_place_without_being_shown(facilitator: Facilitator) -> None:
    page = facilitator.fill(facilitator.start(), age="34")

    assert page.question("safety/why").attrs == {"id": "q-safety/why", "hidden": ""}


def test_two_windows_never_overwrite_each_other_silently(
    facilitator: Facilitator, laptop: Laptop
) -> None:
    first = facilitator.start()
    second = facilitator.open(_address(first))
    facilitator.fill(first, "stay", age="34")
    answer = facilitator.change(second, "age", age="43")
    fragment = Page.of(answer)
    both = words(fragment.one('[id="q-person/age-conflict"]'))

    assert answer.status_code == 422
    assert "۳۴" in both
    assert "۴۳" in both
    assert answers(laptop)["person/age"] == "34"


def _address(page: Page) -> str:
    return str(page.one("#page-form")["action"])


def _in_conflict(facilitator: Facilitator) -> Page:
    first = facilitator.start()
    second = facilitator.open(_address(first))
    facilitator.fill(first, "stay", age="34")
    return facilitator.fill(second, status=422, age="43")


def test_the_answer_from_here_can_be_taken(facilitator: Facilitator, laptop: Laptop) -> None:
    facilitator.press(_in_conflict(facilitator), {"choose": "mine:person/age"})

    assert answers(laptop)["person/age"] == "43"


def test_the_saved_answer_can_be_kept(facilitator: Facilitator, laptop: Laptop) -> None:
    facilitator.press(_in_conflict(facilitator), {"choose": "theirs:person/age"})

    assert answers(laptop)["person/age"] == "34"


def test_a_question_another_window_answered_is_left_alone_when_it_was_not_touched_here(
    facilitator: Facilitator, laptop: Laptop
) -> None:
    first = facilitator.start()
    second = facilitator.open(_address(first))
    facilitator.fill(first, "stay", age="34")
    facilitator.fill(second, "stay", since_day="1", since_month="1", since_year="1405")

    assert answers(laptop)["person/age"] == "34"
    assert answers(laptop)["person/since"] == "2026-03-21"


def test_the_language_changes_at_any_moment_and_nothing_is_lost(
    facilitator: Facilitator, laptop: Laptop
) -> None:
    page = facilitator.start()
    answer = facilitator.press(page, {"language": "پښتو (ps)"}, age="۳۴")

    assert "څو کلن یاست؟" in answer.text
    assert answers(laptop)["person/age"] == "34"


def test_a_second_language_stands_beside_the_first(facilitator: Facilitator) -> None:
    page = facilitator.start()
    answer = facilitator.press(page, {"beside": "English (en)"})

    assert "چند ساله هستید؟" in answer.text
    assert "How old are you?" in answer.text
    beside = Page.of(answer).one("[id='q-person/age'] .beside")
    assert (beside["lang"], beside["dir"]) == ("en", "ltr")


def test_an_answer_that_is_not_needed_can_be_removed(
    facilitator: Facilitator, laptop: Laptop
) -> None:
    page = facilitator.fill(facilitator.start(), age="34")
    page = facilitator.fill(page, "stay", night="1", hours="2")
    facilitator.fill(page, "stay", hours="")

    assert answers(laptop)["safety/hours"] == ""


def test_a_section_that_is_not_asked_is_passed_over(facilitator: Facilitator) -> None:
    page = facilitator.fill(facilitator.start(), age="34")

    assert sections(page) == ["done", "open", "hidden"]
    assert facilitator.fill(page, night="1").heading.startswith("Look through")


def test_a_section_becomes_needed_with_an_answer(facilitator: Facilitator) -> None:
    page = facilitator.fill(facilitator.start(), age="۷۰")
    page = facilitator.fill(page, night="1")

    assert page.question("old/alone").select("select")


def test_work_goes_on_where_it_was_left(facilitator: Facilitator) -> None:
    page = facilitator.fill(facilitator.start(), age="34")
    address = _address(page)

    assert _address(_resumed(facilitator)) == address


def test_a_page_that_the_form_does_not_have_is_not_found(facilitator: Facilitator) -> None:
    address = _address(facilitator.start()).rpartition("/")[0]

    assert "FT-704" in facilitator.open(f"{address}/99", status=404).text
