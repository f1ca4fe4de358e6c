"""`fieldtool check`: tell whether all that a laptop and a hub have stored is still whole."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fieldtool.cli.faces import config_of, data_option, face_option, unlocked
from fieldtool.config import Config, Face
from fieldtool.problems import Code, Problem
from fieldtool.storage.files import WARN_BELOW_BYTES, FolderLock, free_space

if TYPE_CHECKING:
    from fieldtool.security.checking import Finding


@click.command()
@click.option(
    "--rebuild", is_flag=True, help="Also make all tables again from the logs, and compare."
)
@face_option("Check only the laptop (node) or only the hub of the data folder.")
@data_option
def check(*, rebuild: bool, face: str | None, data: Path | None) -> None:
    """Check that all that is stored is whole; the exit code is 1 when something is not.

    Every page of every database, every entry of every log with its id, chain and signatures,
    receipts, photos and backups. A person's work needs the passphrase, which is asked for; without
    it only its files are looked at. With --rebuild the program must not be running.
    """
    config = config_of(face, data)
    faces = [face] if face else [one for one in Face if (config.data / one.value).is_dir()]
    wanted = [replace(config, face=Face(one)) for one in faces]
    if not wanted:
        raise Problem(Code.BACKUP_WITHOUT_DATABASE, {"place": str(config.data)})
    with ExitStack() as stack:
        for one in wanted:
            _take(stack, one.folder, must=rebuild)
        told = [_tell(one, finding) for one in wanted for finding in _of(one, rebuild=rebuild)]
    if not all(told):
        sys.exit(1)


def _take(stack: ExitStack, folder: Path, *, must: bool) -> None:
    try:
        stack.enter_context(FolderLock(folder))
    except Problem as problem:
        if must or problem.code is not Code.FOLDER_IN_USE:
            raise
        click.echo(f"{folder} is in use: a running fieldtool may write meanwhile.")


def _of(config: Config, *, rebuild: bool) -> Iterator[Finding]:
    yield _disk(config.folder)
    if config.face is Face.NODE:
        yield from _of_node(config.folder, rebuild=rebuild)
    else:
        yield from _of_hub(config, rebuild=rebuild)


def _disk(folder: Path) -> Finding:
    from fieldtool.security.checking import Finding

    free = free_space(folder)
    if free < WARN_BELOW_BYTES:
        values: dict[str, str | int] = {"free": free // 1_000_000, "place": str(folder)}
        return Finding("disk", "", Problem(Code.DISK_NEARLY_FULL, values))
    return Finding("disk", f"{free // 1_000_000} MB free")


def _of_node(folder: Path, *, rebuild: bool) -> Iterator[Finding]:
    from fieldtool.security import workspace as workspaces
    from fieldtool.security.checking import Finding, findings, of_workspace
    from fieldtool.security.workspace_files import BACKUPS

    for name, person in workspaces.listing(folder):
        home = folder / "workspaces" / name
        yield from _files(home, name)
        try:
            with unlocked(folder, name, person) as ws:
                if ws is None:
                    yield Finding(name, "left out: without the passphrase only its files were seen")
                    continue
                for one in findings(of_workspace(ws), rebuild=rebuild):
                    yield replace(one, about=f"{name} {one.about}")
        except Problem as problem:
            yield Finding(name, "", problem)
        yield from _backups(home / BACKUPS, name)


def _of_hub(config: Config, *, rebuild: bool) -> Iterator[Finding]:
    from fieldtool.app import hub_database
    from fieldtool.security import hub_backups, hubkeys
    from fieldtool.security.checking import Finding, findings, of_hub
    from fieldtool.storage.blobs import BlobStore

    try:
        database = hub_database(config)
    except Problem as problem:
        yield Finding("hub", "", problem)
    else:
        try:
            identity = hubkeys.load_or_create(database)
            subject = of_hub(database, identity, BlobStore(config.folder / "blobs"))
            for one in findings(subject, rebuild=rebuild):
                yield replace(one, about=f"hub {one.about}")
        finally:
            database.close()
    yield from _backups(config.folder / hub_backups.BACKUPS, "hub")


def _files(home: Path, name: str) -> Iterator[Finding]:
    from fieldtool.security.checking import Finding
    from fieldtool.security.workspace_files import DATABASE, KEYS, slot_of
    from fieldtool.storage import putting_back

    if putting_back.is_pending(home):
        yield Finding(name, "", Problem(Code.RESTORE_UNFINISHED, {"place": str(home)}))
    try:
        slot_of(home / KEYS)
        yield Finding(f"{name} file of keys", "readable")
    except Problem as problem:
        yield Finding(f"{name} file of keys", "", problem)
    path = home / DATABASE
    if not path.is_file():
        yield Finding(f"{name} file", "", Problem(Code.DATABASE_DAMAGED, {"place": str(path)}))
    for aside in putting_back.put_aside(home):
        yield Finding(f"{name} put aside", f"{aside}; delete it when nothing in it is missed")


def _backups(place: Path, name: str) -> Iterator[Finding]:
    from fieldtool.security.checking import Finding
    from fieldtool.storage import backups, copies

    found = backups.listing(place)
    for one in found:
        about = f"{name} backup {one.number}"
        if one.is_whole():
            said = f"{backups.moment(one.about.made)}, {one.about.entries} entries, whole"
            yield Finding(about, said)
        else:
            yield Finding(about, "", copies.damaged(one.database))
    if not found:
        yield Finding(f"{name} backups", "none yet; type: fieldtool backup")


def _tell(config: Config, finding: Finding) -> bool:
    about = f"{config.face.value} {finding.about}"
    if finding.problem is None:
        click.echo(f"ok    {about}: {finding.seen}")
        return True
    problem = finding.problem
    click.echo(f"FAULT {about}: {problem.code.reference}: {problem.sentence()}")
    return False
