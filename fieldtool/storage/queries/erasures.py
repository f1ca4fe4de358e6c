"""Named queries on what is destroyed: erased subjects, and entries whose content is not here.

Header and hash of an entry stay, so its chain is as whole as before. What lies beside the tables,
photos and the database's own journal, goes after the commit: until then a mark says that it has to.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, bindparam, delete, func, select, update
from sqlalchemy.orm import Session

from fieldtool.log import entry as log_entry
from fieldtool.log.entry import Entry
from fieldtool.log.erasures import ERASE, KEPT_KINDS, Erasure
from fieldtool.log.kinds import FINALISE, PROJECT_LOG
from fieldtool.problems import Problem
from fieldtool.storage import settings, upserts
from fieldtool.storage.models.handovers import HandRow
from fieldtool.storage.models.log import EntryRow
from fieldtool.storage.models.projections import (
    BlobRow,
    EntityInterviewRow,
    EntityRow,
    ErasedRow,
    GoneRow,
    HeldRow,
    InterviewRow,
    QuarantineRow,
    ReviewRow,
    WithdrawalRow,
)

# A setting: files and journals may still hold what the tables do not.
_UNFINISHED = "destroying"
# Before the id of an interview, a setting: what a laptop keeps of it after it purged the answers.
PURGED_LINE = "purged/"
_AT_ONCE = 500

_ERASED = ErasedRow.__table__.c
_THESE = select(_ERASED.subject).where(
    _ERASED.project_id == bindparam("project"),
    _ERASED.subject.in_(bindparam("subjects", expanding=True)),
)


@dataclass(frozen=True)
class Erased:
    """A finalised interview that was erased, as its stub has it; both times ms UTC."""

    interview: str
    reason: str
    finished_at: int
    erased_at: int


def carry_out(session: Session, project: str, entry: Entry) -> None:
    """Destroy all that this database says about the subject of an erasure that is stored here."""
    at = entry.header.clock.wall
    carry_out_about(session, project, entry.header.subject, reason=_reason(entry), at=at)


def carry_out_about(session: Session, project: str, subject: str, *, reason: str, at: int) -> None:
    """Destroy all that this database says about *subject*, which was erased at *at*, ms UTC."""
    row = {"project_id": project, "subject": subject, "reason": reason}
    upserts.insert_new(session, ErasedRow, [{**row, "at": at}])
    settings.remove(session, project, PURGED_LINE + subject)
    session.flush()
    destroy(session, project, subject)
    about = select(EntryRow.id).where(
        EntryRow.project_id == project, EntryRow.subject == subject, _may_go()
    )
    for table, condition in (
        (InterviewRow, InterviewRow.id == subject),
        (EntityRow, EntityRow.id == subject),
        (EntityInterviewRow, EntityInterviewRow.entity == subject),
        (QuarantineRow, QuarantineRow.id.in_(about)),
        (ReviewRow, ReviewRow.interview == subject),
        (HandRow, HandRow.interview == subject),
        (HeldRow, HeldRow.id.in_(about)),
        (WithdrawalRow, WithdrawalRow.subject == subject),
    ):
        session.execute(delete(table).where(table.project_id == project, condition))


def carry_out_all(session: Session, project: str) -> None:
    """Carry out every erasure of the project's log, before anything is made from the rest."""
    query = select(EntryRow).where(
        EntryRow.project_id == project, EntryRow.log == PROJECT_LOG, EntryRow.kind == ERASE
    )
    for row in session.execute(query.order_by(EntryRow.position)).scalars().all():
        carry_out(session, project, log_entry.restored(row.header, row.salt, row.payload))


def destroy(session: Session, project: str, subject: str, log: str = "", kind: str = "") -> None:
    """Make stubs of the entries about *subject*: of one *log*, of one *kind*, or of all."""
    about = [EntryRow.project_id == project, EntryRow.subject == subject, _may_go()]
    if log:
        about.append(EntryRow.log == log)
    if kind:
        about.append(EntryRow.kind == kind)
    there = (*about, EntryRow.payload.is_not(None))
    found = session.execute(select(EntryRow.log, EntryRow.id, EntryRow.header).where(*there)).all()
    for row in found:
        note(session, project, row.log, [log_entry.restored(row.header, None, None)])
    if found:
        session.execute(update(EntryRow).where(*there).values(payload=None, salt=None))
        begin(session, project)
        session.flush()


def begin(session: Session, project: str) -> None:
    """Note that files and journals may still hold what was destroyed, until `finish`."""
    settings.put(session, project, _UNFINISHED, "yes")


def note(session: Session, project: str, log: str, stubs: Iterable[Entry]) -> None:
    """Remember that the content of *stubs* is not here; noting again changes nothing."""
    rows = [
        {
            "project_id": project,
            "log": log,
            "id": one.id,
            "kind": one.header.kind,
            "subject": one.header.subject,
            "person": one.header.person,
            "wall": one.header.clock.wall,
        }
        for one in stubs
    ]
    upserts.insert_new(session, GoneRow, rows)


