"""What must be true of everything coordinators decide, once everybody has synced."""

from __future__ import annotations

import json
from collections.abc import Iterable

from fieldtool.log import kinds
from fieldtool.storage.database import Database
from fieldtool.storage.queries import entries, reviews, revocations
from tests.sync.walk import oracle, truths
from tests.sync.walk.acts import World
from tests.sync.walk.truths import Held, P, Stored, demand, held
from tests.sync.walk.world import Hub, Laptop


def check(world: World, at_hub: Held) -> None:
    """Demand that no review, assignment or revocation was lost, and that all see the same."""
    for place in world.places:
        _check_standings(place)
        _check_assignments(world, place)
        _check_revoked(world, place)
    for laptop in world.laptops:
        if not is_revoked(world, laptop):
            _check_verdicts(laptop, at_hub)


def is_revoked(world: World, laptop: Laptop) -> bool:
    """Return whether the hub on top revoked the workspace."""
    with world.hub.database.read() as session:
        return revocations.find(session, P, laptop.workspace) is not None


def counted(database: Database, found: Held) -> list[Stored]:
    """Return what counts of what a hub stored: all but what revoked workspaces wrote late."""
    late = oracle.late(found.values(), line(database, found, kinds.PROJECT_LOG))
    return [one for one in found.values() if one.id not in late]


def line(database: Database, found: Held, log: str) -> list[Stored]:
    """Return the newest line of a log, in its order."""
    with database.read() as session:
        run = entries.run(session, P, log)
    return [found[entry.id] for entry in run.entries] if run else []


def _check_standings(place: Laptop | Hub) -> None:
    found = held(place.database)
    counts = counted(place.database, found) if isinstance(place, Hub) else found.values()
    wanted = oracle.standings(counts)
    with place.database.read() as session:
        shown = {
            name: oracle.Stands(one.state, one.verdict, one.is_returned)
            for name, one in reviews.standings(session, P).items()
        }
    demand(shown == wanted, "what was said of an interview is not what is shown")
    query = "SELECT id, review FROM interview"
    for name, state in truths.rows(place.database, query):
        said = wanted[name].state if name in wanted else ""
        demand(state == said, "a list says something else of an interview than its page")


def _check_verdicts(laptop: Laptop, at_hub: Held) -> None:
    """Demand that a laptop knows the verdict that holds of all that was said to it."""
    log = kinds.log_to(laptop.workspace)
    to_it = [one for one in at_hub.values() if one.log == log]
    with laptop.database.read() as session:
        shown = reviews.standings(session, P)
    for name, wanted in oracle.standings(to_it).items():
        verdict = shown[name].verdict if name in shown else ""
        demand(verdict == wanted.verdict, "a laptop does not know what was decided")


def _check_assignments(world: World, place: Laptop | Hub) -> None:
    """Demand that everybody who hears a log knows its last word on each assignment."""
    at_hub = held(world.hub.database)
    query = "SELECT log, id, content FROM assignment"
    shown = {(log, name): text for log, name, text in truths.rows(place.database, query)}
    for log in _heard(world, place, {one.log for one in at_hub.values()}):
        for name, content in _last(line(world.hub.database, at_hub, log)).items():
            said = json.loads(shown.get((log, name), "{}"))
            demand(said == content, "somebody does not know what an assignment is now")


def _last(said: Iterable[Stored]) -> dict[str, object]:
    return {one.said["subject"]: one.content for one in said if one.said["kind"] == "assign"}


def _heard(world: World, place: Laptop | Hub, logs: set[str]) -> set[str]:
    if isinstance(place, Laptop):
        return set() if is_revoked(world, place) else logs & set(place.hears)
    if place is world.hub:
        return {log for log in logs if kinds.is_of_hub(log)}
    behind = [one for one in world.laptops if one.home == place.folder.name]
    return logs & {log for one in behind for log in one.hears}


def _check_revoked(world: World, place: Laptop | Hub) -> None:
    query = "SELECT workspace, reason, ends FROM revoked ORDER BY workspace"
    here, there = (truths.rows(one.database, query) for one in (place, world.hub))
    demand(here == there, "somebody does not know who is revoked")
