"""What revisions of an interview say together, as a table would show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from fieldtool.log.consents import least
from fieldtool.log.kinds import FINALISE, Revision
from fieldtool.log.merge import merge
from fieldtool.storage import revisions
from fieldtool.storage.revisions import CONFLICT, READY, Found


@dataclass(frozen=True)
class Together:
    """Revisions, merged; `asked` says who asked, where and when."""

    asked: Revision = field(repr=False)
    answers: dict[str, str] = field(repr=False)
    state: str


def together(found: Sequence[Found]) -> Together | None:
    """Return what *found* says; None where nothing of what laptops wrote can be read."""
    merged = merge(revisions.versions_of(found))
    written = {one.entry.id: one.revision for one in found if one.entry.header.kind == FINALISE}
    first = next((name for name in merged.order if name in written), None)
    if first is None:
        return None
    state = CONFLICT if merged.conflicts else READY
    return Together(written[first], merged.answers, state)


def consents(found: Sequence[Found]) -> dict[str, str]:
    """Return the lines of the consents that hold, by what was consented to."""
    heads = merge(revisions.versions_of(found)).heads if found else ()
    return least(one.revision.consents for one in found if one.entry.id in heads)
