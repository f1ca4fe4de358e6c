"""Erasing a subject: nothing of it is left, whatever arrives later, and every chain stays whole."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldtool.log import chain, kinds
from fieldtool.log.entry import Entry
from fieldtool.log.erasures import ERASE, WITHDRAWN, Erasure
from fieldtool.storage import projections, revisions, schema
from fieldtool.storage.database import Database, open_file
from fieldtool.storage.models import Side
from fieldtool.storage.queries import entries, erasures, histories, interviews, named_blobs, purged
from fieldtool.storage.queries.interviews import Wanted
from tests.clocks import StepClock
from tests.storage.test_projections import (
    FORM,
    LOG,
    OTHER_LOG,
    SETTINGS,
    Book,
    revision,
    rows,
    take,
)

CANARY = "کوچه‌تاریک‌قناری"
ERASED, OTHER = "m4xahrt7q2zz5k3f", "qqqqhrt7q2zz5k3f"
TO = kinds.log_to("hratabcd")


def _erasure(book: Book, subject: str = ERASED, reason: str = WITHDRAWN) -> Entry:
    return book.write(ERASE, subject, Erasure(reason).to_content())


def _is_gone(database: Database, project: str, interview: str = ERASED) -> bool:
    with database.read() as session:
        listed = [one.id for one in interviews.page(session, project, Wanted(), limit=50)]
        return (
            interviews.get(session, project, interview) is None
            and interview not in listed
            and revisions.of_interview(session, project, interview) == []
        )


def _rebuilt(database: Database, project: str) -> dict[str, list[tuple[object, ...]]]:
    with database.work() as session:
        projections.rebuild(session, project)
    return rows(database)


Lines = list[tuple[str, list[Entry]]]


def _lines(clock: StepClock) -> Lines:
    """Return what four logs say of two interviews, one of them erased by the project's log."""
    mine, other = Book(clock, LOG), Book(clock, OTHER_LOG)
    hub, to = Book(clock, kinds.PROJECT_LOG), Book(clock, TO)
    first = mine.finalise(revision(ERASED, CANARY))
    kept = mine.finalise(revision(OTHER, "نه"))
    there = other.finalise(revision(ERASED, f"{CANARY} ۲"), [first.id])
    settled = to.write(
        kinds.RESOLVE, ERASED, revision(ERASED, CANARY).to_content(), [first.id, there.id]
    )
    form = hub.write(kinds.FORM, FORM.hash, FORM.to_content())
    return [
        (LOG, [first, kept]),
        (OTHER_LOG, [there]),
        (TO, [settled]),
        (kinds.PROJECT_LOG, [form, _erasure(hub)]),
    ]


@settings(max_examples=12, deadline=None)
@given(order=st.permutations([0, 0, 1, 2, 3, 3]), again=st.integers(0, 3), forks=st.booleans())
def test_an_erasure_holds_in_whatever_order_it_and_the_rest_arrive(
    order: list[int], again: int, *, forks: bool
) -> None:
    database, clock, project = open_file(Path(":memory:")), StepClock(), "k7m3q9afgh"
    schema.prepare(database, Side.HUB)
    lines = _lines(clock)
    if forks:
        # A cloned laptop wrote another line about the same interview.
        clone = Book(clock, LOG)
        lines[0][1].append(clone.finalise(revision(ERASED, f"{CANARY} ۳")))
        order = [*order, 0]
    waiting = [list(line) for _log, line in lines]
    for side in order:
        take(database, project, lines[side][0], waiting[side].pop(0))
    log, line = lines[again]
    take(database, project, log, *line)
    before = rows(database)

    assert _is_gone(database, project)
    assert not _is_gone(database, project, OTHER)
    assert CANARY not in str(before)
    assert _rebuilt(database, project) == before
    with database.read() as session:
        assert erasures.count(session, project) == 1
        for name, written in lines:
            kept = entries.all_of(session, project, name)
            assert {one.id for one in kept} == {one.id for one in written}
            chain.follow(kept[:2] if forks and name == LOG else kept, "", name)
            assert CANARY.encode() not in b"".join(one.payload or b"" for one in kept)
    database.close()


