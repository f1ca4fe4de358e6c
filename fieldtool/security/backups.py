"""Backups of a workspace: each encrypted under a random key of its own, opened by the passphrase.

`work.db` under that key · `key.box` the key, wrapped for the workspace · `keys.json` the slots of
passphrase and recovery code. Who destroys `key.box` has destroyed the backup.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import nacl.exceptions
from nacl.secret import SecretBox

from fieldtool import diagnostics
from fieldtool.config import Face
from fieldtool.problems import Code, Problem
from fieldtool.security import workspace_files
from fieldtool.security.keys import KEY_SIZE, random_bytes
from fieldtool.security.workspace_files import (
    BACKUPS,
    DATABASE,
    KEYS,
    keys_to_keep,
    sealed_file,
)
from fieldtool.storage import backups, copies, files
from fieldtool.storage.blobs import BlobStore

if TYPE_CHECKING:
    from fieldtool.security.workspace import Workspace
    from fieldtool.storage.backups import Backup
    from fieldtool.storage.database import Database

BOX = "key.box"
# Less than a day: whoever comes a little earlier than yesterday has a backup of today too.
_DAILY = 20 * 3600 * 1000


def make(
    home: Path, backup_key: bytes, database: Database, now: int, place: Path | None = None
) -> Backup:
    """Back the workspace in *home* up while it is used; *now* is in milliseconds UTC.

    Args:
        home: folder of the workspace.
        backup_key: wraps the key of the backup.
        database: its open database.
        now: when this is.
        place: where to; the workspace's own folder of backups when left out.

    Raises:
        Problem: the disk does not take it, or another backup is being made.
    """

    def fill(part: Path) -> tuple[Path, int]:
        key = random_bytes(KEY_SIZE)
        target = sealed_file(part / DATABASE, key)
        copies.of_database(database, target)
        files.write_atomically(part / BOX, bytes(SecretBox(backup_key).encrypt(key)))
        files.write_atomically(part / KEYS, keys_to_keep(home / KEYS))
        return target.path, copies.look_through(target)

    made = backups.keep(place or home / BACKUPS, Face.NODE.value, home.name, now, fill)
    diagnostics.event("backup:made", workspace=home.name, entries=made.about.entries)
    return made


def daily(ws: Workspace, now: int, second: Path | None = None) -> bool:
    """Make the backup of the day where there is none yet, and finish replacing; return whether.

    *second* is a folder on another disk that receives the same backups, and the photos.

    Raises:
        Problem: the disk does not take it.
    """
    place = ws.folder / BACKUPS
    if backups.is_due(place):
        replace_all(ws, now, second)
        return True
    newest = next(iter(backups.listing(place)), None)
    # A clock that was set back must not stop the backups.
    if newest is not None and 0 <= now - newest.about.made < _DAILY:
        return False
    make(ws.folder, ws.backup_key, ws.database, now)
    backups.thin_out(place)
    _mirror(ws, second)
    return True


def replace_all(ws: Workspace, now: int, second: Path | None = None) -> None:
    """Make a fresh backup and destroy all earlier ones, with their keys.

    To be called when an interview was sealed, purged or erased. What cannot be done now, on a full
    disk or after a power cut, is done when the work is opened the next time.

    Raises:
        Problem: the disk does not take the fresh one; the earlier ones are still there.
    """
    place = ws.folder / BACKUPS
    backups.set_due(place)
    make(ws.folder, ws.backup_key, ws.database, now)
    backups.thin_out(place, 1)
    backups.clear_due(place)
    _mirror(ws, second, everything=True)


def after_erasure(ws: Workspace, now: int) -> None:
    """Let no earlier backup keep what was just erased or purged.

    Copies on another disk are replaced when its person signs in the next time; so is everything
    where the disk has no room for a fresh backup now.
    """
    place = ws.folder / BACKUPS
    if not backups.listing(place):
        return
    try:
        replace_all(ws, now)
    except Problem as problem:
        diagnostics.event("backup:failed", reason=problem.code.reference)
    backups.set_due(place)


def destroy_all(home: Path) -> None:
    """Destroy every backup of the workspace in *home*, as a panic erase needs; raises Problem."""
    for backup in backups.listing(home / BACKUPS):
        backups.destroy(backup)


def write_to(ws: Workspace, place: Path, now: int) -> Backup:
    """Write a backup with the photos to *place*, on another disk; raises Problem."""
    own = place / folder_name(ws.id)
    made = make(ws.folder, ws.backup_key, ws.database, now, own)
    _copy_blobs(ws, own)
    return made


def last(ws: Workspace) -> int | None:
    """Return when the newest backup was made, milliseconds UTC; None where there is none."""
    newest = next(iter(backups.listing(ws.folder / BACKUPS)), None)
    return newest.about.made if newest else None


def folder_name(workspace: str) -> str:
    """Return the name under which the backups of *workspace* lie on another disk."""
    return f"fieldtool-{workspace}"


def key_of(backup: Backup, backup_key: bytes) -> bytes:
    """Return the key of a backup's database.

    Raises:
        Problem: BACKUP_DAMAGED; the key is gone, altered, or another workspace's.
    """
    try:
        return bytes(SecretBox(backup_key).decrypt((backup.folder / BOX).read_bytes()))
    except (OSError, ValueError, nacl.exceptions.CryptoError) as error:
        raise copies.damaged(backup.database) from error


def data_key_of(backup: Backup, typed: str) -> bytes:
    """Return the key of the workspace that *backup* is of.

    *typed* is the passphrase or the recovery code of the day on which it was made.

    Raises:
        Problem: PASSPHRASE_WRONG, RECOVERY_CODE_WRONG, or BACKUP_DAMAGED.
    """
    try:
        return workspace_files.secret_in(backup.folder / KEYS, typed)
    except Problem as problem:
        if problem.code in {Code.KEYS_DAMAGED, Code.WORKSPACE_MISSING}:
            raise copies.damaged(backup.database) from problem
        raise


def _mirror(ws: Workspace, second: Path | None, *, everything: bool = False) -> None:
    if second is None:
        return
    if not second.is_dir():
        # The other disk is at the office today. What it misses it gets when it is back.
        diagnostics.event("backup:elsewhere", workspace=ws.id)
        return
    own = second / folder_name(ws.id)
    backups.mirror(ws.folder / BACKUPS, own, everything=everything)
    _copy_blobs(ws, own)
    if not everything:
        return
    theirs = BlobStore(own / "blobs")
    for name in theirs.names() - ws.blobs.names():
        theirs.remove(name)


def _copy_blobs(ws: Workspace, own: Path) -> None:
    target = BlobStore(own / "blobs")
    for name in sorted(ws.blobs.names() - target.names()):
        try:
            target.put(name, ws.blobs.get(name))
        except Problem as problem:
            if problem.code not in {Code.BLOB_NOT_HERE, Code.BLOB_DAMAGED}:
                raise
            diagnostics.event("backup:blob-left-out", workspace=ws.id)
