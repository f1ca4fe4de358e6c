"""What was decided at the hub about an interview of this workspace."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fieldtool.log.kinds import RESOLVE, Revision
from fieldtool.log.merge import merge
from fieldtool.storage import revisions

if TYPE_CHECKING:
    from fieldtool.security.workspace import Workspace


@dataclass(frozen=True)
class Change:
    """An answer that is another one now; None where it was not asked."""

    path: str
    before: str | None = field(repr=False)
    now: str | None = field(repr=False)


@dataclass(frozen=True)
class Decided:
    """An interview that was settled at the hub.

    Attributes:
        own: the last revision that this workspace wrote.
        answers: what holds now.
        changes: where the two differ, in the order of the paths; none: her answers were right.
    """

    own: Revision = field(repr=False)
    answers: dict[str, str] = field(repr=False)
    changes: tuple[Change, ...]


def decided(ws: Workspace, interview: str) -> Decided | None:
    """Return what was decided, None where nothing was or the answers are not here any more."""
    with ws.database.read() as session:
        found = revisions.of_interview(session, ws.project_id, interview)
    own = [one.revision for one in found if one.log == ws.log]
    if not own or all(one.entry.header.kind != RESOLVE for one in found):
        return None
    now = merge(revisions.versions_of(found)).answers
    before = own[-1].answers
    changes = tuple(
        Change(path, before.get(path), now.get(path))
        for path in sorted({*before, *now})
        if before.get(path) != now.get(path)
    )
    return Decided(own[-1], now, changes)
