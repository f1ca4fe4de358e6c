"""Interviews that a coordinator returned: seen first, opened as a draft, finalised once more."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from fieldtool.collect import consenting, drafts, from_paper, handing_over
from fieldtool.collect.drafts import NO_WINDOW
from fieldtool.log.merge import Version, merge
from fieldtool.log.reviews import RETURN, Review
from fieldtool.problems import Code, Problem
from fieldtool.storage import revisions
from fieldtool.storage.queries import attachments as stored_files
from fieldtool.storage.queries import drafts as stored
from fieldtool.storage.queries import erasures, handovers, reviews
from fieldtool.storage.queries.attachments import Attachment
from fieldtool.storage.queries.drafts import Draft, Line

if TYPE_CHECKING:
    from fieldtool.collect.sitting import Sittings
    from fieldtool.log.clock import Clock
    from fieldtool.log.entry import Entry
    from fieldtool.log.kinds import Revision
    from fieldtool.security.workspace import Workspace
    from fieldtool.storage.database import Session

# Of two values that nobody saw together, her own is shown before what came back with a return.
_RANK = -1


@dataclass(frozen=True)
class Returned:
    """An interview that waits to be gone through again; `at` is ms UTC of the hub's clock.

    Attributes:
        by: who held it, where a coordinator gave it to this person; empty otherwise.
    """

    interview: str
    number: str
    form_hash: str
    site: str
    at: int
    comment: str = field(repr=False)
    comments: dict[str, str] = field(repr=False)
    by: str = ""


@dataclass(frozen=True)
class Remarks:
    """What a coordinator says of an interview that is open again.

    Attributes:
        general: of the whole interview, the oldest first.
        by_path: path of a question to what is said of its answer.
        is_again: it was returned once more after this draft was opened.
        is_settled: something was decided about it after this draft was opened.
        verdict: of the review that holds now.
        by: who held it, where a coordinator gave it to this person; empty otherwise.
    """

    general: tuple[str, ...] = field(default=(), repr=False)
    by_path: dict[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    is_again: bool = False
    is_settled: bool = False
    verdict: str = ""
    by: str = ""


def waiting(ws: Workspace) -> tuple[Returned, ...]:
    """Return the interviews that were returned and are not open, the latest first."""
    with ws.database.read() as session:
        ids = reviews.returned(session, ws.project_id)
        ids -= {
            draft.id
            for state in (stored.OPEN, stored.HANDED)
            for draft in stored.all_of(session, ws.project_id, state)
        }
        ids -= {one for one in ids if _is_given(session, ws, one)}
        found = [_holding(session, ws, interview)[-1] for interview in ids]
    shown = [_shown(entry, review) for entry, review in found]
    return tuple(sorted(shown, key=lambda one: (-one.at, one.number)))


def _is_given(session: Session, ws: Workspace, interview: str) -> bool:
    holding = reviews.standing_of(session, ws.project_id, interview).holding
    if handing_over.is_given(session, ws.project_id, interview, holding):
        return True
    # To another laptop, by a coordinator or by herself.
    return handovers.is_elsewhere(session, ws.project_id, interview, holding, ws.log)


def open_again(sittings: Sittings, interview: str, clock: Clock) -> Draft:
    """Open a returned interview as a draft, under the form version that it was given in.

    Its answers are what the laptop and the hub know together; a draft of it that is there, even
    one that was deleted, is gone on with.

    Raises:
        Problem: it was not returned, or it was erased, or its form is not here.
    """
    ws = sittings.workspace
    with ws.database.read() as session:
        draft = stored.get(session, ws.project_id, interview)
        if interview not in reviews.returned(session, ws.project_id):
            erased = erasures.of(session, ws.project_id, {interview})
            raise Problem(Code.DRAFT_ERASED if erased else Code.NOT_RETURNED)
        if draft is not None and draft.state == stored.HANDED:
            raise Problem(Code.DRAFT_HANDED_OVER, {"number": draft.number})
        revision, parents = _together(session, ws, interview)
    if draft is not None and draft.state == stored.DELETED:
        return drafts.undo_delete(ws, interview, clock)
    if draft is not None and draft.state == stored.OPEN:
        return draft
    now = clock.now().wall
    answers = sittings.first_lines(revision) | consenting.lines_of(revision)
    made = Draft(
        id=interview,
        number=revision.number,
        form_hash=revision.form_hash,
        site=revision.site,
        language=revision.language,
        started=revision.started,
        changed_at=now,
        parents=parents,
        assignment=revision.assignment,
    )
    sittings.forget(interview)
    with ws.database.work() as session:
        stored.put(session, ws.project_id, made)
        if revision.paper is not None:
            from_paper.keep(session, ws.project_id, interview, revision.paper)
        stored.forget_journal(session, ws.project_id, interview)
        for name, ref in revision.attachments.items():
            stored_files.put(session, ws.project_id, Attachment(interview, name, ref, ref.size))
        lines = [
            Line(seq, path, value, NO_WINDOW, now)
            for seq, (path, value) in enumerate(answers.items(), start=1)
        ]
        stored.write(session, ws.project_id, interview, lines)
    return made


def remarks(ws: Workspace, draft: Draft) -> Remarks:
    """Return what is said of an interview that is open again; nothing of a new one."""
    if not draft.parents:
        return Remarks()
    with ws.database.read() as session:
        standing = reviews.standing_of(session, ws.project_id, draft.id)
        said = [
            (one.entry, one.said)
            for one in reviews.told(session, ws.project_id, draft.id)
            if isinstance(one.said, Review) and one.said.verdict == RETURN
        ]
        settled = revisions.settlements(session, ws.project_id, draft.id)
        came = handovers.remarks_of(session, ws.project_id, draft.id)
    shown = [
        (entry, review)
        for entry, review in said
        if entry.id in draft.parents or entry.id in standing.holding
    ]
    by_path: dict[str, list[str]] = {path: list(some) for path, some in came[1].items()}
    for _entry, review in shown:
        for path, comment in review.comments.items():
            if comment not in by_path.setdefault(path, []):
                by_path[path].append(comment)
    general = dict.fromkeys(
        [*came[0], *(review.comment for _entry, review in shown if review.comment)]
    )
    return Remarks(
        general=tuple(general),
        by_path={path: tuple(comments) for path, comments in by_path.items()},
        is_again=any(entry.id not in draft.parents for entry, _review in shown),
        is_settled=bool(settled - set(draft.parents)),
        verdict=standing.verdict,
        by=next((review.by for _entry, review in reversed(shown) if review.by), ""),
    )


def parents_of(session: Session, project: str, draft: Draft) -> list[str]:
    """Return what a revision made from *draft* has seen, returns that came since among it."""
    if not draft.parents:
        return []
    since = reviews.standing_of(session, project, draft.id)
    return sorted({*draft.parents, *(since.holding if since.is_returned else ())})


def _together(session: Session, ws: Workspace, interview: str) -> tuple[Revision, tuple[str, ...]]:
    """Return the state to go on from, and what it has seen.

    Where her own later work and what was returned contradict each other, the return holds: what
    she finalised since stays beside it, and a coordinator chooses.
    """
    back = _holding(session, ws, interview)
    here = revisions.of_interview(session, ws.project_id, interview)
    latest, review = back[-1]
    revision = _revision(review)
    versions = {
        **revisions.versions_of(here),
        **{
            entry.id: Version(entry.header.parents, _revision(one).answers, _RANK)
            for entry, one in back
        },
    }
    merged = merge(versions)
    attachments = dict(revision.attachments)
    for one in here:
        attachments |= one.revision.attachments
    holding = reviews.standing_of(session, ws.project_id, interview).holding
    seen = {*latest.header.parents, *holding}
    if merged.conflicts:
        return revision, tuple(sorted(seen))
    named = set(merged.answers.values())
    files = {name: ref for name, ref in attachments.items() if name in named}
    whole = replace(revision, answers=merged.answers, attachments=files)
    return whole, tuple(sorted(seen | set(merged.heads)))


def _holding(session: Session, ws: Workspace, interview: str) -> list[tuple[Entry, Review]]:
    """Return what returned an interview and was not destroyed, the one that holds last."""
    holding = reviews.standing_of(session, ws.project_id, interview).holding
    found = [
        (one.entry, one.said)
        for one in reviews.told(session, ws.project_id, interview)
        if isinstance(one.said, Review) and one.said.verdict == RETURN
    ]
    return sorted(found, key=lambda one: one[0].id in holding)


def _revision(review: Review) -> Revision:
    if review.revision is None:
        raise Problem(Code.NOT_RETURNED)
    return review.revision


def _shown(entry: Entry, review: Review) -> Returned:
    revision = _revision(review)
    return Returned(
        interview=revision.interview,
        number=revision.number,
        form_hash=revision.form_hash,
        site=revision.site,
        at=entry.header.clock.wall,
        comment=review.comment,
        comments=review.comments,
        by=review.by,
    )
