"""The hub's side of a sync: verify, store, apply, and only then acknowledge."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from fieldtool import diagnostics
from fieldtool.log.chain import Run
from fieldtool.log.columns import Budget
from fieldtool.log.kinds import is_of_hub
from fieldtool.log.receipt import Receipt
from fieldtool.log.rows import MOST_CHARACTERS
from fieldtool.problems import Code, Problem
from fieldtool.security import exchange_keys
from fieldtool.storage.queries import cursors, entries, erasures, proofs, receipts, workspaces
from fieldtool.storage.queries.workspaces import Workspace
from fieldtool.sync.hub import erasing, giving_back, key_notices, rotating
from fieldtool.sync.hub.handing import Passing
from fieldtool.sync.hub.hub_blobs import lacking
from fieldtool.sync.hub.key_notices import Sender
from fieldtool.sync.hub.rejoining import rejoin
from fieldtool.sync.hub.writers import writer_of
from fieldtool.sync.registers.registering import Registrar
from fieldtool.sync.wire import container, protocol, runs
from fieldtool.sync.wire.messages import AnswerBody, AnswerHeader, RequestHeader, WireRun
from fieldtool.sync.wire.runs import Store

if TYPE_CHECKING:
    from fieldtool.log.chain import SignedTip
    from fieldtool.log.clock import Clock, ClockEvidence
    from fieldtool.security.exchange_keys import Ring
    from fieldtool.security.hubkeys import HubIdentity
    from fieldtool.storage.blobs import BlobStore
    from fieldtool.storage.database import Database, Session

# What one answer brings down at most, before the laptop asks again.
_DOWN_BYTES = 512 * 1024


@dataclass(frozen=True)
class _Given:
    """A request whose signature and runs are proven.

    Attributes:
        sealed_to: the number of the exchange key that it was sealed to.
    """

    header: RequestHeader
    workspace: Workspace
    hears: tuple[str, ...]
    runs: tuple[Run, ...]
    clock: ClockEvidence
    ring: Ring
    sealed_to: int
    carried: bool = False

    @property
    def now(self) -> int:
        """Return the hub's time, milliseconds UTC."""
        return self.clock.wall


def answer(
    database: Database,
    identity: HubIdentity,
    request: bytes,
    clock: Clock,
    blobs: BlobStore,
    *,
    carried: bool = False,
) -> bytes:
    """Store what *request* brings and return the signed answer, which says what *blobs* lacks.

    *carried*: it was written some time ago, so its clock says nothing about the laptop's now.

    Everything is stored in one transaction, committed before the answer is made. The same request
    again stores nothing and gets the same receipt.

    Raises:
        Problem: the request is not accepted; nothing of it was stored.
    """
    given = replace(_proven(database, identity, request, clock.now()), carried=carried)
    body, is_clean = database.do(lambda session: LaptopWork(session, identity, given).done(blobs))
    above = _proven_above(database, identity, given.header)
    if not is_clean:
        # The hub's own words that came back may have been erasures.
        erasing.finish_at_hub(database, blobs)
    diagnostics.event(
        "sync:answered",
        workspace=given.workspace.id,
        entries=sum(len(run.entries) for run in given.runs),
        bytes=len(request),
    )
    header = answer_header(identity, given, request, given.hears, clock.now())
    header = replace(header, above=above)
    return container.pack(header.to_tree(), body.to_tree(), identity.keys, given.workspace.box_key)


def answer_header(
    identity: HubIdentity, given: Given, request: bytes, hears: tuple[str, ...], now: ClockEvidence
) -> AnswerHeader:
    """Return what an answer to *request* says in the clear; a relay says its own key there."""
    return AnswerHeader(
        project=given.header.project,
        log=given.header.log,
        request=hashlib.sha256(request).hexdigest(),
        epoch=identity.epoch,
        hears=hears,
        clock=now,
        exchange=given.ring.newest.public if identity.higher else b"",
    )


