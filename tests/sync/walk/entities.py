"""Registers on the walk: what people say of entities, and what must come of it.

The oracle reads plain entries; nothing here asks the product what the changes say together.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from fieldtool.collect import registers as collecting
from fieldtool.forms import Entity
from fieldtool.storage.queries import registers
from fieldtool.sync.registers.registering import Registrar, token_of
from tests.log import samples
from tests.sync.walk import truths, verdicts
from tests.sync.walk.met import met
from tests.sync.walk.truths import P, Row, Stored, demand, held
from tests.sync.walk.world import Hub, Laptop

if TYPE_CHECKING:
    from tests.sync.walk.acts import World

COUNCILS = "councils"
# So few that people meet at one again and again.
ENTITIES = tuple(f"{number}f3c9d2e-4b7a-4c1d-9e8f-5a6b7c8d9e0f" for number in range(3))
PROPERTIES = ("label", "status", "women")


# -- what people do


def visit(world: World, laptop: Laptop, which: int, said: Mapping[str, str]) -> None:
    """Let an interview register a council, or update it where this laptop knows it."""
    entity = ENTITIES[which % len(ENTITIES)]
    interview = world.finalise(laptop, {})
    with laptop.database.read() as session:
        is_known = registers.get(session, P, COUNCILS, entity) is not None
    known = _changes(held(laptop.database).values()).get(entity, {})
    label = said.get("label", "" if is_known else "شورا")
    properties = {name: text for name, text in said.items() if name != "label"}
    told = Entity(
        "meta/entity", COUNCILS, entity, label, not is_known, is_known, "", "", "", properties
    )
    revision = replace(samples.REVISION, interview=interview, answers={})
    now = laptop.clock.now()
    with laptop.database.work() as session:
        made = collecting.write(session, laptop.ws, revision, [told], now)
    demand(len(made) == 1, "an interview said something of an entity and it is not in the log")
    demand(set(made[0].content()["known"]) == _heads(known), "a change forgets what was known")
    world.note(*made)
    world.touch(laptop)
    met(f"entity {'updated' if is_known else 'registered'} by an interview")


def change(world: World, which: int, said: Mapping[str, str], choice: int) -> None:
    """Let a coordinator register a council, change it, or choose where people differ."""
    with world.hub.database.work() as session:
        every = {one.id: one for one in registers.page(session, P, COUNCILS)}
        open_ = [one.id for one in every.values() if one.conflicts]
        # Where people differ, a coordinator sees so first.
        among = open_ if open_ and choice % 2 else list(ENTITIES)
        entity = among[which % len(among)]
        known = every.get(entity)
        hub = Registrar(session, world.hub.identity, P, world.hub.clock.now())
        if known is None:
            hub.add_as(entity, COUNCILS, {"label": "شورا", **said})
        elif known.conflicts:
            merged = registers.merged_of(registers.history(session, P, COUNCILS, entity))
            choices = {one.path: choice % len(one.candidates) for one in merged.conflicts}
            hub.settle(COUNCILS, entity, token_of(merged), choices)
        else:
            hub.change(COUNCILS, entity, said)
    world.note_new_of_hub()
    world.touch(world.hub)
    act = "registered" if known is None else "settled" if known.conflicts else "changed"
    met(f"entity {act} by a coordinator")


# -- what must be true


@dataclass(frozen=True)
class Told:
    """What one change says: which ones it had seen, and what it decided."""

    known: frozenset[str]
    properties: Mapping[str, str]


def check(world: World) -> None:
    """Demand that everybody shows of every entity what all changes of it say together."""
    for place in world.places:
        found = held(place.database)
        is_hub = isinstance(place, Hub)
        counts = verdicts.counted(place.database, found) if is_hub else found.values()
        _check_shown(_shown(place), _changes(counts))
    _check_told(world)


def _check_told(world: World) -> None:
    """Demand that all whom the hub tells something know the same; none of it was forgotten."""
    at_hub = _changes(verdicts.counted(world.hub.database, held(world.hub.database)))
    for laptop in world.laptops:
        if verdicts.is_revoked(world, laptop):
            continue
        here = _changes(held(laptop.database).values())
        for entity, changes in at_hub.items():
            missing = set(changes) - set(here.get(entity, {}))
            demand(not missing, "a laptop was not told what was said of an entity")


def _changes(found: Iterable[Stored]) -> dict[str, dict[str, Told]]:
    """Return the changes of every entity by their names, each once, whichever logs hold it."""
    entities: dict[str, dict[str, Told]] = {}
    for one in found:
        is_heard = one.log == "project" or one.log.startswith(("workspace/", "team/"))
        if one.said["kind"] != "entity" or one.payload is None or not is_heard:
            continue
        entity, content = one.said["subject"], one.content
        named = b"fieldtool entity change v1\n" + entity.encode() + b"\n" + one.payload
        name = hashlib.sha256(named).hexdigest()[:32]
        told = Told(frozenset(content["known"]), content["properties"])
        entities.setdefault(entity, {})[name] = told
    return entities


def _shown(place: Laptop | Hub) -> dict[str, Row]:
    query = "SELECT id, label, properties, conflicts, changes FROM entity"
    return {row[0]: row[1:] for row in truths.rows(place.database, query)}


def _check_shown(shown: Mapping[str, Row], wanted: Mapping[str, dict[str, Told]]) -> None:
    demand(set(shown) == set(wanted), "an entity is missing, or shown without a change")
    for entity, changes in wanted.items():
        label, properties, conflicts, count = shown[entity]
        values, open_ = {"label": label, **json.loads(properties)}, set(json.loads(conflicts))
        demand(count == len(changes), "a change of an entity is not counted, or counted twice")
        for name in PROPERTIES:
            words = _last_words(changes, name)
            said = values.get(name, "")
            demand(said in words or (not words and not said), "an entity is as nobody said")
            demand((name in open_) == (len(words) > 1), "that people differ is hidden")


def _last_words(changes: Mapping[str, Told], name: str) -> set[str]:
    writers = {one for one, told in changes.items() if name in told.properties}
    seen = {one: _all_before(changes, one) & writers for one in writers}
    values = {one: changes[one].properties[name] for one in writers}
    # Whoever says what all nearest of those before said has decided nothing.
    deciders = {one for one in writers if _nearest(seen, values, one) != {values[one]}}
    last = [one for one in deciders if not any(one in seen[later] for later in deciders)]
    return {values[one] for one in last}


def _nearest(seen: Mapping[str, set[str]], values: Mapping[str, str], name: str) -> set[str]:
    hidden = {older for one in seen[name] for older in seen[one]}
    return {values[one] for one in seen[name] - hidden}


def _heads(changes: Mapping[str, Told]) -> set[str]:
    return set(changes) - {older for name in changes for older in _all_before(changes, name)}


def _all_before(changes: Mapping[str, Told], name: str) -> set[str]:
    found: set[str] = set()
    waiting = [name]
    while waiting:
        for older in changes[waiting.pop()].known:
            if older in changes and older not in found:
                found.add(older)
                waiting.append(older)
    return found
