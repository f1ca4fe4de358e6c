"""One interview, readable in every language of its form and of the interface."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from bs4.element import Tag

from fieldtool.i18n.locales import find
from fieldtool.log import kinds
from fieldtool.log.kinds import Revision
from fieldtool.security import writer
from fieldtool.storage.queries import audit, entries
from fieldtool.web.parts.reading import language_of, read
from tests.desk.pages import Browser, Page
from tests.desk.world import ANSWERS, COORDINATOR, World
from tests.forms.workshop import form as compiled

ROWS = """
| survey |
| | type         | name   | label::دری (fa-AF) |
| | begin_repeat | hazard | خطر                |
| | text         | where  | کجا؟               |
| | begin_group  | why    | دلیل               |
| | text         | dark   | تاریک است؟         |
| | end_group    |        |                    |
| | begin_repeat | seen   | شاهد               |
| | text         | who    | کی؟                |
| | end_repeat   |        |                    |
| | end_repeat   |        |                    |
"""


@pytest.fixture
def interview(world: World) -> str:
    """Return the address of an interview at the hub."""
    laptop = world.laptop()
    made = world.interview(laptop)
    world.sync(laptop)
    return f"/interviews/{made}"


def answers(page: Page) -> dict[str, str]:
    """Return what the page says to each question."""
    return {
        _text(pair.find("dt")): _text(pair.find("dd"))
        for pair in page.soup.select("main dl.answers > div")
    }


def facts(page: Page) -> dict[str, str]:
    """Return what the page says about the interview."""
    return {
        _text(pair.find("dt")): _text(pair.find("dd"))
        for pair in page.soup.select("main dl.facts > div")
    }


def test_questions_and_choices_are_in_the_readers_language(
    coordinator: Browser, interview: str
) -> None:
    page = coordinator.open(interview)

    assert page.heading == "HRT-07-001"
    assert answers(page) == {
        "How old are you?": "34",
        "Since which day?": "20 November 2026",
        "How safe at night?": "Very unsafe",
        "Where do you not go?": "MarketPark",
        "Why?": "کوچه تاریک است",
    }


def test_the_same_interview_in_dari_has_its_digits_and_months(world: World, interview: str) -> None:
    page = world.browser(COORDINATOR, "fa-AF").open(interview)

    assert answers(page) == {
        "چند ساله هستید؟": "۳۴",
        "از چه روزی؟": "۲۹ عقرب ۱۴۰۵",
        "شب چه احساس دارید؟": "بسیار نامصون",
        "کجا نمی‌روید؟": "بازارپارک",
        "چرا؟": "کوچه تاریک است",
    }


def test_any_language_of_the_form_can_be_read_whatever_the_interface_speaks(
    coordinator: Browser, interview: str
) -> None:
    page = coordinator.open(f"{interview}?read=ps")
    block = page.soup.select_one('main [lang="ps"][dir="rtl"] section')

    assert answers(page)["څو کلن یاست؟"] == "۳۴"
    assert isinstance(block, Tag)
    assert page.soup.html is not None
    assert page.soup.html["dir"] == "ltr"


def test_a_reader_without_a_language_of_the_form_gets_the_forms_own(
    world: World, interview: str
) -> None:
    page = world.browser(COORDINATOR, "it").open(interview)

    assert "چند ساله هستید؟" in answers(page)


@pytest.mark.parametrize("wish", ["xx", "دری (fa-AF)", "%00", "<script>"])
def test_a_language_that_the_form_lacks_is_passed_over(
    coordinator: Browser, interview: str, wish: str
) -> None:
    assert len(answers(coordinator.open(f"{interview}?read={wish}"))) == 5


def test_what_people_typed_has_a_direction_of_its_own(coordinator: Browser, interview: str) -> None:
    typed = coordinator.open(interview).soup.select("dd .typed")

    assert [(one.get_text(), one["dir"]) for one in typed] == [("کوچه تاریک است", "auto")]


def test_codes_are_shown_on_request(coordinator: Browser, interview: str) -> None:
    with_codes = answers(coordinator.open(f"{interview}?codes=yes"))
    without = answers(coordinator.open(interview))

    assert with_codes["How safe at night?safety/night"] == "Very unsafe 4"
    assert with_codes["Where do you not go?safety/avoid"] == "Market marketPark park"
    assert "safety/night" not in str(without)


def test_a_question_left_blank_says_so_and_markup_in_an_answer_is_text(world: World) -> None:
    laptop = world.laptop()
    made = world.interview(
        laptop, {**ANSWERS, "person/age": "", "safety/why": "<b>چرا</b> & “نه”\nدوم"}
    )
    world.sync(laptop)
    found = answers(world.browser(COORDINATOR).open(f"/interviews/{made}"))

    assert found["How old are you?"] == "Left blank"
    assert found["Why?"] == "<b>چرا</b> & “نه” دوم"


@pytest.mark.parametrize("age", ["1e999999999", "9" * 5_000], ids=["exponent", "digits"])
def test_a_number_that_no_person_types_is_shown_as_it_came(world: World, age: str) -> None:
    laptop = world.laptop()
    made = world.interview(laptop, {**ANSWERS, "person/age": age})
    world.sync(laptop)
    found = answers(world.browser(COORDINATOR).open(f"/interviews/{made}"))

    assert found["How old are you?"] == age


def test_the_page_says_who_when_where_and_in_which_form(
    coordinator: Browser, interview: str
) -> None:
    found = facts(coordinator.open(interview))

    assert found["Place"] == "Herat · Herat province"
    assert found["Interviewed by"] == "HRT-07"
    assert found["Interviewed in"] == "دری"
    assert found["Form version"] == "1"
    assert found["Begun"].startswith("22 November 2026, 08:30")
    assert found["At the hub since"].startswith("22 November 2026")


def test_the_history_has_a_line_for_each_revision(coordinator: Browser, interview: str) -> None:
    lines = coordinator.open(interview).soup.select(".history li")

    assert len(lines) == 1
    assert "Finalised by HRT-07, Partial" in _text(lines[0])


def test_a_second_revision_is_shown_with_the_first_one_behind_it(
    world: World, interview: str
) -> None:
    made = interview.rpartition("/")[2]
    amend(world, made, {**ANSWERS, "person/age": "35"}, seen=True)
    page = world.browser(COORDINATOR).open(interview)

    assert answers(page)["How old are you?"] == "35"
    assert len(page.soup.select(".history li")) == 2
    assert "changed in two places" not in page.text


def test_two_states_of_one_interview_are_both_told_of(world: World, interview: str) -> None:
    made = interview.rpartition("/")[2]
    amend(world, made, {**ANSWERS, "person/age": "35"}, seen=False)
    browser = world.browser(COORDINATOR)
    page = browser.open(interview)

    assert "changed in two places" in page.text
    assert len(page.soup.select(".history li")) == 2
    assert "1 interview was changed in two places." in browser.open("/").text
    assert len(browser.open("/interviews?state=conflict").rows()) == 1


def test_an_interview_whose_form_is_not_here_is_explained_and_shown_by_names(
    world: World, interview: str
) -> None:
    made = "dddddddddddddddd"
    amend(world, made, ANSWERS, seen=False, form_hash="f" * 64)
    browser = world.browser(COORDINATOR)
    page = browser.open(f"/interviews/{made}")

    assert "is not at this hub" in page.text
    assert answers(page)["safety/night"] == "4"
    assert "1 interview waits for its form" in browser.open("/").text
    assert "Form is missing" in str(browser.open("/interviews?state=waiting").rows())
    assert interview not in browser.open("/interviews?state=waiting").links()


@pytest.mark.parametrize("name", ["aaaaaaaaaaaaaaaa", "فریبا", "A" * 16])
def test_an_interview_that_is_not_here_is_explained(coordinator: Browser, name: str) -> None:
    assert "FT-743" in coordinator.open(f"/interviews/{name}", status=404).text


def test_each_reading_leaves_a_line_that_holds_no_answer(
    world: World, coordinator: Browser, interview: str
) -> None:
    coordinator.open(interview)
    with world.services.database.read() as session:
        line = audit.lines(session, world.project, 0, 1)[0]

    assert (line.login, line.event, line.subject) == (COORDINATOR, "interview:read", "HRT-07-001")
    assert line.details == {"id": interview.rpartition("/")[2]}


def amend(
    world: World,
    interview: str,
    said: dict[str, str],
    *,
    seen: bool,
    form_hash: str = "",
) -> None:
    """Let a laptop write one more revision, having seen the earlier ones or not."""
    laptop = world.laptop()
    first = kinds.workspace_log(_first_workspace(world))
    with world.services.database.read() as session:
        earlier = entries.after(session, world.project, first, "")[0]
    revision = Revision.from_entry(earlier)
    content = Revision(
        **{
            **vars(revision),
            "interview": interview,
            "answers": said,
            "form_hash": form_hash or revision.form_hash,
        }
    ).to_content()
    parents = (earlier.id,) if seen else ()
    with laptop.database.work() as session:
        now = world.clock.now()
        writer.append(
            session, laptop, kinds.FINALISE, interview, content, clock=now, parents=parents
        )
    world.sync(laptop)


def _first_workspace(world: World) -> str:
    return world.workspaces[0].id


def _text(tag: object) -> str:
    assert isinstance(tag, Tag)
    return " ".join(tag.get_text().split())


def test_rows_of_a_repeat_are_read_in_their_order_under_their_names() -> None:
    form = compiled(ROWS)
    given = {
        "hazard": "zzzzzz aaaaaa",
        "hazard[aaaaaa]/where": "پارک",
        "hazard[aaaaaa]/why/dark": "بلی",
        "hazard[zzzzzz]/seen": "bbbbbb",
        "hazard[zzzzzz]/seen[bbbbbb]/who": "همسایه",
        "hazard[zzzzzz]/where": "بازار",
    }
    locale = find("fa-AF")
    assert locale is not None
    dari = language_of(form, "", locale)
    reading = read(form, given, dari, locale, datetime(2026, 11, 22, tzinfo=UTC))
    (section,) = reading.sections
    headings = [run.heading for run in section.runs]
    told = [
        (" · ".join(f"{name} {at}/{of}" for name, at, of in one.rows), str(one.label))
        for one in headings
        if one
    ]

    assert told == [
        ("خطر 1/2", ""),
        ("خطر 1/2 · شاهد 1/1", ""),
        ("خطر 2/2", ""),
        ("خطر 2/2", "دلیل"),
    ]
    assert [one.answers[0].text for run in section.runs for one in run.asked] == [
        "بازار",
        "همسایه",
        "پارک",
        "بلی",
    ]


def test_what_an_entity_is_made_of_is_read_as_answers_and_its_id_stands_with_the_codes() -> None:
    form = compiled(ROWS)
    entity = "hazard[aaaaaa]/meta/entity/@id"
    given = {"hazard": "aaaaaa", "hazard[aaaaaa]/where": "پارک", entity: "9f1c"}
    locale = find("fa-AF")
    assert locale is not None
    dari = language_of(form, "", locale)

    reading = read(form, given, dari, locale, datetime(2026, 11, 22, tzinfo=UTC))

    (section,) = reading.sections
    shown = [one.path for run in section.runs for one in run.asked]
    assert shown == ["hazard[aaaaaa]/where"]
    assert (entity, "9f1c") in reading.others
