"""`fieldtool hub sites …`: the register of places from and to a list, and shipped provinces."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from fieldtool.cli.faces import data_option, opened

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fieldtool.log.sites import Site
    from fieldtool.sync.registers.site_checks import Finding, Looked
    from fieldtool.web.services import HubServices

_MOST_SHOWN = 200


@click.group()
def sites() -> None:
    """Read the register of places from a list, write it as one, take shipped provinces.

    The hub must not be running.
    """


@sites.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--yes", is_flag=True, help="Write without asking when nothing is wrong.")
@data_option
def read(*, file: Path, yes: bool, data: Path | None) -> None:
    """Show what a CSV list would change and what is wrong, then write it when confirmed."""
    from fieldtool.cli import projects
    from fieldtool.i18n.encodings import decoded
    from fieldtool.storage.queries import sites as stored
    from fieldtool.sync.registers import site_lists
    from fieldtool.sync.registers.site_checks import look

    listed = site_lists.listed(decoded(file.read_bytes()))
    with opened(data) as services:
        settings = projects.settings_of(services)
        with services.database.read() as session:
            register = stored.all_of(session, settings.id)
        looked = look(listed, register, settings.languages)
        _show(looked)
        if looked.errors:
            raise SystemExit(1)
        if looked.sites and (yes or click.confirm("Write this into the register?")):
            _publish(services, settings.id, looked.sites)


@sites.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@data_option
def write(*, file: Path, data: Path | None) -> None:
    """Write the register as a CSV list that changes nothing when it is read again."""
    from fieldtool.cli import projects
    from fieldtool.storage import files
    from fieldtool.storage.queries import sites as stored
    from fieldtool.sync.registers import site_lists

    with opened(data) as services:
        project = projects.settings_of(services).id
        with services.database.read() as session:
            register = stored.all_of(session, project)
    files.write_atomically(file, site_lists.written(register))
    click.echo(f"Places written to {file}: {len(register)}.")


@sites.command()
@click.argument("parts", nargs=-1, required=True, metavar="ID…")
@data_option
def take(*, parts: tuple[str, ...], data: Path | None) -> None:
    """Take all shipped places of provinces (AF32, ITP001) or countries (AF, IT)."""
    from fieldtool.cli import projects
    from fieldtool.storage.queries import sites as stored
    from fieldtool.sync.registers.shipping import shipped_in, site_of

    wanted = shipped_in(parts)
    with opened(data) as services:
        project = projects.settings_of(services).id
        with services.database.read() as session:
            known = set(stored.outlines(session, project).by_id)
        _publish(services, project, [site_of(one) for one in wanted if one.id not in known])


def _publish(services: HubServices, project: str, wanted: Iterable[Site]) -> None:
    from fieldtool.sync.hub import publishing

    places = list(wanted)
    with services.database.work() as session:
        now = services.clock.now()
        publishing.publish_sites(session, services.identity, project, places, now)
    click.echo(f"Places written into the register: {len(places)}.")


def _show(looked: Looked) -> None:
    listed = looked.listed
    click.echo(f"Read as {listed.encoding}, columns parted by {listed.delimiter}.")
    click.echo(
        f"{len(looked.new)} new, {len(looked.changed)} changed, {looked.unchanged} unchanged."
    )
    for findings, kind in ((looked.errors, "wrong"), (looked.remarks, "look")):
        for one in findings[:_MOST_SHOWN]:
            _tell(one, kind)
        if len(findings) > _MOST_SHOWN:
            click.echo(f"and {len(findings) - _MOST_SHOWN} more.")


def _tell(finding: Finding, kind: str) -> None:
    problem = finding.problem
    said = f"line {finding.line}: {kind}: {problem.code.reference}: {problem.sentence()}"
    click.echo(said, err=kind == "wrong")
