"""Tests of workspaces: files, keys, wrong passphrases, damage."""

from __future__ import annotations

import sqlite3
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from fieldtool.log import chain, kinds
from fieldtool.problems import Code, Problem, ProblemKind
from fieldtool.security import backoff, workspace, writer
from fieldtool.security.backoff import Tries
from fieldtool.security.keys import new_identity, verify
from fieldtool.security.passphrase import MEBIBYTE, Effort
from fieldtool.security.workspace import Membership, Workspace
from fieldtool.storage.queries import entries
from tests.clocks import StepClock
from tests.log import samples

CHEAP = Effort(1, MEBIBYTE)
WORDS = "باران می‌بارد ۷۲"
NOW = 1_795_321_800_000


@pytest.fixture
def home(tmp_path: Path, membership: Membership) -> Path:
    """Return a folder in which one person's work was begun and locked."""
    workspace.create(tmp_path, membership, WORDS, CHEAP).close()
    return tmp_path


def _append(ws: Workspace, clock: StepClock) -> str:
    with ws.database.work() as session:
        made = writer.append(
            session,
            ws,
            kinds.FINALISE,
            samples.REVISION.interview,
            samples.REVISION.to_content(),
            clock=clock.now(),
        )
    return made.id


def test_a_workspace_opens_with_its_passphrase_and_knows_who_it_is(
    home: Path, membership: Membership
) -> None:
    opened = workspace.unlock(home, "k3f2qa7m", "باران ميبارد 72", NOW)

    assert opened.membership == membership
    assert opened.log == "workspace/k3f2qa7m"
    opened.close()


def test_everyone_on_the_laptop_is_listed(home: Path, membership: Membership) -> None:
    other = replace(membership, workspace="aaaa2222", person="HRT-03", identity=new_identity())
    workspace.create(home, other, WORDS, CHEAP).close()
    (home / "workspaces" / "bbbb2222").mkdir()  # an enrolment that broke off
    (home / "workspaces" / "cccc2222").mkdir()
    (home / "workspaces" / "cccc2222" / "keys.json").write_text("{", encoding="utf-8")

    assert workspace.listing(home) == (
        ("cccc2222", "?"),
        ("aaaa2222", "HRT-03"),
        ("k3f2qa7m", "HRT-07"),
    )
    assert workspace.listing(home / "empty") == ()


def test_colleagues_cannot_open_each_others_work(home: Path, membership: Membership) -> None:
    other = replace(membership, workspace="aaaa2222", identity=new_identity())
    workspace.create(home, other, "رمز دیگر است", CHEAP).close()
    one, two = (home / "workspaces" / name for name in ("k3f2qa7m", "aaaa2222"))
    (two / "work.db").write_bytes((one / "work.db").read_bytes())

    with pytest.raises(Problem) as raised:
        workspace.unlock(home, "aaaa2222", "رمز دیگر است", NOW)
    assert raised.value.code is Code.DATABASE_DAMAGED


def test_nothing_on_the_disk_can_be_read_without_the_key(
    home: Path, membership: Membership, clock: StepClock
) -> None:
    opened = workspace.unlock(home, "k3f2qa7m", WORDS, NOW)
    _append(opened, clock)
    everything = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    opened.close()

    for secret in ("market street", "شب‌ها", "safety-perception", "hub.example.org", "SQLite"):
        assert secret.encode() not in everything
    assert membership.identity.sign_seed not in everything
    path = home / "workspaces" / "k3f2qa7m" / "work.db"
    with pytest.raises(sqlite3.DatabaseError), sqlite3.connect(path) as connection:
        connection.execute("select * from entry")
    connection.close()


def test_an_unlocked_workspace_does_not_show_its_keys(home: Path) -> None:
    opened = workspace.unlock(home, "k3f2qa7m", WORDS, NOW)
    shown = repr(opened)
    opened.close()

    assert repr(opened.identity.sign_seed) not in shown
    assert "PRAGMA" not in shown


def test_wrong_passphrases_cost_more_and_more_time_also_after_a_restart(home: Path) -> None:
    for _try in range(backoff.FREE):
        assert _refusal(home, "غلط غلط غلط", NOW) is Code.PASSPHRASE_WRONG
    assert _refusal(home, WORDS, NOW + 1000) is Code.PASSPHRASE_WAIT
    later = NOW + backoff.FIRST_SECONDS * 1000
    assert _refusal(home, "غلط غلط غلط", later) is Code.PASSPHRASE_WRONG
    assert _refusal(home, WORDS, later + backoff.FIRST_SECONDS * 1000) is Code.PASSPHRASE_WAIT
    workspace.unlock(home, "k3f2qa7m", WORDS, later + 2 * backoff.FIRST_SECONDS * 1000).close()
    assert _refusal(home, "غلط غلط غلط", later + 20_000) is Code.PASSPHRASE_WRONG


