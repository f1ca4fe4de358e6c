"""Entities on a laptop: what an interview says of them, and what the next one can choose."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from fieldtool.collect import finalising, registers
from fieldtool.collect.form_cache import FormCache
from fieldtool.collect.practising import Practices
from fieldtool.collect.sitting import About, Sittings
from fieldtool.forms import plain
from fieldtool.log import kinds
from fieldtool.log.kinds import Revision
from fieldtool.log.registers import ENTITY, LABEL
from fieldtool.security import workspace as workspaces
from fieldtool.security.passphrase import FLOOR
from fieldtool.security.workspace import Workspace
from fieldtool.storage.queries import entries
from fieldtool.storage.queries import registers as stored
from fieldtool.storage.queries.registers import Entity, Said
from tests.clocks import StepClock
from tests.collect.conftest import PASSPHRASE, SETTINGS, SITE, ProjectLog, filled, membership
from tests.collect.council import council_form
from tests.collect.test_sealing import KEY
from tests.conftest import PROJECT

FORM = council_form()
NAME = "شورای گذر خواجه"


@pytest.fixture
def ws(tmp_path: Path, clock: StepClock) -> Iterator[Workspace]:
    made = workspaces.create(tmp_path, membership(), PASSPHRASE, FLOOR)
    filled(made, clock, FORM)
    yield made
    made.close()


@pytest.fixture
def sittings(ws: Workspace, tmp_path: Path, clock: StepClock) -> Sittings:
    return Sittings(ws, FormCache(tmp_path / "forms"), clock)


@pytest.fixture
def held(sittings: Sittings, clock: StepClock) -> Callable[..., str]:
    """Return a way to hold an interview from beginning to end; it returns its id."""

    def hold(
        answers: dict[str, str],
        *,
        about: About | None = None,
        wave: str = "",
        result: str = "complete",
    ) -> str:
        draft = sittings.start(FORM.hash, SITE.id, "", wave, about=about)
        sittings.answer(draft.id, answers, 99, "windowaaaa")
        finalising.finalise(sittings, draft.id, result, clock)
        return draft.id

    return hold


def councils(ws: Workspace, sought: str = "") -> list[Entity]:
    with ws.database.read() as session:
        return stored.page(session, ws.project_id, "councils", sought=sought)


def history(ws: Workspace, entity: str) -> list[Said]:
    with ws.database.read() as session:
        return stored.history(session, PROJECT, "councils", entity)


def test_what_an_interview_registers_is_in_the_list_at_once(
    ws: Workspace, sittings: Sittings, held: Callable[..., str]
) -> None:
    held({"new_name": NAME, "members": "11"})
    (council,) = councils(ws)
    draft = sittings.start(FORM.hash, SITE.id, "")
    with sittings.of(draft.id) as sitting:
        (choice,) = sitting.interview.state("council").choices

    assert (council.label, council.properties["members"]) == (NAME, "11")
    assert (choice.value, plain(choice.label)) == (council.id, NAME)


def test_a_follow_up_begins_with_its_council_and_says_only_what_is_new(
    ws: Workspace, held: Callable[..., str]
) -> None:
    first = held({"new_name": NAME, "members": "11", "chair": "زن"}, wave="baseline")
    council = councils(ws)[0].id
    visit = held({"members": "13", "chair": "زن"}, about=About("councils", council), wave="endline")
    (after,) = councils(ws)
    begun, later = history(ws, council)

    assert (after.id, after.label, after.properties["members"]) == (council, NAME, "13")
    assert begun.change.properties[LABEL] == NAME
    assert later.change.properties == {"members": "13"}
    assert later.change.known == (begun.name,)
    assert [one.change.interview for one in (begun, later)] == [first, visit]
    assert [one.change.wave for one in (begun, later)] == ["baseline", "endline"]


def test_a_visit_that_changes_nothing_is_in_the_history_all_the_same(
    ws: Workspace, held: Callable[..., str]
) -> None:
    held({"new_name": NAME, "members": "11"})
    council = councils(ws)[0].id
    visit = held({"members": "11", "chair": ""}, about=About("councils", council))

    assert history(ws, council)[1].change.properties == {}
    with ws.database.read() as session:
        assert [one.id for one in stored.of_interview(session, PROJECT, visit)] == [council]


@pytest.mark.parametrize(
    ("answers", "result"),
    [({"members": "11"}, "complete"), ({"new_name": NAME}, "refused"), ({}, "unreachable")],
    ids=["without a name", "refused", "nobody there"],
)
def test_an_interview_that_has_nothing_to_register_is_finalised_and_registers_nothing(
    ws: Workspace, held: Callable[..., str], answers: dict[str, str], result: str
) -> None:
    held(answers, result=result)

    assert councils(ws) == []


@pytest.mark.parametrize("typed", ["خواجه", "گذر  شورای", "كذر".replace("ك", "گ"), "۱۱", "11"])
def test_a_council_is_found_however_its_letters_are_typed(
    ws: Workspace, held: Callable[..., str], typed: str
) -> None:
    held({"new_name": NAME, "members": "11"})
    held({"new_name": "د میوند شورا", "members": "9"})

    assert [one.label for one in councils(ws, typed)] == [NAME]
    assert councils(ws, "100%") == []


def test_an_entity_is_written_beside_its_interview_and_not_into_it(
    ws: Workspace, held: Callable[..., str]
) -> None:
    held({"new_name": NAME, "members": "11"})
    (said,) = history(ws, councils(ws)[0].id)

    assert said.entry.header.kind == ENTITY
    assert said.log == ws.log
    assert councils(ws)[0].is_due, "nobody else was told yet"


def test_a_form_without_the_register_begins_with_nothing_chosen(sittings: Sittings) -> None:
    form = sittings.form(FORM.hash)

    assert registers.preset(form, "councils", "x") == {"council": "x"}
    assert registers.preset(form, "projects", "x") == {}


def test_where_interviews_are_sealed_entities_stay_readable_and_nothing_else_does(
    ws: Workspace, held: Callable[..., str], clock: StepClock
) -> None:
    log = ProjectLog(ws, clock)
    log.arrives(kinds.PROJECT, replace(SETTINGS, seal_key=KEY).to_content())
    interview = held({"new_name": NAME, "members": "11"}, wave="baseline")
    (council,) = councils(ws)
    with ws.database.read() as session:
        entry = entries.last_of(session, PROJECT, ws.log, interview)
    (said,) = history(ws, council.id)

    assert entry is not None
    assert Revision.from_entry(entry).box
    assert NAME.encode() not in (entry.payload or b"")
    assert (council.label, said.change.wave) == (NAME, "baseline")


def test_practice_has_something_to_choose_from_and_registers_nothing(
    ws: Workspace, held: Callable[..., str], tmp_path: Path, clock: StepClock
) -> None:
    held({"new_name": NAME, "members": "11"})
    practices = Practices(tmp_path / "practice", FormCache(tmp_path / "forms"))
    practice = practices.begin(ws, clock)
    (council,) = councils(ws)
    there = practice.sittings.workspace
    draft = practice.sittings.start(FORM.hash, SITE.id, "", about=About("councils", council.id))
    practice.sittings.answer(draft.id, {"members": "13"}, 99, "windowaaaa")
    finalising.finalise(practice.sittings, draft.id, "complete", clock)

    assert [one.properties["members"] for one in councils(there)] == ["13"]
    assert [one.properties["members"] for one in councils(ws)] == ["11"]
    assert practices.end(ws.id)
