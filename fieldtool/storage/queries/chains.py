"""Named queries on whether what a laptop wrote is here without a gap."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from fieldtool.log.entry import Header
from fieldtool.storage.models.log import EntryRow, TipRow


@dataclass(frozen=True)
class Chain:
    """What is here of one log.

    Attributes:
        entries: all that are here, on every line.
        longest: the place of the last entry in its chain.
        signed: how many entries the newest signed tip proves.
    """

    entries: int
    longest: int
    signed: int

    @property
    def is_forked(self) -> bool:
        """Return whether a copy of the laptop wrote a second line: then a place is taken twice."""
        return self.entries > self.longest

    @property
    def is_whole(self) -> bool:
        """Return whether the writer's signature covers everything that is here."""
        return not self.is_forked and self.signed == self.entries


NOTHING = Chain(0, 0, 0)


def chains(session: Session, project: str) -> dict[str, Chain]:
    """Return the state of every log of *project* that has entries here."""
    signed = select(TipRow.log, func.max(TipRow.count)).where(TipRow.project_id == project)
    proven: dict[str, int] = {
        row[0]: row[1] for row in session.execute(signed.group_by(TipRow.log))
    }
    stored = select(EntryRow.log, func.count(), func.max(EntryRow.count)).where(
        EntryRow.project_id == project
    )
    return {
        log: Chain(entries, longest, proven.get(log, 0))
        for log, entries, longest in session.execute(stored.group_by(EntryRow.log))
    }


@dataclass(frozen=True)
class Line:
    """One line of a forked log.

    Attributes:
        end: id of its last entry.
        count: how many entries there are up to it, from the beginning of the log.
        entries: those of them that stand on no other line.
        wall: when its last entry was written, by the clock of whoever wrote it, ms UTC.
    """

    end: str
    count: int
    entries: int
    wall: int


def lines(session: Session, project: str, log: str) -> list[Line]:
    """Return the lines of a log, the longest first; more than one where it is forked."""
    query = select(EntryRow.id, EntryRow.count.label("place"), EntryRow.header).where(
        EntryRow.project_id == project, EntryRow.log == log
    )
    rows = {row.id: (row.place, Header.parse(row.header)) for row in session.execute(query)}
    ends = sorted(
        rows.keys() - {header.prev for _count, header in rows.values()},
        key=lambda one: (-rows[one][0], one),
    )
    ways = {end: set(_way(end, rows)) for end in ends}
    return [
        Line(
            end,
            rows[end][0],
            len(ways[end].difference(*(ways[other] for other in ends if other != end))),
            rows[end][1].clock.wall,
        )
        for end in ends
    ]


def _way(end: str, rows: Mapping[str, tuple[int, Header]]) -> Iterator[str]:
    while end in rows:
        yield end
        end = rows[end][1].prev
