"""What the hub proved to a laptop: interview by interview, and whether the chain is whole."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fieldtool.storage.queries import (
    chains,
    cursors,
    erasures,
    finished,
    interviews,
    named_blobs,
    purged,
)
from fieldtool.storage.queries.interviews import Interview, Wanted
from fieldtool.sync.laptop import photos

if TYPE_CHECKING:
    from fieldtool.log.receipt import Receipt
    from fieldtool.security.workspace import Workspace
    from fieldtool.storage.queries.chains import Chain

_ALL = 1_000_000
_SAID = 8


@dataclass(frozen=True)
class Line:
    """One finalised interview.

    Attributes:
        place: how many entries of the log the interview's last one proves.
        entry: id of that entry; the hub has it under the same.
        proven_at: since when it is at the hub, by the hub's clock in ms UTC; None where it is not.
        photos, photos_there: photos and recordings that it names, and those that the hub has.
        is_above: whether the hub above has it too, as the laptop's relay says.
    """

    interview: Interview
    place: int
    entry: str
    proven_at: int | None
    photos: int
    photos_there: int
    is_above: bool = False


@dataclass(frozen=True)
class Proof:
    """All that can be proven.

    Attributes:
        receipt: the one that proves most; None before the first.
        erased: interviews that were finalised here and of which nothing is left.
        has_above: whether the hub is a relay. Of the hub above it the laptop has no receipts: it
            knows what the relay says under its signature.
    """

    lines: tuple[Line, ...]
    receipt: Receipt | None
    chain: Chain
    erased: int
    has_above: bool = False

    @property
    def above(self) -> int:
        """Return how many interviews are at the hub above too."""
        return sum(1 for line in self.lines if line.is_above)

    @property
    def there(self) -> int:
        """Return how many interviews are at the hub."""
        return sum(1 for line in self.lines if line.proven_at is not None)

    @property
    def photos(self) -> int:
        """Return how many photos and recordings there are."""
        return sum(line.photos for line in self.lines)

    @property
    def photos_there(self) -> int:
        """Return how many of them the hub has."""
        return sum(line.photos_there for line in self.lines)

    @property
    def is_whole(self) -> bool:
        """Return whether the hub has signed for everything, entry by entry, without a gap."""
        reaches = self.receipt.count if self.receipt else 0
        return not self.chain.is_forked and reaches == self.chain.longest


def proof(ws: Workspace) -> Proof:
    """Return what receipts and signed answers of the hub prove of *ws*, the latest first."""
    project, log = ws.project_id, ws.log
    lacking = frozenset(photos.waiting(ws))
    with ws.database.read() as session:
        found = interviews.page(session, project, Wanted(log=log), limit=_ALL)
        since = interviews.proven(session, project, log)
        places = finished.written(session, project, log)
        named = named_blobs.named(session, project, log)
        chain = chains.chains(session, project).get(log, chains.NOTHING)
        receipt = cursors.newest_receipt(session, project, log)
        erased = erasures.counts_by_log(session, project).get(log, 0)
        above = purged.above(session, project)
    all_photos = Counter(one.subject for one in named)
    there = Counter(one.subject for one in named if one.name not in lacking)
    lines = tuple(
        Line(
            one,
            places[one.id].place,
            places[one.id].entry,
            since.get(one.id),
            all_photos[one.id],
            there[one.id],
            above is not None and one.id in since and places[one.id].place <= above,
        )
        for one in found
        if one.id in places
    )
    return Proof(lines, receipt, chain, erased, above is not None)


def spoken(entry: str) -> str:
    """Return the beginning of an entry's id as two people compare it over the telephone."""
    return f"{entry[: _SAID // 2]} {entry[_SAID // 2 : _SAID]}"
