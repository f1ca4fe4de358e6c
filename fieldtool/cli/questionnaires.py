"""`fieldtool hub questionnaires …`: shipped questionnaires listed and published."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from fieldtool.cli.faces import data_option, opened


@click.group()
def questionnaires() -> None:
    """List the shipped questionnaires and publish them, also later.

    The hub must not be running.
    """


@questionnaires.command("list")
@data_option
def list_them(*, data: Path | None) -> None:
    """Show each with its class and how what is published stands to what is shipped."""
    from fieldtool.cli import projects
    from fieldtool.sync.forms import shipped_forms

    with opened(data) as services:
        settings = projects.settings_of(services)
        with services.database.read() as session:
            found = shipped_forms.standings(session, settings)
    for one in found:
        form = one.questionnaire
        published = one.published or "-"
        said = f"{form.id:28} {form.sensitivity}  {one.version:12} {published:18}"
        click.echo(f"{said} {one.standing.value}")


@questionnaires.command()
@click.argument("questionnaire", metavar="ID")
@data_option
def publish(*, questionnaire: str, data: Path | None) -> None:
    """Publish a shipped questionnaire to everybody, as the project's modules have it.

    The restricted one is published on the hub's page, which asks for what it needs.
    """
    from fieldtool.cli import projects
    from fieldtool.sync.forms import shipped_forms
    from fieldtool.sync.hub import publishing

    refuse_restricted([questionnaire])
    with opened(data) as services:
        settings = projects.settings_of(services)
        with services.database.work() as session:
            ready = shipped_forms.prepared_for(session, settings, questionnaire)
            clock, hub = services.clock.now(), services.identity
            form = publishing.publish_prepared(
                session, hub, settings.id, ready, clock, services.blobs
            )
    click.echo(f"{form.form_id} published, version {form.version}.")


def refuse_restricted(questionnaires: Sequence[str]) -> None:
    """Say of what is restricted among *questionnaires* what the hub's page says, and refuse it.

    Raises:
        Problem: RESTRICTED_BY_COMMAND.
    """
    from fieldtool.problems import Code, Problem
    from fieldtool.questionnaires import catalogue
    from fieldtool.web.desk.forms.shipped_words import DANGER, NEEDS

    restricted = next((one for one in questionnaires if catalogue.find(one).restricted), None)
    if restricted is None:
        return
    click.echo(DANGER, err=True)
    for need in NEEDS:
        click.echo(f"- {need}", err=True)
    raise Problem(Code.RESTRICTED_BY_COMMAND, {"form": restricted})