def _refusal(home: Path, words: str, now: int) -> ProblemKind:
    with pytest.raises(Problem) as raised:
        workspace.unlock(home, "k3f2qa7m", words, now)
    return raised.value.code


def test_delays_grow_and_end_somewhere() -> None:
    delays = [backoff.delay(wrong) for wrong in range(40)]

    assert delays == sorted(delays)
    assert delays[: backoff.FREE] == [0] * backoff.FREE
    assert delays[-1] == backoff.LONGEST_SECONDS


def test_a_clock_that_was_set_back_locks_nobody_out_for_longer_than_the_delay(
    tmp_path: Path,
) -> None:
    tries = Tries(tmp_path / "tries.json")
    for _try in range(backoff.FREE):
        tries.wrong(NOW)
    with pytest.raises(Problem) as raised:
        tries.admit(NOW - 10**10)

    assert raised.value.values == {"seconds": backoff.FIRST_SECONDS}
    tries.admit(NOW - 10**10 + backoff.FIRST_SECONDS * 1000)


@pytest.mark.parametrize("name", ["../../etc", "K3F2QA7M", "", "k3f2qa7", "zzzz2222"])
def test_only_a_workspace_of_this_laptop_is_opened(home: Path, name: str) -> None:
    with pytest.raises(Problem) as raised:
        workspace.unlock(home, name, WORDS, NOW)
    assert raised.value.code is Code.WORKSPACE_MISSING


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", '{"format":"fieldtool keys 1","slots":[]}', "\x00"]
)
def test_a_damaged_file_of_keys_is_told(home: Path, text: str) -> None:
    (home / "workspaces" / "k3f2qa7m" / "keys.json").write_text(text, encoding="utf-8")
    with pytest.raises(Problem) as raised:
        workspace.unlock(home, "k3f2qa7m", WORDS, NOW)
    assert raised.value.code is Code.KEYS_DAMAGED


@pytest.mark.parametrize("place", [100, 5000, -100])
def test_one_rotten_byte_in_the_database_is_found_at_opening(home: Path, place: int) -> None:
    path = home / "workspaces" / "k3f2qa7m" / "work.db"
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)

    with pytest.raises(Problem) as raised:
        workspace.unlock(home, "k3f2qa7m", WORDS, NOW)
    assert raised.value.code is Code.DATABASE_DAMAGED
    assert path.read_bytes() == bytes(content)


def test_a_missing_database_is_told_and_not_begun_anew(home: Path) -> None:
    path = home / "workspaces" / "k3f2qa7m" / "work.db"
    path.unlink()
    with pytest.raises(Problem) as raised:
        workspace.unlock(home, "k3f2qa7m", WORDS, NOW)

    assert raised.value.code is Code.DATABASE_DAMAGED
    assert not path.exists()


def test_what_is_written_forms_a_signed_chain(home: Path, clock: StepClock) -> None:
    opened = workspace.unlock(home, "k3f2qa7m", WORDS, NOW)
    ids = [_append(opened, clock) for _ in range(3)]
    with opened.database.read() as session:
        run = entries.run(session, opened.project_id, opened.log)
    opened.close()

    assert run is not None
    assert [entry.id for entry in run.entries] == ids
    assert chain.follow(run.entries, "", opened.log) == run.signed.tip.id
    assert run.signed.tip.count == 3
    message = run.signed.tip.message()
    assert verify(opened.identity.verify_key, message, run.signed.signature)
    assert len({entry.salt for entry in run.entries}) == 3


def test_two_threads_never_write_a_fork(home: Path, clock: StepClock) -> None:
    opened = workspace.unlock(home, "k3f2qa7m", WORDS, NOW)
    threads = [
        threading.Thread(target=lambda: [_append(opened, clock) for _ in range(5)])
        for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with opened.database.read() as session:
        run = entries.run(session, opened.project_id, opened.log)
    opened.close()

    assert run is not None
    assert len(run.entries) == 15


def test_an_entry_is_not_there_when_the_callers_work_fails(home: Path, clock: StepClock) -> None:
    opened = workspace.unlock(home, "k3f2qa7m", WORDS, NOW)

    def fail() -> None:
        with opened.database.work() as session:
            writer.append(session, opened, "finalise", "x", {}, clock=clock.now())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with opened.database.read() as session:
        assert entries.tip(session, opened.project_id, opened.log) is None
    opened.close()
