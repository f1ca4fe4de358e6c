"""Bugs as programs like this one have had them, to be put into the product one at a time."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest

from fieldtool.collect import returning
from fieldtool.log import entry, rows
from fieldtool.log.chain import Run, SignedTip, Tip
from fieldtool.log.entry import Entry
from fieldtool.log.kinds import is_of_hub
from fieldtool.log.merge import Merged, Version, merge
from fieldtool.log.receipt import Receipt
from fieldtool.log.registers import Change, merged
from fieldtool.security import writer
from fieldtool.storage import revisions
from fieldtool.storage.database import Session
from fieldtool.storage.queries import (
    asked,
    cursors,
    entries,
    erasures,
    proofs,
    registers,
    revocations,
)
from fieldtool.storage.queries.drafts import Draft
from fieldtool.storage.queries.registers import Said
from fieldtool.sync.hub import receiving as hub
from fieldtool.sync.laptop import taking
from fieldtool.sync.laptop.taking import Marks
from fieldtool.sync.registers.registering import Registrar
from fieldtool.sync.relay import relay_requests, relay_taking
from fieldtool.sync.relay.relay_requests import Plan
from fieldtool.sync.relay.relaying import Relay
from fieldtool.sync.wire import container, exchange, requests, runs
from fieldtool.sync.wire.messages import WireRun
from tests.sync.walk.links import Weather

Put = pytest.MonkeyPatch


def no_hash_check(put: Put) -> None:
    """Believe that the entries of a run are those that its writer signed."""

    def proven(wire: WireRun, project: str, *_more: object) -> Run:
        tip = Tip(project, wire.log, wire.tip, wire.count)
        return Run(wire.after, rows.decode(wire.rows, wire.after), SignedTip(tip, wire.signature))

    put.setattr(runs, "proven", proven)


def no_container_signature(put: Put) -> None:
    """Never look at the signature of a message."""
    put.setattr(container, "verify", lambda *_: True)


def receipt_without_storing(put: Put) -> None:
    """Acknowledge first, and store some other time."""
    keep = runs.Store.keep

    def kept(self: runs.Store, run: Run) -> frozenset[str] | None:
        is_own = not is_of_hub(run.signed.tip.log)
        new = frozenset(one.id for one in run.entries)
        return new if is_own and len(new) > 2 else keep(self, run)

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

    def posted(client: Any, url: str, raw: bytes, *more: Any, **named: Any) -> Any:
        sent.append(hashlib.sha256(raw).hexdigest())
        return post(client, url, raw, *more, **named)

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

    def kept(self: runs.Store, run: Run) -> frozenset[str] | None:
        found = keep(self, run)
        self.session.connection().exec_driver_sql("COMMIT")
        self.session.connection().exec_driver_sql("BEGIN IMMEDIATE")
        return found

    put.setattr(runs.Store, "keep", kept)


def forks_dropped(put: Put) -> None:
    """Take one line of every log, and drop what copies of a laptop wrote."""
    extend = entries.extend

    def extended(
        session: Session, project: str, run: Run, at: int
    ) -> tuple[entries.Placed, ...] | None:
        log = run.signed.tip.log
        newest = entries.tip(session, project, log)
        known = entries.have(session, project, log, [one.id for one in run.entries])
        new = [one for one in run.entries if one.id not in known]
        if new and new[0].header.prev == (newest.tip.id if newest else ""):
            return extend(session, project, run, at)
        entries.put_tip(session, run.signed)
        return ()

    put.setattr(entries, "extend", extended)


def salts_used_again(put: Put) -> None:
    """Give equal answers equal hashes."""
    make = entry.make

    def made(*args: Any, **more: Any) -> Entry:
        return make(*args, **{**more, "salt": bytes(16)})

    put.setattr(entry, "make", made)


def relay_cuts_anywhere(put: Put) -> None:
    """Cut the logs of laptops where it suits the link, and not where they signed."""

    def part(run: Run, _tips: Sequence[SignedTip], most: int, least: int = 1) -> Run:
        size = max(1, min(most, len(run.entries)) // 2, least)
        some = run.entries[:size]
        tip = replace(run.signed.tip, id=some[-1].id, count=run.signed.tip.count - 1)
        return Run(run.after, some, replace(run.signed, tip=tip))

    put.setattr(runs, "signed_part", part)


def relay_acknowledges_by_itself(put: Put) -> None:
    """Take at a relay for proven above what it has itself."""
    receipt_of = hub.LaptopWork._receipt_of

    def proven(self: hub.LaptopWork, log: str, tip: str, count: int) -> Receipt:
        made = receipt_of(self, log, tip, count)
        if self._identity.higher is not None:
            epoch = proofs.epoch(self._session, self._asking.project)
            proofs.put(self._session, self._asking.project, replace(made, epoch=epoch))
        return made

    put.setattr(hub.LaptopWork, "_receipt_of", proven)


def erasure_not_carried_out_at_a_relay(put: Put) -> None:
    """Store at a relay what the hub above says, and do nothing of it."""

    def kept(relay: Relay, session: Session, run: Run) -> int:
        log = run.signed.tip.log
        new = entries.store(session, relay.project, log, run.entries, 1)
        entries.put_tip(session, run.signed)
        return len(new)

    put.setattr(relay_taking, "_keep_run", kept)


def erasure_not_passed_on(put: Put) -> None:
    """Keep from laptops what a relay has of the project's log."""

    def down(_self: hub.Work, _logs: Iterable[str]) -> tuple[tuple[WireRun, ...], bool]:
        return (), False

    real = hub.Work._down_in
    put.setattr(
        hub.LaptopWork,
        "_down_in",
        lambda self, logs: (down if self._identity.higher else real)(self, logs),
    )


