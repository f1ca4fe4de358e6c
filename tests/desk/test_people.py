"""People and their laptops: adding, enrolling, revoking."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from bs4.element import Tag

from fieldtool.collect import facts
from fieldtool.log.people import PersonTold
from fieldtool.problems import Problem
from fieldtool.security import enrolment
from fieldtool.security.enrolment import EnrolmentFile
from fieldtool.storage import schema
from fieldtool.storage.queries import audit, enrolments, entries, people, workspaces
from tests.desk.pages import Browser, Page
from tests.desk.world import COORDINATOR, FARIBA, World

NEW = {"code": "hrt-۰۹", "name": "نوریه", "sex": "female", "language": "fa_AF"}


def test_the_list_says_code_name_sex_training_and_language(coordinator: Browser) -> None:
    rows = coordinator.open("/people").rows()

    assert rows == [
        ["HRT-07", "فریبا", "", "Woman", "Yes", "دری", "No code yet", "0"],
        ["JAL-03", "توریالی", "", "Man", "No", "پښتو", "No code yet", "0"],
    ]


def test_a_hub_without_people_says_what_to_do(begun: World) -> None:
    page = begun.browser(COORDINATOR).open("/people")

    assert "/people/new" in page.links()
    assert "Nobody interviews yet" in page.text


def test_a_person_is_added_with_the_code_typed_in_any_letters_and_digits(
    world: World, coordinator: Browser
) -> None:
    page = coordinator.send(coordinator.open("/people/new"), "/people/new", **NEW, trained="yes")
    with world.services.database.read() as session:
        person = people.get(session, world.project, "HRT-09")

    assert page.heading == "HRT-09"
    assert "The next step is an enrolment code" in page.text
    assert person == people.Person(
        "HRT-09", "نوریه", "female", trained=True, language="fa_AF", team="HRT"
    )


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("code", "Herat 7", "HRT-07"),
        ("code", "HRT-07", "belongs to somebody already"),
        ("name", "  ", "Write the person's name"),
        ("sex", "", "Choose one"),
        ("language", "", "Choose the language"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_stays(
    coordinator: Browser, field: str, value: str, said: str
) -> None:
    page = coordinator.open("/people/new")
    page = coordinator.send(page, "/people/new", 422, **{**NEW, field: value})

    assert list(page.errors()) == [field]
    assert said in page.errors()[field]
    name = page.soup.select_one("#name")
    assert isinstance(name, Tag)
    assert name["value"] == ("" if field == "name" else "نوریه")


def test_nobody_is_replaced_by_adding_a_person_twice(world: World, coordinator: Browser) -> None:
    page = coordinator.open("/people/new")
    coordinator.send(page, "/people/new", 422, **{**NEW, "code": "HRT-07"})
    with world.services.database.read() as session:
        assert people.get(session, world.project, "HRT-07") == FARIBA


@pytest.mark.parametrize("code", ["XXX-99", "%2e%2e", "فریبا"])
def test_an_unknown_person_is_explained(coordinator: Browser, code: str) -> None:
    assert "FT-744" in coordinator.open(f"/people/{code}", status=404).text


def test_a_code_is_shown_once_in_four_groups_and_sets_a_laptop_up(
    world: World, coordinator: Browser
) -> None:
    page = make_code(coordinator)
    laptop = world.laptop(code=code_on(page))
    after = coordinator.open("/people/HRT-07")

    assert re.fullmatch(r"([A-Z2-7]{4}-){3}[A-Z2-7]{4}", code_on(page))
    assert laptop.person == "HRT-07"
    assert code_on(page) not in after.text
    assert "Used on" in after.text
    assert "1 finalised" not in after.text


def test_the_code_is_written_in_the_readers_direction_but_read_from_the_left(
    world: World,
) -> None:
    browser = world.browser(COORDINATOR, "fa-AF")
    page = browser.open("/people/HRT-07/enrol")
    page = browser.send(page, "/people/HRT-07/enrol")
    groups = page.soup.select_one(".enrol-code > span")

    assert page.soup.html is not None
    assert page.soup.html["dir"] == "rtl"
    assert groups is not None
    assert groups["dir"] == "ltr"


def test_the_file_holds_the_code_and_what_the_laptop_needs(
    world: World, coordinator: Browser
) -> None:
    page = make_code(coordinator)
    answer = coordinator.post(page, "/people/HRT-07/enrol/file")
    file = EnrolmentFile.of_bytes(answer.data)

    assert answer.headers["Content-Disposition"] == 'attachment; filename="enrolment.ft-enrol"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert file.code == code_on(page).replace("-", "").lower()
    assert file.hub_key == world.services.identity.keys.verify_key
    assert file.hub_url == "http://localhost"
    assert file.title == "Community safety"


def test_a_file_is_given_for_the_code_of_this_person_alone(coordinator: Browser) -> None:
    page = make_code(coordinator)
    token = page.soup.select_one("input[name=csrf_token]")
    given = {"csrf_token": str(token["value"]) if token else "", "code": code_on(page)}
    answer = coordinator.client.post("/people/JAL-03/enrol/file", data=given)

    assert answer.status_code == 404


def test_an_expired_code_says_so(world: World, coordinator: Browser) -> None:
    make_code(coordinator, days="1")
    world.clock.put(timedelta(days=1, minutes=1))

    assert "Expired" in world.browser(COORDINATOR).open("/people/HRT-07").text


def test_a_code_that_somebody_guessed_at_is_void(world: World, coordinator: Browser) -> None:
    code = code_on(make_code(coordinator))
    with world.services.database.work() as session:
        enrolments.mark_burned(
            session, world.project, enrolment.lookup(code), world.clock.now().wall
        )
    page = coordinator.open("/people/HRT-07")

    assert "wrong proof" in page.text
    with pytest.raises(Problem):
        world.laptop(code=code)


def test_revoking_asks_first_and_then_says_what_happens(world: World, coordinator: Browser) -> None:
    laptop = world.laptop()
    address = f"/laptops/{laptop.id}/revoke"
    question = coordinator.open(address)
    with world.services.database.read() as session:
        before = workspaces.get(session, world.project, laptop.id)
    page = coordinator.send(question, address, 422)
    assert "Choose why the laptop is revoked" in page.text
    page = coordinator.send(page, address, reason="seized")
    with world.services.database.read() as session:
        after = workspaces.get(session, world.project, laptop.id)

    assert before is not None
    assert before.revoked_at is None
    assert after is not None
    assert after.revoked_at is not None
    assert "Nothing on it is destroyed" in question.text
    assert "readmit" not in str(page.links())
    assert "Revoked" in page.text
    assert address not in page.links()


def test_revoking_a_laptop_that_has_more_to_send_says_how_much(
    world: World, coordinator: Browser
) -> None:
    laptop = world.laptop()
    with world.services.database.work() as session:
        workspaces.contact(
            session,
            world.project,
            laptop.id,
            at=world.clock.now().wall,
            finalised_there=3,
            clock=world.clock.now(),
        )
    page = coordinator.open(f"/laptops/{laptop.id}/revoke")

    assert "3 finalised interviews are not at the hub yet." in page.text


def test_an_unknown_laptop_is_explained(coordinator: Browser) -> None:
    assert "FT-748" in coordinator.open("/laptops/aaaaaaaa/revoke", status=404).text


def test_the_audit_says_who_added_enrolled_and_revoked(world: World, coordinator: Browser) -> None:
    coordinator.send(coordinator.open("/people/new"), "/people/new", **NEW)
    make_code(coordinator)
    laptop = world.laptop()
    address = f"/laptops/{laptop.id}/revoke"
    coordinator.send(coordinator.open(address), address, reason="lost")
    with world.services.database.read() as session:
        lines = audit.lines(session, world.project, 0, 10)

    assert [(line.login, line.event, line.subject) for line in lines] == [
        (COORDINATOR, "workspace:revoke", laptop.id),
        (COORDINATOR, "enrolment:make", "HRT-07"),
        (COORDINATOR, "person:add", "HRT-09"),
        (COORDINATOR, "sign-in:begin", ""),
    ]
    assert "نوریه" not in str(lines)


def make_code(browser: Browser, days: str = "3") -> Page:
    page = browser.open("/people/HRT-07/enrol")
    return browser.send(page, "/people/HRT-07/enrol", days=days)


def code_on(page: Page) -> str:
    return "-".join(group.get_text() for group in page.soup.select(".enrol-code > span > span"))


def test_a_person_is_put_into_another_team_or_into_none(world: World, coordinator: Browser) -> None:
    page = coordinator.open("/people/HRT-07")
    page = coordinator.send(page, "/people/HRT-07/team", 422, team="../x")
    assert "not a team" in page.errors()["team"]
    page = coordinator.send(page, "/people/HRT-07/team", team="jal")
    with world.services.database.read() as session:
        assert people.teams(session, world.project) == {"JAL": 1}
    coordinator.send(page, "/people/HRT-07/team", team="")

    with world.services.database.read() as session:
        assert people.teams(session, world.project) == {}
        lines = [(line.event, line.details) for line in audit.lines(session, world.project, 0, 10)]
    assert lines[0] == ("person:team", {"team": ""})
    assert lines[1] == ("person:team", {"team": "JAL"})


def test_what_is_changed_about_a_person_reaches_her_laptops_without_her_name(
    world: World, coordinator: Browser
) -> None:
    laptop, place = world.laptop(), "/people/HRT-07/change"
    assert facts.person(laptop).trained
    page = coordinator.open(place)
    wrong = coordinator.send(page, place, 422, name=" ", language="ps")
    assert list(wrong.errors()) == ["name"]
    fields = {"name": "فریبای نو", "sex": "male", "language": "ps"}
    form = {**fields, "csrf_token": str(wrong.soup.select("main [name=csrf_token]")[0]["value"])}
    coordinator.client.post(place, data=form)
    world.sync(laptop)

    expected = PersonTold("HRT-07", "male", trained=False, language="ps", team="")
    assert facts.person(laptop) == expected
    with laptop.database.read() as session:
        said = entries.all_of(session, world.project, f"to/{laptop.id}")
    assert ["فریبا".encode() in (one.payload or b"") for one in said] == [False]
    schema.rebuild(laptop.database)
    assert facts.person(laptop) == expected
    with world.services.database.read() as session:
        (line,) = audit.lines(session, world.project, 0, 1)
    assert line.event == "person:change"


def test_a_revoked_laptop_is_told_nothing(world: World, coordinator: Browser) -> None:
    old = world.laptop()
    revoke = f"/laptops/{old.id}/revoke"
    coordinator.send(coordinator.open(revoke), revoke, reason="left")
    new = world.laptop(FARIBA)
    coordinator.send(coordinator.open("/people/HRT-07"), "/people/HRT-07/team", team="KBL")

    with world.services.database.read() as session:
        assert entries.all_of(session, world.project, f"to/{old.id}") == []
    world.sync(new)
    assert facts.person(new).team == "KBL"
