"""One laptop as a coordinator looks at it: what is there and here, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import flash, redirect, render_template, url_for

from fieldtool.log.kinds import workspace_log
from fieldtool.problems import CATALOGUE
from fieldtool.storage import projections
from fieldtool.storage.queries import chains, entries, named_blobs, projects, proofs
from fieldtool.web.desk.blueprint import desk, services
from fieldtool.web.desk.laptops import laptops
from fieldtool.web.desk.visits import Answer, Visit, permitted
from fieldtool.web.parts import filters
from fieldtool.web.parts.languages import ngettext


@dataclass(frozen=True)
class LineShown:
    """One of the lines that a copied laptop wrote.

    Attributes:
        entries: how many stand on this line alone.
        said: the beginning of its last entry's id.
        written: when that was written, as the laptop's clock said.
    """

    entries: int
    count: int
    said: str
    written: datetime | None


@dataclass(frozen=True)
class PhotosHere:
    """Photos and recordings that the entries of a laptop name, and how many the hub lacks."""

    named: int
    missing: int


@desk.get("/laptops/<laptop>")
@permitted("person.read")
def laptop(visit: Visit, laptop: str) -> Answer:
    """Show one laptop."""
    found = laptops.known(visit, laptop)
    log = workspace_log(found.id)
    return render_template(
        "desk/laptop.html",
        laptop=found,
        photos=_photos(visit, log),
        above=_above(visit, log),
        lines=_lines(visit, log) if found.chain.is_forked else [],
        aside=[
            (entry[:8], kind, _reference(reason))
            for one, entry, kind, reason in projects.put_aside(visit.session, visit.project)
            if one == log
        ],
    )


@desk.post("/laptops/retry")
@permitted("entry.retry", writes=True)
def retry_put_aside(visit: Visit) -> Answer:
    """Read again what was put aside."""
    done, left = projections.retry(visit.session, visit.project)
    visit.audit("entry:retry", visit.project, read=str(done), left=str(left))
    sentence = ngettext("%(n)s entry could be read now.", "%(n)s entries could be read now.", done)
    flash(sentence % {"n": filters.number(done)}, "good" if done else "info")
    return redirect(url_for("desk.overview"), 303)


def _photos(visit: Visit, log: str) -> PhotosHere:
    named = named_blobs.named(visit.session, visit.project, log)
    missing = sum(not services().blobs.has(one.name) for one in named)
    return PhotosHere(len(named), missing)


def _above(visit: Visit, log: str) -> tuple[int, int] | None:
    """Return how many entries the hub above has proven, and of how many; at a relay alone."""
    if services().rounds is None:
        return None
    here = entries.size(visit.session, visit.project, log)
    return here - proofs.waiting(visit.session, visit.project, log), here


def _lines(visit: Visit, log: str) -> list[LineShown]:
    return [
        LineShown(line.entries, line.count, line.end[:8], visit.moment(line.wall))
        for line in chains.lines(visit.session, visit.project, log)
    ]


def _reference(reason: str) -> str:
    """Return the number of the problem to say aloud; faults of other kinds have only a name."""
    return CATALOGUE[reason].reference if reason in CATALOGUE else reason
