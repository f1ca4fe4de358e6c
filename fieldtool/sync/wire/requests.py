"""What a laptop asks of the hub, packed; the same bytes whichever way they go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fieldtool import __version__
from fieldtool.log import chain
from fieldtool.log.kinds import PROJECT_LOG, is_of_hub
from fieldtool.problems import Code, Problem
from fieldtool.storage.queries import cursors, entries, interviews
from fieldtool.sync.wire import container, exchange_keys, protocol, runs
from fieldtool.sync.wire.messages import AnswerBody, AnswerHeader, RequestBody, RequestHeader

if TYPE_CHECKING:
    from fieldtool.log.chain import Run
    from fieldtool.log.clock import Clock
    from fieldtool.security.workspace import Workspace
    from fieldtool.storage.database import Session
    from fieldtool.sync.laptop.taking import Marks


@dataclass(frozen=True)
class Prepared:
    """What a request is to bring, before it is packed.

    Attributes:
        own: entries that no receipt proves; None where all are proven.
        back: what the hub has lost of its own logs.
        box_key: the hub's key that it is to be sealed to.
    """

    header: RequestHeader
    own: Run | None
    back: tuple[Run, ...]
    box_key: bytes

    @property
    def is_empty(self) -> bool:
        """Return whether it would bring nothing, only ask for news."""
        return self.own is None and not self.back


def prepared(ws: Workspace, clock: Clock, marks: Marks) -> Prepared:
    """Return all that the hub has not proven, and what the laptop has of the hub's logs.

    Raises:
        Problem: nobody keeps this work: nothing of it goes anywhere.
    """
    if not ws.is_kept:
        raise Problem(Code.PRACTICE_STAYS)
    project, log = ws.project_id, ws.log
    with ws.database.read() as session:
        newest = entries.tip(session, project, log)
        header = RequestHeader(
            project=project,
            log=log,
            tip=newest.tip.id if newest else "",
            count=newest.tip.count if newest else 0,
            finalised=interviews.finalised_by_log(session, project).get(log, 0),
            have=_have(session, project),
            clock=clock.now(),
            takes_own=True,
            program=__version__,
        )
        own = entries.run(session, project, log, _after(ws, session, marks))
        back = _to_give_back(ws, session, marks)
        box_key = exchange_keys.of_hub(session, ws.membership)
    if own is not None and not own.entries:
        own = None
    if own is not None:
        chain.follow(own.entries, own.after, log)
    return Prepared(header, own, back, box_key)


def packed(ws: Workspace, asked: Prepared, limit: int) -> bytes:
    """Return the container of a request with as many entries as *limit* bytes hold, one at least.

    What the laptop gives back to the hub goes whole, whatever the limit.
    """
    own = asked.own
    size = runs.roughly(own.entries, limit) if own else 0
    while True:
        parts = [runs.first_part(own, size, ws.identity)] if own else []
        body = RequestBody(tuple(runs.to_wire(run) for run in (*parts, *asked.back)))
        raw = container.pack(asked.header.to_tree(), body.to_tree(), ws.identity, asked.box_key)
        if len(raw) <= limit or size <= 1:
            return raw
        size = max(1, min(size - 1, int(size * limit / len(raw) * 0.95)))


def checked(ws: Workspace, reply: bytes) -> tuple[AnswerHeader, AnswerBody]:
    """Return an answer that the pinned hub signed for this workspace.

    Whether it answers the right request is still to be looked at.

    Raises:
        Problem: PROTOCOL_UNKNOWN or HUB_ANSWER_WRONG.
    """
    try:
        sealed = container.peek(reply)
        given = protocol.read_answer(sealed.header)
        body = protocol.read_answer_body(sealed.body(ws.membership.hub_key, ws.identity))
    except Problem as problem:
        if problem.code is Code.PROTOCOL_UNKNOWN:
            raise
        raise wrong(ws) from problem
    if (given.project, given.log) != (ws.project_id, ws.log):
        raise wrong(ws)
    return given, body


def wrong(ws: Workspace) -> Problem:
    """Return the problem for an answer that is not this hub's."""
    return Problem(Code.HUB_ANSWER_WRONG, {"address": ws.membership.hub_url})


def _after(ws: Workspace, session: Session, marks: Marks) -> str:
    if marks.own is not None:
        return marks.own
    receipt = cursors.newest_receipt(session, ws.project_id, ws.log)
    return receipt.tip if receipt else ""


def _to_give_back(ws: Workspace, session: Session, marks: Marks) -> tuple[Run, ...]:
    found = (
        entries.run(session, ws.project_id, log, common) for log, common in marks.common.items()
    )
    return tuple(run for run in found if run is not None and run.entries)


def _have(session: Session, project: str) -> dict[str, str]:
    logs = {PROJECT_LOG, *filter(is_of_hub, entries.logs(session, project))}
    tips = {log: entries.tip(session, project, log) for log in sorted(logs)}
    return {log: newest.tip.id if newest else "" for log, newest in tips.items()}
