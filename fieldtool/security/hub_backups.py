"""Backups of a hub on SQLite: as readable as the hub's own file, so to be kept as safe."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from fieldtool import diagnostics
from fieldtool.config import Face
from fieldtool.problems import Code, Problem
from fieldtool.security import hubkeys
from fieldtool.storage import backups, copies, files, putting_back, schema
from fieldtool.storage.blobs import BlobStore
from fieldtool.storage.database import open_file
from fieldtool.storage.models import Side
from fieldtool.storage.queries import entries

if TYPE_CHECKING:
    from fieldtool.security.hubkeys import HubIdentity
    from fieldtool.storage.backups import Backup
    from fieldtool.storage.database import Database

DATABASE, BACKUPS = "hub.db", "backups"
_DAILY = 20 * 3600 * 1000


def make(database: Database, owner: str, now: int, place: Path) -> Backup:
    """Back a hub up to *place* while it is used; *now* is in milliseconds UTC.

    Raises:
        Problem: it is on PostgreSQL, which has its own backups, or the disk does not take it.
    """
    refuse_server(database)

    def fill(part: Path) -> tuple[Path, int]:
        target = copies.plain(part / DATABASE)
        copies.of_database(database, target)
        return target.path, copies.look_through(target)

    made = backups.keep(place, Face.HUB.value, owner, now, fill)
    diagnostics.event("backup:made", entries=made.about.entries)
    return made


def before_migration(folder: Path, database: Database, now: int) -> None:
    """Back a hub up whose database an older program wrote; raises Problem."""
    identity = hubkeys.find(database)
    if database.is_sqlite and identity is not None:
        make(database, owner_of(identity), now, folder / BACKUPS)


def refuse_server(database: Database) -> None:
    """Raise Problem where *database* is no file of this computer."""
    if not database.is_sqlite:
        raise Problem(Code.BACKUP_OF_SERVER)


def owner_of(identity: HubIdentity) -> str:
    """Return the name of a hub in its backups: the public key that laptops have pinned."""
    return identity.keys.verify_key.hex()


def daily(folder: Path, database: Database, owner: str, now: int, second: Path | None) -> bool:
    """Make the backup of the day where there is none yet; return whether.

    Raises:
        Problem: the disk does not take it.
    """
    place = folder / BACKUPS
    with database.read() as session:
        if not entries.is_there_any(session):
            return False
    if backups.is_due(place):
        replace_all(folder, database, owner, now, second)
        return True
    newest = next(iter(backups.listing(place)), None)
    if newest is not None and 0 <= now - newest.about.made < _DAILY:
        return False
    make(database, owner, now, place)
    backups.thin_out(place)
    _mirror(folder, owner, second)
    return True


def replace_all(
    folder: Path, database: Database, owner: str, now: int, second: Path | None = None
) -> None:
    """Make a fresh backup and destroy all earlier ones, as after an erasure; raises Problem."""
    place = folder / BACKUPS
    backups.set_due(place)
    make(database, owner, now, place)
    backups.thin_out(place, 1)
    backups.clear_due(place)
    _mirror(folder, owner, second, everything=True)


def after_erasure(
    folder: Path, database: Database, owner: str, now: int, second: Path | None
) -> None:
    """Let no earlier backup keep what was just erased; at the next start where it fails now."""
    place = folder / BACKUPS
    if not database.is_sqlite or not backups.listing(place):
        return
    try:
        replace_all(folder, database, owner, now, second)
    except Problem as problem:
        diagnostics.event("backup:failed", reason=problem.code.reference)


def after_key(folder: Path, database: Database, owner: str, now: int, second: Path | None) -> bool:
    """Make a backup that has a key which was just made; return whether there is one."""
    if not database.is_sqlite:
        return False
    place = folder / BACKUPS
    try:
        make(database, owner, now, place)
        backups.thin_out(place)
        _mirror(folder, owner, second)
    except Problem as problem:
        diagnostics.event("backup:failed", reason=problem.code.reference)
        return False
    return True


def write_to(folder: Path, database: Database, owner: str, now: int, place: Path) -> Backup:
    """Write a backup with the photos to *place*, on another disk; raises Problem."""
    own = place / folder_name(owner)
    made = make(database, owner, now, own)
    _copy_blobs(folder, own)
    return made


def restore(folder: Path, backup: Backup, now: int) -> Path:
    """Put *backup* in the place of the hub's database in *folder*; return where that is now.

    A new epoch begins, so that laptops send again what the backup does not have. The caller holds
    the lock of *folder*.

    Raises:
        Problem: the backup is damaged, newer, or another hub's: then everything is as it was.
    """
    putting_back.finish(folder)
    if not backup.is_whole():
        raise copies.damaged(backup.database)
    copies.look_through(copies.plain(backup.database))
    _refuse_other(folder, backup)
    try:
        staged = putting_back.stage(folder)
        copies.of_file(copies.plain(backup.database), copies.plain(staged / DATABASE))
        database = open_file(staged / DATABASE)
        try:
            schema.prepare(database, Side.HUB)
            hubkeys.renew_epoch(database)
        finally:
            database.close()
        files.flush_file(staged / DATABASE)
        _bring_blobs(folder, backup)
    except Problem:
        putting_back.give_up(folder)
        raise
    aside = putting_back.put(folder, now)
    diagnostics.event("backup:restored", entries=backup.about.entries)
    return aside


def _refuse_other(folder: Path, backup: Backup) -> None:
    """Laptops have pinned the key of the hub that is here; one with another key is no use."""
    if not (folder / DATABASE).is_file():
        return
    database = open_file(folder / DATABASE)
    try:
        database.check()
        present = hubkeys.find(database)
    except Problem:
        return  # it is damaged: that is why there is a restore
    finally:
        database.engine.dispose()
    if present is not None and owner_of(present) != backup.about.owner:
        raise Problem(Code.BACKUP_OTHER, {"place": str(backup.folder)})


def _mirror(folder: Path, owner: str, second: Path | None, *, everything: bool = False) -> None:
    if second is None:
        return
    if not second.is_dir():
        diagnostics.event("backup:elsewhere")
        return
    own = second / folder_name(owner)
    backups.mirror(folder / BACKUPS, own, everything=everything)
    _copy_blobs(folder, own)


def folder_name(owner: str) -> str:
    """Return the name under which the backups of a hub lie on another disk."""
    return f"fieldtool-hub-{owner[:12]}"


def _copy_blobs(folder: Path, own: Path) -> None:
    _copy(BlobStore(folder / "blobs"), BlobStore(own / "blobs"))


def _bring_blobs(folder: Path, backup: Backup) -> None:
    _copy(BlobStore(backup.folder.parent / "blobs"), BlobStore(folder / "blobs"))


def _copy(source: BlobStore, target: BlobStore) -> None:
    for name in sorted(source.names() - target.names()):
        if source.is_whole(name):
            target.put(name, source.get(name))
