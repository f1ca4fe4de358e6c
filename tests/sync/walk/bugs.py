"""Bugs as programs like this one have had them, to be put into the product one at a time."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from fieldtool.log import entry, rows
from fieldtool.log.chain import Run, SignedTip, Tip
from fieldtool.log.entry import Entry
from fieldtool.log.kinds import is_of_hub
from fieldtool.log.merge import Merged, Version, merge
from fieldtool.log.receipt import Receipt
from fieldtool.storage import cursors, entries, revisions
from fieldtool.storage.database import Session
from fieldtool.sync import container, exchange, hub, requests, runs, taking
from fieldtool.sync.messages import WireRun
from fieldtool.sync.taking import Marks

Put = pytest.MonkeyPatch


def no_hash_check(put: Put) -> None:
    """Believe that the entries of a run are those that its writer signed."""

    def proven(wire: WireRun, project: str, _key: bytes, _budget: object = None) -> Run:
        tip = Tip(project, wire.log, wire.tip, wire.count)
        return Run(wire.after, rows.decode(wire.rows, wire.after), SignedTip(tip, wire.signature))

    put.setattr(runs, "proven", proven)


def no_container_signature(put: Put) -> None:
    """Never look at the signature of a message."""
    put.setattr(container, "verify", lambda *_: True)


def receipt_without_storing(put: Put) -> None:
    """Acknowledge first, and store some other time."""
    keep = runs.Store.keep

    def kept(self: runs.Store, run: Run) -> int | None:
        is_own = not is_of_hub(run.signed.tip.log)
        return len(run.entries) if is_own and len(run.entries) > 2 else keep(self, run)

    put.setattr(runs.Store, "keep", kept)


def receipt_without_base(put: Put) -> None:
    """Acknowledge what a laptop says it has, whether its beginning is here or not."""

    def receipts(self: hub.LaptopWork, _kept: list[Run]) -> tuple[Receipt, ...]:
        tip, count = self._header.tip, self._header.count
        return (self._receipt_of(self._header.log, tip, count),) if tip else ()

    put.setattr(hub.LaptopWork, "_receipts", receipts)


def cursor_kept_over_a_restore(put: Put) -> None:
    """Go on sending from where the hub was before it lost something."""
    put.setattr(cursors, "void_receipts", lambda *_args, **_more: None)


def nack_ignored(put: Put) -> None:
    """Pass over what the hub says that it misses."""
    put.setattr(taking, "_marks", lambda *_: Marks())


def epoch_ignored(put: Put) -> None:
    """Take receipts of before a restore for good."""
    put.setattr(taking, "_begin_epoch", lambda *_: None)


def any_reply_taken(put: Put) -> None:
    """Take a reply without asking which request it answers."""

    def moved(ws: Any, reply: bytes) -> Any:
        given, body = checked(ws, reply)
        return replace(given, request=sent[-1]), body

    def posted(client: Any, url: str, raw: bytes, kind: str) -> Any:
        sent.append(hashlib.sha256(raw).hexdigest())
        return post(client, url, raw, kind)

    sent: list[str] = []
    checked, post = requests.checked, exchange.post
    put.setattr(requests, "checked", moved)
    put.setattr(exchange, "post", posted)


def last_writer_wins(put: Put) -> None:
    """Show what came last, without a conflict."""

    def shown(versions: Mapping[str, Version]) -> Merged:
        real = merge(versions)
        last = list(versions)[-1]
        return replace(real, answers=dict(versions[last].answers or {}), conflicts=())

    put.setattr(revisions, "merge", shown)


def conflict_hidden(put: Put) -> None:
    """Say of an interview in conflict that it is ready."""
    put.setattr(revisions, "CONFLICT", "ready")


def commit_in_the_middle(put: Put) -> None:
    """Commit each run by itself, before the rest is done."""
    keep = runs.Store.keep

    def kept(self: runs.Store, run: Run) -> int | None:
        found = keep(self, run)
        self.session.connection().exec_driver_sql("COMMIT")
        self.session.connection().exec_driver_sql("BEGIN IMMEDIATE")
        return found

    put.setattr(runs.Store, "keep", kept)


def forks_dropped(put: Put) -> None:
    """Take one line of every log, and drop what copies of a laptop wrote."""
    store = entries.store

    def stored(
        session: Session, project: str, log: str, found: Sequence[Entry], at: int
    ) -> tuple[Entry, ...]:
        newest = entries.tip(session, project, log)
        here = newest.tip.id if newest else ""
        known = entries.have(session, project, log, [one.id for one in found])
        new = [one for one in found if one.id not in known]
        return store(session, project, log, new, at) if new and new[0].header.prev == here else ()

    put.setattr(entries, "store", stored)


def salts_used_again(put: Put) -> None:
    """Give equal answers equal hashes."""
    make = entry.make

    def made(*args: Any, **more: Any) -> Entry:
        return make(*args, **{**more, "salt": bytes(16)})

    put.setattr(entry, "make", made)


BUGS: Iterable[Callable[[Put], None]] = (
    no_hash_check,
    no_container_signature,
    receipt_without_storing,
    receipt_without_base,
    cursor_kept_over_a_restore,
    nack_ignored,
    epoch_ignored,
    any_reply_taken,
    last_writer_wins,
    conflict_hidden,
    commit_in_the_middle,
    forks_dropped,
    salts_used_again,
)
