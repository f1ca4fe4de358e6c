"""`fieldtool hub relay …`: a hub that passes on to another hub what its laptops wrote."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fieldtool.cli.faces import data_option, opened
from fieldtool.problems import Code, Problem

if TYPE_CHECKING:
    from fieldtool.sync.relay.rounds import Round, Rounds
    from fieldtool.web.services import HubServices

_MOST_DAYS = 30
_MOST_MINUTES = 24 * 60


@click.group()
def relay() -> None:
    """Pass on to a hub above what this hub's laptops wrote.

    At the hub above: invite. At this hub, in an empty data folder: enrol, then account, then start.
    While it runs it passes on by itself; its page "Relay" shows how far it is.
    """


@relay.command()
@click.argument("name")
@click.option(
    "--days",
    type=click.IntRange(1, _MOST_DAYS),
    default=3,
    show_default=True,
    help="How long the code is good.",
)
@data_option
def invite(*, name: str, days: int, data: Path | None) -> None:
    """At the hub above: make a code, good once, for the relay that is called NAME there."""
    from datetime import timedelta

    from fieldtool.storage.queries import projects
    from fieldtool.sync.hub.inviting import invite_relay

    with opened(data) as services, services.database.work() as session:
        known = projects.ids(session)
        if not known:
            raise Problem(Code.PROJECT_NOT_BEGUN)
        now, life = services.clock.now().wall, timedelta(days=days)
        made = invite_relay(session, known[0], name, now=now, life=life)
    click.echo(f"Code for the relay {name}: {made.code}")


@relay.command()
@click.argument("address")
@click.option("--code", prompt=True, hide_input=True, help="Asked for when left out.")
@data_option
def enrol(*, address: str, code: str, data: Path | None) -> None:
    """Make this hub, which has no project yet, a relay of the hub at ADDRESS."""
    from fieldtool.app import hub_client
    from fieldtool.sync.laptop.enrol import Invitation
    from fieldtool.sync.relay.enrol_relay import check_number, enrol_relay

    with opened(data) as services, hub_client(address) as client:
        invitation = Invitation(address, code)
        identity = enrol_relay(
            client, invitation, services.database, services.identity, services.config.folder
        )
        number = check_number(services.database, identity)
    click.echo(f"Enrolled. Check number, the same at the hub above: {number}")
    with opened(data) as services:
        _tell(_rounds(services).once(seconds=0))
    click.echo("Next: fieldtool hub account LOGIN --role administrator")


@relay.command()
@data_option
def run(*, data: Path | None) -> None:
    """Pass on once, now; the hub must not be running (its own page does the same)."""
    with opened(data) as services:
        done = _rounds(services).once()
    _tell(done)
    if done.problem is not None:
        sys.exit(1)


@relay.command()
@click.argument("minutes", type=click.IntRange(0, _MOST_MINUTES))
@data_option
def every(*, minutes: int, data: Path | None) -> None:
    """Pass on every so many MINUTES while the hub runs; 0 for never by itself."""
    from fieldtool.sync.relay import rounds

    with opened(data) as services:
        _rounds(services)
        with services.database.work() as session:
            rounds.set_minutes(session, minutes)
    click.echo(f"Every {minutes} minutes." if minutes else "Not by itself.")


@relay.command()
@data_option
def status(*, data: Path | None) -> None:
    """Show the relays of this hub; or, at a relay, what is not at the hub above yet."""
    with opened(data) as services:
        if services.rounds is None:
            _tell_relays(services)
        else:
            _tell_waiting(services.rounds)


def _tell(done: Round) -> None:
    passed, carried = done.passed, done.carried
    sizes = f"{carried.up // 1024} kB of photos up, {carried.down // 1024} kB of media down"
    click.echo(f"{passed.sent} entries up, {passed.received} down; {sizes}.")
    for log in passed.refused:
        click.echo(f"The hub above takes nothing of {log}.", err=True)
    if done.problem is not None:
        click.echo(f"{done.problem.code.reference}: {done.problem.sentence()}", err=True)


def _tell_relays(services: HubServices) -> None:
    from fieldtool.storage.queries import projects, relays

    with services.database.read() as session:
        for project in projects.ids(session):
            counts = relays.counts(session, project)
            for one in relays.all_of(session, project):
                state = "revoked" if one.revoked_at else f"{counts[one.id]} laptops"
                click.echo(f"{one.name} ({one.id}): {state}.")


def _tell_waiting(found: Rounds) -> None:
    from fieldtool.sync.relay import rounds, standing

    with found.relay.database.read() as session:
        now = standing.standing(session, found.relay)
        pause = rounds.minutes(session)
    often = f"every {pause} minutes" if pause else "not by itself"
    click.echo(f"Relay of {found.relay.higher.url}, {often}.")
    click.echo(f"{now.proven} of {now.entries} entries are at the hub above.")


def _rounds(services: HubServices) -> Rounds:
    if services.rounds is None:
        raise Problem(Code.NOT_A_RELAY)
    return services.rounds
