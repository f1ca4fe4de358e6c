"""`fieldtool demo`: a hub and a laptop on this computer, with made-up interviews."""

from __future__ import annotations

import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import click

from fieldtool.config import Config, Face
from fieldtool.problems import Code, Problem

if TYPE_CHECKING:
    from fieldtool.cli.demo_world import Codes
    from fieldtool.cli.processes import Child

# The same people say the same things in every demo.
_SEED = 1405


@dataclass(frozen=True)
class Demo:
    """A running demo: two processes and the folder they write to."""

    folder: Path
    hub: Child
    node: Child


@click.command()
@click.option(
    "--keep",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Write to DIR and leave it there; a folder made by an earlier demo goes on.",
)
@click.option("--check", is_flag=True, help="Do the whole main job in four languages and say how.")
def demo(*, keep: Path | None, check: bool) -> None:
    """Start a hub and a laptop on this computer, with made-up people and interviews.

    Ctrl-C stops both and removes what they wrote. --check signs in, fills, finalises, syncs and
    looks the interview up at the hub, by itself in all four languages, and says how long it took.
    """
    with _stoppable(), _folder(keep) as folder, started(folder, click.echo) as running:
        if check:
            from fieldtool.cli import demo_check

            demo_check.run(running.node.address, running.hub.address, click.echo)
            return
        _show(running)
    click.echo("Stopped." if keep else "Stopped, and everything removed.")


@contextmanager
def started(folder: Path, say: Callable[[str], None]) -> Iterator[Demo]:
    """Run a demo in *folder*, made there if it is new, and stop it afterwards."""
    from fieldtool.cli.processes import Child

    codes = _begin(folder)
    data = ("--data", str(folder))
    with Child(("hub", "start", *data)) as hub:
        if codes is not None:
            _fill(folder, hub.address, codes, say)
        with Child(("start", *data)) as node:
            yield Demo(folder, hub, node)


def _begin(folder: Path) -> Codes | None:
    """Set the hub up; None when an earlier demo did."""
    from fieldtool.cli import demo_world

    if (folder / Face.HUB.value / "hub.db").exists():
        return None
    return demo_world.begin(Config(Face.HUB, folder))


def _fill(folder: Path, address: str, codes: Codes, say: Callable[[str], None]) -> None:
    from fieldtool.app import hub_client
    from fieldtool.cli import demo_world

    rng = Random(_SEED)  # noqa: S311 - invented answers, not secrets
    say("Making up interviews …")
    with hub_client(address) as client, tempfile.TemporaryDirectory() as elsewhere:
        laptops = demo_world.collect_elsewhere(client, address, codes, Path(elsewhere), rng)
        for person, count in laptops:
            say(f"  {person}: {count} interviews, all at the hub")
        node = folder / Face.NODE.value
        demo_world.prepare_laptop(client, address, codes, node, rng)


def _introduce(running: Demo) -> None:
    from fieldtool.cli import demo_world

    person = demo_world.FACILITATOR.code
    logins = " or ".join(login for login, _role in demo_world.LOGINS)
    click.echo(
        f"""
The laptop of facilitator {person}   {running.node.address}
    sign in as {person}, passphrase:  {demo_world.PASSPHRASE}

The hub, for coordinators         {running.hub.address}
    sign in as {logins}, password:  {demo_world.PASSPHRASE}

Nobody else can reach these addresses. Ctrl-C stops both."""
    )


def _show(running: Demo) -> None:
    """Say where everything is and wait for Ctrl-C.

    Raises:
        Problem: one of the processes ended by itself.
    """
    try:
        _introduce(running)
        while running.hub.running and running.node.running:
            time.sleep(0.5)
    except KeyboardInterrupt:
        click.echo()
        return
    raise Problem(Code.PROCESS_ENDED, {"folder": str(running.folder)})


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    if keep is not None:
        yield keep.resolve()
        return
    folder = Path(tempfile.mkdtemp(prefix="fieldtool-demo-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _stoppable() -> Iterator[None]:
    # A polite end from the system is the same as Ctrl-C.
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
