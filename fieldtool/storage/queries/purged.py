"""Named queries on interviews that a laptop purged: the line stays, the answers are destroyed.

An entry's header does not say number, place and form, so the line is kept beside the log: it
belongs to this laptop and crosses no wire.
"""

from __future__ import annotations

import json

from sqlalchemy import ColumnElement, func, insert, select, update
from sqlalchemy.orm import Session

from fieldtool.log.kinds import FINALISE
from fieldtool.storage import settings
from fieldtool.storage.models.log import EntryRow, SettingRow
from fieldtool.storage.models.projections import InterviewRow
from fieldtool.storage.queries import erasures, reviews
from fieldtool.storage.queries.erasures import PURGED_LINE
from fieldtool.storage.queries.interviews import LOST, PURGED

# A setting of a laptop whose hub is a relay: entries of its log that the hub above the relay has.
ABOVE = "above"
_TABLE = InterviewRow.__table__
_NOTHING = {"answers": "{}", "paradata": "{}", "logic": ""}
# Columns that lines of earlier versions lack.
_LATER = {"assignment": "", "counts": "", "logic": "", "review": "", "sealed": ""}


def above(session: Session, project: str) -> int | None:
    """Return how many entries of a laptop's log the hub above its relay has, as the relay says.

    None where its hub is no relay.
    """
    said = settings.get(session, project, ABOVE)
    return None if said is None else int(said)


def purge(session: Session, project: str, interview: str) -> None:
    """Destroy the answers of an interview that is here, and keep its line."""
    query = select(*_TABLE.c).where(_is(project, interview))
    cells = dict(session.connection().execute(query).mappings().one())
    _keep(session, {**cells, **_NOTHING, "state": PURGED})
    erasures.destroy(session, project, interview)
    reviews.forget(session, project, interview)


def project(session: Session, project: str) -> None:
    """Make the lines of purged interviews again, before what came since is applied."""
    query = select(SettingRow.value).where(
        SettingRow.project_id == project, SettingRow.name.startswith(PURGED_LINE, autoescape=True)
    )
    lines = [_LATER | json.loads(value) for value in session.execute(query).scalars().all()]
    if lines:
        session.connection().execute(insert(InterviewRow), lines)


def only_at_relay(session: Session, project: str, log: str) -> frozenset[str]:
    """Return the interviews of *log* that the hub above a relay is not known to have.

    A relay is a laptop like this one: until the hub above has them they are not safe.
    """
    there = above(session, project)
    if there is None:
        return frozenset()
    query = select(EntryRow.subject).where(
        EntryRow.project_id == project, EntryRow.log == log, EntryRow.count > there
    )
    return frozenset(session.execute(query).scalars())


def note_lost(session: Session, project: str, log: str, beyond: int) -> None:
    """Remember which purged interviews of *log* the hub may have lost: all after *beyond*."""
    last = (
        select(EntryRow.subject)
        .where(EntryRow.project_id == project, EntryRow.log == log, EntryRow.kind == FINALISE)
        .group_by(EntryRow.subject)
        .having(func.max(EntryRow.count) > beyond)
    )
    query = select(*_TABLE.c).where(
        InterviewRow.project_id == project, InterviewRow.state == PURGED, InterviewRow.id.in_(last)
    )
    for cells in session.connection().execute(query).mappings().all():
        _keep(session, {**cells, "state": LOST})


def _keep(session: Session, cells: dict[str, object]) -> None:
    project, interview = str(cells["project_id"]), str(cells["id"])
    settings.put(session, project, PURGED_LINE + interview, json.dumps(cells, ensure_ascii=False))
    session.flush()
    session.connection().execute(update(InterviewRow).where(_is(project, interview)).values(cells))


def _is(project: str, interview: str) -> ColumnElement[bool]:
    return (InterviewRow.project_id == project) & (InterviewRow.id == interview)
