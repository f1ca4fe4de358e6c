"""Tests of backups of a workspace: whole, unreadable without the passphrase, and put back whole."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from fieldtool.log import kinds
from fieldtool.problems import Code, Problem
from fieldtool.security import backups, restoring, workspace, writer
from fieldtool.security.keys import new_identity
from fieldtool.security.passphrase import MEBIBYTE, Effort
from fieldtool.security.workspace import Membership, Workspace
from fieldtool.storage import backups as kept
from fieldtool.storage import putting_back
from fieldtool.storage.backups import Backup
from fieldtool.storage.queries import entries
from tests.clocks import StepClock
from tests.log import samples

CHEAP = Effort(1, MEBIBYTE)
WORDS = "باران می‌بارد ۷۲"
NOW = 1_795_321_800_000
DAY = 24 * 3600 * 1000
ID = "k3f2qa7m"
CANARY = "market street"


@pytest.fixture
def home(tmp_path: Path, membership: Membership, clock: StepClock) -> Path:
    """Return a laptop's folder with one person's work, in which two interviews are."""
    folder = tmp_path / "لپ‌تاپ"
    ws = workspace.create(folder, membership, WORDS, CHEAP)
    for _number in range(2):
        append(ws, clock)
    ws.close()
    return folder


def append(ws: Workspace, clock: StepClock) -> None:
    with ws.database.work() as session:
        writer.append(
            session,
            ws,
            kinds.FINALISE,
            samples.REVISION.interview,
            samples.REVISION.to_content(),
            clock=clock.now(),
        )


def opened(home: Path) -> Workspace:
    return workspace.unlock(home, ID, WORDS, NOW)


def count(home: Path) -> int:
    ws = opened(home)
    try:
        with ws.database.read() as session:
            return entries.size(session, ws.project_id, ws.log)
    finally:
        ws.close()


def backed_up(home: Path, now: int = NOW) -> Backup:
    ws = opened(home)
    try:
        return backups.make(ws.folder, ws.backup_key, ws.database, now)
    finally:
        ws.close()


def place(home: Path) -> Path:
    return home / "workspaces" / ID / "backups"


def everything_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def spoil(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 1
    path.write_bytes(raw)


def test_a_backup_is_made_while_the_work_goes_on_and_holds_all_that_was_saved(
    home: Path, clock: StepClock
) -> None:
    ws = opened(home)
    with ws.database.work() as session:
        session.execute(text("UPDATE setting SET value = value"))
        made = backups.make(ws.folder, ws.backup_key, ws.database, NOW)
    append(ws, clock)
    ws.close()

    assert (made.about.face, made.about.owner, made.about.entries) == ("node", ID, 2)
    assert made.is_whole()
    assert kept.listing(place(home)) == [made]
    assert {path.name for path in made.folder.iterdir()} == {
        "about.json",
        "key.box",
        "keys.json",
        "work.db",
    }


def test_nothing_of_a_backup_can_be_read_without_the_passphrase(
    home: Path, membership: Membership
) -> None:
    made = backed_up(home)
    found = everything_in(home)

    for secret in (CANARY, "شب‌ها", "safety-perception", "hub.example.org", "SQLite format"):
        assert secret.encode() not in found
    assert membership.identity.sign_seed not in found
    with pytest.raises(Problem) as raised:
        restoring.restore(home, made, "این رمز نیست", NOW)
    assert raised.value.code is Code.PASSPHRASE_WRONG


def test_each_backup_has_a_key_of_its_own(home: Path) -> None:
    ws = opened(home)
    ws.close()
    one, two = backed_up(home), backed_up(home)
    boxes = {(made.folder / "key.box").read_bytes() for made in (one, two)}
    (one.folder / "key.box").write_bytes((two.folder / "key.box").read_bytes())

    assert len(boxes) == 2
    assert backups.key_of(one, ws.backup_key) == backups.key_of(two, ws.backup_key)
    with pytest.raises(Problem) as raised:
        restoring.restore(home, one, WORDS, NOW)
    assert raised.value.code is Code.BACKUP_DAMAGED


def test_one_backup_a_day_is_made_and_three_are_kept(home: Path) -> None:
    ws = opened(home)
    made = [backups.daily(ws, NOW + hours * 3600 * 1000) for hours in (0, 3, 24, 30, 48, 72, 96)]
    # The clock of the laptop is set back by a year.
    made.append(backups.daily(ws, NOW - 365 * DAY))
    ws.close()
    found = kept.listing(place(home))

    assert made == [True, False, True, False, True, True, True, True]
    assert [one.number for one in found] == [6, 5, 4]
    assert found[0].about.made == NOW - 365 * DAY


def test_replacing_leaves_one_fresh_backup_and_no_key_of_the_others(
    home: Path, tmp_path: Path
) -> None:
    old = [backed_up(home, NOW + day * DAY) for day in range(2)]
    boxes = [(made.folder / "key.box").read_bytes() for made in old]
    second = tmp_path / "درایو"
    second.mkdir()
    ws = opened(home)
    backups.daily(ws, NOW + 3 * DAY, second)
    backups.replace_all(ws, NOW + 3 * DAY, second)
    ws.close()

    for where in (place(home), second / f"fieldtool-{ID}"):
        assert [one.number for one in kept.listing(where)] == [4]
        assert not [box for box in boxes if box in everything_in(where)]


def test_replacing_that_was_cut_off_is_done_when_the_work_is_opened_again(home: Path) -> None:
    old = backed_up(home)
    ws = opened(home)
    kept.set_due(place(home))
    done = backups.daily(ws, NOW)
    again = backups.daily(ws, NOW)
    ws.close()

    assert (done, again) == (True, False)
    assert not old.folder.exists()
    assert len(kept.listing(place(home))) == 1


def test_another_disk_gets_the_same_backups_and_the_photos(home: Path, tmp_path: Path) -> None:
    second = tmp_path / "درایو"
    ws = opened(home)
    name = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
    ws.blobs.put(name, b"hello")
    backups.daily(ws, NOW, second)
    assert not second.exists(), "a drive that is not there is not invented"
    second.mkdir()
    for day in range(1, 6):
        backups.daily(ws, NOW + day * DAY, second)
    ws.close()
    own = second / f"fieldtool-{ID}"

    assert [one.number for one in kept.listing(own)] == [6, 5, 4]
    assert all(one.is_whole() for one in kept.listing(own))
    assert (own / "blobs" / name).read_bytes() == b"hello"


def test_a_restored_workspace_has_what_the_backup_had_and_what_was_there_is_kept_aside(
    home: Path, clock: StepClock
) -> None:
    made = backed_up(home)
    ws = opened(home)
    append(ws, clock)
    ws.close()
    assert count(home) == 3
    done = restoring.restore(home, made, WORDS, NOW)
    assert count(home) == 2
    ws = opened(home)
    append(ws, clock)
    ws.database.check(encrypted=True)
    ws.close()

    assert done.person == "HRT-07"
    assert (done.aside / "work.db").is_file()
    assert putting_back.put_aside(home / "workspaces" / ID) == [done.aside]
    assert count(home) == 3


def test_a_laptop_that_lost_everything_goes_on_from_the_other_disk(
    home: Path, tmp_path: Path, membership: Membership
) -> None:
    ws = opened(home)
    name = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
    ws.blobs.put(name, b"hello")
    made = backups.write_to(ws, tmp_path / "درایو", NOW)
    ws.close()
    new = tmp_path / "new"
    restoring.restore(new, made, "باران ميبارد 72", NOW)
    ws = workspace.unlock(new, ID, WORDS, NOW)
    found = ws.blobs.get(name)
    ws.close()

    assert ws.membership == membership
    assert found == b"hello"
    assert count(new) == 2


def test_lost_keys_come_back_with_a_backup(home: Path) -> None:
    made = backed_up(home)
    (home / "workspaces" / ID / "keys.json").write_text("{", encoding="utf-8")
    done = restoring.restore(home, made, WORDS, NOW)

    assert count(home) == 2
    assert (done.aside / "keys.json").read_text(encoding="utf-8") == "{"


@pytest.mark.parametrize("name", ["work.db", "key.box", "keys.json", "about.json"])
def test_a_damaged_backup_is_refused_whole(home: Path, name: str) -> None:
    made = backed_up(home)
    spoil(made.folder / name)
    before = {path: path.read_bytes() for path in home.rglob("*") if path.name == "work.db"}
    with pytest.raises(Problem) as raised:
        restoring.restore(home, kept.read(made.folder), WORDS, NOW)

    assert raised.value.code in {Code.BACKUP_DAMAGED, Code.PASSPHRASE_WRONG}
    assert {path: path.read_bytes() for path in before} == before
    assert not (home / "workspaces" / ID / "restoring.part").exists()


def test_a_backup_of_somebody_else_does_not_pass_for_ones_own(
    home: Path, membership: Membership
) -> None:
    other = replace(membership, workspace="aaaa2222", identity=new_identity())
    ws = workspace.create(home, other, WORDS, CHEAP)
    made = backups.make(ws.folder, ws.backup_key, ws.database, NOW)
    ws.close()
    renamed = Backup(made.folder, replace(made.about, owner=ID))
    with pytest.raises(Problem) as raised:
        restoring.restore(home, renamed, WORDS, NOW)

    assert raised.value.code is Code.BACKUP_OTHER
    assert count(home) == 2


def test_a_damaged_workspace_names_its_newest_good_backup(home: Path) -> None:
    good, bad = backed_up(home), backed_up(home)
    spoil(bad.database)
    path = home / "workspaces" / ID / "work.db"
    spoil(path)
    before = path.read_bytes()
    with pytest.raises(Problem) as raised:
        opened(home)

    assert raised.value.code is Code.DATABASE_DAMAGED_BACKUP
    assert raised.value.values["backup"] == str(good.folder)
    assert path.read_bytes() == before
    restoring.restore(home, good, WORDS, NOW)
    assert count(home) == 2


def test_a_workspace_of_an_older_program_is_backed_up_before_it_is_changed(home: Path) -> None:
    ws = opened(home)
    with ws.database.work() as session:
        session.execute(text("DROP TABLE attachment"))
        for column in ("parents", "assignment", "asked", "answered", "meeting"):
            session.execute(text(f"ALTER TABLE draft DROP COLUMN {column}"))
        session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    ws.close()
    assert kept.listing(place(home)) == []
    opened(home).close()
    opened(home).close()
    found = kept.listing(place(home))

    assert [(one.number, one.about.made) for one in found] == [(1, NOW)]


def test_panic_leaves_no_backup(home: Path) -> None:
    made = backed_up(home)
    box = (made.folder / "key.box").read_bytes()
    backups.destroy_all(home / "workspaces" / ID)

    assert kept.listing(place(home)) == []
    assert box not in everything_in(home)
