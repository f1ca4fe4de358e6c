"""`fieldtool backup` and `fieldtool restore`: copies of a laptop's or a hub's data, and back."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fieldtool.cli.faces import complain, config_of, data_option, face_option, now, unlocked
from fieldtool.config import Config, Face
from fieldtool.problems import Code, Problem

if TYPE_CHECKING:
    from fieldtool.storage.backups import Backup


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), required=False)
@face_option("Whether this is a laptop (node) or the hub; a node when left out.")
@data_option
def backup(*, folder: Path | None, face: str | None, data: Path | None) -> None:
    """Back up a laptop or a hub, also while the program is running.

    Without FOLDER the backup goes into the data folder, where three are kept. With FOLDER, on
    another disk, it goes there, with the photos, and none is ever deleted. Every backup is read
    again before it counts. A laptop's backup can be read only with the person's passphrase, which
    is asked for; a hub's is as readable as the hub's own file.
    """
    config = config_of(face, data)
    (_back_up_node if config.face is Face.NODE else _back_up_hub)(config, folder)


@click.command()
@click.argument("backup", type=click.Path(path_type=Path))
@data_option
def restore(*, backup: Path, data: Path | None) -> None:
    """Put BACKUP in the place of what is there; the program must not be running.

    BACKUP is the folder of one backup, or a folder with several, of which the newest whole one is
    taken. What is there now is put aside and not deleted. Laptops send a restored hub again what it
    lacks. A restored laptop goes on from the backup; what it had sent since is at the hub.
    """
    chosen = _chosen(backup.absolute())
    config = replace(config_of(None, data), face=Face(chosen.about.face))
    from fieldtool.storage.files import FolderLock

    with FolderLock(config.folder):
        (_restore_node if config.face is Face.NODE else _restore_hub)(config, chosen)


def _back_up_node(config: Config, place: Path | None) -> None:
    from fieldtool.security import backups
    from fieldtool.security import workspace as workspaces
    from fieldtool.storage import backups as kept

    people = workspaces.listing(config.folder)
    if not people:
        raise Problem(Code.BACKUP_WITHOUT_DATABASE, {"place": str(config.folder)})
    is_whole = True
    for workspace, person in people:
        try:
            with unlocked(config.folder, workspace, person) as ws:
                if ws is None:
                    continue
                if place is None:
                    made = backups.make(ws.folder, ws.backup_key, ws.database, now())
                    kept.thin_out(made.folder.parent)
                else:
                    made = backups.write_to(ws, place.absolute(), now())
                _tell(person, made)
        except Problem as problem:
            complain(person, problem)
            is_whole = False
    if not is_whole:
        sys.exit(1)


def _back_up_hub(config: Config, place: Path | None) -> None:
    from fieldtool.security import hub_backups, hubkeys
    from fieldtool.storage import backups as kept
    from fieldtool.storage.database import open_file

    if config.database:
        raise Problem(Code.BACKUP_OF_SERVER)
    path = config.folder / hub_backups.DATABASE
    if not path.is_file():
        raise Problem(Code.BACKUP_WITHOUT_DATABASE, {"place": str(config.folder)})
    database = open_file(path)
    try:
        identity = hubkeys.find(database)
        if identity is None:
            raise Problem(Code.BACKUP_WITHOUT_DATABASE, {"place": str(config.folder)})
        owner = hub_backups.owner_of(identity)
        if place is None:
            made = hub_backups.make(database, owner, now(), config.folder / hub_backups.BACKUPS)
            kept.thin_out(made.folder.parent)
        else:
            made = hub_backups.write_to(config.folder, database, owner, now(), place.absolute())
    finally:
        database.engine.dispose()
    _tell("Hub", made)


def _tell(whose: str, made: Backup) -> None:
    from fieldtool.storage.backups import listing

    click.echo(f"{whose}: {made.folder}")
    for one in listing(made.folder.parent):
        click.echo(f"  {_line(one)}")


def _line(one: Backup) -> str:
    from fieldtool.storage.backups import moment

    size = -(-one.about.size // 1024)
    return f"{one.number}. {moment(one.about.made)}, {size} kB, {one.about.entries} entries"


def _chosen(given: Path) -> Backup:
    from fieldtool.storage import backups as kept

    folder = given.parent if given.is_file() else given
    if (folder / "about.json").is_file():
        return kept.read(folder)
    several = kept.listing(folder)
    if not several:
        raise Problem(Code.BACKUP_NOT_FOUND, {"place": str(given)})
    good = kept.newest_good(folder)
    if good is None:
        raise Problem(Code.BACKUP_DAMAGED, {"place": str(several[0].folder)})
    return good


def _restore_node(config: Config, chosen: Backup) -> None:
    from fieldtool.security import restoring

    words = click.prompt("Passphrase or recovery code of this work", hide_input=True, err=True)
    done = restoring.restore(config.folder, chosen, words, now())
    click.echo(f"Restored {done.person}: {_line(chosen)}")
    click.echo(f"What was there before: {done.aside}")
    if done.missing:
        click.echo(f"{done.missing} photos or recordings of these interviews are not here.")
    click.echo(
        "Interviews finalised after this backup and already sent are at the hub; this laptop"
    )
    click.echo("does not show them again. What was not sent since then may be missing. Sign in and")
    click.echo("send; tell your coordinator that this laptop was restored.")


def _restore_hub(config: Config, chosen: Backup) -> None:
    from fieldtool.security import hub_backups

    if config.database:
        raise Problem(Code.BACKUP_OF_SERVER)
    aside = hub_backups.restore(config.folder, chosen, now())
    click.echo(f"Restored the hub: {_line(chosen)}")
    click.echo(f"What was there before: {aside}")
    click.echo(
        "A new epoch has begun: at their next contact laptops send again what is missing here."
    )
    click.echo("Accounts, people and enrolment codes made since then must be made again.")
