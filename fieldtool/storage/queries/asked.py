"""Named queries on what a laptop asked and how far answers overtook each other.

Answers that are carried come late, twice and in any order. A request remembers how many answers
had been taken when it was written: where none came since, its answer is newer than all of them.
Otherwise the hub's own time says which of two answers is the later one.
"""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from fieldtool.storage import settings
from fieldtool.storage.models.log import SettingRow

_PREFIX = "request/"
_TAKEN, _HUB_TIME = "answers_taken", "answer_hub_time"
# A stick that was lost for months may bring answers to requests that are older by this many.
_KEPT = 200


def note(session: Session, project: str, digest: str) -> None:
    """Remember that the request with this SHA-256 was written."""
    settings.put(session, project, _PREFIX + digest, str(taken(session, project)))


def is_known(session: Session, project: str, digest: str) -> bool:
    """Return whether this laptop wrote the request."""
    return settings.get(session, project, _PREFIX + digest) is not None


def is_overtaken(session: Session, project: str, digest: str, at: int) -> bool:
    """Return whether an answer that the hub gave at *at* is older than one already taken."""
    at_writing = int(settings.get(session, project, _PREFIX + digest) or 0)
    if at_writing == taken(session, project):
        return False
    return at <= hub_time(session, project)


def note_answer(session: Session, project: str, at: int) -> None:
    """Note that an answer of hub time *at* (ms UTC) was taken, by whatever way it came."""
    count = taken(session, project) + 1
    settings.put(session, project, _TAKEN, str(count))
    settings.put(session, project, _HUB_TIME, str(at))
    old = [row.name for row in _requests(session, project) if int(row.value) < count - _KEPT]
    session.execute(
        delete(SettingRow).where(SettingRow.project_id == project, SettingRow.name.in_(old))
    )


def hub_time(session: Session, project: str) -> int:
    """Return what the hub's clock said in the last answer that was taken, 0 before the first."""
    return int(settings.get(session, project, _HUB_TIME) or 0)


def taken(session: Session, project: str) -> int:
    """Return how many answers were taken so far."""
    return int(settings.get(session, project, _TAKEN) or 0)


def _requests(session: Session, project: str) -> list[SettingRow]:
    query = select(SettingRow).where(
        SettingRow.project_id == project, SettingRow.name.startswith(_PREFIX, autoescape=True)
    )
    return list(session.execute(query).scalars())
