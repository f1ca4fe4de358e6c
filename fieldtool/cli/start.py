"""`fieldtool start`: the node of this laptop."""

from __future__ import annotations

import os
from pathlib import Path

import click

from fieldtool.cli.serving import serve
from fieldtool.config import load


@click.command()
@click.option("--data", type=click.Path(path_type=Path), help="Folder for everything it writes.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on; 0 chooses one.")
@click.option(
    "--window/--no-window",
    default=True,
    help="Open a window of its own, of which nothing stays on the disk.",
)
@click.option("--stop-with-parent", is_flag=True, hidden=True)
def start(*, data: Path | None, port: int | None, window: bool, stop_with_parent: bool) -> None:
    """Start the node of this laptop; its pages open at the address it prints.

    Where Chromium, Chrome or Edge is there, they open in a window of their own. Only this computer
    can reach it. It stops with Ctrl-C; nothing is lost then or in a power cut.
    """
    from fieldtool.app import create_app
    from fieldtool.cli.window import can_be_seen, open_window

    options = {"face": "node"}
    if data is not None:
        options["data"] = str(data)
    if port is not None:
        options["port"] = str(port)
    config = load(os.environ, options)
    # A program that is started by another one is looked at by that one.
    is_shown = window and not stop_with_parent and can_be_seen(os.environ)
    serve(
        create_app,
        config,
        stop_with_parent=stop_with_parent,
        show=(lambda address: open_window(address, config.folder / "window")) if is_shown else None,
    )
