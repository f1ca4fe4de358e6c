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
@click.option("--stop-with-parent", is_flag=True, hidden=True)
def start(*, data: Path | None, port: int | None, stop_with_parent: bool) -> None:
    """Start the node of this laptop; its pages open at the address it prints.

    Only this computer can reach it. It stops with Ctrl-C; nothing is lost then or in a power cut.
    """
    from fieldtool.app import create_app

    options = {"face": "node"}
    if data is not None:
        options["data"] = str(data)
    if port is not None:
        options["port"] = str(port)
    serve(create_app, load(os.environ, options), stop_with_parent=stop_with_parent)
