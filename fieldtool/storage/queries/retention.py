"""How long a project keeps its raw answers, and the certificates of what was destroyed."""

from __future__ import annotations

import calendar
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta

from sqlalchemy.orm import Session

from fieldtool.storage import settings

# What the programme's rule DP-17 says, and the most that a project may choose.
USUAL_MONTHS, MOST_MONTHS = 12, 36
_REMINDED_BEFORE = timedelta(days=30)
_LAST_DAY, _MONTHS, _DESTROYED = "retention/last-day", "retention/months", "retention/destroyed"


@dataclass(frozen=True)
class RetentionClock:
    """The last day of collecting, None before somebody said it, and how long answers stay then."""

    last_day: date | None = None
    months: int = USUAL_MONTHS

    @property
    def due(self) -> date | None:
        """Return the day on which raw answers are to be destroyed."""
        if self.last_day is None:
            return None
        years, month = divmod(self.last_day.month - 1 + self.months, 12)
        year = self.last_day.year + years
        longest = calendar.monthrange(year, month + 1)[1]
        return date(year, month + 1, min(self.last_day.day, longest))

    def is_due(self, today: date) -> bool:
        """Return whether the day has come."""
        return self.due is not None and today >= self.due

    def is_near(self, today: date) -> bool:
        """Return whether somebody is to be reminded: the day is near, or past."""
        return self.due is not None and today >= self.due - _REMINDED_BEFORE


@dataclass(frozen=True)
class Destruction:
    """All answers of a project destroyed, or a part of them before it was interrupted.

    Attributes:
        begun, done: milliseconds UTC; `done` is 0 where it was interrupted.
        login: who did it, as far as it was done last.
        due: the day on which it was due, ISO; empty where nobody had said one.
        counts: interviews by form, as far as it has come.
        whole: how many interviews there were when somebody said so last.
    """

    begun: int
    login: str
    due: str = ""
    done: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    whole: int = 0

    @property
    def total(self) -> int:
        """Return how many interviews were erased."""
        return sum(self.counts.values())


def clock(session: Session, project: str) -> RetentionClock:
    """Return how long the project keeps raw answers."""
    day = settings.get(session, project, _LAST_DAY)
    months = settings.get(session, project, _MONTHS)
    return RetentionClock(
        date.fromisoformat(day) if day else None, int(months) if months else USUAL_MONTHS
    )


def set_clock(session: Session, project: str, wanted: RetentionClock) -> None:
    """Keep how long the project keeps raw answers."""
    day = wanted.last_day.isoformat() if wanted.last_day else ""
    settings.put(session, project, _LAST_DAY, day)
    settings.put(session, project, _MONTHS, str(wanted.months))


def destructions(session: Session, project: str) -> list[Destruction]:
    """Return what was destroyed, the earliest first; only the last may be unfinished."""
    text = settings.get(session, project, _DESTROYED)
    return [Destruction(**one) for one in json.loads(text)] if text else []


def unfinished(session: Session, project: str) -> Destruction | None:
    """Return the destruction that goes on, or was interrupted."""
    known = destructions(session, project)
    return known[-1] if known and not known[-1].done else None


def note(session: Session, project: str, destruction: Destruction) -> None:
    """Keep *destruction*, in place of the same one when it had come less far."""
    known = destructions(session, project)
    if known and known[-1].begun == destruction.begun:
        known.pop()
    _keep(session, project, [*known, destruction])


def _keep(session: Session, project: str, all_of_them: Sequence[Destruction]) -> None:
    text = json.dumps([asdict(one) for one in all_of_them], sort_keys=True)
    settings.put(session, project, _DESTROYED, text)
