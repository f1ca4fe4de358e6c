"""How many women and men: counted by a question of the form, also where nobody can read answers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fieldtool.collect import assigned, finalising, quotas
from fieldtool.collect.form_cache import FormCache
from fieldtool.collect.sitting import Sittings
from fieldtool.forms import compile_form, convert_workbook
from fieldtool.log.assignments import Assignment
from fieldtool.log.canonical import encode, parse, to_base64
from fieldtool.security.keys import new_identity
from fieldtool.security.workspace import Workspace
from fieldtool.storage.queries import projects
from fieldtool.storage.queries.assignments import Held
from fieldtool.sync.hub.publishing import Workbook, publish_form, publish_project
from tests.clocks import StepClock
from tests.desk.pages import Browser, Page
from tests.desk.test_settling import changed, number_of, settle_address
from tests.desk.world import COORDINATOR, TORYALAI, World

RESIDENTS = """
| survey | | | | | |
| | type | name | label::دری (fa-AF) | label::English (en) | relevant |
| | begin_group | person | شخص | Person | |
| | select_one sexes | neighbour | همسایه زن است یا مرد؟ | The neighbour? | |
| | select_one sexes | sex | شما زن هستید یا مرد؟ | Are you a woman or a man? | |
| | select_one answer | agrees | موافق هستید؟ | Do you agree? | |
| | end_group | | | | |
| choices | | | | |
| | list_name | name | label::دری (fa-AF) | label::English (en) |
| | sexes | 1 | زن | Woman |
| | sexes | 2 | مرد | Man |
| | sexes | 99 | نمی‌خواهم جواب بدهم | No answer |
| | answer | 1 | بلی | Yes |
| settings | | | |
| | form_id | version | default_language |
| | residents | 1 | دری (fa-AF) |
"""
GIVEN = {
    "whose": "person:HRT-07",
    "form": "residents",
    "places": "AF32",
    "target": "3",
    "women": "۲",
    "men": "1",
}


@pytest.fixture
def residents(world: World) -> World:
    """Return a hub that has published a form which asks for the sex."""
    with world.services.database.work() as session:
        workbook = Workbook("residents.md", RESIDENTS.encode(), title={"en": "Residents"})
        hub, now, blobs = world.services.identity, world.clock.now(), world.services.blobs
        publish_form(session, hub, world.project, workbook, now, blobs)
    return world


@pytest.fixture
def laptop(residents: World) -> Workspace:
    return residents.laptop()


def make(world: World, status: int = 200, /, **fields: str) -> Page:
    browser = world.browser(COORDINATOR)
    page = browser.open("/assignments/new")
    return browser.send(page, "/assignments/new", status, **{**GIVEN, **fields})


def hold(world: World, laptop: Workspace, **answers: str) -> str:
    """Hold an interview of the one assignment, and send it; return its id."""
    world.sync(laptop)
    (task,) = assigned.today(laptop)
    assert task.form is not None
    sittings = Sittings(laptop, FormCache(world.folder / "forms"), world.clock)
    draft = sittings.start(task.form.hash, "AF3201", "", "", task.assignment.id)
    given = {f"person/{name}": value for name, value in answers.items()}
    sittings.answer(draft.id, given, 0, "window")
    finalising.finalise(sittings, draft.id, finalising.PARTIAL, world.clock)
    world.sync(laptop)
    return draft.id


def page_of(world: World) -> Page:
    """Return the page of the one assignment."""
    browser: Browser = world.browser(COORDINATOR)
    listed = browser.open("/assignments")
    address = next(link for link in listed.links() if len(link) > len("/assignments/new"))
    return browser.open(address)


def test_women_and_men_are_counted_by_the_question_about_the_person(
    residents: World, laptop: Workspace
) -> None:
    make(residents)
    hold(residents, laptop, sex="1", neighbour="2")
    hold(residents, laptop, sex="2")
    hold(residents, laptop, sex="99")
    (task,) = assigned.today(laptop)
    page = page_of(residents)

    assert (task.assignment.asked, task.held) == ("person/sex", Held(3, 1, 1))
    assert page.rows() == [["HRT-07", "3", "1", "1"]]
    assert "In all 3 of 3 Women 1 of 2 Men 1 of 1" in page.text
    assert "1 interview counts for neither" in page.text


def test_a_locked_hub_counts_what_is_sealed_by_sex_too(residents: World, laptop: Workspace) -> None:
    with residents.services.database.work() as session:
        settings = projects.get(session, residents.project)
        sealed = replace(settings, seal_key=to_base64(new_identity().box_key))
        publish_project(session, residents.services.identity, sealed, residents.clock.now())
    make(residents)
    hold(residents, laptop, sex="1")
    (task,) = assigned.today(laptop)

    assert task.held == Held(1, 1, 0)
    assert page_of(residents).rows() == [["HRT-07", "1", "1", "0"]]


def test_another_question_is_named(residents: World, laptop: Workspace) -> None:
    make(residents, asked="neighbour")
    hold(residents, laptop, sex="1", neighbour="2")

    assert page_of(residents).rows() == [["HRT-07", "1", "0", "1"]]


def test_nobody_is_counted_by_sex_where_no_numbers_are_wanted(
    residents: World, laptop: Workspace
) -> None:
    make(residents, women="", men="")
    hold(residents, laptop, sex="1")
    (task,) = assigned.today(laptop)

    assert (task.assignment.asked, task.held) == ("", Held(1, 0, 0))


@pytest.mark.parametrize(
    ("fields", "field", "said"),
    [
        ({"asked": "agrees"}, "asked", "sex, neighbour"),
        ({"asked": "<b>"}, "asked", "sex, neighbour"),
        ({"form": "safety"}, "women", "no question with one answer for women"),
    ],
)
def test_what_cannot_be_counted_is_refused(
    residents: World, fields: dict[str, str], field: str, said: str
) -> None:
    page = make(residents, 422, **fields)

    assert list(page.errors()) == [field]
    assert said in page.errors()[field]


def test_numbers_that_come_later_count_from_then_on(residents: World, laptop: Workspace) -> None:
    page = make(residents, women="", men="")
    address = next(link for link in page.links() if link.endswith("/change"))
    hold(residents, laptop, sex="1")
    browser = residents.browser(COORDINATOR)
    browser.send(browser.open(address), address, women="2")
    hold(residents, laptop, sex="1")

    assert page_of(residents).rows() == [["HRT-07", "2", "1", "0"]]


def test_an_assignment_of_an_earlier_program_still_counts_all() -> None:
    content = encode(Assignment("aaaaaaaaaa", "residents", ("AF32",), 3, women=2).to_content())
    read = Assignment.from_content("aaaaaaaaaa", parse(content))

    assert b"asked" not in content
    assert (read.women, read.counts_by_sex, read.counts_as({"person/sex": "1"})) == (2, False, "")


def test_questions_are_recognised_by_labels_of_any_language(clock: StepClock) -> None:
    sheet = RESIDENTS.replace("Woman", "Donna").replace("Man", "Uomo").replace("زن |", "خانم |")
    form = compile_form(convert_workbook("residents.md", sheet.encode()).xform, {})

    found = quotas.sex_questions(form, lambda: clock.now().moment)
    assert [(one.name, one.woman, one.man) for one in found] == [
        ("sex", "1", "2"),
        ("neighbour", "1", "2"),
    ]


def test_what_is_settled_counts_as_what_was_chosen(residents: World, laptop: Workspace) -> None:
    make(residents)
    interview = hold(residents, laptop, sex="1")
    for one, sex in ((laptop, "2"), (residents.laptop(TORYALAI), "99")):
        changed(residents, one, interview, sex=sex)
    browser, address = residents.browser(COORDINATOR), settle_address(interview)
    page = browser.open(address)
    browser.send(page, address, **number_of(page, "Man"))

    assert "In all 1 of 3 Women 0 of 2 Men 1 of 1" in page_of(residents).text
