"""Reviewing an interview: approved, returned with comments per question, or rejected.

What is said goes into the hub's log to each laptop that wrote the interview. One that is returned
comes back with its answers, since a laptop destroys them when the hub has had them for some days.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from fieldtool.log import ids
from fieldtool.log.handovers import GIVEN
from fieldtool.log.kinds import log_to
from fieldtool.log.reviews import RETURN, REVIEW, REVIEW_CLEAR, VERDICTS, Review
from fieldtool.log.sealed import BOX, BOX_FOR
from fieldtool.problems import Code, Problem
from fieldtool.review import settling
from fieldtool.security import bringing, sealing, writer
from fieldtool.storage.queries import forms, projects, reviews, workspaces

if TYPE_CHECKING:
    from fieldtool.log.canonical import Encodable
    from fieldtool.log.clock import ClockEvidence
    from fieldtool.log.entry import Entry
    from fieldtool.log.kinds import Revision
    from fieldtool.log.reviews import Standing
    from fieldtool.review.settling import Unsettled
    from fieldtool.security.hubkeys import HubIdentity
    from fieldtool.storage.database import Session
    from fieldtool.storage.queries.workspaces import Workspace

# A comment that is longer is no comment.
LONGEST = 1000


@dataclass(frozen=True)
class Verdict:
    """What a coordinator decided.

    Attributes:
        comments: path of a question to what she says of its answer.
        token: of the state that she looked at, see `Reviewed`.
        to: the workspace that goes through it again, where a coordinator chose one.
    """

    verdict: str
    comment: str = field(default="", repr=False)
    comments: Mapping[str, str] = field(default_factory=dict, repr=False)
    token: str = ""
    to: str = ""


@dataclass(frozen=True)
class Reviewed:
    """An interview as it stands, ready to be reviewed."""

    open_: Unsettled = field(repr=False)
    standing: Standing

    @property
    def token(self) -> str:
        """Return a short name of all that is known; another one means that something arrived."""
        known = " ".join([self.open_.token, *sorted(self.standing.last)])
        return hashlib.sha256(known.encode()).hexdigest()[:16]


def reviewed(session: Session, project: str, interview: str) -> Reviewed | None:
    """Return an interview with where it stands; None where this hub has no revision of it."""
    open_ = settling.unsettled(session, project, interview)
    if open_ is None:
        return None
    return Reviewed(open_, reviews.standing_of(session, project, interview))


def review(
    session: Session,
    hub: HubIdentity,
    project: str,
    interview: str,
    given: Verdict,
    clock: ClockEvidence,
) -> list[Entry]:
    """Write down what was decided, into the log to each laptop that it concerns.

    Raises:
        Problem: the interview is in conflict, something arrived since it was shown, nothing is
            said of why it is returned, or no laptop would get it back; nothing is written then.
    """
    found = reviewed(session, project, interview)
    if found is None:
        raise Problem(Code.INTERVIEW_NOT_HERE)
    _refuse(found, given)
    is_chosen = given.verdict == RETURN and given.to != ""
    is_returned = given.verdict == RETURN
    said = Review(
        name=ids.new_id(ids.REVIEW),
        verdict=given.verdict,
        comment=given.comment,
        comments=dict(given.comments),
        revision=_whole(found.open_) if is_returned else None,
        by=_person(found.open_) if is_chosen else "",
    )
    attached = said.revision.attachments if said.revision else {}
    made: list[Entry] = []
    audience = (
        [_chosen(session, project, given.to)]
        if is_chosen
        else _audience(session, project, found, is_returned=is_returned)
    )
    for workspace in audience:
        own = hub.writer(project, log_to(workspace))
        if said.revision is not None and workspace not in settling.writers_of(found.open_):
            bringing.bring_form(session, hub, project, workspace, said.revision.form_hash, clock)
        made.append(
            writer.append(
                session,
                own,
                REVIEW,
                interview,
                _content(session, project, found.open_.asked, said, workspace),
                clock=clock,
                parents=sorted({*found.open_.merged.heads, *found.standing.last}),
                blobs=[ref.blob for ref in attached.values()],
            )
        )
    if is_returned:
        _tell_others(session, hub, project, found, audience, clock)
    return made


def receivers(session: Session, project: str) -> list[Workspace]:
    """Return the laptops that could get an interview back, by person, the newest one first."""
    known = [one for one in workspaces.all_of(session, project) if one.revoked_at is None]
    return sorted(known, key=lambda one: (one.person, -one.enrolled_at, one.id))


def own_receiver(session: Session, project: str, found: Reviewed) -> str:
    """Return the laptop that gets an interview back where nobody chooses; empty for none."""
    try:
        return _audience(session, project, found, is_returned=True)[0]
    except Problem:
        return ""


def _chosen(session: Session, project: str, workspace: str) -> str:
    known = workspaces.get(session, project, workspace)
    if known is None or known.revoked_at is not None:
        raise Problem(Code.RECEIVER_NOT_CHOSEN)
    return workspace


def _tell_others(
    session: Session,
    hub: HubIdentity,
    project: str,
    found: Reviewed,
    audience: Collection[str],
    clock: ClockEvidence,
) -> None:
    """Tell those who were to go through it until now that somebody else does."""
    interview, seen = found.open_.asked.interview, sorted(found.standing.last)
    told = reviews.logs_of(session, project, seen) - set(map(log_to, audience))
    for log in sorted(told):
        own = hub.writer(project, log)
        writer.append(session, own, GIVEN, interview, {}, clock=clock, parents=seen)


def _content(
    session: Session, project: str, asked: Revision, said: Review, workspace: str
) -> dict[str, Encodable]:
    """Return what is written into the log to *workspace*; sealed where interviews are."""
    content = said.to_content()
    key = sealing.seal_key_of(projects.find(session, project))
    source = forms.source(session, project, asked.form_hash) if key else None
    if source is None:
        return content
    known = workspaces.get(session, project, workspace)
    to = {BOX: key, **({BOX_FOR: known.box_key} if known else {})}
    return sealing.sealed_words(content, REVIEW_CLEAR, (source.hash, source.xform), to)


def _refuse(found: Reviewed, given: Verdict) -> None:
    if given.verdict not in VERDICTS:
        raise Problem(Code.VERDICT_MISSING)
    if found.open_.conflicts:
        raise Problem(Code.REVIEW_IN_CONFLICT)
    if found.token != given.token:
        raise Problem(Code.REVIEW_MOVED)
    if given.verdict == RETURN and not (given.comment or given.comments):
        raise Problem(Code.RETURN_WITHOUT_COMMENT)


def _whole(open_: Unsettled) -> Revision:
    """Return what all revisions say together, with the photos that are still answers."""
    answers = open_.merged.answers
    named = set(answers.values())
    refs = {
        name: ref
        for one in open_.found.values()
        for name, ref in one.revision.attachments.items()
        if name in named
    }
    return replace(open_.asked, answers=answers, attachments=refs, paradata={})


def _person(open_: Unsettled) -> str:
    """Return who finalised what an interview is shown as."""
    return next(
        (one.entry.header.person for one in open_.found.values() if one.revision is open_.asked), ""
    )


def _audience(session: Session, project: str, found: Reviewed, *, is_returned: bool) -> list[str]:
    """Return the laptops that wrote the interview; without them, others of the same person.

    What ends a return is told to whoever was to go through it, too.
    """
    known = [one for one in workspaces.all_of(session, project) if one.revoked_at is None]
    wrote = {one.id for one in known} & settling.writers_of(found.open_)
    if not is_returned:
        told = reviews.logs_of(session, project, found.standing.last)
        told_there = {one.id for one in known if log_to(one.id) in told}
        return sorted((wrote or settling.writers_of(found.open_)) | told_there)
    if wrote:
        return sorted(wrote)
    person = _person(found.open_)
    others = sorted(one.id for one in known if one.person == person)
    if not others:
        raise Problem(Code.RETURN_TO_NOBODY, {"person": person})
    return others
