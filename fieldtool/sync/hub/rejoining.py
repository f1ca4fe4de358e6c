"""Two lines of the hub's own log, after a restore, become one that says everything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from fieldtool.log.assignments import ASSIGN
from fieldtool.log.erasures import ERASE
from fieldtool.log.handovers import COLLEAGUE, GIVEN, PASSING, name_of
from fieldtool.log.kinds import (
    FORM,
    PROJECT,
    RESOLVE,
    RETIRE,
    SITES,
    FormPublished,
)
from fieldtool.log.people import PERSON
from fieldtool.log.referrals import REFERRAL
from fieldtool.log.registers import ENTITY
from fieldtool.log.registers import name_of as name_of_change
from fieldtool.log.reviews import REVIEW
from fieldtool.log.revocations import ADMIT, READMIT, REVOKE, Admission
from fieldtool.log.sites import Site, Sites
from fieldtool.security import writer
from fieldtool.storage.queries import entries

if TYPE_CHECKING:
    from typing import TypeAlias

    from fieldtool.log.canonical import Encodable
    from fieldtool.log.clock import ClockEvidence
    from fieldtool.log.entry import Entry
    from fieldtool.security.hubkeys import HubWriter
    from fieldtool.storage.database import Session

    Said: TypeAlias = tuple[Entry, dict[str, Encodable]]

# Kinds that name in `parents` what their writer had seen.
_DECIDED = (RESOLVE, REVIEW)
# What the subject of an entry is, where it has the last word on that.
_ABOUT = {
    ASSIGN: "assignment",
    COLLEAGUE: "colleague",
    GIVEN: "given",
    REFERRAL: "referral",
    READMIT: "workspace",
    RETIRE: "form",
    REVOKE: "workspace",
}


def rejoin(session: Session, own: HubWriter, clock: ClockEvidence) -> int:
    """Say again, at the end of the newest line of a log, what another one says; return how much.

    Laptops follow the newest line, so nothing that another one says would reach them, and each
    computer got the lines in another order. Of settings, a place or a form, the last word of the
    newest line since the lines parted holds, else that of the line that was lost; whichever it is,
    it is said again, so that it is the last word everywhere. No clock decides. What any line erases
    is erased.
    """
    newest = entries.run(session, own.project_id, own.log)
    if newest is None:
        return 0
    everything = entries.all_of(session, own.project_id, own.log)
    again = list(_Lines(everything, newest.entries).to_repeat())
    for entry, content in again:
        header = entry.header
        # What was decided stays decided for those who know the first entry that says so.
        parents = (*header.parents, entry.id) if header.kind in _DECIDED else ()
        writer.append(
            session,
            own,
            header.kind,
            header.subject,
            content,
            clock=clock,
            parents=parents,
            blobs=header.blobs,
        )
    return len(again)


class _Lines:
    """The newest line of a log, and what stands on others."""

    def __init__(self, everything: Iterable[Entry], line: tuple[Entry, ...]) -> None:
        self._all = {entry.id: entry for entry in everything}
        self._place = {entry.id: place for place, entry in enumerate(line)}
        self._line = [entry for entry in line if not entry.is_stub]
        self._lost = [
            entry
            for entry in self._all.values()
            if entry.id not in self._place and not entry.is_stub
        ]

    def to_repeat(self) -> Iterator[Said]:
        """Give the entries to be said again, with what of each, in that order."""
        once = (*self._unknown(ERASE), *self._unknown(FORM), *self._decided(), *self._changes())
        for entry in once:
            yield entry, dict[str, "Encodable"](entry.content())
        last: dict[str, Entry] = {}
        for lost in self._lost:
            parted = self._parted(lost)
            for about in _about(lost):
                last[about] = self._since(about, parted) or lost
        for entry in {entry.id: entry for entry in last.values()}.values():
            yield entry, _said({about for about, one in last.items() if one is entry}, entry)

    def _unknown(self, kind: str) -> Iterator[Entry]:
        known = {entry.header.subject for entry in self._line if entry.header.kind == kind}
        for entry in self._lost:
            if entry.header.kind == kind and entry.header.subject not in known:
                known.add(entry.header.subject)
                yield entry

    def _decided(self) -> Iterator[Entry]:
        seen = {parent for entry in self._line for parent in entry.header.parents}
        for entry in self._lost:
            if entry.header.kind in _DECIDED and entry.id not in seen:
                yield entry

    def _changes(self) -> Iterator[Entry]:
        """Give what the newest line does not say of entities: a change is the same in every log."""
        known = {_change(entry) for entry in self._line if entry.header.kind == ENTITY}
        for entry in self._lost:
            if entry.header.kind == ENTITY and _change(entry) not in known:
                known.add(_change(entry))
                yield entry

    def _parted(self, entry: Entry) -> int:
        """Return the place in the newest line after which the line of *entry* goes its own way."""
        prev = entry.header.prev
        while prev in self._all and prev not in self._place:
            prev = self._all[prev].header.prev
        return self._place.get(prev, -1)

    def _since(self, about: str, place: int) -> Entry | None:
        """Return the last word of the newest line *about* something, said behind *place*."""
        for entry in reversed(self._line):
            if self._place[entry.id] <= place:
                return None
            if about in _about(entry):
                return entry
        return None


def _change(entry: Entry) -> str:
    return name_of_change(entry.header.subject, entry.payload or b"")


def _about(entry: Entry) -> set[str]:
    """Return what an entry has the last word on, until another one has."""
    kind = entry.header.kind
    if kind in (PROJECT, PERSON):
        return {kind}
    if kind in PASSING:
        # Each of them says one thing for ever: which one came last decides nothing.
        return {f"{kind} {name_of(entry.content())}"}
    if kind in _ABOUT:
        return {f"{_ABOUT[kind]} {entry.header.subject}"}
    if kind == SITES:
        return {_place(site) for site in Sites.from_content(entry.content()).sites}
    if kind == ADMIT:
        said = Admission.from_content(entry.content())
        return {f"late {name}" for name in (*said.accepted, *said.left)}
    return (
        {f"form {FormPublished.from_content(entry.content()).form_id}"} if kind == FORM else set()
    )


def _said(about: set[str], entry: Entry) -> dict[str, Encodable]:
    """Return what *entry* says *about* some things: of a register only some places."""
    if entry.header.kind == ADMIT:
        return Admission.from_content(entry.content()).about(about).to_content()
    if entry.header.kind != SITES:
        return dict[str, "Encodable"](entry.content())
    found = Sites.from_content(entry.content()).sites
    return Sites(tuple(site for site in found if _place(site) in about)).to_content()


def _place(site: Site) -> str:
    return f"site {site.id}"
