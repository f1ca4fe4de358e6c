"""What must be true after every act, and what must be true once everybody has synced."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from random import Random
from typing import Any

from fieldtool.log import kinds
from fieldtool.log.entry import restored
from fieldtool.log.registers import ENTITY
from fieldtool.log.reviews import REVIEW
from fieldtool.review import settling
from fieldtool.storage import projections, settings
from fieldtool.storage.database import Database, Session, open_file
from fieldtool.storage.queries import entries, forms, named_blobs, projects, proofs, receipts, sites
from fieldtool.sync.laptop import photos
from fieldtool.sync.laptop.taking import HUB_EPOCH
from tests.sync.walk import entities, handed, oracle, truths, verdicts
from tests.sync.walk.acts import World
from tests.sync.walk.truths import Held, P, Row, Stored, demand, held
from tests.sync.walk.world import Hub, Laptop, copy_files, first_day

_ROUNDS = 8
# What a hub said of these is never forgotten, whatever it said later.
_KEPT = (kinds.FORM, kinds.RESOLVE, REVIEW, ENTITY)
_VIEWS = (
    *("project", "form", "offer", "site", "interview", "quarantine", "blob", "gone", "erased"),
    *("review", "told", "assignment", "revoked", "admitted", "held", "colleague", "hand"),
    *("entity", "entity_interview"),
)


def after_every_act(world: World) -> None:
    """Look at every database that changed."""
    if not world.dirty:
        return
    there = {name: held(hub.database) for name, hub in world.hubs.items()}
    # The relay first: the hub above may have what it says of its laptops.
    for name in reversed(there):
        _note_own(world, world.hubs[name], there[name])
    for name in sorted(world.dirty & set(there)):
        _check_hub(world, world.hubs[name], there[name])
    for laptop in world.laptops:
        found = held(laptop.ws.database)
        if laptop.folder.name in world.dirty:
            _check_entries(world, laptop.ws.database, found)
            handed.check(world, laptop, found)
        _check_receipts(world, laptop, found, there[laptop.home])
        _check_photos(world, laptop)
    if "relay" in world.hubs:
        _check_proofs(world, there["hub"])
    world.dirty.clear()


def _note_own(world: World, hub: Hub, at_hub: Held) -> None:
    """Note what a hub wrote by itself, and demand that it may say so."""
    for one in at_hub.values():
        is_of_relay = one.log.startswith("relay/")
        if one.id in world.written or (hub is world.hub) == is_of_relay:
            continue
        if is_of_relay:
            demand(one.said["kind"] == "enrol", "a relay says what it may not")
        elif kinds.is_of_hub(one.log):
            _check_repeated(world, one)
        else:
            continue
        world.written[one.id] = one.bytes


def _check_hub(world: World, hub: Hub, at_hub: Held) -> None:
    _check_entries(world, hub.database, at_hub)
    identity = hub.identity
    truths.check_receipts(hub.database, identity.keys.verify_key, identity.epoch, at_hub)


def _check_repeated(world: World, one: Stored) -> None:
    """Demand that what the hub wrote by itself says what somebody said before."""
    payloads = {payload for _header, _salt, payload in world.written.values()}
    is_said = one.payload in payloads or handed.is_true(world, one, payloads)
    demand(is_said, "the hub says what nobody said")
    demand(set(one.said["parents"]) <= set(world.written), "the hub saw what nobody wrote")


def _check_entries(world: World, database: Database, found: Held) -> None:
    for one in found.values():
        written = world.written.get(one.id)
        is_gone = one.said["subject"] in world.erased or handed.may_go(one)
        is_stub = one.payload is None and is_gone
        is_same = written is not None and (written == one.bytes or written[0] == one.header)
        demand(is_same, "an entry is there that nobody wrote")
        demand(is_stub or written == one.bytes, "an entry is there that was altered")
    truths.check_erased(found)
    truths.check_chains(found)
    truths.check_salts(found)
    own = {laptop.log: laptop.ws.identity.verify_key for laptop in world.laptops}
    if (relay := world.hubs.get("relay")) is not None:
        own[relay.relay.log] = relay.identity.keys.verify_key
    truths.check_tips(database, found, {**own, "": world.hub.identity.keys.verify_key})


def _check_receipts(world: World, laptop: Laptop, found: Held, at_hub: Held) -> None:
    hub = world.hubs[laptop.home]
    with laptop.ws.database.read() as session:
        epoch = settings.get(session, P, HUB_EPOCH) or ""
        kept = receipts.all_of(session, P, laptop.log)
    for receipt in kept:
        demand(receipt.tip in found, "a laptop has a receipt for what it does not have")
        demand(receipt.epoch == epoch, "a laptop keeps receipts of an epoch that is over")
    if laptop.heard.generation == hub.generation:
        key = hub.identity.keys.verify_key
        demand(epoch == hub.identity.epoch, "a laptop believes in another epoch")
        truths.check_receipts(laptop.ws.database, key, epoch, at_hub)


def _check_photos(world: World, laptop: Laptop) -> None:
    """Demand that the hub has what a laptop shows as being there."""
    hub = world.hubs[laptop.home]
    if laptop.heard.generation != hub.generation or not world.photos:
        return
    waiting = set(photos.waiting(laptop.ws))
    with laptop.ws.database.read() as session:
        named = [one.name for one in named_blobs.named(session, P, laptop.log)]
    for name in set(named) - waiting:
        is_gone = world.photos[name] in world.erased
        demand(is_gone or hub.blobs.has(name), "a photo is shown as being at the hub and is not")


def _check_proofs(world: World, at_hub: Held) -> None:
    """Demand that what a relay shows as being at the hub above is there."""
    relay = world.hubs["relay"]
    with relay.database.read() as session:
        epoch = proofs.epoch(session, P)
    if relay.heard.generation == world.hub.generation and epoch:
        demand(epoch == world.hub.identity.epoch, "a relay believes in another epoch")
        key = world.hub.identity.keys.verify_key
        truths.check_receipts(relay.database, key, epoch, at_hub, "proof")


# -- once everybody has synced


def at_the_end(world: World) -> None:
    """Let everybody sync over a good link, and demand that nothing is lost and all agree."""
    lost_before = _everything(world)
    kept = {name for one in world.places for name in one.blobs.names()}
    _sync_all(world)
    after_every_act(world)
    at_hub = held(world.hub.database)
    _check_all_at_hub(world, at_hub, lost_before)
    _check_blobs(world, at_hub, kept)
    _check_erased(world, lost_before)
    for laptop in world.laptops:
        _check_all_at_laptop(world, laptop, at_hub)
        check_rebuilt(laptop.ws.database)
        check_answers(laptop.ws.database, held(laptop.ws.database).values())
    for hub in world.hubs.values():
        there = held(hub.database)
        check_rebuilt(hub.database)
        check_answers(hub.database, verdicts.counted(hub.database, there))
        check_order(hub.database, there.values(), world.seed)
    _check_relay(world)
    _check_agreement(world)
    verdicts.check(world, at_hub)
    entities.check(world)


def _everything(world: World) -> dict[str, Stored]:
    """Return every entry that is somewhere."""
    found: dict[str, Stored] = {}
    for place in world.places:
        found |= held(place.database)
    return found


def _sync_all(world: World) -> None:
    before: list[Any] = []
    relay = world.hubs.get("relay")
    for _ in range(_ROUNDS):
        for laptop in world.laptops:
            world.sync(laptop, [], 128 * 1024)
            if world.photos:
                world.carry(laptop, [])
        if relay is not None:
            world.pass_on([], 128 * 1024)
            if world.photos:
                world.carry(relay, [])
        now = [
            truths.rows(place.database, "SELECT id, payload IS NULL FROM entry ORDER BY id")
            for place in world.places
        ]
        if now == before:
            return
        before = now
    demand(False, "syncing over a good link goes on and on")


def _check_blobs(world: World, at_hub: Held, kept: set[str]) -> None:
    """Demand that photos are where their interviews are, and those of erased ones nowhere."""
    named = {
        name
        for one in at_hub.values()
        if one.payload is not None and one.log.startswith("workspace/")
        for name in one.said["blobs"]
    }
    demand(named & kept <= world.hub.blobs.names(), "a photo is not at the hub")


def _check_erased(world: World, lost_before: Held) -> None:
    wanted = {one.said["subject"] for one in lost_before.values() if one.said["kind"] == "erase"}
    for place in world.places:
        there = held(place.database)
        known = {one.said["subject"] for one in there.values() if one.said["kind"] == "erase"}
        demand(wanted <= known, "an erasure did not reach everybody")
        gone = {name for name, interview in world.photos.items() if interview in known}
        demand(not gone & place.blobs.names(), "the photo of an erased interview is still there")


def _check_relay(world: World) -> None:
    """Demand that everything of the relay is at the hub above, and proven there."""
    relay = world.hubs.get("relay")
    if relay is None:
        return
    with relay.database.read() as session:
        logs = [log for log in entries.logs(session, P) if not kinds.is_of_hub(log)]
        waiting = sum(proofs.waiting(session, P, log) for log in logs)
    demand(waiting == 0, "what is at the hub above is not proven at the relay")
    above = held(world.hub.database)
    for one in held(relay.database).values():
        is_there = one.id in above or kinds.is_of_hub(one.log)
        demand(is_there, "an entry of a relay is not at the hub above")


def _check_all_at_hub(world: World, at_hub: Held, lost_before: Held) -> None:
    said = {
        (one.log, one.said["kind"], one.said["subject"], one.payload) for one in at_hub.values()
    }
    erased = {one.said["subject"] for one in at_hub.values() if one.said["kind"] == "erase"}
    for one in lost_before.values():
        if not kinds.is_of_hub(one.log):
            demand(one.id in at_hub, "an entry of a laptop is not at the hub")
        elif one.said["kind"] in _KEPT and one.said["subject"] not in erased:
            key = (one.log, one.said["kind"], one.said["subject"], one.payload)
            demand(key in said, f"what the hub once said ({one.said['kind']}) is forgotten")
    for laptop in world.laptops:
        with laptop.ws.database.read() as session:
            tip = entries.tip(session, P, laptop.log)
            proven = {receipt.tip for receipt in receipts.all_of(session, P, laptop.log)}
        demand(tip is None or tip.tip.id in proven, "what is at the hub is not proven")


def _check_all_at_laptop(world: World, laptop: Laptop, at_hub: Held) -> None:
    there = held(laptop.ws.database)
    for log in laptop.hears if not verdicts.is_revoked(world, laptop) else (kinds.PROJECT_LOG,):
        with world.hub.database.read() as session:
            line = entries.run(session, P, log)
        for entry in line.entries if line else ():
            demand(entry.id in there, "the newest line of the hub is not at a laptop")
        for kind in (kinds.FORM, kinds.RESOLVE):
            told = {(o.said["subject"], o.payload) for o in there.values() if o.log == log}
            for one in at_hub.values():
                if one.log == log and one.said["kind"] == kind and one.payload is not None:
                    is_told = (one.said["subject"], one.payload) in told
                    demand(is_told, f"what the hub says ({kind}) is not at a laptop")


def _check_agreement(world: World) -> None:
    with world.hub.database.read() as session:
        at_hub = _common(session)
    for place in world.places:
        with place.database.read() as session:
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
            ready = sorted(name for name, one in left.items() if _may_come(one, left, done))
            one = left.pop(chance.choice(ready))
            entry = restored(one.header, one.salt, one.payload)
            entries.store(session, P, one.log, [entry], stored_at[one.id])
            projections.apply(session, P, one.log, entry)
            done.add(one.id)
    shown = _interviews(other)
    other.close()
    demand(shown == wanted, "what interviews say depends on the order of entries")


def _may_come(one: Stored, left: Held, done: set[str]) -> bool:
    if one.log == kinds.PROJECT_LOG:
        # Of its last words, such as on who is revoked, those hold that came last.
        return one.id == next(other.id for other in left.values() if other.log == one.log)
    return one.said["prev"] in done


def _empty_copy(database: Database) -> Path:
    place = Path(database.place).parent / "other"
    copy_files(first_day() / "hub", place)
    return place / "empty.db"


def _interviews(database: Database) -> list[Row]:
    """Return what a database shows of interviews and of the entities they are about."""
    return [
        *truths.rows(database, "SELECT * FROM interview ORDER BY id"),
        *truths.rows(database, "SELECT * FROM entity ORDER BY dataset, id"),
    ]


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
        _check_rows(revisions, answers, conflicts, is_settled=open_ is None)
        for path in oracle.PATHS:
            words = oracle.last_words(revisions, path)
            if open_ is None:
                demand(answers.get(path) in words, "an answer is shown that nobody decided")
                continue
            said = conflicts.get(path, {answers.get(path)})
            demand(said == words, "a decision was lost silently")
        is_open = state == "conflict"
        demand(state == "waiting" or is_open == bool(conflicts), "a conflict is hidden")


def _check_rows(
    revisions: Mapping[str, oracle.Decided],
    answers: Mapping[str, str],
    conflicts: Mapping[str, set[str | None]],
    *,
    is_settled: bool,
) -> None:
    """Demand that rows of repeats are there or not, as the last words on them say."""
    order = answers.get("hazard", "").split()
    for row in oracle.ROWS:
        path = f"hazard[{row}]"
        words = oracle.last_words(dict(revisions), path)
        shown = oracle.HERE if row in order else None
        demand(shown in words, "a row is shown, or hidden, as nobody decided")
        if len(words) > 1 and not is_settled:
            demand(conflicts.get(path) == words, "what happened to a row was lost silently")
        if shown is None or len(words) > 1:
            continue
        inside = oracle.last_words(dict(revisions), f"{path}/kind")
        said = conflicts.get(f"{path}/kind", {answers.get(f"{path}/kind")})
        demand(said == inside, "an answer in a row was lost silently")