def _proven(
    database: Database, identity: HubIdentity, request: bytes, clock: ClockEvidence
) -> _Given:
    sealed = container.peek(request)
    header = protocol.read_request(sealed.header)
    workspace, hears = writer_of(database, header.project, header.log)
    with database.ask() as session:
        ring = exchange_keys.ring(session, identity)
    content, sender = sealed.content(workspace.sign_key), Sender(header.project, header.log)
    packed, sealed_to = key_notices.opened(identity, ring, content, sender, request, clock.wall)
    body = protocol.read_request_body(sealed.read(packed))
    budget = Budget(MOST_CHARACTERS)
    proven = tuple(_run(wire, header, workspace, identity, budget) for wire in body.runs)
    return _Given(header, workspace, hears, proven, clock, ring, sealed_to)


def _run(
    wire: WireRun,
    header: RequestHeader,
    workspace: Workspace,
    identity: HubIdentity,
    budget: Budget,
) -> Run:
    if is_of_hub(wire.log):
        # The hub's own words, brought back after it was restored from an old copy.
        return runs.proven(wire, header.project, identity.logs_key, budget)
    if wire.log != header.log:
        raise Problem(Code.LOG_FOREIGN, {"log": wire.log})
    run = runs.proven(wire, header.project, workspace.sign_key, budget)
    if any(entry.header.person != workspace.person for entry in run.entries):
        raise Problem(Code.LOG_FOREIGN, {"log": wire.log})
    return run


def _proven_above(
    database: Database, identity: HubIdentity, header: RequestHeader
) -> tuple[str, ...] | None:
    """Return which tips of the laptop's log the hub above a relay has; None where there is none."""
    if identity.higher is None:
        return None
    with database.read() as session:
        return proofs.newest(session, header.project, header.log)[: protocol.MOST_ENDS]


class Asking(Protocol):
    """What laptops and relays say alike in the clear."""

    @property
    def project(self) -> str:
        """Return the project."""
        ...

    @property
    def log(self) -> str:
        """Return the log of whoever asks."""
        ...

    @property
    def have(self) -> dict[str, str]:
        """Return the newest entry of each log of the hub that is there."""
        ...


class Given(Protocol):
    """What requests of laptops and relays have alike when they are proven."""

    @property
    def header(self) -> Asking:
        """Return what was said in the clear."""
        ...

    @property
    def ring(self) -> Ring:
        """Return the exchange keys that the hub opened it with."""
        ...


class Work:
    """One transaction: what a request brings is kept, and what it asks for is gathered."""

    def __init__(
        self, session: Session, identity: HubIdentity, asking: Asking, clock: ClockEvidence
    ) -> None:
        self._session = session
        self._identity = identity
        self._asking = asking
        self._clock = clock
        self._store = Store(session, asking.project, clock.wall)
        self._known: dict[str, tuple[str, ...]] = {}
        self._new: frozenset[str] = frozenset()

    def _keeps(self, run: Run) -> bool:
        log = run.signed.tip.log
        new = self._store.keep(run)
        if new is None:
            self._miss(log)
            return False
        self._new |= new
        if new and is_of_hub(log) and self._identity.writes(log):
            own = self._identity.writer(self._asking.project, log)
            rejoin(self._session, own, self._clock)
            rotating.say_again(self._session, self._identity, own, new, self._clock)
        return True

    def _pass_on(self) -> None:
        """Say to the other laptops what these said of entities, and what they handed over."""
        speaking = (self._session, self._identity, self._asking.project, self._clock)
        Registrar(*speaking).pass_on()
        Passing(*speaking).pass_on()

    def _receipt_of(self, log: str, tip: str, count: int) -> Receipt:
        project, epoch = self._asking.project, self._identity.epoch
        # What has only come now cannot have been proven before.
        is_old = tip not in self._new
        found = receipts.find(self._session, project, log, tip, epoch) if is_old else None
        if found is not None:
            return found
        unsigned = Receipt(log, tip, count, epoch, self._clock.wall)
        signature = self._identity.keys.sign(unsigned.message(project))
        made = replace(unsigned, signature=signature)
        receipts.put(self._session, project, made)
        return made

    def _down_in(self, logs: Sequence[str]) -> tuple[tuple[WireRun, ...], bool]:
        down: list[WireRun] = []
        newest = cursors.newest_tips(self._session, self._asking.project, logs)
        for log in logs:
            run = self._new_in(log, newest.get(log))
            if run is None:
                continue
            part = self._first_part(run, runs.roughly(run.entries, _DOWN_BYTES))
            down.append(runs.to_wire(part))
            if len(part.entries) < len(run.entries):
                # What is left of this log, and all of the next, comes with the next answer.
                return tuple(down), True
        return tuple(down), False

    def _first_part(self, run: Run, most: int) -> Run:
        log = run.signed.tip.log
        least = self._overtaking(log, run)
        if self._identity.writes(log):
            return runs.first_part(run, max(most, least), self._identity.keys)
        # Somebody else's words: they are cut only where their writer signed.
        tips = entries.tips(self._session, self._asking.project, log)
        return runs.signed_part(run, tips, most, least)

    def _new_in(self, log: str, newest: SignedTip | None) -> Run | None:
        after = self._asking.have.get(log, "")
        if newest is not None and newest.tip.id == after:
            return None
        if self._store.place_of(log, after) is None:
            self._miss(log)
            return None
        if newest is None:
            return None
        project = self._asking.project
        # Two lines of this log exist after a restore; from the beginning the laptop gets both.
        run = entries.run(self._session, project, log, after) or entries.run(
            self._session, project, log
        )
        return run if run is not None and run.entries else None

    def _overtaking(self, log: str, run: Run) -> int:
        """Return how much of *run* is longer than another line that the laptop has, 1 for none.

        With less the laptop would ask from the same place again.
        """
        there = self._store.place_of(log, self._asking.have.get(log, "")) or 0
        begins = run.signed.tip.count - len(run.entries)
        return min(max(there - begins + 1, 1), len(run.entries))

    def _miss(self, log: str) -> None:
        marks = cursors.landmarks(self._session, self._asking.project, log)
        self._known[log] = tuple(marks)