def test_the_stub_says_whose_it_was_and_why_it_was_erased(
    hub_database: Database, project: str, clock: StepClock
) -> None:
    for log, line in _lines(clock):
        take(hub_database, project, log, *line)
    with hub_database.read() as session:
        (found,) = erasures.in_log(session, project, LOG)
        there = erasures.in_log(session, project, OTHER_LOG)
        history = histories.of_interview(session, project, ERASED)
        counts = interviews.finalised_by_log(session, project)

    assert (found.interview, found.reason) == (ERASED, WITHDRAWN)
    assert found.finished_at < found.erased_at
    assert [one.interview for one in there] == [ERASED]
    assert {line.finished for line in history} == {""}
    assert counts == {LOG: 2, OTHER_LOG: 1}, "an erased interview is not one that is missing"


def test_only_the_logs_of_the_hub_that_all_hear_can_erase(
    hub_database: Database, project: str, clock: StepClock
) -> None:
    mine = Book(clock, LOG)
    take(hub_database, project, LOG, mine.finalise(revision(ERASED)), _erasure(mine))
    for log in (TO, kinds.team_log("HRT")):
        take(hub_database, project, log, _erasure(Book(clock, log)))

    assert not _is_gone(hub_database, project)


def test_an_erasure_never_takes_what_the_project_stands_on(
    hub_database: Database, project: str, clock: StepClock
) -> None:
    hub = Book(clock, kinds.PROJECT_LOG)
    settings_of, form = (
        hub.write(kinds.PROJECT, project, SETTINGS.to_content()),
        hub.write(kinds.FORM, FORM.hash, FORM.to_content()),
    )
    take(hub_database, project, hub.log, settings_of, form)
    take(hub_database, project, hub.log, _erasure(hub, project), _erasure(hub, FORM.hash))
    with hub_database.read() as session:
        kept = entries.all_of(session, project, hub.log)

    assert not any(one.is_stub for one in kept)


def test_what_an_older_version_stored_beside_an_erasure_goes_when_it_is_applied(
    hub_database: Database, project: str, clock: StepClock
) -> None:
    lines = _lines(clock)
    with hub_database.work() as session:
        for log, line in lines:
            entries.store(session, project, log, line, 1000)
        projections.rebuild(session, project)

    assert _is_gone(hub_database, project)
    with hub_database.read() as session:
        assert erasures.is_unfinished(session, project)


def test_an_interview_that_cannot_be_read_is_erased_too(
    hub_database: Database, project: str, clock: StepClock
) -> None:
    mine, hub = Book(clock, LOG), Book(clock, kinds.PROJECT_LOG)
    broken = mine.write(kinds.FINALISE, ERASED, {"answers": CANARY})
    take(hub_database, project, LOG, broken)
    assert any(name == "quarantine" and found for name, found in rows(hub_database).items())
    take(hub_database, project, hub.log, _erasure(hub))

    assert rows(hub_database)["quarantine"] == []
    assert CANARY not in str(rows(hub_database))


def test_blobs_of_erased_interviews_are_asked_for_no_more(
    hub_database: Database, project: str, clock: StepClock
) -> None:
    lines = _lines(clock)
    take(hub_database, project, LOG, lines[0][1][0])
    take(hub_database, project, kinds.PROJECT_LOG, *lines[3][1])
    with hub_database.read() as session:
        (name,) = erasures.blobs(session, project, erased_only=True)
        assert named_blobs.named(session, project, LOG) == []
        assert named_blobs.size_of(session, project, name) is None
    # Another interview names the same photo: now it is somebody's again.
    take(hub_database, project, LOG, lines[0][1][1])
    with hub_database.read() as session:
        assert erasures.blobs(session, project, erased_only=True) == frozenset()


def test_a_stub_that_came_without_content_gets_it_from_whoever_still_has_it(
    hub_database: Database, project: str, clock: StepClock
) -> None:
    mine = Book(clock, LOG)
    whole = mine.finalise(revision(ERASED))
    take(hub_database, project, LOG, Entry(whole.header, None, None))
    with hub_database.read() as session:
        assert interviews.get(session, project, ERASED) is None
        assert erasures.lost_by_log(session, project) == {LOG: 1}
    take(hub_database, project, LOG, whole)
    before = rows(hub_database)

    with hub_database.read() as session:
        assert interviews.get(session, project, ERASED) is not None
        assert erasures.lost_by_log(session, project) == {}
    assert _rebuilt(hub_database, project) == before


