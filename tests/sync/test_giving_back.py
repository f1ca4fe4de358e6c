"""Tests of a laptop that comes back from a backup: what it sent since is given back to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from fieldtool.problems import Code, Problem
from fieldtool.security import backups, restoring, workspace
from fieldtool.storage.queries import chains, drafts, entries, interviews
from fieldtool.storage.queries.drafts import Draft, Line
from fieldtool.storage.queries.interviews import Wanted
from fieldtool.sync.hub import erasing, giving_back
from fieldtool.sync.laptop import taking
from fieldtool.sync.wire import requests, runs
from fieldtool.sync.wire.messages import AnswerBody, AnswerHeader
from tests.clocks import StepClock
from tests.log import samples
from tests.sync.interviews import finalise, revision
from tests.sync.rooms import WORDS, Hub, Laptop

P = samples.PROJECT
NOW = 1_795_400_000_000


class Kept:
    """A backup of a laptop, which is put back in the place of its work."""

    def __init__(self, laptop: Laptop, folder: Path) -> None:
        self._laptop, self._folder = laptop, folder
        ws = laptop.ws
        self._backup = backups.make(ws.folder, ws.backup_key, ws.database, NOW)

    def put_back(self) -> None:
        """Restore it, and unlock."""
        laptop = self._laptop
        laptop.ws.close()
        restoring.restore(self._folder, self._backup, WORDS, NOW)
        laptop.ws = workspace.unlock(self._folder, laptop.ws.id, WORDS, NOW)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "laptop"


def _here(laptop: Laptop) -> set[str]:
    with laptop.ws.database.read() as session:
        return {one.number for one in interviews.page(session, P, Wanted(), limit=100)}


def _chain(hub: Hub, laptop: Laptop) -> chains.Chain:
    with hub.database.read() as session:
        return chains.chains(session, P)[laptop.ws.log]


def _numbers(numbers: range) -> set[str]:
    return {revision(number).number for number in numbers}


def test_what_a_restored_laptop_had_sent_comes_back_and_its_log_does_not_fork(
    hub: Hub, laptop: Laptop, folder: Path, clock: StepClock
) -> None:
    finalise(laptop.ws, clock, range(2))
    laptop.sync()
    kept = Kept(laptop, folder)
    finalise(laptop.ws, clock, range(2, 6))
    laptop.sync()
    kept.put_back()
    assert _here(laptop) == _numbers(range(2))
    result = laptop.sync()

    assert (result.proven, result.waiting) == (6, 0)
    assert _here(laptop) == _numbers(range(6))
    finalise(laptop.ws, clock, range(6, 7))
    assert laptop.sync().proven == 7
    assert not _chain(hub, laptop).is_forked
    assert laptop.sync().received == 0


def test_what_was_never_sent_is_sent_before(
    hub: Hub, laptop: Laptop, folder: Path, clock: StepClock
) -> None:
    finalise(laptop.ws, clock, range(3))
    kept = Kept(laptop, folder)
    laptop.sync()
    finalise(laptop.ws, clock, range(3, 5))
    laptop.sync()
    kept.put_back()
    result = laptop.sync()

    assert (result.proven, result.waiting) == (5, 0)
    assert _here(laptop) == _numbers(range(5))
    assert not _chain(hub, laptop).is_forked


def test_where_it_wrote_on_both_lines_are_kept_and_nothing_is_given_back(
    hub: Hub, laptop: Laptop, folder: Path, clock: StepClock
) -> None:
    kept = Kept(laptop, folder)
    finalise(laptop.ws, clock, range(3))
    laptop.sync()
    kept.put_back()
    finalise(laptop.ws, clock, range(3, 4))
    result = laptop.sync()

    assert (result.proven, result.waiting) == (1, 0)
    assert _here(laptop) == _numbers(range(3, 4))
    assert _chain(hub, laptop).is_forked
    with hub.database.read() as session:
        assert interviews.count(session, P) == 4


def test_much_comes_back_in_parts_that_end_where_the_laptop_signed(
    hub: Hub, laptop: Laptop, folder: Path, clock: StepClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = Kept(laptop, folder)
    for first in range(0, 12, 3):
        finalise(laptop.ws, clock, range(first, first + 3))
        laptop.sync()
    kept.put_back()
    # A laptop on a slow link must not wait for all of it in one answer.
    monkeypatch.setattr("fieldtool.sync.hub.receiving._DOWN_BYTES", 400)
    result = laptop.sync()

    assert _here(laptop) == _numbers(range(12))
    assert (result.proven, result.waiting) == (12, 0)
    assert result.requests > 3


def test_a_laptop_of_an_earlier_version_is_given_nothing(
    hub: Hub, laptop: Laptop, folder: Path, clock: StepClock
) -> None:
    finalise(laptop.ws, clock, range(2))
    laptop.sync()
    asked = requests.prepared(laptop.ws, clock, taking.last_marks(laptop.ws)).header
    with hub.database.read() as session:
        early = replace(asked, tip="", takes_own=False)
        assert giving_back.lost(session, early, 1000) is None
        back = giving_back.lost(session, replace(early, takes_own=True), 1000)
        assert giving_back.lost(session, asked, 1000) is None

    assert back is not None
    assert (back.run.after, len(back.run.entries), back.is_last) == ("", 2, True)


def test_what_was_erased_meanwhile_comes_back_without_its_answers(
    hub: Hub, laptop: Laptop, folder: Path, clock: StepClock
) -> None:
    kept = Kept(laptop, folder)
    finalise(laptop.ws, clock, range(2))
    laptop.sync()
    erased = revision(0).interview
    with hub.database.work() as session:
        erasing.erase(session, hub.identity, P, erased, reason="withdrawn", clock=clock.now())
    kept.put_back()
    result = laptop.sync()

    assert (result.proven, result.waiting) == (2, 0)
    assert _here(laptop) == {revision(1).number}


def test_nothing_is_taken_where_the_laptop_wrote_while_the_hub_answered(
    hub: Hub, laptop: Laptop, folder: Path, clock: StepClock
) -> None:
    kept = Kept(laptop, folder)
    finalise(laptop.ws, clock, range(3))
    laptop.sync()
    kept.put_back()
    asked = requests.prepared(laptop.ws, clock, taking.last_marks(laptop.ws)).header
    with hub.database.read() as session:
        back = giving_back.lost(session, asked, 1_000_000)
    assert back is not None
    finalise(laptop.ws, clock, range(3, 4))
    with laptop.ws.database.work() as session:
        assert giving_back.keep(laptop.ws, session, back.run, NOW) == 0

    assert _here(laptop) == _numbers(range(3, 4))


def test_another_laptops_entries_are_refused(
    hub: Hub, laptop: Laptop, new: Callable[..., Laptop], clock: StepClock
) -> None:
    other = new("other")
    finalise(other.ws, clock, range(1))
    other.sync()
    with hub.database.read() as session:
        run = entries.run(session, P, other.ws.log)
    assert run is not None
    header = AnswerHeader(P, laptop.ws.log, "", hub.identity.epoch, (), clock.now())
    with pytest.raises(Problem) as raised:
        taking.take(laptop.ws, header, AnswerBody((), {}, (runs.to_wire(run),)), clock.now())

    assert raised.value.code is Code.TIP_SIGNATURE_WRONG
    assert _here(laptop) == set()


def _begin_draft(laptop: Laptop, number: int) -> str:
    said = revision(number)
    draft = Draft(said.interview, said.number, said.form_hash, "AF3201", "", said.started, NOW)
    with laptop.ws.database.work() as session:
        drafts.put(session, P, draft)
        drafts.write(session, P, draft.id, [Line(1, "safety/why", "تاریک است", "", NOW)])
    return draft.id


@pytest.mark.parametrize("is_touched", [False, True], ids=["as it was", "worked on since"])
def test_the_draft_of_an_interview_that_comes_back_goes_unless_somebody_worked_on_it(
    hub: Hub, laptop: Laptop, folder: Path, clock: StepClock, *, is_touched: bool
) -> None:
    draft = _begin_draft(laptop, 0)
    kept = Kept(laptop, folder)
    finalise(laptop.ws, clock, range(1))
    laptop.sync()
    kept.put_back()
    if is_touched:
        with laptop.ws.database.work() as session:
            drafts.write(session, P, draft, [Line(2, "safety/why", "دور است", "", NOW)])
    laptop.sync()

    assert _here(laptop) == {revision(0).number}
    with laptop.ws.database.read() as session:
        assert (draft in drafts.ids(session, P)) is is_touched