class LaptopWork(Work):
    """One transaction for a laptop."""

    def __init__(self, session: Session, identity: HubIdentity, given: _Given) -> None:
        super().__init__(session, identity, given.header, given.clock)
        self._given = given
        self._header = given.header

    def done(self, blobs: BlobStore) -> tuple[AnswerBody, bool]:
        """Store, apply, and return what to answer, and whether nothing is left to destroy."""
        kept = [run for run in self._given.runs if self._keeps(run)]
        proven = self._receipts(kept)
        self._pass_on()
        down, more = self._down()
        self._note_contact()
        logs = (self._header.log, *self._given.hears)
        lacks, lacks_more = lacking(self._session, self._header.project, logs, blobs)
        is_clean = not erasures.is_unfinished(self._session, self._header.project)
        return AnswerBody(proven, self._known, down, more, lacks, lacks_more), is_clean

    def _down(self) -> tuple[tuple[WireRun, ...], bool]:
        own = giving_back.lost(self._session, self._header, _DOWN_BYTES)
        if own is not None and not own.is_last:
            return (runs.to_wire(own.run),), True
        down, more = self._down_in(self._given.hears)
        return ((runs.to_wire(own.run), *down) if own else down), more

    def _receipts(self, kept: list[Run]) -> tuple[Receipt, ...]:
        own = [run.signed.tip for run in kept if run.signed.tip.log == self._header.log]
        counts = {tip.id: tip.count for tip in own}
        place = counts.get(self._header.tip)
        if place is None:
            place = self._store.place_of(self._header.log, self._header.tip)
        if self._header.tip != "" and place is not None:
            return (self._receipt_of(self._header.log, self._header.tip, place),)
        if own:
            return (self._receipt_of(self._header.log, own[-1].id, own[-1].count),)
        if self._header.tip != "":
            self._miss(self._header.log)
        return ()

    def _note_contact(self) -> None:
        workspaces.contact(
            self._session,
            self._header.project,
            self._given.workspace.id,
            at=self._given.now,
            finalised_there=self._header.finalised,
            entries_there=self._header.count,
            program=self._header.program,
            clock=None if self._given.carried else self._header.clock,
        )
        if self._given.sealed_to > self._given.workspace.knows_key:
            workspaces.note_key(
                self._session,
                self._header.project,
                self._given.workspace.id,
                self._given.sealed_to,
            )
