"""What a revision made of an interview: its answers beside those that its writer had before her."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fieldtool.log.merge import merge
from fieldtool.storage import revisions

if TYPE_CHECKING:
    from fieldtool.storage.database import Session
    from fieldtool.storage.revisions import Found


@dataclass(frozen=True)
class Change:
    """An answer that is another one; None where it was not asked."""

    path: str
    before: str | None = field(repr=False)
    now: str | None = field(repr=False)


@dataclass(frozen=True)
class Changed:
    """A revision, and where it differs from what its writer had seen, in the order of the paths."""

    found: Found
    changes: tuple[Change, ...]


def changed(session: Session, project: str, interview: str, entry: str) -> Changed | None:
    """Return what the revision *entry* changed; None where there is none, or nothing before it."""
    found = {one.entry.id: one for one in revisions.of_interview(session, project, interview)}
    before = _before(found, entry)
    if not before:
        return None
    had = merge(revisions.versions_of(before.values())).answers
    now = found[entry].revision.answers
    repeats = {path.rpartition("[")[0] for path in (*had, *now) if "[" in path}
    return Changed(
        found[entry],
        tuple(
            Change(path, had.get(path), now.get(path))
            for path in sorted({*had, *now} - repeats)
            if had.get(path) != now.get(path)
        ),
    )


def _before(found: Mapping[str, Found], entry: str) -> Mapping[str, Found]:
    """Return the revisions that the writer of *entry* had seen and that are here."""
    waiting = [entry] if entry in found else []
    seen: dict[str, Found] = {}
    while waiting:
        for parent in found[waiting.pop()].entry.header.parents:
            if parent in found and parent not in seen:
                seen[parent] = found[parent]
                waiting.append(parent)
    return seen
