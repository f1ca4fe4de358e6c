"""`fieldtool hub exchange-key …`: another key to which laptops seal what they send."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from fieldtool.cli.faces import data_option, opened

if TYPE_CHECKING:
    from fieldtool.storage.database import Database
    from fieldtool.sync.hub.rotating import Standing
    from fieldtool.web.services import HubServices


@click.group("exchange-key")
def exchange_key() -> None:
    """See, change and retire the key to which laptops seal what they send to this hub.

    The hub's page "Key for what laptops send" does the same, while the hub is running.
    """


@exchange_key.command()
@data_option
def status(*, data: Path | None) -> None:
    """Say since when there is the present key, and who has taken it over."""
    from fieldtool.sync.hub import rotating

    with opened(data) as services, services.database.read() as session:
        _tell(rotating.standing(session, services.identity))


@exchange_key.command("new")
@data_option
def new_key(*, data: Path | None) -> None:
    """Make another key; laptops seal to it from their next contact on."""
    from fieldtool.security import hub_backups
    from fieldtool.sync.hub import rotating

    with opened(data) as services:
        with services.database.work() as session:
            rotating.make(session, services.identity, services.clock.now())
        is_safe = hub_backups.after_key(*_place(services))
        with services.database.read() as session:
            _tell(rotating.standing(session, services.identity))
    click.echo(
        "A backup that has it was made."
        if is_safe
        else "Make a backup of the hub now: an earlier one does not have this key."
    )


@exchange_key.command()
@click.option(
    "--early", is_flag=True, help="Also where laptops have not shown that they know the new key."
)
@data_option
def retire(*, early: bool, data: Path | None) -> None:
    """Destroy the earlier keys, when everybody has taken over the new one."""
    from fieldtool.security import hub_backups
    from fieldtool.sync.hub import rotating

    with opened(data) as services:
        now = services.clock.now().wall
        with services.database.work() as session:
            count = rotating.retire(session, services.identity, now, early=early)
        services.database.scrub()
        hub_backups.after_erasure(*_place(services))
    click.echo(f"{count} earlier keys destroyed. Destroy your own copies of older backups, too.")


def _place(services: HubServices) -> tuple[Path, Database, str, int, Path | None]:
    from fieldtool.security import hub_backups

    config, owner = services.config, hub_backups.owner_of(services.identity)
    now = services.clock.now().wall
    return config.folder, services.database, owner, now, config.second_place


def _tell(found: Standing) -> None:
    taken, ring = found.taken, found.ring
    click.echo(f"Key {ring.newest.number}; {len(ring.earlier)} earlier ones still open.")
    click.echo(f"Laptops that know it: {taken.laptops}; not yet: {taken.laptops_left}.")
    click.echo(f"Relays that know it: {taken.relays}; not yet: {taken.relays_left}.")
    click.echo(f"Revoked laptops that never learned it: {taken.revoked}.")
    if found.lost_at is not None:
        click.echo("This hub was put back from before its newest key was made: make another one.")
