"""What must be true after every act, and what must be true once everybody has synced."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from random import Random
from typing import Any

from fieldtool.log import kinds
from fieldtool.log.entry import restored
from fieldtool.review import settling
from fieldtool.storage import entries, forms, projections, projects, settings, sites
from fieldtool.storage.database import Database, Session, open_file
from fieldtool.sync.taking import HUB_EPOCH
from tests.sync.walk import oracle, truths
from tests.sync.walk.acts import World
from tests.sync.walk.truths import Held, P, Row, Stored, demand, held
from tests.sync.walk.world import Laptop, copy_files, first_day

_ROUNDS = 8
_VIEWS = ("project", "form", "offer", "site", "interview", "quarantine", "blob")


def after_every_act(world: World) -> None:
    """Look at every database that changed."""
    if not world.dirty:
        return
    at_hub = held(world.hub.database)
    if world.hub.folder.name in world.dirty:
        _check_hub(world, at_hub)
    for laptop in world.laptops:
        found = held(laptop.ws.database)
        if laptop.folder.name in world.dirty:
            _check_entries(world, laptop.ws.database, found)
        _check_receipts(world, laptop, found, at_hub)
    world.dirty.clear()


def _check_hub(world: World, at_hub: Held) -> None:
    for one in at_hub.values():
        if one.id not in world.written and kinds.is_of_hub(one.log):
            _check_repeated(world, one)
            world.written[one.id] = one.bytes
    _check_entries(world, world.hub.database, at_hub)
    identity = world.hub.identity
    key = identity.keys.verify_key
    truths.check_receipts(world.hub.database, key, identity.epoch, at_hub)


def _check_repeated(world: World, one: Stored) -> None:
    """Demand that what the hub wrote by itself says what somebody said before."""
    payloads = {payload for _header, _salt, payload in world.written.values()}
    demand(one.payload in payloads, "the hub says what nobody said")
    demand(set(one.said["parents"]) <= set(world.written), "the hub saw what nobody wrote")


def _check_entries(world: World, database: Database, found: Held) -> None:
    for one in found.values():
        demand(world.written.get(one.id) == one.bytes, "an entry is there that nobody wrote")
    truths.check_chains(found)
    truths.check_salts(found)
    hub_key = world.hub.identity.keys.verify_key
    own = {laptop.log: laptop.ws.identity.verify_key for laptop in world.laptops}
    truths.check_tips(database, found, {**own, "": hub_key})


def _check_receipts(world: World, laptop: Laptop, found: Held, at_hub: Held) -> None:
    with laptop.ws.database.read() as session:
        epoch = settings.get(session, P, HUB_EPOCH) or ""
        receipts = entries.receipts(session, P, laptop.log)
    for receipt in receipts:
        demand(receipt.tip in found, "a laptop has a receipt for what it does not have")
        demand(receipt.epoch == epoch, "a laptop keeps receipts of an epoch that is over")
    if laptop.met == world.hub.generation:
        key = world.hub.identity.keys.verify_key
        demand(epoch == world.hub.identity.epoch, "a laptop believes in another epoch")
        truths.check_receipts(laptop.ws.database, key, epoch, at_hub)


# -- once everybody has synced


def at_the_end(world: World) -> None:
    """Let everybody sync over a good link, and demand that nothing is lost and all agree."""
    lost_before = _everything(world)
    _sync_all(world)
    after_every_act(world)
    at_hub = held(world.hub.database)
    _check_all_at_hub(world, at_hub, lost_before)
    for laptop in world.laptops:
        _check_all_at_laptop(world, laptop, at_hub)
        check_rebuilt(laptop.ws.database)
        check_answers(laptop.ws.database, held(laptop.ws.database).values())
    check_rebuilt(world.hub.database)
    check_answers(world.hub.database, at_hub.values())
    check_order(world.hub.database, at_hub.values(), world.seed)
    _check_agreement(world)


def _everything(world: World) -> dict[str, Stored]:
    """Return every entry that is somewhere."""
    found = held(world.hub.database)
    for laptop in world.laptops:
        found |= held(laptop.ws.database)
    return found


def _sync_all(world: World) -> None:
    before: list[Any] = []
    for _ in range(_ROUNDS):
        for laptop in world.laptops:
            world.sync(laptop, [], 128 * 1024)
        now = [truths.rows(world.hub.database, "SELECT id FROM entry ORDER BY id")]
        now += [
            truths.rows(laptop.ws.database, "SELECT id FROM entry ORDER BY id")
            for laptop in world.laptops
        ]
        if now == before:
            return
        before = now
    demand(False, "syncing over a good link goes on and on")


def _check_all_at_hub(world: World, at_hub: Held, lost_before: Held) -> None:
    said = {
        (one.log, one.said["kind"], one.said["subject"], one.payload) for one in at_hub.values()
    }
    for one in lost_before.values():
        if not kinds.is_of_hub(one.log):
            demand(one.id in at_hub, "an entry of a laptop is not at the hub")
        elif one.said["kind"] in (kinds.FORM, kinds.RESOLVE):
            key = (one.log, one.said["kind"], one.said["subject"], one.payload)
            demand(key in said, f"what the hub once said ({one.said['kind']}) is forgotten")
    for laptop in world.laptops:
        with laptop.ws.database.read() as session:
            tip = entries.tip(session, P, laptop.log)
            proven = {receipt.tip for receipt in entries.receipts(session, P, laptop.log)}
        demand(tip is None or tip.tip.id in proven, "what is at the hub is not proven")


def _check_all_at_laptop(world: World, laptop: Laptop, at_hub: Held) -> None:
    there = held(laptop.ws.database)
    for log in laptop.hears:
        with world.hub.database.read() as session:
            line = entries.run(session, P, log)
        for entry in line.entries if line else ():
            demand(entry.id in there, "the newest line of the hub is not at a laptop")
        for kind in (kinds.FORM, kinds.RESOLVE):
            told = {(o.said["subject"], o.payload) for o in there.values() if o.log == log}
            for one in at_hub.values():
                if one.log == log and one.said["kind"] == kind:
                    is_told = (one.said["subject"], one.payload) in told
                    demand(is_told, f"what the hub says ({kind}) is not at a laptop")


def _check_agreement(world: World) -> None:
    with world.hub.database.read() as session:
        at_hub = _common(session)
    for laptop in world.laptops:
        with laptop.ws.database.read() as session:
            here = _common(session)
        for name, value in at_hub.items():
            demand(here[name] == value, f"a laptop and the hub differ on {name}")


def _common(session: Session) -> dict[str, object]:
    offered = forms.offered(session, P, (kinds.PROJECT_LOG,))
    return {
        "the settings": projects.get(session, P),
        "the places": sorted(sites.all_of(session, P), key=lambda site: site.id),
        "the offered forms": {form.hash for form in offered},
        "the known forms": {form.hash for form in forms.versions(session, P)},
    }


def check_rebuilt(database: Database) -> None:
    """Demand that the tables made again from the log are the same, row for row."""
    before = _tables(database)
    with database.work() as session:
        projections.rebuild(session, P)
    demand(_tables(database) == before, "tables made again from the log differ")


def _tables(database: Database) -> dict[str, list[Row]]:
    return {
        name: sorted(truths.rows(database, f"SELECT * FROM {name}"), key=repr)  # noqa: S608
        for name in _VIEWS
    }


def check_order(database: Database, found: Iterable[Stored], seed: int) -> None:
    """Demand that the same entries in another order show the same interviews."""
    wanted = _interviews(database)
    stored_at: dict[str, int] = dict(truths.rows(database, "SELECT id, stored_at FROM entry"))
    other = open_file(_empty_copy(database))
    left = {one.id: one for one in found}
    chance, done = Random(seed), {""}  # noqa: S311 - an order, no secret
    with other.work() as session:
        while left:
            ready = sorted(name for name, one in left.items() if one.said["prev"] in done)
            one = left.pop(chance.choice(ready))
            entry = restored(one.header, one.salt, one.payload)
            entries.store(session, P, one.log, [entry], stored_at[one.id])
            projections.apply(session, P, one.log, entry)
            done.add(one.id)
    shown = _interviews(other)
    other.close()
    demand(shown == wanted, "what interviews say depends on the order of entries")


def _empty_copy(database: Database) -> Path:
    place = Path(database.place).parent / "other"
    copy_files(first_day() / "hub", place)
    return place / "empty.db"


def _interviews(database: Database) -> list[Row]:
    return truths.rows(database, "SELECT * FROM interview ORDER BY id")


def check_answers(database: Database, found: Iterable[Stored]) -> None:
    """Demand that every last word on an answer is shown, alone or as an open conflict."""
    query = "SELECT id, answers, state FROM interview"
    shown = {name: (json.loads(text), state) for name, text, state in truths.rows(database, query)}
    histories = oracle.histories(found)
    demand(set(shown) == set(histories), "interviews are missing, or shown without a revision")
    for name, revisions in histories.items():
        answers, state = shown[name]
        with database.read() as session:
            open_ = settling.unsettled(session, P, name)
        conflicts = {
            one.path: {each.value for each in one.candidates}
            for one in (open_.conflicts if open_ else ())
        }
        for path in oracle.PATHS:
            words = oracle.last_words(revisions, path)
            if open_ is None:
                demand(answers.get(path) in words, "an answer is shown that nobody decided")
                continue
            said = conflicts.get(path, {answers.get(path)})
            demand(said == words, "a decision was lost silently")
        is_open = state == "conflict"
        demand(state == "waiting" or is_open == bool(conflicts), "a conflict is hidden")
