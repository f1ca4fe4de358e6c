"""A process whose children destroy all answers of a hub until they are killed."""

from __future__ import annotations

from pathlib import Path

from fieldtool.app import hub_database
from fieldtool.config import Config, Face
from fieldtool.security import hubkeys
from fieldtool.sync.hub import ending
from tests.clocks import StepClock
from tests.killing import say, serve


def config_of(folder: Path) -> Config:
    """Return the settings of the hub in *folder*."""
    return Config(Face.HUB, folder / "hub", database=f"sqlite:///{folder / 'hub.db'}", reserve=0)


def destroy(folder: Path, project: str) -> None:
    """Erase two interviews at a time until nothing is left."""
    database = hub_database(config_of(folder))
    identity, clock = hubkeys.load_or_create(database), StepClock()
    while ending.step(database, identity, project, clock.now(), 2):
        say("step")


if __name__ == "__main__":
    serve({"destroy": destroy})
