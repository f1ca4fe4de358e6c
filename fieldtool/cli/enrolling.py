"""`fieldtool enrol …`: set a laptop up without a network, by two files on a stick."""

from __future__ import annotations

from pathlib import Path

import click

from fieldtool.cli.faces import config_of, data_option, now
from fieldtool.config import Face

_file = click.argument("file", type=click.Path(path_type=Path, dir_okay=False))


@click.group()
def enrol() -> None:
    """Set a laptop up without a network: request, answer, finish.

    The request is written on the laptop, answered at the hub, and finished on the laptop.
    """


@enrol.command("request")
@_file
@click.option("--hub", "hub_url", required=True, help="Address of the hub, as on the card.")
@data_option
def write_request(*, file: Path, hub_url: str, data: Path | None) -> None:
    """Write the laptop's request to FILE; code and passphrase are asked for."""
    from fieldtool.storage import files
    from fieldtool.sync.laptop import enrol_files
    from fieldtool.sync.laptop.enrol import told

    config = config_of(Face.NODE.value, data)
    code = click.prompt("Code on the card", err=True)
    words = click.prompt("New passphrase", hide_input=True, confirmation_prompt=True, err=True)
    waits = enrol_files.begin(config.folder, told(hub_url, code), words, now())
    try:
        files.write_atomically(file, enrol_files.request_file(waits))
    except OSError as error:
        raise files.problem_of(error, file) from error
    click.echo(f"Request {waits.workspace} written. Take it to the hub: fieldtool enrol answer")


@enrol.command("answer")
@_file
@click.argument("answer", type=click.Path(path_type=Path, dir_okay=False))
@data_option
def write_answer(*, file: Path, answer: Path, data: Path | None) -> None:
    """Answer the request in FILE at the hub, and write ANSWER for the laptop.

    The hub must not be running meanwhile; its page "Answer a laptop without a network" does the
    same.
    """
    from fieldtool.cli.faces import opened
    from fieldtool.storage import files
    from fieldtool.sync.hub.enrolment import answer_enrolment
    from fieldtool.sync.laptop import enrol_files

    with opened(data) as hub:
        asked = enrol_files.asked_in(_read(file))
        given = answer_enrolment(hub.database, hub.identity, asked, hub.clock)
        try:
            files.write_atomically(answer, enrol_files.answer_file(asked, given))
        except OSError as error:
            raise files.problem_of(error, answer) from error
    click.echo("Answer written. Take it back to the laptop: fieldtool enrol finish")


@enrol.command("finish")
@_file
@data_option
def finish_enrolment(*, file: Path, data: Path | None) -> None:
    """Set the work up with the hub's answer in FILE; the passphrase is asked for."""
    from fieldtool.security import recovery
    from fieldtool.sync.laptop import enrol_files

    config = config_of(Face.NODE.value, data)
    words = click.prompt("The passphrase that you chose", hide_input=True, err=True)
    code = recovery.new_code()
    made = enrol_files.finish(config.folder, _read(file), words, recovery_code=code)
    made.close()
    click.echo(f"Set up for {made.person}. Recovery code, shown only now; write it down:")
    click.echo("  " + " ".join(recovery.shown(code)))


def _read(file: Path) -> bytes:
    from fieldtool.problems import Code, Problem
    from fieldtool.sync.laptop.enrol_files import MOST_BYTES

    try:
        with file.open("rb") as source:
            return source.read(MOST_BYTES)
    except OSError as error:
        raise Problem(Code.ENROLMENT_CARRIED_NOT_VALID) from error
