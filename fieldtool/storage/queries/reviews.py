"""Named queries on what is said of interviews: reviews of the hub, requests of laptops."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from fieldtool.log import entry as log_entry
from fieldtool.log.entry import Entry
from fieldtool.log.kinds import Revision, is_of_hub, is_to_one
from fieldtool.log.reviews import (
    REQUEST,
    REVIEW,
    Request,
    Review,
    Said,
    Standing,
    standing,
)
from fieldtool.storage.models.log import EntryRow
from fieldtool.storage.models.projections import InterviewRow, ReviewRow
from fieldtool.storage.sealed import Opening

_AT_ONCE = 500
KINDS = (REVIEW, REQUEST)

# Asked for every batch that a hub takes in.
_ROW = ReviewRow.__table__.c
_SAID = select(_ROW.interview, _ROW.id, _ROW.parents, _ROW.name, _ROW.verdict).where(
    _ROW.project_id == bindparam("project"),
    _ROW.interview.in_(bindparam("interviews", expanding=True)),
)


@dataclass(frozen=True)
class Told:
    """A review or a request with what it says; `position` among all that this computer stored."""

    entry: Entry = field(repr=False)
    log: str
    position: int
    stored_at: int
    said: Review | Request = field(repr=False)

    @property
    def at(self) -> int:
        """Return when it was written by the clock of its writer, milliseconds UTC."""
        return self.entry.header.clock.wall


def note(session: Session, project: str, log: str, entry: Entry) -> bool:
    """Remember a review or a request; return whether *log* is one that may say it.

    Raises:
        Problem: its content cannot be read.
    """
    is_review = entry.header.kind == REVIEW
    if is_review != is_to_one(log) or (not is_review and is_of_hub(log)):
        return False  # the hub reviews, laptops ask
    row: dict[str, str] = {
        "project_id": project,
        "interview": entry.header.subject,
        "id": entry.id,
        "name": "",
        "verdict": "",
        "parents": json.dumps(entry.header.parents),
    }
    if is_review:
        review = Review.from_content(entry.header.subject, entry.content())
        row["name"], row["verdict"] = review.name, review.verdict
    else:
        Request.from_content(entry.content())
    dialect = session.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    session.execute(insert(ReviewRow).on_conflict_do_nothing(), [row])
    return True


def forget(session: Session, project: str, interview: str) -> None:
    """Forget what was said of an interview whose entries are destroyed."""
    rows = (ReviewRow.project_id == project, ReviewRow.interview == interview)
    session.execute(delete(ReviewRow).where(*rows))


def forget_entries(session: Session, project: str, ids: Collection[str]) -> None:
    """Forget what entries say that do not count any more, however many."""
    for first in range(0, len(ids), _AT_ONCE):
        some = sorted(ids)[first : first + _AT_ONCE]
        session.execute(
            delete(ReviewRow).where(ReviewRow.project_id == project, ReviewRow.id.in_(some))
        )


def of(session: Session, project: str, interviews: Iterable[str]) -> Mapping[str, list[Said]]:
    """Return what is said of each of *interviews* that anything is said of."""
    ids, found = sorted(interviews), dict[str, list[Said]]()
    connection = session.connection()
    for first in range(0, len(ids), _AT_ONCE):
        some = {"project": project, "interviews": ids[first : first + _AT_ONCE]}
        for row in connection.execute(_SAID, some):
            said = Said(row.id, tuple(json.loads(row.parents)), row.name, row.verdict)
            found.setdefault(row.interview, []).append(said)
    return found


def standings(session: Session, project: str) -> Mapping[str, Standing]:
    """Return where each interview stands of which anything is said, also those that are not here.

    A laptop may get an interview back that another laptop of the same person has written.
    """
    query = select(ReviewRow.interview).where(ReviewRow.project_id == project)
    said = of(session, project, set(session.execute(query).scalars()))
    revisions = select(InterviewRow.id, InterviewRow.heads, InterviewRow.superseded).where(
        InterviewRow.project_id == project, InterviewRow.id.in_(sorted(said))
    )
    here = {row.id: (row.heads, row.superseded) for row in session.execute(revisions)}
    return {
        name: standing(some, *(json.loads(text) for text in here.get(name, ("[]", "[]"))))
        for name, some in said.items()
    }


def standing_of(session: Session, project: str, interview: str) -> Standing:
    """Return where one interview stands."""
    said = of(session, project, [interview]).get(interview, [])
    query = select(InterviewRow.heads, InterviewRow.superseded).where(
        InterviewRow.project_id == project, InterviewRow.id == interview
    )
    row = session.execute(query).one_or_none()
    heads, seen = (json.loads(text) for text in row) if row else ((), ())
    return standing(said, heads, seen)


def returned(session: Session, project: str) -> frozenset[str]:
    """Return the interviews that were returned and that nobody has gone through again."""
    found = standings(session, project).items()
    return frozenset(interview for interview, one in found if one.is_returned)


def unfinished(session: Session, project: str) -> frozenset[str]:
    """Return the interviews that were returned, or whose facilitator has no answer yet."""
    found = standings(session, project).items()
    return frozenset(interview for interview, one in found if one.is_returned or one.asked)


def told(
    session: Session, project: str, interview: str, ids: Collection[str] | None = None
) -> list[Told]:
    """Return what is said of an interview, or those entries of it, in the order it came.

    What is said in several logs is told once.
    """
    known = _notes(session, project, interview)
    query = select(EntryRow).where(
        EntryRow.project_id == project,
        EntryRow.subject == interview,
        EntryRow.kind.in_(KINDS),
        EntryRow.payload.is_not(None),
    )
    found: dict[str, Told] = {}
    opening = Opening(session, project)
    for row in session.execute(query.order_by(EntryRow.position)).scalars():
        if row.id not in known or (ids is not None and row.id not in ids):
            continue
        entry = log_entry.restored(row.header, row.salt, row.payload)
        told_ = Told(entry, row.log, row.position, row.stored_at, _read(entry, opening))
        found.setdefault(known[row.id] or row.id, told_)
    return list(found.values())


def logs_of(session: Session, project: str, ids: Collection[str]) -> frozenset[str]:
    """Return the hub's logs that hold those reviews."""
    query = select(EntryRow.log).where(EntryRow.project_id == project, EntryRow.id.in_(sorted(ids)))
    return frozenset(log for log in session.execute(query).scalars() if is_to_one(log))


def returns(session: Session, project: str, interviews: Iterable[str]) -> list[Revision]:
    """Return the state in which each of *interviews* was returned, one or several."""
    said = (one.said for name in interviews for one in told(session, project, name))
    return [one.revision for one in said if isinstance(one, Review) and one.revision]


def _notes(session: Session, project: str, interview: str) -> Mapping[str, str]:
    query = select(ReviewRow.id, ReviewRow.name).where(
        ReviewRow.project_id == project, ReviewRow.interview == interview
    )
    return {row.id: row.name for row in session.execute(query)}


def _read(entry: Entry, opening: Opening) -> Review | Request:
    content = opening.content(entry.content())
    if entry.header.kind == REVIEW:
        return Review.from_content(entry.header.subject, content)
    return Request.from_content(content)
