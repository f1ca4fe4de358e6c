"""Handing a draft over to a colleague at the same laptop, who is there and opens her own work.

No key has to be trusted and nothing lies between the two: the draft goes from one encrypted file
into the other, first there, then it is destroyed here. A cut in between leaves it in both; handed
over again it is the same.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fieldtool import diagnostics
from fieldtool.collect import destroying, from_paper
from fieldtool.problems import Code, Problem
from fieldtool.storage import settings
from fieldtool.storage.queries import attachments as stored_files
from fieldtool.storage.queries import drafts as stored
from fieldtool.storage.queries import forms, handovers, reviews, revocations

if TYPE_CHECKING:
    from collections.abc import Collection

    from fieldtool.collect.returning import Remarks
    from fieldtool.security.workspace import Workspace
    from fieldtool.storage.database import Session
    from fieldtool.storage.queries.drafts import Draft, Line

_GIVEN = "handed_over "


def hand_over(ws: Workspace, other: Workspace, draft: Draft, remarks: Remarks, now: int) -> None:
    """Move *draft* with its answers and files from *ws* to *other*; *now* is ms UTC.

    *remarks* are what a coordinator said of it, where it was returned.

    Raises:
        Problem: it is not open, the colleague works for another project or has not got its
            questionnaire yet, or has finished it, or a disk does not take it: then it is still
            here.
    """
    if other.id == ws.id or other.project_id != ws.project_id:
        raise Problem(Code.COLLEAGUE_ELSEWHERE, {"person": other.person})
    with ws.database.read() as session:
        lines = stored.journal(session, ws.project_id, draft.id)
        files = stored_files.of_draft(session, ws.project_id, draft.id).values()
        paper = from_paper.of(session, ws.project_id, draft.id)
    for one in files:
        other.blobs.put(one.ref.name, ws.blobs.get(one.ref.name))
    with other.database.work() as session:
        _refuse(session, other, draft, lines)
        stored.put(session, other.project_id, replace(draft, changed_at=now, place=""))
        if paper is not None:
            from_paper.keep(session, other.project_id, draft.id, paper)
        stored.forget_journal(session, other.project_id, draft.id)
        if lines:
            stored.write(session, other.project_id, draft.id, lines)
        for one in files:
            stored_files.put(session, other.project_id, one)
        handovers.keep_remarks(
            session, other.project_id, draft.id, remarks.general, remarks.by_path
        )
    _forget(ws, draft, now)
    diagnostics.event("draft:handed-over", workspace=ws.id, to=other.id)


def is_given(session: Session, project: str, interview: str, holding: Collection[str]) -> bool:
    """Say whether a returned interview was handed over, and not returned once more since."""
    text = settings.get(session, project, _GIVEN + interview)
    return text is not None and set(holding) <= set(text.split())


def _refuse(session: Session, other: Workspace, draft: Draft, lines: list[Line]) -> None:
    if revocations.find(session, other.project_id, other.id) is not None:
        raise Problem(Code.COLLEAGUE_LOCKED, {"person": other.person})
    known = stored.get(session, other.project_id, draft.id)
    if known is not None and known.state == stored.FINALISED and not draft.parents:
        raise Problem(Code.COLLEAGUE_HAS_IT, {"person": other.person})
    there = stored.journal(session, other.project_id, draft.id)
    if there and there != lines:
        # What she answered since it was handed over the first time must not be overwritten.
        raise Problem(Code.COLLEAGUE_HAS_IT, {"person": other.person})
    if forms.source(session, other.project_id, draft.form_hash) is None:
        raise Problem(Code.COLLEAGUE_LACKS_FORM, {"person": other.person})


def _forget(ws: Workspace, draft: Draft, now: int) -> None:
    def beside(session: Session) -> None:
        from_paper.forget(session, ws.project_id, draft.id)
        handovers.forget_remarks(session, ws.project_id, draft.id)
        if draft.parents:
            holding = reviews.standing_of(session, ws.project_id, draft.id).holding
            settings.put(session, ws.project_id, _GIVEN + draft.id, " ".join(sorted(holding)))

    destroying.destroy(ws, draft.id, now, beside)
