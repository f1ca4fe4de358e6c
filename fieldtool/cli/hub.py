"""`fieldtool hub …`: set up and start a hub."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fieldtool.cli.exchange_keys import exchange_key
from fieldtool.cli.faces import opened
from fieldtool.cli.questionnaires import questionnaires, refuse_restricted
from fieldtool.cli.relays import relay
from fieldtool.cli.serving import serve
from fieldtool.cli.sites import sites
from fieldtool.config import Config, Face, load

if TYPE_CHECKING:
    from fieldtool.security.held_keys import HeldKey

_data = click.option(
    "--data", type=click.Path(path_type=Path), help="Folder for everything it writes."
)


@click.group()
def hub() -> None:
    """Set up and start a hub.

    The first time: init, then account, then start; people are invited on the hub's own pages.
    """


hub.add_command(exchange_key)
hub.add_command(relay)
hub.add_command(sites)
hub.add_command(questionnaires)


@hub.command()
@click.option("--title", required=True, help="Name of the project, as people know it.")
@click.option("--zone", default="Asia/Kabul", show_default=True, help="IANA time zone.")
@click.option(
    "--profile",
    type=click.Choice(["afghanistan", "italy"]),
    default="afghanistan",
    show_default=True,
    help="Country profile: switches modules and shipped places.",
)
@click.option(
    "--form",
    "forms",
    multiple=True,
    metavar="ID",
    help="Begin with this questionnaire alone; may be given more than once. Without it, with all"
    " that are not restricted.",
)
@click.option(
    "--places",
    "parts",
    multiple=True,
    metavar="ID",
    help="Take all shipped places of this province (such as AF32 or ITP001) or country (AF, IT);"
    " may be given more than once. Without it: in Afghanistan all provinces and the eight cities of"
    " the programme, in Italy some towns.",
)
@_data
def init(
    *,
    title: str,
    zone: str,
    profile: str,
    forms: tuple[str, ...],
    parts: tuple[str, ...],
    data: Path | None,
) -> None:
    """Begin a project: its settings, the shipped questionnaires and places."""
    from fieldtool.cli import projects
    from fieldtool.sync.registers.shipping import shipped_in

    refuse_restricted(forms)
    with opened(data) as services:
        taken = shipped_in(parts) if parts else None
        begun = projects.begin(services, {"en": title}, zone, profile, taken, forms)
        click.echo(f"Project {begun.id} begun: {len(begun.languages)} languages, {profile}.")
        steps = ["fieldtool hub account LOGIN --role administrator", "fieldtool hub start"]
        if profile == "afghanistan":
            click.echo("Interviews are not sealed yet: until they are, what is finalised lies")
            click.echo("readable on the laptop, for whoever has its passphrase, until")
            click.echo(
                f"{begun.grace_days} days after the hub has it. No laptop can be set up before that"
            )
            click.echo("is decided: make the key, or say on the project's page why not.")
            steps.insert(0, "fieldtool hub seal --first NAME --second NAME")
        for number, step in enumerate(steps, start=1):
            click.echo(f"{number}. {step}")


@hub.command()
@click.option("--first", required=True, help="Name of the first person who holds the key.")
@click.option("--second", required=True, help="Name of the second person.")
@click.option(
    "--again",
    metavar="HOLDER",
    default="",
    help="Make another key: who opens the present one, a holder's name or `sheet`.",
)
@_data
def seal(*, first: str, second: str, again: str, data: Path | None) -> None:
    """Begin to seal interviews: make the project's key, held by two people and a sheet.

    Each of the two types a passphrase that the other does not see. The code of the sheet is shown
    once; write it down, put it into a safe, and prove on the hub's pages that all three open the
    key. The hub must not be running.
    """
    from fieldtool.cli import projects
    from fieldtool.security import recovery

    ask = partial(click.prompt, hide_input=True, confirmation_prompt=True)
    holders = {name: str(ask(f"Passphrase of {name}")) for name in (first, second)}
    present = partial(_opened_by, again) if again else None
    with opened(data) as services:
        code = projects.begin_sealing(services, holders, present)
    click.echo("From their next contact on, laptops seal what they finalise.")
    click.echo(f"The sheet, in letters:  {' '.join(recovery.shown(code))}")
    click.echo(f"           in digits:   {' '.join(recovery.in_digits(code))}")
    click.echo("Make a backup of the hub now: an earlier one does not have this key.")


def _opened_by(who: str, held: HeldKey) -> bytes:
    from fieldtool.security import held_keys

    if who == held_keys.SHEET:
        code = str(click.prompt("The code on the sheet of the present key"))
        return held_keys.secret_by_sheet(held, code)
    words = str(click.prompt(f"Passphrase of {who} for the present key", hide_input=True))
    return held_keys.secret_by_passphrase(held, who, words)


@hub.command()
@click.argument("login")
@click.option("--name", default="", help="Name shown to colleagues; the login if left out.")
@click.option(
    "--role",
    type=click.Choice(["administrator", "coordinator"]),
    default="coordinator",
    show_default=True,
)
@click.password_option(help="Asked for when left out, so that no shell remembers it.")
@_data
def account(*, login: str, name: str, role: str, password: str, data: Path | None) -> None:
    """Open an account for somebody who works at the hub."""
    from fieldtool.cli import projects
    from fieldtool.security.accounts import NewAccount, Role

    with opened(data) as services:
        language = services.config.language
        wanted = NewAccount(login, name or login, Role(role), language, password)
        projects.open_account(services, wanted)
    click.echo(f"Account {login} opened: {role}.")


@hub.command("start")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on; 0 chooses one.")
@click.option("--host", help="Address to listen on; 127.0.0.1 when left out.")
@click.option("--stop-with-parent", is_flag=True, hidden=True)
@_data
def start_hub(
    *, port: int | None, host: str | None, stop_with_parent: bool, data: Path | None
) -> None:
    """Start the hub; its pages and its door for laptops are at the address it prints."""
    from fieldtool.app import create_app

    options = {} if port is None else {"port": str(port)}
    if host is not None:
        options["host"] = host
    serve(create_app, _config(data, options), stop_with_parent=stop_with_parent)


def _config(data: Path | None, options: dict[str, str] | None = None) -> Config:
    chosen = {"face": Face.HUB.value, **(options or {})}
    if data is not None:
        chosen["data"] = str(data)
    return load(os.environ, chosen)
