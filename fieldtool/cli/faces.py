"""What commands for both faces share: whose data, and the people on a laptop."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from fieldtool.config import Config, Face, load
from fieldtool.problems import Problem

if TYPE_CHECKING:
    from fieldtool.security.workspace import Workspace
    from fieldtool.web.services import HubServices

Command = TypeVar("Command", bound=Callable[..., Any])

data_option = click.option(
    "--data", type=click.Path(path_type=Path), help="Folder for everything it writes."
)


def face_option(text: str) -> Callable[[Command], Command]:
    """Return the option that says which face; *text* says what holds when it is left out."""
    return click.option("--face", type=click.Choice([face.value for face in Face]), help=text)


def config_of(face: str | None, data: Path | None) -> Config:
    """Return the settings with what the command line says."""
    options = {} if face is None else {"face": face}
    if data is not None:
        options["data"] = str(data)
    return load(os.environ, options)


def now() -> int:
    """Return the time of this computer in milliseconds UTC."""
    return int(time.time() * 1000)


@contextmanager
def unlocked(folder: Path, workspace: str, person: str) -> Iterator[Workspace | None]:
    """Ask for the passphrase of one person and give their work; None where Enter was pressed."""
    from fieldtool.security import workspace as workspaces

    words = click.prompt(
        f"Passphrase of {person} ({workspace}); Enter to leave out",
        default="",
        hide_input=True,
        show_default=False,
        err=True,
    )
    if not words:
        yield None
        return
    ws = workspaces.unlock(folder, workspace, words, now())
    try:
        yield ws
    finally:
        ws.close()


def complain(about: str, problem: Problem) -> None:
    """Say what is wrong with one thing, and go on."""
    click.echo(f"{about}: {problem.code.reference}: {problem.sentence()}", err=True)


@contextmanager
def opened(data: Path | None) -> Iterator[HubServices]:
    """Open the hub of a data folder without serving it."""
    from fieldtool.app import create_app, hub_services, running

    app = create_app(config_of(Face.HUB.value, data))
    try:
        yield hub_services(app)
    finally:
        running(app).close()
