"""Two lines of the hub's own log, after a restore, become one that says everything."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from fieldtool.log.kinds import FORM, RETIRE, SITES, FormPublished, Site, Sites
from fieldtool.security import writer
from fieldtool.storage import entries

if TYPE_CHECKING:
    from fieldtool.log.canonical import Encodable
    from fieldtool.log.clock import ClockEvidence
    from fieldtool.log.entry import Blob, Entry
    from fieldtool.security.hubkeys import HubWriter
    from fieldtool.storage.database import Session


def rejoin(session: Session, own: HubWriter, clock: ClockEvidence) -> int:
    """Say again what only a lost line of a log says, at the end of the newest; return how much.

    Laptops follow the newest line, so nothing that another one says would reach them. Forms never
    change, a form that was retired is retired again unless it was published since, and places that
    are nowhere else are added. Of what the newest line says differently, such as the settings of
    the project, the newest line holds: no clock could decide.
    """
    newest = entries.run(session, own.project_id, own.log)
    if newest is None:
        return 0
    line = {entry.id for entry in newest.entries}
    everything = entries.all_of(session, own.project_id, own.log)
    lost = [one for one in everything if one.id not in line]
    said = 0
    for kind, subject, content, blobs in _missing(lost, newest.entries):
        writer.append(session, own, kind, subject, content, clock=clock, blobs=blobs)
        said += 1
    return said


def _missing(
    lost: list[Entry], line: tuple[Entry, ...]
) -> Iterator[tuple[str, str, dict[str, Encodable], Collection[Blob]]]:
    forms = {entry.header.subject for entry in line if entry.header.kind == FORM}
    since = _published_since(lost, line)
    places = {site.id for entry in line for site in _sites(entry)}
    for entry in lost:
        header = entry.header
        if header.kind == FORM and header.subject not in forms and not entry.is_stub:
            forms.add(header.subject)
            yield FORM, header.subject, dict[str, "Encodable"](entry.content()), header.blobs
        if header.kind == RETIRE and header.subject not in since and not entry.is_stub:
            yield RETIRE, header.subject, dict[str, "Encodable"](entry.content()), ()
        new = tuple(site for site in _sites(entry) if site.id not in places)
        if new:
            places.update(site.id for site in new)
            yield SITES, header.subject, Sites(new).to_content(), ()


def _published_since(lost: list[Entry], line: tuple[Entry, ...]) -> set[str]:
    """Return the ids of forms that the newest line publishes after the two lines parted."""
    parted = lost[0].header.prev if lost else ""
    places = {entry.id: at for at, entry in enumerate(line, start=1)}
    return {
        FormPublished.from_content(entry.content()).form_id
        for entry in line[places.get(parted, 0) :]
        if entry.header.kind == FORM and not entry.is_stub
    }


def _sites(entry: Entry) -> tuple[Site, ...]:
    if entry.header.kind != SITES or entry.is_stub:
        return ()
    return Sites.from_content(entry.content()).sites
