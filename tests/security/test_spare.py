"""A passphrase that erases leaves no trace on the disk, in no copy and by no time."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from fieldtool.problems import Problem
from fieldtool.security import backups, duress, slots, spare, workspace
from fieldtool.security.duress import Place
from fieldtool.security.passphrase import MEBIBYTE, Effort
from fieldtool.security.workspace import Membership, Workspace
from fieldtool.storage import files
from fieldtool.storage.mail import Mail

CHEAP, DEARER = Effort(1, MEBIBYTE), Effort(2, MEBIBYTE)
WORDS, FORCED, OTHER = "باران می‌بارد ۷۲", "انگور سیاه ۴۱ کوزه", "سیب سرخ در باغ ۹"
NOW = 1_795_321_800_000


@pytest.fixture
def ws(tmp_path: Path, membership: Membership) -> Workspace:
    return workspace.create(tmp_path, membership, WORDS, CHEAP)


def slots_in(path: Path) -> dict[str, dict[str, str]]:
    return {one["kind"]: one for one in json.loads(path.read_bytes())["slots"]}


def test_copies_of_different_days_do_not_tell_that_somebody_chose_one(ws: Workspace) -> None:
    for now in (NOW, NOW + 1):
        backups.make(ws.folder, ws.backup_key, ws.database, now)
        duress.choose(ws, WORDS, FORCED, now)

    copies = list((ws.folder / "backups").glob("*/keys.json"))
    assert len(copies) == 2
    assert [list(slots_in(path)) for path in copies] == [["passphrase"]] * 2
    assert "spare" in slots_in(ws.folder / "keys.json")


def test_the_time_of_its_box_is_that_of_the_last_opening_or_locking(
    ws: Workspace, tmp_path: Path
) -> None:
    def time_after(opens_or_locks: Callable[[], object]) -> float:
        os.utime(ws.folder / spare.BOX, (0, 0))
        opens_or_locks()
        return (ws.folder / spare.BOX).stat().st_mtime

    assert time_after(ws.close) > 0
    assert time_after(lambda: workspace.unlock(tmp_path, ws.id, WORDS, NOW)) > 0


def test_its_effort_does_not_tell_that_it_was_chosen_after_another_passphrase(
    ws: Workspace,
) -> None:
    def passes() -> tuple[str, str]:
        found = slots_in(ws.folder / "keys.json")
        return found["passphrase"]["passes"], found["spare"]["passes"]

    slots.change_passphrase(ws, WORDS, OTHER, NOW, DEARER)
    before = passes()
    duress.choose(ws, OTHER, FORCED, NOW)
    chosen = passes()
    duress.drop(ws, OTHER, NOW)

    assert before == chosen == passes() == ("2", "1")


def test_all_keys_go_even_where_one_of_them_cannot_and_that_is_said(
    ws: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = backups.make(ws.folder, ws.backup_key, ws.database, NOW).folder / backups.BOX
    ws.close()
    unlink, wrapped = os.unlink, held.read_bytes()

    def refused(path: str | Path, *, dir_fd: int | None = None) -> None:
        if Path(path).name == held.name:
            raise PermissionError(13, "held")
        unlink(path, dir_fd=dir_fd)

    monkeypatch.setattr(os, "unlink", refused)
    with pytest.raises(Problem) as raised:
        duress.erase(Place(tmp_path, Mail(tmp_path)), ws.id)

    assert raised.value.values == {"place": str(held)}
    assert held.read_bytes() != wrapped, "written over"
    assert not list(ws.folder.rglob("keys.json"))


def test_a_key_goes_from_a_disk_that_takes_nothing_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = tmp_path / "keys.json"
    key.write_bytes(b"secret")
    key.chmod(0o400)

    def full(_count: int) -> bytes:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("secrets.token_bytes", full)
    files.destroy(key)

    assert not key.exists()