@pytest.mark.parametrize("order", list(itertools.permutations(range(3)))[::2])
def test_what_was_settled_stays_readable_where_laptops_sent_stubs(
    hub_database: Database, project: str, clock: StepClock, order: tuple[int, ...]
) -> None:
    (_, (first, _kept)), (_, (there,)), (_, (settled,)), _erase = _lines(clock)
    given_: list[tuple[str, Entry]] = [
        (LOG, Entry(first.header, None, None)),
        (OTHER_LOG, Entry(there.header, None, None)),
        (TO, settled),
    ]
    for place in order:
        take(hub_database, project, *given_[place])
    before = rows(hub_database)
    with hub_database.read() as session:
        found = interviews.get(session, project, ERASED)

    assert found is not None
    assert (found.interview.log, found.answers) == (LOG, {"safe": CANARY})
    assert _rebuilt(hub_database, project) == before


def test_a_purged_interview_keeps_its_line_and_nothing_else(
    hub_database: Database, project: str, clock: StepClock
) -> None:
    mine = Book(clock, LOG)
    one = mine.finalise(revision(ERASED, CANARY))
    take(hub_database, project, LOG, one)
    with hub_database.work() as session:
        purged.purge(session, project, ERASED)
    before = rows(hub_database)
    with hub_database.read() as session:
        found = interviews.get(session, project, ERASED)
        (stub,) = entries.all_of(session, project, LOG)

    assert found is not None
    assert (found.interview.state, found.answers, found.paradata) == ("purged", {}, {})
    assert (found.interview.number, found.interview.site) == ("HRT-07-001", revision().site)
    assert stub.is_stub
    assert stub.id == one.id
    assert _rebuilt(hub_database, project) == before


def test_what_is_settled_after_a_purge_is_shown_with_the_line_that_was_kept(
    hub_database: Database, project: str, clock: StepClock
) -> None:
    (_, (first, _kept)), _there, (_, (settled,)), (_, (form, erasure)) = _lines(clock)
    take(hub_database, project, kinds.PROJECT_LOG, form)
    take(hub_database, project, LOG, first)
    with hub_database.work() as session:
        purged.purge(session, project, ERASED)
    take(hub_database, project, TO, settled)
    before = rows(hub_database)
    with hub_database.read() as session:
        found = interviews.get(session, project, ERASED)

    assert found is not None
    assert (found.interview.log, found.interview.person) == (LOG, "HRT-07")
    assert (found.interview.state, found.answers) == ("ready", {"safe": CANARY})
    assert _rebuilt(hub_database, project) == before
    take(hub_database, project, kinds.PROJECT_LOG, erasure)
    assert _is_gone(hub_database, project)
    assert CANARY not in str(_rebuilt(hub_database, project))


def test_an_erased_text_is_in_no_file_of_the_hub(tmp_path: Path, clock: StepClock) -> None:
    database = open_file(tmp_path / "hub.db")
    schema.prepare(database, Side.HUB)
    mine, hub, project = Book(clock, LOG), Book(clock, kinds.PROJECT_LOG), "k7m3q9afgh"
    others = [
        mine.finalise(revision(f"interview{number:07}", "متن دیگر " * (number % 40)))
        for number in range(150)
    ]
    for number in range(0, len(others), 10):
        take(database, project, LOG, *others[number : number + 10])
        if number % 50 == 20:
            name = f"erased{number:010}"
            # Short ones share a page with others, long ones fill pages of their own.
            text = f"{CANARY} " * (1 + number * 10)
            clone = Book(clock, OTHER_LOG)
            take(database, project, OTHER_LOG, clone.finalise(revision(name, text)))
    assert CANARY.encode() in _raw(tmp_path)
    for number in (20, 70, 120):
        take(database, project, hub.log, _erasure(hub, f"erased{number:010}"))
    assert database.scrub()

    assert CANARY.encode() not in _raw(tmp_path)
    assert "متن دیگر".encode() in _raw(tmp_path)
    database.close()


def _raw(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.glob("hub.db*")))
