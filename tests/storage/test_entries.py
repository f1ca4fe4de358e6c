"""Storing entries of logs, their tips and receipts, on both kinds of database."""

from __future__ import annotations

import threading
from functools import partial

import pytest
from sqlalchemy import text

from fieldtool.log import entry as log_entry
from fieldtool.log.chain import SignedTip, Tip
from fieldtool.log.entry import Entry
from fieldtool.log.receipt import Receipt
from fieldtool.problems import Code, Problem
from fieldtool.storage.database import Database
from fieldtool.storage.queries import entries, receipts
from tests.clocks import StepClock

LOG = "workspace/hratabcd"
OTHER_LOG = "workspace/kblabcde"


def chain(count: int, clock: StepClock, prev: str = "", mark: str = "کابل") -> list[Entry]:
    made: list[Entry] = []
    for number in range(count):
        entry = log_entry.make(
            "note",
            f"subject{number}",
            prev=made[-1].id if made else prev,
            person="HRT-07",
            clock=clock.now(),
            content={"text": f"{mark} {number}"},
            salt=bytes(16),
        )
        made.append(entry)
    return made


def signed(project: str, entry: Entry, count: int, log: str = LOG) -> SignedTip:
    return SignedTip(Tip(project, log, entry.id, count), b"s" * 64)


def test_what_was_stored_comes_back_byte_for_byte(
    hub_database: Database, project: str, clock: StepClock
) -> None:
    written = chain(5, clock)
    with hub_database.work() as session:
        entries.store(session, project, LOG, written, at=1)
        entries.put_tip(session, signed(project, written[-1], 5))

    with hub_database.read() as session:
        run = entries.run(session, project, LOG)

    assert run is not None
    assert list(run.entries) == written
    assert [entry.header.raw for entry in run.entries] == [entry.header.raw for entry in written]


def test_storing_twice_stores_once(hub_database: Database, project: str, clock: StepClock) -> None:
    written = chain(3, clock)
    with hub_database.work() as session:
        first = entries.store(session, project, LOG, written, at=1)
    with hub_database.work() as session:
        again = entries.store(session, project, LOG, written, at=2)
    with hub_database.read() as session:
        size = entries.size(session, project, LOG)

    assert (list(first), again, size) == (written, (), 3)


def test_an_entry_after_a_gap_is_refused_and_nothing_is_stored(
    hub_database: Database, project: str, clock: StepClock
) -> None:
    written = chain(4, clock)
    with pytest.raises(Problem) as caught, hub_database.work() as session:
        entries.store(session, project, LOG, [written[0], written[2]], at=1)

    assert caught.value.code is Code.CHAIN_BROKEN
    with hub_database.read() as session:
        assert entries.size(session, project, LOG) == 0


def test_a_run_begins_after_what_the_other_side_has(
    hub_database: Database, project: str, clock: StepClock
) -> None:
    written = chain(5, clock)
    with hub_database.work() as session:
        entries.store(session, project, LOG, written, at=1)
        entries.put_tip(session, signed(project, written[4], 5))
    with hub_database.read() as session:
        rest = entries.run(session, project, LOG, written[2].id)
        nothing = entries.run(session, project, LOG, written[4].id)
        unknown = entries.run(session, project, LOG, "0" * 32)

    assert rest is not None
    assert list(rest.entries) == written[3:]
    assert nothing is not None
    assert nothing.entries == ()
    assert unknown is None


def test_both_lines_of_a_cloned_laptop_are_kept_and_told_apart(
    hub_database: Database, project: str, clock: StepClock
) -> None:
    common = chain(2, clock)
    left = chain(2, clock, common[-1].id, "چپ")
    right = chain(3, clock, common[-1].id, "راست")
    with hub_database.work() as session:
        entries.store(session, project, LOG, [*common, *left], at=1)
        entries.put_tip(session, signed(project, left[-1], 4))
        entries.store(session, project, LOG, right, at=2)
        entries.put_tip(session, signed(project, right[-1], 5))
    with hub_database.read() as session:
        size = entries.size(session, project, LOG)
        run = entries.run(session, project, LOG, common[-1].id)
        from_left = entries.run(session, project, LOG, left[0].id)

    assert size == 7
    assert run is not None
    assert list(run.entries) == right
    assert from_left is None


def test_positions_follow_the_commits_when_threads_store_at_once(
    hub_database: Database, project: str
) -> None:
    def write(log: str) -> None:
        clock = StepClock()
        last = ""
        for _ in range(10):
            more = chain(2, clock, last, log)
            hub_database.do(partial(entries.store, project=project, log=log, entries=more, at=1))
            last = more[-1].id

    threads = [threading.Thread(target=write, args=(log,)) for log in (LOG, OTHER_LOG, "project")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with hub_database.read() as session:
        positions = [position for _, _, position in entries.in_order(session, project, 0, 1000)]

    assert positions == list(range(1, 61))


def test_projects_in_one_database_do_not_see_each_other(
    hub_database: Database, project: str, clock: StepClock
) -> None:
    written = chain(2, clock)
    with hub_database.work() as session:
        entries.store(session, project, LOG, written, at=1)
    with hub_database.read() as session:
        assert entries.have(session, "otherprojt", LOG, [written[0].id]) == frozenset()
        assert entries.logs(session, "otherprojt") == {}


def test_the_first_receipt_of_a_tip_in_an_epoch_holds(hub_database: Database, project: str) -> None:
    first = Receipt(LOG, "a" * 32, 3, "epochaaaaa", 1000, b"1" * 64)
    again = Receipt(LOG, "a" * 32, 3, "epochaaaaa", 2000, b"2" * 64)
    later = Receipt(LOG, "a" * 32, 3, "epochbbbbb", 3000, b"3" * 64)
    with hub_database.work() as session:
        for receipt in (first, again, later):
            receipts.put(session, project, receipt)

    with hub_database.read() as session:
        assert receipts.all_of(session, project, LOG) == [first, later]
        assert receipts.find(session, project, LOG, "a" * 32, "epochaaaaa") == first


def test_a_payload_changed_on_the_disk_is_noticed(
    hub_database: Database, project: str, clock: StepClock
) -> None:
    written = chain(1, clock)
    with hub_database.work() as session:
        entries.store(session, project, LOG, written, at=1)
        session.execute(text("UPDATE entry SET payload = :other"), {"other": b'{"text":"x"}'})

    with pytest.raises(Problem) as caught, hub_database.read() as session:
        entries.get(session, project, LOG, written[0].id)

    assert caught.value.code is Code.ENTRY_DAMAGED
