"""Putting a backup of a workspace in the place of its work; what was there is kept aside."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from fieldtool import diagnostics
from fieldtool.log import ids
from fieldtool.problems import Code, Problem
from fieldtool.security import backups as own_backups
from fieldtool.security import workspace
from fieldtool.security.workspace_files import (
    BACKUPS,
    DATABASE,
    KEYS,
    home_of,
    key_of_backups,
    sealed_file,
    secret_in,
)
from fieldtool.storage import backups, copies, files, putting_back
from fieldtool.storage.blobs import BlobStore
from fieldtool.storage.queries import drafts, named_blobs

if TYPE_CHECKING:
    from fieldtool.security.workspace import Workspace
    from fieldtool.storage.backups import Backup


@dataclass(frozen=True)
class Restored:
    """What a restore did.

    Attributes:
        aside: where what was there is now.
        missing: photos and recordings of the workspace's own interviews that are not here.
    """

    person: str
    aside: Path
    missing: int


def restore(folder: Path, backup: Backup, typed: str, now: int) -> Restored:
    """Put *backup* in the place of its workspace in the data folder of a laptop.

    *typed* is the passphrase or the recovery code of the day on which it was made.

    Nothing may have the workspace open; the caller holds the lock of *folder*.

    Raises:
        Problem: the passphrase is wrong, the backup is damaged, foreign or newer, or the disk does
            not take it: then everything is as it was.
    """
    if not ids.is_id(backup.about.owner, ids.WORKSPACE):
        raise copies.damaged(backup.database)
    home = home_of(folder, backup.about.owner)
    putting_back.finish(home)
    if not backup.is_whole():
        raise copies.damaged(backup.database)
    data_key = own_backups.data_key_of(backup, typed)
    key = own_backups.key_of(backup, key_of_backups(data_key))
    source = sealed_file(backup.database, key)
    copies.look_through(source)
    try:
        staged = putting_back.stage(home)
        copies.of_file(source, sealed_file(staged / DATABASE, data_key))
        person, missing = _looked_into(folder, home, staged, backup, data_key)
        if not _opens(home / KEYS, typed, data_key):
            files.write_atomically(staged / KEYS, (backup.folder / KEYS).read_bytes())
    except Problem:
        putting_back.give_up(home)
        raise
    except OSError as error:
        putting_back.give_up(home)
        raise files.problem_of(error, home) from error
    aside = putting_back.put(home, now)
    diagnostics.event("backup:restored", workspace=home.name, entries=backup.about.entries)
    return Restored(person, aside, missing)


def _looked_into(
    folder: Path, home: Path, staged: Path, backup: Backup, data_key: bytes
) -> tuple[str, int]:
    ws = workspace.opened_with(folder, staged, data_key, 0)
    try:
        if ws.id != backup.about.owner:
            raise Problem(Code.BACKUP_OTHER, {"place": str(backup.folder)})
        with ws.database.work() as session:
            drafts.note_restored(session, ws.project_id)
        missing = _bring_blobs(ws, home, backup)
    finally:
        ws.close()
    files.flush_file(staged / DATABASE)
    return ws.person, missing


def _bring_blobs(ws: Workspace, home: Path, backup: Backup) -> int:
    """Copy photos that lie beside a backup on another disk; return how many are nowhere."""
    here, beside = BlobStore(home / "blobs"), BlobStore(backup.folder.parent / "blobs")
    with ws.database.read() as session:
        wanted = {one.name for one in named_blobs.named(session, ws.project_id, ws.log)}
    for name in sorted(beside.names() - here.names()):
        if beside.is_whole(name):
            here.put(name, beside.get(name))
    return len(wanted - here.names())


def _opens(path: Path, typed: str, data_key: bytes) -> bool:
    """Say whether the file of keys that is there opens the same work; else it is put aside too."""
    try:
        return secret_in(path, typed) == data_key
    except Problem:
        return False


def newest(folder: Path) -> dict[str, Backup]:
    """Return the newest backup of each workspace in the data folder of a laptop."""
    found = {}
    for home in sorted((folder / "workspaces").glob("*")):
        good = next(iter(backups.listing(home / BACKUPS)), None)
        if good is not None:
            found[home.name] = good
    return found