def photos_never_missed(put: Put) -> None:
    """Say at the hub that no photo is missing."""
    nothing: tuple[tuple[object, ...], bool] = ((), False)
    put.setattr(hub, "lacking", lambda *_args, **_more: nothing)


def erased_comes_back(put: Put) -> None:
    """Store about an erased interview what comes later."""
    put.setattr(erasures, "without_erased", lambda _session, _project, found: found)


def relay_signs_by_itself(put: Put) -> None:
    """Pass on what laptops wrote with the relay's own signature, and not with theirs."""
    first_runs = relay_requests.first_runs

    def signed(relay: Relay, plan: Plan, budget: int) -> list[Run]:
        keys = relay.identity.keys
        found = first_runs(relay, plan, budget)
        return [replace(run, signed=writer.sign_tip(keys, run.signed.tip)) for run in found]

    put.setattr(relay_requests, "first_runs", signed)


def place_below_kept_over_a_restore(put: Put) -> None:
    """Go on hearing from where a relay was before it was restored from an old copy."""
    have = relay_requests._have
    heard: dict[tuple[str, str], list[str]] = {}

    def remembered(session: Session, relay: Relay) -> dict[str, str]:
        found = have(session, relay)
        for log, tip in found.items():
            tips = heard.setdefault((str(relay.folder), log), [])
            tips += [tip] if tip not in tips else []
        return {log: heard[str(relay.folder), log][-1] for log in found}

    put.setattr(relay_requests, "_have", remembered)


def older_answers_taken(put: Put) -> None:
    """Take every answer that a stick brings, whatever was taken since it was asked for."""
    put.setattr(asked, "is_overtaken", lambda *_: False)


def late_work_counts(put: Put) -> None:
    """Let what a revoked laptop goes on to write count like any other."""
    put.setattr(revocations, "settle", lambda *_: revocations.Settled())


def returns_not_named(put: Put) -> None:
    """Finalise a returned interview again without saying what returned it."""

    def parents_of(session: Session, project: str, draft: Draft) -> list[str]:
        return [one.entry.id for one in revisions.of_interview(session, project, draft.id)]

    put.setattr(returning, "parents_of", parents_of)


def entity_says_one_thing_alone(put: Put) -> None:
    """Show of an entity one of two values, and no conflict."""

    def shown(changes: Mapping[str, Change]) -> Merged:
        return replace(merged(changes), conflicts=())

    put.setattr("fieldtool.storage.queries.registers.merged", shown)


def entities_told_to_nobody(put: Put) -> None:
    """Keep at the hub what a laptop says of an entity."""
    put.setattr(Registrar, "pass_on", lambda _self: 0)


