"""`fieldtool bundle …`: sealed work as files, for memory sticks."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fieldtool.config import Config, Face, load
from fieldtool.problems import Code, Problem

if TYPE_CHECKING:
    from fieldtool.storage.mail import Mail
    from fieldtool.sync.hub.hub_bundles import Reading

_data = click.option(
    "--data", type=click.Path(path_type=Path), help="Folder for everything it writes."
)
_face = click.option(
    "--face",
    type=click.Choice([face.value for face in Face]),
    help="Whether this is a laptop (node) or the hub; a node when left out.",
)
_folder = click.argument("folder", type=click.Path(path_type=Path))


@click.group()
def bundle() -> None:
    """Carry sealed work on a memory stick, to the hub and back.

    Write at the laptop, read at the hub, read at the laptop: in any order, as often as you like.
    """


@bundle.command()
@_folder
@_face
@_data
def write(*, folder: Path, face: str | None, data: Path | None) -> None:
    """Copy what waits on this laptop into FOLDER, for the hub.

    No passphrase is needed, and the program may be running. A relay writes what the hub above has
    not got, and must not be running (its own page "Relays" does the same). Any other hub has
    nothing to write: it answers when it reads.
    """
    config = _config(face, data)
    if config.face is Face.HUB:
        _write_at_relay(data, folder)
    else:
        _write_on_laptop(config, folder)


def _write_at_relay(data: Path | None, folder: Path) -> None:
    from fieldtool.cli.faces import opened
    from fieldtool.sync.relay import relay_bundles

    with opened(data) as services:
        if services.rounds is None:
            raise Problem(Code.BUNDLES_ARE_READ, {"place": str(folder)})
        done = relay_bundles.write(services.rounds.relay, _place(folder))
    size = done.size // 1024
    click.echo(f"For the hub above: {done.entries} entries, {size} kB, {done.photos} photos.")
    _end(is_whole=True)


def _write_on_laptop(config: Config, folder: Path) -> None:
    from fieldtool.storage.mail import Mail
    from fieldtool.sync.laptop import couriers

    went = couriers.copy_all(Mail(config.folder), _place(folder))
    for one in went:
        if one.problem is None:
            size, photos = one.parcel.size // 1024, one.photos
            click.echo(f"Parcel {one.parcel.number}: {size} kB and {photos} photos copied.")
        else:
            _complain(f"Parcel {one.parcel.number}", one.problem)
    if not went:
        click.echo("Nothing waits on this laptop.")
    _end(is_whole=all(one.problem is None for one in went))


@bundle.command()
@_folder
@_face
@_data
def read(*, folder: Path, face: str | None, data: Path | None) -> None:
    """Take in what is in FOLDER: at the hub what laptops and relays sent, elsewhere the answers.

    A hub writes its answers beside what it read; it must not be running meanwhile (its own page
    "Read a memory stick" does the same).
    """
    config = _config(face, data)
    if config.face is Face.HUB:
        _read_at_hub(data, _place(folder))
    else:
        from fieldtool.storage.mail import Mail

        _read_on_laptop(Mail(config.folder), _place(folder))


def _read_on_laptop(mail: Mail, place: Path) -> None:
    from fieldtool.sync.laptop import couriers

    brought = couriers.bring(mail, place)
    click.echo(f"{len(brought.taken)} answers taken; their people see them after signing in.")
    if brought.known:
        click.echo(f"{brought.known} answers were here already.")
    if brought.media:
        click.echo(f"{brought.media} files of questionnaires taken.")
    if brought.elsewhere:
        click.echo(f"{brought.elsewhere} files for others, left as they are.")
    for name, problem in brought.refused:
        _complain(name, problem)
    _end(is_whole=not brought.refused)


def _read_at_hub(data: Path | None, place: Path) -> None:
    from fieldtool.cli.faces import opened
    from fieldtool.sync.hub.hub_bundles import read_folder

    with opened(data) as services:
        reading = read_folder(services.door, place)
        if services.rounds is not None:
            services.rounds.read(reading.above)
    _tell(reading)


def _tell(reading: Reading) -> None:
    if (above := reading.above).answers:
        click.echo(f"From the hub above: {above.proven} entries proven, {above.received} new.")
    _tell_who(reading)
    for name, problem in reading.refused:
        _complain(name, problem)
    if reading.photos:
        click.echo(f"{reading.photos} photos or recordings taken in.")
    if reading.media is not None:
        _complain("Files of questionnaires", reading.media)
    if reading.elsewhere:
        click.echo(f"{reading.elsewhere} files for other hubs, left as they are.")
    for missing in reading.missing:
        click.echo(f"Nothing of {missing.person} ({missing.id}).")
    _end(is_whole=reading.is_whole)


def _tell_who(reading: Reading) -> None:
    read = [(one.person, one.workspace, one.interviews, one.problem) for one in reading.read]
    read += [(one.name, one.relay, one.interviews, one.problem) for one in reading.relays]
    for who, where, count, problem in read:
        click.echo(f"{who} ({where}): {count} new interviews.")
        if problem is not None:
            _complain(f"Answer for {who}", problem)


def _config(face: str | None, data: Path | None) -> Config:
    options = {} if face is None else {"face": face}
    if data is not None:
        options["data"] = str(data)
    return load(os.environ, options)


def _place(folder: Path) -> Path:
    from fieldtool.storage import sticks

    return sticks.folder(str(folder.absolute()))


def _complain(about: str, problem: Problem) -> None:
    click.echo(f"{about}: {problem.code.reference}: {problem.sentence()}", err=True)


def _end(*, is_whole: bool) -> None:
    if is_whole:
        click.echo("Remove the stick now.")
    else:
        sys.exit(1)
