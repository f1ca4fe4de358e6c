"""Named queries on whether what a laptop wrote is here without a gap."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

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
