"""Drafts that go from one laptop to another on the walk, and what the hub may say of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from fieldtool.collect import finalising, passing_on
from fieldtool.collect.form_cache import FormCache
from fieldtool.collect.returning import Remarks
from fieldtool.collect.sitting import Sittings
from fieldtool.log.canonical import to_base64
from fieldtool.log.handovers import BACK, COLLEAGUE, HAND, IS_TAKEN, TAKEN
from fieldtool.log.kinds import log_to
from fieldtool.problems import Code, Problem
from fieldtool.storage.queries import drafts
from fieldtool.storage.queries.drafts import Draft, Line
from tests.sync.walk import truths
from tests.sync.walk.met import met
from tests.sync.walk.questions import FORM
from tests.sync.walk.truths import P, demand, held
from tests.sync.walk.world import first_day

if TYPE_CHECKING:
    from tests.sync.walk.acts import World
    from tests.sync.walk.truths import Stored
    from tests.sync.walk.world import Laptop

# What the hub adds to an offer when it brings it.
_ADDED = ("by", "root")
_STARTED, _WINDOW = "2026-11-22T09:05:00.000+04:30", "windowaaaa"
# The walk finalises with versions that its laptops never got, and takes what came before a form.
_NOT_OPENED = frozenset({Code.FORM_NOT_HERE, Code.HAND_OVER_CLOSED, Code.HAND_OVER_HERE_ALREADY})
_CACHE: list[FormCache] = []


# -- what people do


def hand_over(world: World, laptop: Laptop, which: int, answers: Mapping[str, str]) -> None:
    """Let somebody begin an interview and send it over to a colleague."""
    named = passing_on.colleagues(laptop.ws)
    if not named:
        return
    draft = Draft(world.new_id(), "HRT-01-900", FORM.hash, "AF3201", "", _STARTED, 1)
    lines = [Line(seq, path, text, "", seq) for seq, (path, text) in enumerate(answers.items(), 1)]
    with laptop.database.work() as session:
        drafts.put(session, P, draft)
        drafts.write(session, P, draft.id, lines)
    to = named[which % len(named)].colleague.workspace
    try:
        passing_on.hand_over(laptop.ws, draft, to, Remarks(), laptop.clock)
    except Problem as problem:
        demand(problem.code is Code.FORM_NOT_HERE, f"not handed over: {problem.code.name}")
        return
    world.handed.setdefault(laptop.folder.name, set()).add(draft.id)
    _note_own(world, laptop)
    met("draft handed over")


def take(world: World, laptop: Laptop, which: int, changes: Mapping[str, str]) -> None:
    """Let somebody go on with what a colleague handed over, and finalise it."""
    waiting = passing_on.offered(laptop.ws)
    if not waiting:
        return
    if not _CACHE:
        _CACHE.append(FormCache(first_day() / "forms"))
    sittings = Sittings(laptop.ws, _CACHE[0], laptop.clock)
    offer = waiting[which % len(waiting)]
    try:
        draft = passing_on.take(sittings, offer.outline.name, laptop.clock)
    except Problem as problem:
        demand(problem.code in _NOT_OPENED, f"not taken: {problem.code.name}")
        met("hand-over that could not be opened yet")
        return
    with laptop.database.read() as session:
        given = {line.path: line.value for line in drafts.journal(session, P, draft.id)}
    sittings.answer(draft.id, changes, len(given), _WINDOW)
    made = finalising.finalise(sittings, draft.id, finalising.PARTIAL, laptop.clock)
    said = made.content()["answers"]
    assert isinstance(said, dict)
    wanted = {path: text for path, text in {**given, **changes}.items() if text}
    demand(wanted.items() <= said.items(), "an answer was lost on the way to a colleague")
    _note_own(world, laptop)
    met("draft of a colleague finalised")


def take_back(world: World, laptop: Laptop, which: int) -> None:
    """Let somebody take a draft back that nobody is known to have taken."""
    names = [
        one.offer.outline.name for one in passing_on.passed(laptop.ws) if one.state != IS_TAKEN
    ]
    if not names:
        return
    try:
        passing_on.take_back(laptop.ws, names[which % len(names)], laptop.clock)
    except Problem as problem:
        is_known = problem.code is Code.HAND_OVER_UNKNOWN
        demand(is_known, f"not taken back: {problem.code.name}")
        return
    _note_own(world, laptop)
    met("draft taken back")


def _note_own(world: World, laptop: Laptop) -> None:
    for one in held(laptop.database).values():
        if one.log == laptop.log:
            world.written.setdefault(one.id, one.bytes)
    world.touch(laptop)


# -- what must be true


def may_go(one: Stored) -> bool:
    """Say whether who took a draft leaves nothing of what was brought of it when it is finished."""
    return one.said["kind"] == HAND and one.log.startswith("to/")


def check(world: World, laptop: Laptop, found: Mapping[str, Stored]) -> None:
    """Demand that a draft stays with who handed it over until the hub says that it is taken."""
    there = {row[0] for row in truths.rows(laptop.database, "SELECT id FROM draft")}
    taken = {
        one.said["subject"]
        for one in found.values()
        if one.said["kind"] == TAKEN and one.log == log_to(laptop.workspace)
    }
    kept = world.handed.get(laptop.folder.name, set()) - world.erased
    demand(kept - taken <= there, "a draft was destroyed before anybody had it")


def is_true(world: World, one: Stored, payloads: Iterable[bytes | None]) -> bool:
    """Say whether what the hub says by itself of colleagues and hand-overs is so."""
    kind, said = one.said["kind"], one.content
    if kind == COLLEAGUE:
        keys = {
            (laptop.workspace, laptop.ws.person, to_base64(laptop.ws.identity.box_key))
            for laptop in world.laptops
        }
        return (one.said["subject"], said["person"], said["box_key"]) in keys
    offers = [offer for offer in map(_read, payloads) if "hand" in offer and "for" in offer]
    if kind == HAND:
        plain = {name: text for name, text in said.items() if name not in _ADDED}
        return any(plain.items() <= offer.items() for offer in offers)
    return kind in (TAKEN, BACK) and said["hand"] in {offer["hand"] for offer in offers}


def _read(payload: bytes | None) -> dict[str, Any]:
    tree: dict[str, Any] = json.loads(payload or b"{}")
    return tree
