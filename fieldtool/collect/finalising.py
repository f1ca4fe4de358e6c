"""Finalising: the draft's answers become a revision in the log, and the draft is closed."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from fieldtool.collect import (
    attachments,
    consenting,
    paradata,
    registers,
    returning,
)
from fieldtool.forms import Violation
from fieldtool.log.kinds import FINALISE, Revision
from fieldtool.problems import Code, Problem
from fieldtool.security import backups, sealing, withdrawal, writer
from fieldtool.storage.queries import assignments, entries, forms, handovers, projects
from fieldtool.storage.queries import attachments as stored_files
from fieldtool.storage.queries import drafts as stored

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from fieldtool.collect.sitting import Sitting, Sittings
    from fieldtool.log.clock import Clock
    from fieldtool.log.entry import Entry
    from fieldtool.security.workspace import Workspace
    from fieldtool.storage.queries.attachments import Attachment
    from fieldtool.storage.queries.drafts import Draft

COMPLETE, PARTIAL, REFUSED, UNREACHABLE = "complete", "partial", "refused", "unreachable"
# Interviews that say something of entities; where nobody was found or wanted, nothing was learnt.
_SAYING = (COMPLETE, PARTIAL)
RESULTS = (COMPLETE, PARTIAL, REFUSED, UNREACHABLE)


def check(sitting: Sitting) -> tuple[Violation, ...]:
    """Return what is missing or not allowed, in the order of the form."""
    return sitting.interview.validate()


def finalise(sittings: Sittings, draft_id: str, result: str, clock: Clock) -> Entry:
    """Write the interview into the log and close the draft, both or neither.

    Only `complete` needs every required answer: people stop early, and what they said counts.
    Finalising again returns the same entry. Where the project says so, what was said is sealed to
    its key: from here on nobody reads it on this laptop, not even who held the interview. What it
    says of entities follows it into the log, where laptops and a locked hub read it.

    Raises:
        Problem: the result is unknown, nobody agreed to it, answers are missing for `complete`, or
            the draft is gone.
    """
    if result not in RESULTS:
        raise Problem(Code.RESULT_UNKNOWN, {"result": result})
    ws = sittings.workspace
    done = _done(sittings, draft_id)
    if done is not None:
        return done
    with sittings.of(draft_id) as sitting:
        _refuse(sitting, result)
        evidence = clock.now()
        # What the form sets at the end must not stay in memory when the disk refuses.
        sittings.forget(draft_id)
        sitting.interview.finish()
        with ws.database.work() as session:
            lines = stored.journal(session, ws.project_id, draft_id)
            files = stored_files.of_draft(session, ws.project_id, draft_id)
            whole = _revision(sitting, result, evidence.moment, lines, files)
            counts = assignments.counts_as(session, ws.project_id, whole.assignment, whole.answers)
            whole = replace(whole, counts=counts, paper=sitting.paper)
            revision = _sealed(session, ws.project_id, whole)
            entry = writer.append(
                session,
                ws,
                FINALISE,
                draft_id,
                revision.to_content(),
                clock=evidence,
                parents=returning.parents_of(session, ws.project_id, sitting.draft),
                blobs=[ref.blob for ref in whole.attachments.values()],
            )
            if result in _SAYING:
                registers.write(session, ws, whole, sitting.interview.entities(), evidence)
            for file in whole.attachments:
                # The log has its key from here on.
                stored_files.forget(session, ws.project_id, draft_id, file)
            _close(session, ws.project_id, sitting.draft, evidence.wall)
            handovers.destroy_brought(session, ws.project_id, draft_id, ws.log)
        if whole.withdrawal != consenting.known_code({one.path: one.value for one in lines}):
            sittings.receipts[draft_id] = whole.withdrawal
        with suppress(Problem):
            attachments.tidy(ws)
    if revision.box:
        _leave_no_trace(ws, evidence.wall)
    return entry


def _sealed(session: Session, project: str, revision: Revision) -> Revision:
    key = sealing.seal_key_of(projects.find(session, project))
    if not key:
        return revision
    source = forms.source(session, project, revision.form_hash)
    if source is None:
        raise Problem(Code.FORM_NOT_HERE)
    return sealing.sealed_revision(revision, key, source.xform)


def _leave_no_trace(ws: Workspace, now: int) -> None:
    """Let nothing of the draft be left in the file's journal or in an earlier backup.

    Trouble of the disk is noted, and both are done again at the next sync or start.
    """
    with suppress(Problem):
        ws.database.scrub()
    backups.after_erasure(ws, now)


def _done(sittings: Sittings, draft_id: str) -> Entry | None:
    # The reply to the first click may have been lost.
    ws = sittings.workspace
    with ws.database.read() as session:
        draft = stored.get(session, ws.project_id, draft_id)
        if draft is None or draft.state != stored.FINALISED:
            return None
        return entries.last_of(session, ws.project_id, ws.log, draft_id)


def _refuse(sitting: Sitting, result: str) -> None:
    consenting.refuse_without(sitting)
    if sitting.form.safety.has_gate and result in (REFUSED, UNREACHABLE):
        raise Problem(Code.RESULT_IS_COUNTED, {"number": sitting.draft.number})
    violations = check(sitting) if result == COMPLETE else ()
    if violations:
        values: dict[str, str | int] = {"count": len(violations), "number": sitting.draft.number}
        raise Problem(Code.INTERVIEW_NOT_COMPLETE, values)


def _revision(
    sitting: Sitting,
    result: str,
    finished: datetime,
    lines: list[stored.Line],
    files: dict[str, Attachment],
) -> Revision:
    draft, form = sitting.draft, sitting.form
    # A payload is sorted by path, and the ids of rows say nothing of their order.
    answers = sitting.interview.answers() | sitting.interview.row_order()
    journal = {line.path: line.value for line in lines}
    started_at = int(datetime.fromisoformat(draft.started).timestamp() * 1000)
    return Revision(
        interview=draft.id,
        number=draft.number,
        form_id=form.form_id,
        form_version=form.version,
        form_hash=draft.form_hash,
        site=draft.site,
        language=sitting.interview.language,
        result=result,
        started=draft.started,
        finished=finished.isoformat(timespec="seconds"),
        answers=answers,
        paradata=paradata.of_journal(lines, answers, started_at),
        attachments=attachments.named_in(sitting.interview, answers, files),
        assignment=draft.assignment,
        consents=consenting.kept(journal),
        withdrawal=consenting.known_code(journal) or _code(sitting),
    )


def _code(sitting: Sitting) -> str:
    return withdrawal.new_code() if sitting.form.safety.has_gate else ""


def _close(session: Session, project: str, draft: Draft, at: int) -> None:
    stored.put(session, project, replace(draft, state=stored.FINALISED, changed_at=at, place=""))
    # Answers that became irrelevant are not in the log and are to be nowhere else either.
    stored.forget_journal(session, project, draft.id)
    handovers.forget_remarks(session, project, draft.id)
