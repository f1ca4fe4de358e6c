"""The day's work: what is open, what has to be sent, what is proven at the hub."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fieldtool.storage import revisions
from fieldtool.storage.queries import drafts as stored
from fieldtool.storage.queries import erasures, interviews
from fieldtool.storage.queries.drafts import Draft
from fieldtool.storage.queries.erasures import Erased
from fieldtool.storage.queries.interviews import Interview, Wanted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fieldtool.security.workspace import Workspace

_ALL = 1_000_000


@dataclass(frozen=True)
class Finished:
    """A finalised interview.

    Attributes:
        proven_at: hub time, ms UTC; None while it is here alone.
        is_decided: a coordinator chose among answers that two people had left differently.
    """

    interview: Interview
    proven_at: int | None
    is_decided: bool = False


@dataclass(frozen=True)
class Tally:
    """How many interviews with a form were held on a day at a place, by result; numbers alone."""

    day: str
    form_id: str
    site: str
    by_result: Mapping[str, int]


@dataclass(frozen=True)
class Overview:
    """What the home page shows.

    Attributes:
        drafts: begun and not finished, the one worked on last first.
        deleted: put away; each can be brought back.
        finished: the latest first.
        erased: what the hub had erased, the latest first; nothing but that is known of them.
    """

    drafts: tuple[Draft, ...]
    deleted: tuple[Draft, ...]
    finished: tuple[Finished, ...]
    erased: tuple[Erased, ...] = ()

    @property
    def to_send(self) -> tuple[Finished, ...]:
        """Return what no receipt proves yet."""
        return tuple(one for one in self.finished if one.proven_at is None)

    @property
    def proven(self) -> tuple[Finished, ...]:
        """Return what is at the hub for certain."""
        return tuple(one for one in self.finished if one.proven_at is not None)


def overview(ws: Workspace) -> Overview:
    """Return the state of all work in this workspace."""
    with ws.database.read() as session:
        own = Wanted(log=ws.log)
        found = interviews.page(session, ws.project_id, own, limit=_ALL)
        since = interviews.proven(session, ws.project_id, ws.log)
        decided = revisions.settled(session, ws.project_id)
        return Overview(
            tuple(stored.all_of(session, ws.project_id)),
            tuple(stored.all_of(session, ws.project_id, stored.DELETED)),
            tuple(Finished(one, since.get(one.id), one.id in decided) for one in found),
            tuple(erasures.in_log(session, ws.project_id, ws.log)),
        )


def tallies(seen: Overview) -> list[Tally]:
    """Return what is left to count when nobody can read the interviews here, the last day first."""
    counts: dict[tuple[str, str, str], Counter[str]] = {}
    for one in seen.finished:
        interview = one.interview
        place = (interview.day, interview.form_id, interview.site)
        counts.setdefault(place, Counter())[interview.result] += 1
    return [Tally(*place, counts[place]) for place in sorted(counts, reverse=True)]
