"""What a facilitator asks of her coordinator about a finalised interview, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fieldtool.log.reviews import REQUEST, REQUEST_CLEAR, Request, Review, wish_of
from fieldtool.log.sealed import BOX
from fieldtool.problems import Code, Problem
from fieldtool.security import sealing, writer
from fieldtool.storage.queries import forms, interviews, projects, reviews

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fieldtool.log.canonical import Encodable
    from fieldtool.log.clock import Clock
    from fieldtool.log.entry import Entry
    from fieldtool.log.reviews import Standing
    from fieldtool.security.workspace import Workspace
    from fieldtool.storage.database import Session
    from fieldtool.storage.queries.interviews import Interview

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
        known = interviews.get(session, ws.project_id, interview)
        if known is None:
            raise Problem(Code.DRAFT_UNKNOWN)
        now = reviews.standing_of(session, ws.project_id, interview)
        if now.asked or now.is_returned:
            raise Problem(Code.REQUEST_NOT_POSSIBLE)
        said = Request(wish_of(reason), reason, comment.strip()[:LONGEST])
        content = _content(session, ws.project_id, known.interview.form_hash, said)
        return writer.append(
            session,
            ws,
            REQUEST,
            interview,
            content,
            clock=clock.now(),
            parents=sorted(now.last),
        )


def _content(session: Session, project: str, form_hash: str, said: Request) -> dict[str, Encodable]:
    """Return what is written; sealed where interviews are, since a comment may quote an answer."""
    key = sealing.seal_key_of(projects.find(session, project))
    source = forms.source(session, project, form_hash) if key else None
    if source is None:
        return said.to_content()
    form = (source.hash, source.xform)
    return sealing.sealed_words(said.to_content(), REQUEST_CLEAR, form, {BOX: key})


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
