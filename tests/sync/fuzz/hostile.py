"""Entries whose writer is who should write them, and whose content is not what it should be."""

from __future__ import annotations

from random import Random

from sqlalchemy import select

from fieldtool.log import canonical, entry, rows
from fieldtool.log.canonical import NotCanonicalError, Tree
from fieldtool.log.chain import Tip
from fieldtool.log.entry import Entry, Header
from fieldtool.log.kinds import PROJECT_LOG
from fieldtool.problems import Problem, ProblemKind
from fieldtool.security.writer import sign_tip
from fieldtool.storage import projections
from fieldtool.storage.database import Session
from fieldtool.storage.models.projections import QuarantineRow
from fieldtool.storage.queries import entries
from fieldtool.sync.wire import runs
from fieldtool.sync.wire.messages import WireRun
from fieldtool.sync.wire.runs import Store
from tests.sync.fuzz.mutations import bytes_of, json_of, tree_of
from tests.sync.fuzz.world import HUB, LAPTOP, P, World


def kept_entry(world: World, chance: Random, log: str) -> ProblemKind | str:
    """Let the hub store an entry of *log* with a changed header or content; nothing stays of it.

    It is refused, put aside alone, or applied; and making all tables again gives the same.
    """
    before = world.said if log == PROJECT_LOG else world.run.entries
    keys = HUB if log == PROJECT_LOG else LAPTOP
    last = before[-1].id
    try:
        written = rows.encode([_altered(chance, chance.choice(before), last)])
        if chance.random() < 0.5:
            # The same entries or others, in columns that nobody would write so.
            written = tree_of(chance, rows.encode(before))  # type: ignore[assignment]
        made = rows.decode(written, last)
        tip = Tip(P, log, made[-1].id if made else last, len(before) + len(made))
        signature = sign_tip(keys, tip).signature
        run = runs.proven(
            WireRun(log, last, tip.id, tip.count, signature, written), P, keys.verify_key
        )
    except Problem as problem:
        return problem.code
    except NotCanonicalError:
        return "not canonical"
    outcome: list[ProblemKind | str] = []
    try:
        with world.database.work() as session:
            outcome.append(_stored(session, run, chance))
            session.rollback()
    except Problem as problem:
        return problem.code
    return outcome[0]


def _stored(session: Session, run: object, chance: Random) -> str:
    Store(session, P, 1).keep(run)  # type: ignore[arg-type]
    session.flush()
    aside = session.execute(select(QuarantineRow.reason)).scalars().all()
    if chance.random() < 0.1:
        projections.rebuild(session, P)
        assert session.execute(select(QuarantineRow.reason)).scalars().all() == aside
        assert entries.size(session, P, PROJECT_LOG) >= 1
    return f"put aside: {aside[0]}" if aside else "applied"


def _altered(chance: Random, one: Entry, prev: str) -> Entry:
    tree = one.header.tree()
    payload = one.payload or b"{}"
    which = chance.randrange(4)
    if which == 0:
        changed = tree_of(chance, tree)
        tree = changed if isinstance(changed, dict) else tree
    elif which == 1:
        payload = json_of(chance, payload)
    elif which == 2:
        content: Tree = tree_of(chance, canonical.parse(payload))
        payload = canonical.encode(content)
    else:
        payload = bytes_of(chance, payload)
    salt = one.salt or bytes(16)
    whole: Tree = {**tree, "prev": prev, "hash": entry.payload_hash(salt, payload)}
    return Entry(Header.of_tree(whole), salt, payload)
