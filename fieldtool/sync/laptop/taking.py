"""What a laptop does with the hub's answer: receipts, news, and what the hub has lost."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from fieldtool.log import canonical
from fieldtool.log.kinds import is_of_hub
from fieldtool.log.receipt import Receipt
from fieldtool.problems import Code, Problem
from fieldtool.security.keys import is_box_key, verify
from fieldtool.storage import roots, settings
from fieldtool.storage.queries import (
    asked,
    cursors,
    drafts,
    entries,
    erasures,
    exchange_keys,
    forms,
    projects,
    purged,
    receipts,
)
from fieldtool.sync.hub import giving_back
from fieldtool.sync.laptop import photos
from fieldtool.sync.wire import runs
from fieldtool.sync.wire.messages import AnswerBody, AnswerHeader
from fieldtool.sync.wire.runs import Store

if TYPE_CHECKING:
    from fieldtool.log.chain import Run
    from fieldtool.log.clock import ClockEvidence
    from fieldtool.security.workspace import Workspace
    from fieldtool.storage.database import Session

# Settings of the workspace's database.
HUB_EPOCH = "hub_epoch"
LAST_CONTACT = "last_contact"  # by the laptop's clock, milliseconds UTC
_MARKS = "hub_misses"
CLOCK_OFFSET = "clock_offset"  # laptop's clock minus the hub's at the last contact, milliseconds


@dataclass(frozen=True)
class Marks:
    """Entries that both sides have, found after the hub said that it misses something.

    Attributes:
        own: where to go on sending the own log.
        common: where each log of the hub parts, of which the laptop has more than the hub.
    """

    own: str | None = None
    common: dict[str, str] = field(default_factory=dict)

    def to_text(self) -> str:
        """Return them as they are kept."""
        own = {} if self.own is None else {"own": self.own}
        return canonical.encode({**own, "common": self.common}).decode("utf-8")

    @classmethod
    def of_text(cls, text: str) -> Marks:
        """Read what was kept."""
        tree = json.loads(text)
        return cls(tree.get("own"), tree.get("common", {}))


@dataclass(frozen=True)
class Taken:
    """What an answer brought."""

    marks: Marks
    received: int


def take(
    ws: Workspace,
    given: AnswerHeader,
    body: AnswerBody,
    now: ClockEvidence,
    *,
    carried: bool = False,
) -> Taken:
    """Keep what the answer brings, in one transaction.

    *carried*: the hub gave it some time ago, so its clock is not to be compared with *now*.

    Raises:
        Problem: a receipt or a run is not signed by the hub; nothing is kept.
    """
    key = ws.membership.logs_key
    news = [
        runs.proven(wire, ws.project_id, ws.identity.verify_key if wire.log == ws.log else key)
        for wire in body.runs
    ]
    for run in news:
        if run.signed.tip.log != ws.log and not is_of_hub(run.signed.tip.log):
            raise Problem(Code.LOG_FOREIGN, {"log": run.signed.tip.log})
    for receipt in body.receipts:
        _check(ws, receipt, given.epoch)
    with ws.database.work() as session:
        _begin_epoch(ws, session, given.epoch)
        marks = _marks(ws, session, body)
        for receipt in body.receipts:
            marks = _keep_receipt(ws, session, receipt, marks)
        received = sum(_keep_run(ws, session, run, now.wall) for run in news)
        _destroy_drafts(ws, session)
        photos.keep(session, ws.project_id, body)
        if given.hears:
            forms.hear(session, ws.project_id, given.hears)
        asked.note_answer(session, ws.project_id, given.clock.wall)
        _note_above(ws, session, given.above)
        _note_exchange(ws, session, given.exchange)
        settings.put(session, ws.project_id, _MARKS, marks.to_text())
        _note_contact(session, ws.project_id, given, now, carried=carried)
        found = projects.find(session, ws.project_id)
    if found is not None and ws.membership.logs_key == ws.membership.hub_key:
        # What the hub above a relay says of itself does not hold for the relay.
        roots.keep(ws.folder.parents[1], ws.membership.hub_url, found.roots)
    return Taken(marks, received)


def _destroy_drafts(ws: Workspace, session: Session) -> None:
    """Let nothing be left of what was erased in what never leaves this laptop."""
    for erased in erasures.of(session, ws.project_id, drafts.ids(session, ws.project_id)):
        drafts.destroy(session, ws.project_id, erased)


def last_marks(ws: Workspace) -> Marks:
    """Return what the hub's last answer said that it misses."""
    with ws.database.read() as session:
        return Marks.of_text(settings.get(session, ws.project_id, _MARKS) or "{}")


