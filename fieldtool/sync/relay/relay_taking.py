"""What a relay does with the higher hub's answer: receipts, news, and what that hub has lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldtool.log.kinds import is_of_hub
from fieldtool.log.relays import Enrolled
from fieldtool.problems import Code, Problem
from fieldtool.security import exchange_keys
from fieldtool.security.keys import is_box_key, verify
from fieldtool.storage import settings
from fieldtool.storage.queries import asked, entries, proofs
from fieldtool.storage.queries import exchange_keys as told
from fieldtool.sync.hub import admitting
from fieldtool.sync.laptop import photos
from fieldtool.sync.relay.relay_requests import Missed
from fieldtool.sync.wire import container, protocol, runs
from fieldtool.sync.wire.runs import Store

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fieldtool.log.chain import Run
    from fieldtool.log.entry import Entry
    from fieldtool.log.receipt import Receipt
    from fieldtool.security.exchange_keys import HubKey, Ring
    from fieldtool.storage.database import Session
    from fieldtool.sync.relay.relaying import Relay
    from fieldtool.sync.wire.messages import AnswerBody, AnswerHeader, WireRun

# Settings of the relay's database; the first by its own clock, milliseconds UTC.
LAST_CONTACT = "higher_contact"
_MISSED = "higher_misses"
# Of the whole database: which of the relay's own exchange keys the higher hub knows, by number.
_KNOWN = "exchange_key_known"


def checked(relay: Relay, reply: bytes) -> tuple[AnswerHeader, AnswerBody]:
    """Return an answer that the pinned higher hub signed for this relay.

    Raises:
        Problem: PROTOCOL_UNKNOWN or HUB_ANSWER_WRONG.
    """
    try:
        sealed = container.peek(reply)
        given = protocol.read_answer(sealed.header)
        packed, number = _opened(relay, sealed.content(relay.higher.sign_key))
        body = protocol.read_answer_body(sealed.read(packed))
    except Problem as problem:
        if problem.code is Code.PROTOCOL_UNKNOWN:
            raise
        raise wrong(relay) from problem
    if (given.project, given.log) != (relay.project, relay.log):
        raise wrong(relay)
    with relay.database.read() as session:
        known = known_above(session, relay.ring(session)).number
    if number > known:
        with relay.database.work() as session:
            note_known(session, number)
    return given, body


def _opened(relay: Relay, sealed: bytes) -> tuple[bytes, int]:
    with relay.database.read() as session:
        return relay.ring(session).opened(sealed)


def known_above(session: Session, ring: Ring) -> HubKey:
    """Return the newest of the keys in *ring*, the relay's own, that the higher hub has sealed to.

    It names the mailbox of the relay, and is in the check number.
    """
    number = int(settings.get(session, "", _KNOWN) or exchange_keys.FIRST)
    return ring.numbered(number)


def note_known(session: Session, number: int) -> None:
    """Note that the higher hub knows the key of this relay with that number."""
    settings.put(session, "", _KNOWN, str(number))


def wrong(relay: Relay) -> Problem:
    """Return the problem for an answer that is not the higher hub's."""
    return Problem(Code.HUB_ANSWER_WRONG, {"address": relay.higher.url})


def last_missed(session: Session, project: str) -> Missed:
    """Return what the answers that were carried here said that the higher hub misses."""
    text = settings.get(session, project, _MISSED)
    return Missed() if text is None else Missed.of_text(text)


def take(
    relay: Relay,
    given: AnswerHeader,
    body: AnswerBody,
    missed: Missed,
    *,
    carried: bool = False,
) -> int:
    """Keep what the answer brings, in one transaction; return how many entries were new.

    *carried*: the hub gave it some time ago, and what it misses is remembered for the next stick.

    Raises:
        Problem: a receipt or a run is not signed by whom it should be; nothing is kept.
    """
    news = [_proven(relay, wire) for wire in body.runs]
    for receipt in body.receipts:
        _check(relay, receipt, given.epoch)
    with relay.database.work() as session:
        if proofs.epoch(session, relay.project) != given.epoch:
            proofs.begin_epoch(session, relay.project, given.epoch)
            missed.there.clear()
        missed.common.clear()
        for log, marks in body.known.items():
            _miss(relay, session, missed, log, marks)
        for receipt in body.receipts:
            _keep_receipt(relay, session, receipt)
        received = sum(_keep_run(relay, session, run) for run in news)
        photos.keep(session, relay.project, body)
        asked.note_answer(session, relay.project, given.clock.wall)
        _note_contact(relay, session, given.clock.wall if carried else relay.clock.now().wall)
        _note_exchange(relay, session, given.exchange)
        if carried:
            settings.put(session, relay.project, _MISSED, missed.to_text())
        else:
            settings.remove(session, relay.project, _MISSED)
    return received


def _note_exchange(relay: Relay, session: Session, key: bytes) -> None:
    """Seal to what a hub says that is a relay itself; a hub on top says it in its log."""
    if relay.higher.logs_key != relay.higher.sign_key and is_box_key(key):
        told.tell(session, relay.project, key)


def _note_contact(relay: Relay, session: Session, at: int) -> None:
    last = int(settings.get(session, relay.project, LAST_CONTACT) or 0)
    settings.put(session, relay.project, LAST_CONTACT, str(max(last, at)))


def _proven(relay: Relay, wire: WireRun) -> Run:
    if is_of_hub(wire.log):
        return runs.proven(wire, relay.project, relay.higher.logs_key)
    if wire.log != relay.log:
        raise Problem(Code.LOG_FOREIGN, {"log": wire.log})
    # The relay's own words, brought back after it was restored from an old copy.
    return runs.proven(wire, relay.project, relay.identity.keys.verify_key)


def _check(relay: Relay, receipt: Receipt, epoch: str) -> None:
    message = receipt.message(relay.project)
    is_right = receipt.epoch == epoch and not is_of_hub(receipt.log)
    if not is_right or not verify(relay.higher.sign_key, message, receipt.signature):
        raise wrong(relay)


def _miss(relay: Relay, session: Session, missed: Missed, log: str, marks: tuple[str, ...]) -> None:
    if is_of_hub(log):
        lines = (one for one in marks if entries.run(session, relay.project, log, one) is not None)
        missed.common[log] = next(lines, "")
        return
    proofs.forget(session, relay.project, log)
    missed.miss(log, entries.have(session, relay.project, log, marks))


def _keep_receipt(relay: Relay, session: Session, receipt: Receipt) -> None:
    if entries.count_of(session, relay.project, receipt.log, receipt.tip) != receipt.count:
        raise wrong(relay)
    proofs.put(session, relay.project, receipt)


def _keep_run(relay: Relay, session: Session, run: Run) -> int:
    now = relay.clock.now().wall
    kept = Store(session, relay.project, now).keep(run)
    if kept is None:
        raise wrong(relay)
    if run.signed.tip.log == relay.log:
        # Laptops that were enrolled since the copy was made go on to be known.
        admitting.admit(session, relay.project, _said(run.entries), "", now)
    return len(kept)


def _said(found: tuple[Entry, ...]) -> Iterator[Enrolled]:
    for entry in found:
        if not entry.is_stub:
            yield Enrolled.from_content(entry.header.subject, entry.content())