def forget_gone(session: Session, project: str, log: str, entry_id: str) -> None:
    """Take back that the content of an entry is not here."""
    place = (GoneRow.project_id == project, GoneRow.log == log, GoneRow.id == entry_id)
    session.execute(delete(GoneRow).where(*place))


def of(session: Session, project: str, subjects: Collection[str]) -> frozenset[str]:
    """Return those of *subjects* that were erased."""
    connection, names, found = session.connection(), sorted(subjects), set[str]()
    for first in range(0, len(names), _AT_ONCE):
        some = {"project": project, "subjects": names[first : first + _AT_ONCE]}
        found.update(connection.execute(_THESE, some).scalars())
    return frozenset(found)


def reasons(session: Session, project: str) -> dict[str, str]:
    """Return every erased subject with the reason."""
    query = select(ErasedRow.subject, ErasedRow.reason).where(_erased_in(project))
    return {row.subject: row.reason for row in session.execute(query)}


def without_erased(session: Session, project: str, entries: Sequence[Entry]) -> Sequence[Entry]:
    """Return *entries*, those about erased subjects as stubs: nothing of them is to be stored."""
    erased = of(session, project, {one.header.subject for one in entries})
    if not erased:
        return entries
    return [
        Entry(one.header, None, None)
        if one.header.subject in erased and one.header.kind not in KEPT_KINDS
        else one
        for one in entries
    ]


def in_log(session: Session, project: str, log: str) -> list[Erased]:
    """Return the erased interviews that *log* finalised, the latest first."""
    query = _erased_interviews(project).where(GoneRow.log == log).order_by(GoneRow.wall.desc())
    found = [Erased(*row) for row in session.execute(query)]
    # Of several revisions the first says when the interview was finished.
    first = {one.interview: one for one in found}
    return list(first.values())


def count(session: Session, project: str) -> int:
    """Return how many interviews were erased that had been here, or whose stubs came later."""
    inside = _erased_interviews(project).subquery()
    query = select(func.count(func.distinct(inside.c.subject)))
    return session.execute(query).scalar_one()


def counts_by_log(session: Session, project: str) -> dict[str, int]:
    """Return the number of erased interviews per workspace that finalised them."""
    inside = _erased_interviews(project).add_columns(GoneRow.log).subquery()
    query = select(inside.c.log, func.count(func.distinct(inside.c.subject)))
    return {row.log: row[1] for row in session.execute(query.group_by(inside.c.log))}


def lost_by_log(session: Session, project: str) -> dict[str, int]:
    """Return, per workspace, the interviews that came as stubs and that nobody erased.

    Their laptops had destroyed them after a receipt that a restored hub does not know any more.
    """
    shown = select(InterviewRow.id).where(InterviewRow.project_id == project)
    query = (
        select(GoneRow.log, func.count(func.distinct(GoneRow.subject)))
        .where(
            GoneRow.project_id == project,
            GoneRow.kind == FINALISE,
            GoneRow.subject.not_in(select(ErasedRow.subject).where(_erased_in(project))),
            GoneRow.subject.not_in(shown),
        )
        .group_by(GoneRow.log)
    )
    return {row.log: row[1] for row in session.execute(query)}


def blobs(session: Session, project: str, *, erased_only: bool) -> frozenset[str]:
    """Return the blobs that nothing but gone entries names.

    *erased_only*: leave those of entries that are only not here; their content may still come.
    """
    gone = (
        (GoneRow.project_id == BlobRow.project_id)
        & (GoneRow.log == BlobRow.log)
        & (GoneRow.id == BlobRow.entry)
    )
    query = select(BlobRow.name).join(GoneRow, gone).where(BlobRow.project_id == project)
    if erased_only:
        query = query.where(
            GoneRow.subject.in_(select(ErasedRow.subject).where(_erased_in(project)))
        )
    names = set(session.execute(query).scalars())
    if not names:
        return frozenset()
    here = (
        select(BlobRow.name)
        .outerjoin(GoneRow, gone)
        .where(BlobRow.name.in_(query), GoneRow.id.is_(None))
    )
    return frozenset(names - set(session.execute(here).scalars()))


def is_unfinished(session: Session, project: str) -> bool:
    """Say whether files and journals may still hold what was destroyed."""
    return settings.get(session, project, _UNFINISHED) is not None


def finish(session: Session, project: str) -> None:
    """Note that nothing is left to destroy."""
    settings.remove(session, project, _UNFINISHED)


def _reason(entry: Entry) -> str:
    try:
        return Erasure.from_content(entry.content()).reason
    except Problem:
        return ""


def _may_go() -> ColumnElement[bool]:
    return EntryRow.kind.not_in(KEPT_KINDS)


def _erased_in(project: str) -> ColumnElement[bool]:
    return ErasedRow.project_id == project


def _erased_interviews(project: str) -> Select[str, str, int, int]:
    return (
        select(GoneRow.subject, ErasedRow.reason, GoneRow.wall, ErasedRow.at)
        .join(
            ErasedRow,
            (ErasedRow.project_id == GoneRow.project_id) & (ErasedRow.subject == GoneRow.subject),
        )
        .where(GoneRow.project_id == project, GoneRow.kind == FINALISE)
    )
