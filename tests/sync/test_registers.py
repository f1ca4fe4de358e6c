"""Registers between laptops: each hears of the other's entities from the hub, and all agree."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from fieldtool.collect import finalising
from fieldtool.collect.form_cache import FormCache
from fieldtool.collect.sitting import About, Sittings
from fieldtool.log import kinds
from fieldtool.log.erasures import ERASE, WITHDRAWN, Erasure
from fieldtool.log.kinds import team_log
from fieldtool.log.sites import Sites
from fieldtool.problems import Code, Problem
from fieldtool.storage import schema
from fieldtool.storage.database import Database
from fieldtool.storage.queries import entries, people, registers
from fieldtool.storage.queries.registers import Entity
from fieldtool.sync.registers.registering import Registrar, token_of
from tests.collect.conftest import SITE
from tests.collect.council import council_form
from tests.log import samples
from tests.sync.rooms import PERSON, Hub, Laptop
from tests.sync.test_restoring import hub_database

__all__ = ["hub_database"]

P = samples.PROJECT
FORM = council_form()
NAME = "شورای گذر خواجه"


@pytest.fixture
def pair(hub: Hub, new: Callable[..., Laptop]) -> tuple[Laptop, Laptop]:
    """Return two laptops that know the form and the place."""
    hub.publish(FORM)
    hub.say(kinds.SITES, P, Sites((SITE,)).to_content())
    laptops = new("one"), new("two")
    for laptop in laptops:
        laptop.sync()
    return laptops


def hold(laptop: Laptop, answers: dict[str, str], council: str = "") -> str:
    sittings = Sittings(laptop.ws, FormCache(laptop.ws.folder / "forms"), laptop.clock)
    about = About("councils", council) if council else None
    draft = sittings.start(FORM.hash, SITE.id, "", about=about)
    sittings.answer(draft.id, answers, 99, "windowaaaa")
    finalising.finalise(sittings, draft.id, "complete", laptop.clock)
    return draft.id


def councils(database: Database) -> list[Entity]:
    with database.read() as session:
        return registers.page(session, P, "councils")


def registrar(hub: Hub, session) -> Registrar:  # type: ignore[no-untyped-def]
    return Registrar(session, hub.identity, P, hub.clock.now())


def known_to_both(one: Laptop, two: Laptop) -> str:
    hold(one, {"new_name": NAME, "members": "11"})
    one.sync()
    two.sync()
    return councils(two.ws.database)[0].id


def everywhere(hub: Hub, *laptops: Laptop) -> list[tuple[str, dict[str, str], tuple[str, ...]]]:
    """Return what each computer knows of the one council, after all have synced twice."""
    for laptop in (*laptops, *laptops):
        laptop.sync()
    databases = [hub.database, *(laptop.ws.database for laptop in laptops)]
    found = [councils(database)[0] for database in databases]
    return [(one.label, dict(one.properties), one.conflicts) for one in found]


def test_what_one_laptop_registered_the_other_can_choose(
    hub: Hub, pair: tuple[Laptop, Laptop]
) -> None:
    one, two = pair
    council = known_to_both(one, two)
    visit = hold(two, {"members": "12"}, council)
    found = everywhere(hub, one, two)

    assert found == [(NAME, {"site": SITE.id, "members": "12"}, ())] * 3
    with one.ws.database.read() as session:
        said = registers.history(session, P, "councils", council)
    assert [each.change.interview for each in said][-1] == visit
    assert not any(each.is_due for each in councils(one.ws.database))


@pytest.mark.parametrize("first", [0, 1])
def test_two_laptops_that_change_different_properties_offline_are_merged(
    hub: Hub, pair: tuple[Laptop, Laptop], first: int
) -> None:
    council = known_to_both(*pair)
    hold(pair[0], {"members": "13"}, council)
    hold(pair[1], {"members": "11", "chair": "زن"}, council)
    pair[first].sync()
    found = everywhere(hub, *pair)

    assert found == [(NAME, {"site": SITE.id, "members": "13", "chair": "زن"}, ())] * 3


@pytest.mark.parametrize("first", [0, 1])
def test_two_laptops_that_change_the_same_property_leave_it_to_a_person(
    hub: Hub, pair: tuple[Laptop, Laptop], first: int
) -> None:
    council = known_to_both(*pair)
    hold(pair[0], {"members": "13"}, council)
    hold(pair[1], {"members": "14"}, council)
    pair[first].sync()
    found = everywhere(hub, *pair)
    assert found[0] == found[1] == found[2]
    assert found[0][2] == ("members",)

    with hub.database.work() as session:
        known = registers.merged_of(registers.history(session, P, "councils", council))
        wanted = [each.value for each in known.conflicts[0].candidates].index("14")
        registrar(hub, session).settle("councils", council, token_of(known), {"members": wanted})
    settled = everywhere(hub, *pair)

    assert [(values["members"], conflicts) for _label, values, conflicts in settled] == [
        ("14", ())
    ] * 3


def test_a_decision_that_did_not_see_all_of_it_is_not_written(
    hub: Hub, pair: tuple[Laptop, Laptop]
) -> None:
    council = known_to_both(*pair)
    with hub.database.work() as session, pytest.raises(Problem) as nothing:
        registrar(hub, session).settle("councils", council, "", {})
    for laptop, members in zip(pair, ("13", "14"), strict=True):
        hold(laptop, {"members": members}, council)
        laptop.sync()
    with hub.database.work() as session:
        known = registers.merged_of(registers.history(session, P, "councils", council))
        with pytest.raises(Problem) as moved:
            registrar(hub, session).settle("councils", council, "x", {"members": 0})
        with pytest.raises(Problem) as open_:
            registrar(hub, session).settle("councils", council, token_of(known), {"members": 2})

    assert nothing.value.code is Code.NOTHING_TO_SETTLE
    assert moved.value.code is Code.CONFLICT_MOVED
    assert open_.value.code is Code.NOT_ALL_DECIDED


def test_an_entity_of_a_team_is_told_to_the_team_and_all_of_it_to_one_that_comes_to_it_later(
    hub: Hub, new: Callable[..., Laptop]
) -> None:
    hub.publish(FORM)
    hub.say(kinds.SITES, P, Sites((SITE,)).to_content())
    with hub.database.work() as session:
        people.put(session, P, replace(PERSON, team="HRT"))
    laptop = new("one")
    laptop.sync()
    hold(laptop, {"new_name": NAME, "members": "11"})
    laptop.sync()
    council = councils(hub.database)[0].id
    with hub.database.work() as session:
        people.put(session, P, replace(PERSON, team="JAL"))
    hold(laptop, {"members": "12"}, council)
    laptop.sync()
    with hub.database.read() as session:
        logs = {
            log: [each.header.subject for each in entries.all_of(session, P, log)]
            for log in (team_log("HRT"), team_log("JAL"), "project")
        }

    assert logs["team/HRT"] == [council] * 2
    assert logs["team/JAL"] == [council] * 2
    assert council not in logs["project"]


def test_a_coordinator_registers_for_everybody_and_changes_what_laptops_said(
    hub: Hub, pair: tuple[Laptop, Laptop]
) -> None:
    with hub.database.work() as session:
        made = registrar(hub, session).add("councils", {"label": NAME, "site": SITE.id})
    pair[0].sync()
    hold(pair[0], {"members": "9"}, made)
    pair[0].sync()
    with hub.database.work() as session:
        assert registrar(hub, session).change("councils", made, {"members": "10"})
        assert not registrar(hub, session).change("councils", made, {"members": "10"})
        with pytest.raises(Problem) as unknown:
            registrar(hub, session).change("projects", made, {"members": "10"})
    found = everywhere(hub, *pair)

    assert unknown.value.code is Code.ENTITY_UNKNOWN
    assert [values["members"] for _label, values, _conflicts in found] == ["10"] * 3


def test_the_registers_are_made_again_from_the_log(hub: Hub, pair: tuple[Laptop, Laptop]) -> None:
    council = known_to_both(*pair)
    hold(pair[1], {"members": "14"}, council)
    pair[1].sync()
    before = councils(hub.database), councils(pair[1].ws.database)
    schema.rebuild(hub.database)
    schema.rebuild(pair[1].ws.database)

    assert (councils(hub.database), councils(pair[1].ws.database)) == before


def test_erasing_an_interview_leaves_the_entity_and_erasing_the_entity_leaves_nothing_of_it(
    hub: Hub, pair: tuple[Laptop, Laptop]
) -> None:
    one, two = pair
    first = hold(one, {"new_name": NAME, "members": "11"})
    one.sync()
    two.sync()
    council = councils(two.ws.database)[0].id
    hub.say(ERASE, first, Erasure(WITHDRAWN).to_content())
    assert [label for label, _values, _conflicts in everywhere(hub, one, two)] == [NAME] * 3

    hub.say(ERASE, council, Erasure(WITHDRAWN).to_content())
    hold(two, {"members": "15"}, council)
    for laptop in (one, two, one):
        laptop.sync()
    for database in (hub.database, one.ws.database, two.ws.database):
        assert councils(database) == []
        with database.read() as session:
            assert registers.said(session, P, council) == []
