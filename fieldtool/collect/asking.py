"""What a facilitator asks of her coordinator about a finalised interview, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fieldtool.log.reviews import REQUEST, Request, Review, wish_of
from fieldtool.problems import Code, Problem
from fieldtool.security import writer
from fieldtool.storage import interviews, reviews

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fieldtool.log.clock import Clock
    from fieldtool.log.entry import Entry
    from fieldtool.log.reviews import Standing
    from fieldtool.security.workspace import Workspace
    from fieldtool.storage.interviews import Interview

# A comment that is longer is no comment.
LONGEST = 1000


@dataclass(frozen=True)
class Heard:
    """What was said last of an interview, both ways; `comment` is the coordinator's.

    Attributes:
        asked: what its facilitator asks for, while there is no answer.
    """

    standing: Standing
    comment: str = field(default="", repr=False)
    asked: Request | None = field(default=None, repr=False)


def ask(ws: Workspace, interview: str, reason: str, comment: str, clock: Clock) -> Entry:
    """Ask the coordinator to correct or to cancel *interview*; its answers need not be here.

    Raises:
        Problem: there is no such interview, or the reason is none, or something is open already.
    """
    if not wish_of(reason):
        raise Problem(Code.REQUEST_REASON_MISSING)
    with ws.database.work() as session:
        if interviews.get(session, ws.project_id, interview) is None:
            raise Problem(Code.DRAFT_UNKNOWN)
        now = reviews.standing_of(session, ws.project_id, interview)
        if now.asked or now.is_returned:
            raise Problem(Code.REQUEST_NOT_POSSIBLE)
        content = Request(wish_of(reason), reason, comment.strip()[:LONGEST]).to_content()
        return writer.append(
            session,
            ws,
            REQUEST,
            interview,
            content,
            clock=clock.now(),
            parents=sorted(now.last),
        )


def find(ws: Workspace, interview: str) -> Interview:
    """Return an interview of this workspace, with its answers or without.

    Raises:
        Problem: there is none.
    """
    with ws.database.read() as session:
        found = interviews.get(session, ws.project_id, interview)
    if found is None:
        raise Problem(Code.DRAFT_UNKNOWN)
    return found.interview


def heard(ws: Workspace) -> Mapping[str, Heard]:
    """Return what was said of each interview of which anything is said."""
    with ws.database.read() as session:
        return {
            interview: _heard(
                standing, [one.said for one in reviews.told(session, ws.project_id, interview)]
            )
            for interview, standing in reviews.standings(session, ws.project_id).items()
        }


def _heard(standing: Standing, told: list[Review | Request]) -> Heard:
    comments = [one.comment for one in told if isinstance(one, Review)]
    asked = [one for one in told if isinstance(one, Request)]
    return Heard(
        standing,
        comments[-1] if comments else "",
        asked[-1] if asked and standing.asked else None,
    )