def _note_contact(
    session: Session, project: str, given: AnswerHeader, now: ClockEvidence, *, carried: bool
) -> None:
    if not carried:
        settings.put(session, project, LAST_CONTACT, str(now.wall))
        settings.put(session, project, CLOCK_OFFSET, str(now.wall - given.clock.wall))
        return
    last = int(settings.get(session, project, LAST_CONTACT) or 0)
    settings.put(session, project, LAST_CONTACT, str(max(last, given.clock.wall)))


def _note_above(ws: Workspace, session: Session, above: Sequence[str] | None) -> None:
    """Note how much of this laptop's log the hub above a relay has; a hub on top says nothing."""
    if above is None:
        settings.remove(session, ws.project_id, purged.ABOVE)
        return
    places = (entries.count_of(session, ws.project_id, ws.log, tip) for tip in above)
    there = max((place for place in places if place is not None), default=0)
    settings.put(session, ws.project_id, purged.ABOVE, str(there))


def _note_exchange(ws: Workspace, session: Session, key: bytes) -> None:
    """Seal to what a relay says; a hub on top says it in its log."""
    if ws.membership.logs_key != ws.membership.hub_key and is_box_key(key):
        exchange_keys.tell(session, ws.project_id, key)


def _check(ws: Workspace, receipt: Receipt, epoch: str) -> None:
    is_ours = receipt.log == ws.log and receipt.epoch == epoch
    message = receipt.message(ws.project_id)
    if not is_ours or not verify(ws.membership.hub_key, message, receipt.signature):
        raise Problem(Code.HUB_ANSWER_WRONG, {"address": ws.membership.hub_url})


def _begin_epoch(ws: Workspace, session: Session, epoch: str) -> None:
    if settings.get(session, ws.project_id, HUB_EPOCH) == epoch:
        return
    # The hub's database was restored: what older receipts prove may be gone there.
    cursors.void_receipts(session, ws.project_id, ws.log, beyond=0)
    settings.put(session, ws.project_id, HUB_EPOCH, epoch)


def _marks(ws: Workspace, session: Session, body: AnswerBody) -> Marks:
    marks = Marks()
    if ws.log in body.known:
        common, place = _first_here(ws, session, ws.log, body.known[ws.log])
        cursors.void_receipts(session, ws.project_id, ws.log, beyond=place)
        purged.note_lost(session, ws.project_id, ws.log, beyond=place)
        marks = replace(marks, own=common)
    for log in filter(is_of_hub, body.known):
        marks.common[log] = _on_newest_line(ws, session, log, body.known[log])
    return marks


def _on_newest_line(ws: Workspace, session: Session, log: str, marks: Sequence[str]) -> str:
    """Return the newest of *marks* from which the line goes on that the hub is to get back."""
    for mark in marks:
        if entries.run(session, ws.project_id, log, mark) is not None:
            return mark
    return ""


def _first_here(ws: Workspace, session: Session, log: str, marks: Sequence[str]) -> tuple[str, int]:
    for mark in marks:
        place = entries.count_of(session, ws.project_id, log, mark)
        if place is not None:
            return mark, place
    return "", 0


def _keep_receipt(ws: Workspace, session: Session, receipt: Receipt, marks: Marks) -> Marks:
    place = entries.count_of(session, ws.project_id, ws.log, receipt.tip)
    if place != receipt.count:
        raise Problem(Code.HUB_ANSWER_WRONG, {"address": ws.membership.hub_url})
    receipts.put(session, ws.project_id, receipt)
    # From here on the receipt says where to go on.
    return replace(marks, own=None)


def _keep_run(ws: Workspace, session: Session, run: Run, at: int) -> int:
    if run.signed.tip.log == ws.log:
        return giving_back.keep(ws, session, run, at)
    kept = Store(session, ws.project_id, at).keep(run)
    if kept is None:
        raise Problem(Code.HUB_ANSWER_WRONG, {"address": ws.membership.hub_url})
    return len(kept)
