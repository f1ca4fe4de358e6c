"""What belongs to another area is on no page: people, laptops, assignments, incidents, counts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from fieldtool.log.sites import Site
from fieldtool.security.accounts import NewAccount, Role, open_account
from fieldtool.security.workspace import Workspace
from fieldtool.storage import areas, projections
from fieldtool.storage.models.hub import EnrolmentRow, PersonRow, WorkspaceRow
from fieldtool.storage.queries import assignments, incidents
from fieldtool.storage.queries.entries import in_order
from fieldtool.sync.hub.inviting import invite
from fieldtool.sync.hub.publishing import publish_sites
from fieldtool.sync.laptop.enrol import Invitation, enrol
from tests.desk.pages import Browser
from tests.desk.test_assignments import make
from tests.desk.test_permissions import PARTS, permission_of, rules
from tests.desk.test_sticks import bring
from tests.desk.world import (
    ADMINISTRATOR,
    CHEAP,
    COORDINATOR,
    FARIBA,
    PASSPHRASE,
    PASSWORD,
    TORYALAI,
    World,
)

ELSEWHERE = "spin.jalalabad"
# Doors of laptops and pages of everybody's own; what they do depends on no project's data.
WITHOUT = {"desk.leave", "desk.sign_in", "desk.enter", "static", "language.choose"}
# Typed into every form of the walk: each tries to bring something of Herat here.
TYPED = {
    "team": "JAL",
    "whose": "team:HRT",
    "places": "AF3201",
    "form": "safety",
    "target": "5",
    "person": "HRT-07",
    "reason": "lost",
    "kind": "lost",
    "step": "safe",
    "verdict": "approved",
    "code": "HRT-07",
    "name": "فریبا",
    "sex": "female",
    "language": "fa_AF",
    "days": "3",
    "do": "add",
    "list": "code,name,sex,language,team\nHRT-09,فرهاد,male,fa_AF,HRT",
}


@dataclass(frozen=True)
class Herat:
    """What there is in Herat, by the names of the parts of addresses."""

    parts: dict[str, str]
    marks: frozenset[str]


@pytest.fixture
def hub_url(tmp_path: Path) -> str:
    """Return the URL of a file: `test_areas` has both databases."""
    return f"sqlite:///{tmp_path / 'hub.db'}"


@pytest.fixture
def laptop(world: World) -> Workspace:
    """Return a laptop of Herat whose team and that of Jalalabad have their places."""
    world.add(replace(FARIBA, team="HRT"), replace(TORYALAI, team="JAL"))
    with world.services.database.work() as session:
        areas.put_places_of_teams(session, world.project, {"HRT": "AF32", "JAL": "AF0601"})
    return world.laptop(FARIBA)


@pytest.fixture
def herat(world: World, laptop: Workspace, coordinator: Browser) -> Herat:
    """Return an interview, assignment, code, lost laptop, entry put aside: all of Herat."""
    make(coordinator, whose="team:HRT")
    make(coordinator, whose="person:HRT-07")
    interview = world.interview(laptop)
    world.sync(laptop)
    device = laptop.membership.device
    coordinator.send(
        coordinator.open(f"/devices/{device}/lost"), f"/devices/{device}/lost", kind="lost"
    )
    with world.services.database.work() as session:
        code = invite(session, world.project, FARIBA.code, now=world.clock.now().wall).code
        made = assignments.all_of(session, world.project)[0].id
        lost = incidents.all_of(session, world.project)[0].id
        log, entry, _ = next(
            one for one in in_order(session, world.project, 0, 500) if "workspace/" in one[0]
        )
        projections.put_aside(session, world.project, log, entry, "ENTRY_NOT_VALID")
    parts = {**PARTS, "code": FARIBA.code, "laptop": laptop.id, "interview": interview}
    parts |= {
        "device": device,
        "assignment": made,
        "entry": entry.id,
        "incident": lost,
        "enrolment": code,
    }
    marks = {laptop.id, interview, device, made, lost, code, entry.id[:8], FARIBA.name}
    # As tables and lists say it; as an example it stands beside fields.
    marks |= {">HRT-07<", "HRT-07 ·"}
    return Herat(parts, frozenset(marks))


def account(world: World, role: Role = Role.COORDINATOR, *, of: str = "AF0601") -> Browser:
    with world.services.database.work() as session:
        wanted = NewAccount(ELSEWHERE, "سپين", role, "en", PASSWORD, (of,))
        open_account(session, world.project, wanted, CHEAP)
    return world.browser(ELSEWHERE)


def address_in(world: World, rule: Rule, herat: Herat) -> str:
    parts = dict(herat.parts)
    if "incident" in rule.endpoint:
        parts["name"] = parts["incident"]
    with world.app.test_request_context():
        return rule.build({name: parts[name] for name in rule.arguments})[1]  # type: ignore[index]


def state(session: Session, project: str) -> object:
    """Return what could be changed in Herat."""
    tables = (
        select(PersonRow.code, PersonRow.name, PersonRow.team),
        select(WorkspaceRow.id, WorkspaceRow.revoked_at),
        select(EnrolmentRow.lookup, EnrolmentRow.person, EnrolmentRow.burned_at),
    )
    rows = [sorted(map(repr, session.execute(query).all())) for query in tables]
    entries = [entry.id for _log, entry, _position in in_order(session, project, 0, 500)]
    return rows, entries, incidents.all_of(session, project)


def test_no_route_shows_or_changes_what_is_of_another_area(world: World, herat: Herat) -> None:
    browser = account(world)
    token = browser.open("/account").soup.select_one("input[name=csrf_token]")
    assert token is not None
    with world.services.database.read() as session:
        before = state(session, world.project)
    shown, tried = [], 0
    for rule, method in rules(world.app):
        if rule.endpoint in WITHOUT or not permission_of(world.app, rule):
            continue
        address = address_in(world, rule, herat)
        if method == "GET":
            answer = browser.client.get(address, follow_redirects=True)
        else:
            typed = {**TYPED, "csrf_token": str(token["value"])}
            answer = browser.client.post(address, data=typed)
        tried += 1
        # What a form gives back is what was typed, by whoever reads it.
        typed_again = set(TYPED.values()) if method == "POST" else set()
        shown += [
            (method, address, mark)
            for mark in herat.marks - typed_again
            if mark in answer.text.replace(address, "")
        ]
    with world.services.database.read() as session:
        after = state(session, world.project)

    assert shown == []
    assert after == before
    assert tried >= 100


def test_who_reads_elsewhere_is_shown_nothing_of_what_others_see(
    world: World, herat: Herat
) -> None:
    pages = [
        address_in(world, rule, herat)
        for rule, method in rules(world.app)
        if method == "GET" and permission_of(world.app, rule) and rule.endpoint not in WITHOUT
    ]
    found = {}
    for browser in (account(world, Role.ANALYST), world.browser(COORDINATOR)):
        texts = [
            browser.client.get(page, follow_redirects=True).text.replace(page, "") for page in pages
        ]
        found[browser] = {mark for mark in herat.marks if any(mark in text for text in texts)}

    # A code of enrolment is shown once, to whoever made it.
    assert list(found.values()) == [set(), herat.marks - {herat.parts["enrolment"]}]


def test_a_coordinator_of_the_area_works_with_its_people_and_laptops(
    world: World, laptop: Workspace
) -> None:
    browser = account(world, of="AF32")
    page = browser.open("/people")
    assert [row[0] for row in page.rows()] == ["HRT-07"]
    assert f"/laptops/{laptop.id}" in browser.open("/").links()
    make(browser, whose="team:HRT", places="AF3201")
    page = browser.open("/people/new")
    added = {"code": "HRT-08", "name": "نادره", "sex": "female", "language": "fa_AF"}
    browser.send(page, "/people/new", **added)

    assert [row[0] for row in browser.open("/people").rows()] == ["HRT-07", "HRT-08"]
    assert len(browser.open("/assignments").rows()) == 1
    places = browser.open("/assignments/new").soup.select("#places option")
    assert {str(one["value"]) for one in places} >= {"AF32", "AF3201"}
    assert "AF0601" not in {str(one["value"]) for one in places}


def test_nobody_is_put_where_the_coordinator_would_not_see_them(
    world: World, laptop: Workspace
) -> None:
    browser = account(world, of="AF32")
    page = browser.open("/people/new")
    added = {"code": "JAL-04", "name": "زرغونه", "sex": "female", "language": "ps"}
    page = browser.send(page, "/people/new", 422, **added)
    assert "does not work in your area" in page.errors()["code"]
    page = browser.open("/people/HRT-07")
    page = browser.send(page, "/people/HRT-07/team", 422, team="JAL")

    assert "Teams of your area: \u2068HRT\u2069" in page.errors()["team"]
    assert [row[0] for row in browser.open("/people").rows()] == ["HRT-07"]


def test_a_code_of_another_area_is_taken(world: World, laptop: Workspace) -> None:
    """It may have been moved to another team; a second person of that code there must not be."""
    administrator = world.browser(ADMINISTRATOR)
    administrator.send(administrator.open("/people/HRT-07"), "/people/HRT-07/team", team="JAL")
    browser = account(world, of="AF32")
    added = {"code": "HRT-07", "name": "نادره", "sex": "female", "language": "fa_AF"}
    page = browser.send(browser.open("/people/new"), "/people/new", 422, **added)

    assert "HRT-07" in page.errors()["code"]


def test_a_laptop_of_the_area_has_sent_everything_wherever_it_was_held(
    world: World, laptop: Workspace
) -> None:
    for site in ("AF3201", "AF0601"):
        world.interview(laptop, site=site)
    world.sync(laptop)
    browser = account(world, of="AF32")

    assert "2 finalised, 2 here, chain whole" in browser.open("/").text
    assert "1 interview" in browser.open("/").text


def test_a_lost_laptop_is_revoked_for_everybody_on_it_and_shows_the_own_people(
    world: World, laptop: Workspace
) -> None:
    with world.services.database.work() as session:
        code = invite(session, world.project, TORYALAI.code, now=world.clock.now().wall).code
    with world.client() as client:
        folder = laptop.folder.parent.parent
        other = enrol(client, Invitation("http://localhost", code), PASSPHRASE, folder, CHEAP)
    world.workspaces.append(other)
    browser, address = account(world), f"/devices/{laptop.membership.device}/lost"
    page = browser.open(address)
    assert [row[0] for row in page.rows()] == ["JAL-03"]
    page = browser.send(page, address, kind="stolen")

    assert [row[0] for row in page.rows()] == ["JAL-03"]
    with world.services.database.read() as session:
        query = select(WorkspaceRow.id).where(WorkspaceRow.revoked_at.is_not(None))
        assert set(session.execute(query).scalars()) == {laptop.id, other.id}


def test_a_stick_is_taken_in_whole_and_the_own_laptops_are_named(
    world: World, laptop: Workspace
) -> None:
    browser, stick = account(world), world.folder / "stick"
    stick.mkdir()
    world.interview(laptop)
    bring(world, laptop, stick)
    page = browser.send(browser.open("/stick"), "/stick", place=str(stick))

    assert "1 laptop of another area was read, too." in page.text
    assert "HRT-07" not in page.text
    assert len(world.browser(COORDINATOR).open("/interviews").rows()) == 1


def test_an_administrator_says_where_teams_work(world: World) -> None:
    browser = account(world, of="AF32")
    assert "No team works in your area yet" in browser.open("/").text
    administrator = world.browser(ADMINISTRATOR)
    assert "Nobody is in a team yet" in administrator.open("/teams").text
    world.add(replace(FARIBA, team="HRT"), replace(TORYALAI, team="JAL"))
    page = administrator.open("/teams")
    fields = {"place-HRT": "AF32", "place-JAL": "nowhere"}
    page = administrator.send(page, "/teams", **fields)

    chosen = page.soup.select("option[selected]")
    assert [str(one["value"]) for one in chosen] == ["AF32", ""]
    assert [row[0] for row in browser.open("/people").rows()] == ["HRT-07"]
    assert "Said where teams work" in administrator.open("/audit").text


def test_among_very_many_places_those_of_teams_are_searched_for(world: World) -> None:
    made = [
        Site(f"C{n:03}", "AF3201", "city", "", "", {"fa_AF": f"شهر باغ {n}"}) for n in range(1, 311)
    ]
    with world.services.database.work() as session:
        publish_sites(session, world.services.identity, world.project, made, world.clock.now())
    world.add(replace(FARIBA, team="HRT"), replace(TORYALAI, team="JAL"))
    administrator = world.browser(ADMINISTRATOR)
    page = administrator.open("/teams")
    assert page.soup.select_one("option[value=C007]") is None
    fields = {"place-HRT": "AF32", "place-JAL": ""}
    page = administrator.send(page, "/teams", **fields, do="find", find="باغ ۷")
    with world.services.database.read() as session:
        assert areas.places_of_teams(session, world.project) == {}, "nothing was to be kept yet"
    chosen = page.soup.select("option[selected]")
    assert [str(one["value"]) for one in chosen] == ["AF32", ""]

    page = administrator.send(page, "/teams", **fields | {"place-JAL": "C007"})
    with world.services.database.read() as session:
        assert areas.places_of_teams(session, world.project)["JAL"] == "C007"
    chosen = page.soup.select("option[selected]")
    assert [str(one["value"]) for one in chosen] == ["AF32", "C007"], "without searching for it"