def only_the_newest_change_told(put: Put) -> None:
    """Say to the others of an entity what was said last, and not what was before."""
    tell = Registrar._tell

    def told(self: Registrar, entity: str, said: list[Said], logs: Iterable[str]) -> None:
        tell(self, entity, said[-1:], logs)

    put.setattr(Registrar, "_tell", told)


def changes_told_in_other_words(put: Put) -> None:
    """Say what a laptop said of an entity as if the hub had said it later."""

    def told(self: Registrar, entity: str, said: list[Said], logs: Iterable[str]) -> None:
        done = {one.change.properties.get("status") for one in said if is_of_hub(one.log)}
        for one in said:
            if one.change.properties.get("status") not in done:
                self._say(entity, replace(one.change, at="2026-11-22T09:30:00+04:30"), logs)

    put.setattr(Registrar, "_tell", told)


def what_was_known_is_not_named(put: Put) -> None:
    """Say of an entity what is new without naming what the laptop knew of it."""
    real = registers.merged_of

    def forgotten(said: Iterable[Said]) -> Merged:
        return replace(real(said), heads=())

    put.setattr(registers, "merged_of", forgotten)


@dataclass(frozen=True)
class Bug:
    """A bug, and acts and weather that lead to it: a walk of these alone meets it soon.

    Attributes:
        number: of the walks; with others it is found too, and later.
    """

    put: Callable[[Put], None]
    acts: frozenset[str]
    with_relay: bool = False
    weather: Weather | None = None
    steps: int = 12
    number: int = 1

    @property
    def name(self) -> str:
        """Return what it is called."""
        return self.put.__name__


_WORK = frozenset({"finalise", "sync"})
_BAD = frozenset({"finalise", "sync_in_bad_weather"})
_RESTORED = _WORK | {"back_up_hub", "restore_hub"}
_RELAYED = _WORK | {"pass_on"}

BUGS = (
    Bug(no_hash_check, frozenset({"finalise", "forge"})),
    Bug(no_container_signature, _BAD, weather=Weather.FLIP_REQUEST),
    Bug(receipt_without_storing, _WORK),
    Bug(receipt_without_base, _RESTORED),
    Bug(cursor_kept_over_a_restore, _RESTORED, number=5),
    Bug(nack_ignored, _RESTORED, steps=30, number=6),
    Bug(epoch_ignored, _RESTORED),
    Bug(any_reply_taken, _BAD, weather=Weather.OLD_REPLY),
    Bug(last_writer_wins, frozenset({"quarrel"})),
    Bug(conflict_hidden, frozenset({"quarrel"})),
    Bug(commit_in_the_middle, _BAD, weather=Weather.DIE_BEFORE),
    Bug(forks_dropped, _WORK | {"clone"}, number=2),
    Bug(salts_used_again, frozenset({"finalise"})),
    Bug(relay_cuts_anywhere, _RELAYED, with_relay=True),
    Bug(relay_acknowledges_by_itself, _RELAYED, with_relay=True, number=4),
    Bug(erasure_not_carried_out_at_a_relay, _RELAYED | {"erase"}, with_relay=True),
    Bug(erasure_not_passed_on, _RELAYED | {"erase"}, with_relay=True),
    Bug(erased_comes_back, _WORK | {"erase"}),
    Bug(photos_never_missed, _WORK | {"carry"}),
    Bug(relay_signs_by_itself, _RELAYED, with_relay=True),
    Bug(
        place_below_kept_over_a_restore,
        frozenset({"publish", "pass_on", "back_up_hub", "restore_hub"}),
        with_relay=True,
        steps=20,
        number=2,
    ),
    Bug(older_answers_taken, frozenset({"finalise", "stick"})),
    Bug(late_work_counts, _WORK | {"revoke"}),
    Bug(returns_not_named, frozenset({"finalise", "correct"})),
    Bug(entity_says_one_thing_alone, frozenset({"differ"})),
    Bug(entities_told_to_nobody, frozenset({"visit", "sync"})),
    Bug(only_the_newest_change_told, frozenset({"visit", "sync"})),
    Bug(changes_told_in_other_words, frozenset({"visit", "sync"})),
    Bug(what_was_known_is_not_named, frozenset({"visit"})),
)
