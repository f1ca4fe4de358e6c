"""The higher hub's side of a relay's sync: the same work as for laptops, for many logs at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fieldtool import diagnostics
from fieldtool.log.columns import Budget
from fieldtool.log.kinds import is_of_hub, workspace_of
from fieldtool.log.relays import ENROL, Enrolled
from fieldtool.log.rows import MOST_CHARACTERS
from fieldtool.problems import Code, Problem
from fieldtool.security import exchange_keys
from fieldtool.security.keys import is_box_key
from fieldtool.storage.queries import relays, workspaces
from fieldtool.sync.hub import admitting, erasing, key_notices
from fieldtool.sync.hub.hub_blobs import lacking
from fieldtool.sync.hub.key_notices import Sender
from fieldtool.sync.hub.receiving import Work, answer_header
from fieldtool.sync.hub.writers import relay_writing
from fieldtool.sync.wire import container, protocol, runs
from fieldtool.sync.wire.messages import AnswerBody, RelayHeader, WireRun

if TYPE_CHECKING:
    from fieldtool.log.chain import Run
    from fieldtool.log.clock import Clock, ClockEvidence
    from fieldtool.log.entry import Entry
    from fieldtool.log.receipt import Receipt
    from fieldtool.security.exchange_keys import Ring
    from fieldtool.security.hubkeys import HubIdentity
    from fieldtool.storage.blobs import BlobStore
    from fieldtool.storage.database import Database, Session
    from fieldtool.storage.queries.relays import Relay
    from fieldtool.storage.queries.workspaces import Workspace


@dataclass(frozen=True)
class _Given:
    """A relay's request whose signatures are proven.

    Attributes:
        hears: the hub's logs that it passes on, as long as nothing of this request is stored.
        runs: what it brings, its own log first.
        unknown: logs of workspaces that this hub does not know through this relay.
        sealed_to: the number of the exchange key that it was sealed to.
    """

    header: RelayHeader
    relay: Relay
    hears: tuple[str, ...]
    runs: tuple[Run, ...]
    unknown: frozenset[str]
    clock: ClockEvidence
    ring: Ring
    sealed_to: int

    @property
    def box_key(self) -> bytes:
        """Return what the answer is sealed to: the key that the relay names now, or its first."""
        named = self.header.box_key
        return named if named and is_box_key(named) else self.relay.box_key


def answer(
    database: Database, identity: HubIdentity, request: bytes, clock: Clock, blobs: BlobStore
) -> bytes:
    """Store what a relay's *request* brings and return the signed answer.

    As for a laptop: one transaction, and the same request again gets the same receipts. Work of
    workspaces that the very request makes known is stored in a second one.

    Raises:
        Problem: the request is not accepted; nothing of it was stored.
    """
    given = _proven(database, identity, request, clock.now())
    work = _stored(database, identity, given, blobs)
    if given.unknown:
        # What the relay says of its workspaces may have come with what they wrote, in one file.
        again = _proven(database, identity, request, clock.now())
        if again.unknown != given.unknown:
            given, work = again, _stored(database, identity, again, blobs)
    erasing.finish_at_hub(database, blobs)
    diagnostics.event(
        "relay:answered",
        relay=given.relay.id,
        entries=sum(len(run.entries) for run in given.runs),
        bytes=len(request),
    )
    header = answer_header(identity, given, request, work.hears, clock.now())
    return container.pack(header.to_tree(), work.body.to_tree(), identity.keys, given.box_key)


def _stored(
    database: Database, identity: HubIdentity, given: _Given, blobs: BlobStore
) -> _Answered:
    return database.do(lambda session: _RelayWork(session, identity, given).run(blobs))


@dataclass(frozen=True)
class _Answered:
    """What the transaction made: what to answer, and which logs the relay passes on now."""

    body: AnswerBody
    hears: tuple[str, ...]


class _RelayWork(Work):
    """One transaction for a relay."""

    def __init__(self, session: Session, identity: HubIdentity, given: _Given) -> None:
        super().__init__(session, identity, given.header, given.clock)
        self._given = given

    def run(self, blobs: BlobStore) -> _Answered:
        """Store, apply, and return what to answer."""
        header, relay = self._given.header, self._given.relay
        kept = [run for run in self._given.runs if self._keeps_of_relay(run)]
        for log in self._given.unknown:
            self._known[log] = ()
        believed = admitting.believed(self._session, header.project, relay.id)
        receipts = self._receipts_for(kept, set(believed))
        self._pass_on()
        hears = admitting.heard_by(self._session, header.project, relay.id)
        down, more = self._down_in((*hears, header.log))
        relays.contact(self._session, header.project, relay.id, self._given.clock.wall)
        relays.note_keys(
            self._session,
            header.project,
            relay.id,
            knows=self._given.sealed_to,
            box_key=self._given.box_key,
        )
        logs = (*(one for one in header.tips if workspace_of(one) in believed), *hears)
        lacks, lacks_more = lacking(
            self._session, header.project, logs, blobs, past=header.blobs_past
        )
        body = AnswerBody(receipts, self._known, down, more, lacks, lacks_more)
        return _Answered(body, hears)

    def _keeps_of_relay(self, run: Run) -> bool:
        project, log = self._given.header.project, run.signed.tip.log
        before = self._store.place_of(log, run.signed.tip.id)
        if not self._keeps(run):
            return False
        if log == self._given.header.log:
            said = [_enrolled(entry) for entry in run.entries if not entry.is_stub]
            relay, now = self._given.relay.id, self._given.clock.wall
            admitting.admit(self._session, project, filter(None, said), relay, now)
        elif before is None and not is_of_hub(log):
            workspaces.contact(
                self._session,
                project,
                workspace_of(log),
                at=self._given.clock.wall,
                finalised_there=0,
                clock=None,
            )
        return True

    def _receipts_for(self, kept: list[Run], believed: set[str]) -> tuple[Receipt, ...]:
        header = self._given.header
        found = {
            (run.signed.tip.log, run.signed.tip.id): run.signed.tip.count
            for run in kept
            if not is_of_hub(run.signed.tip.log)
        }
        for log, tips in header.tips.items():
            if log != header.log and workspace_of(log) not in believed:
                self._known[log] = ()
                continue
            for tip in tips:
                place = self._store.place_of(log, tip)
                if place is not None and log in header.asks:
                    found[log, tip] = place
                elif place is None and not any(one.signed.tip.log == log for one in kept):
                    self._miss(log)
        wanted = list(found.items())[: protocol.MOST_RUNS]
        return tuple(self._receipt_of(log, tip, count) for (log, tip), count in wanted)


def _proven(
    database: Database, identity: HubIdentity, request: bytes, clock: ClockEvidence
) -> _Given:
    sealed = container.peek(request)
    header = protocol.read_relay(sealed.header)
    with database.read() as session:
        relay = relay_writing(session, header.project, header.log)
        believed = admitting.believed(session, header.project, relay.id)
        hears = admitting.heard_by(session, header.project, relay.id)
        ring = exchange_keys.ring(session, identity)
    content, sender = sealed.content(relay.sign_key), Sender(header.project, header.log)
    packed, sealed_to = key_notices.opened(identity, ring, content, sender, request, clock.wall)
    body = protocol.read_request_body(sealed.read(packed))
    unknown = {wire.log for wire in body.runs if _is_unknown(wire.log, believed)}
    budget = Budget(MOST_CHARACTERS)
    proven = [
        _run(wire, header, relay, believed, identity, budget)
        for wire in sorted(body.runs, key=lambda wire: wire.log != header.log)
        if wire.log not in unknown
    ]
    return _Given(header, relay, hears, tuple(proven), frozenset(unknown), clock, ring, sealed_to)


def _is_unknown(log: str, believed: dict[str, Workspace]) -> bool:
    name = workspace_of(log)
    return bool(name) and name not in believed


def _run(
    wire: WireRun,
    header: RelayHeader,
    relay: Relay,
    believed: dict[str, Workspace],
    identity: HubIdentity,
    budget: Budget,
) -> Run:
    if is_of_hub(wire.log):
        # The hub's own words, brought back after it was restored from an old copy.
        return runs.proven(wire, header.project, identity.logs_key, budget)
    workspace = believed.get(workspace_of(wire.log))
    if workspace is None and wire.log != header.log:
        raise Problem(Code.LOG_FOREIGN, {"log": wire.log})
    key, person = (workspace.sign_key, workspace.person) if workspace else (relay.sign_key, "")
    run = runs.proven(wire, header.project, key, budget)
    for entry in run.entries:
        is_kind = (entry.header.kind == ENROL) == (workspace is None)
        if entry.header.person != person or not is_kind:
            raise Problem(Code.LOG_FOREIGN, {"log": wire.log})
    return run


def _enrolled(entry: Entry) -> Enrolled | None:
    try:
        return Enrolled.from_content(entry.header.subject, entry.content())
    except Problem:  # a later version says it in other words: it stays in the log
        return None
