"""Finalised interviews as far as this laptop can still read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldtool.log import ids
from fieldtool.problems import Code, Problem
from fieldtool.storage.queries import erasures, interviews

if TYPE_CHECKING:
    from fieldtool.security.workspace import Workspace
    from fieldtool.storage.queries.interviews import Answered


def readable(ws: Workspace, interview: str) -> Answered:
    """Return an interview of this person with its answers.

    Raises:
        Problem: DRAFT_UNKNOWN or DRAFT_ERASED; INTERVIEW_SEALED_HERE or INTERVIEW_PURGED_HERE where
            nobody can read it on this laptop.
    """
    with ws.database.read() as session:
        is_id = ids.is_id(interview, ids.INTERVIEW)
        found = interviews.get(session, ws.project_id, interview) if is_id else None
        erased = erasures.of(session, ws.project_id, {interview}) if is_id else set()
    if found is None or found.interview.log != ws.log:
        raise Problem(Code.DRAFT_ERASED if erased else Code.DRAFT_UNKNOWN)
    values = {"number": found.interview.number}
    if found.is_closed:
        raise Problem(Code.INTERVIEW_SEALED_HERE, values)
    if not found.answers:
        raise Problem(Code.INTERVIEW_PURGED_HERE, values)
    return found
