"""Reading a memory stick at the hub: what laptops sent is taken in, and each gets its answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from flask import render_template, request

from fieldtool.problems import Problem
from fieldtool.storage import drives
from fieldtool.storage import sticks as folders
from fieldtool.storage.queries import people
from fieldtool.sync.hub.hub_bundles import Reading, read_folder
from fieldtool.sync.relay.relay_bundles import FromAbove
from fieldtool.web.desk.blueprint import desk, services
from fieldtool.web.desk.visits import Answer, Visit, permitted
from fieldtool.web.parts import filters
from fieldtool.web.parts.errors import said


@dataclass(frozen=True)
class Laptop:
    """A laptop as the page shows it; `problem` says why its answer is not on the stick."""

    id: str
    person: str
    name: str = field(repr=False)
    interviews: int = 0
    problem: str = ""
    last_contact: datetime | None = None


@dataclass(frozen=True)
class Passed:
    """A relay as the page shows it; `problem` says why its answer is not on the stick."""

    name: str
    interviews: int
    problem: str


@dataclass(frozen=True)
class _Told:
    laptops: list[Laptop]
    relays: list[Passed]
    above: FromAbove
    refused: list[tuple[str, str, str]]
    missing: list[Laptop]
    photos: int
    media: str
    elsewhere: int
    others: int
    is_whole: bool


@desk.get("/stick")
@permitted("stick.read")
def stick(_visit: Visit) -> Answer:
    """Ask where the stick is."""
    return _page()


@desk.post("/stick")
@permitted("stick.read")
def read_stick(visit: Visit) -> Answer:
    """Take in all that is on the stick, and write the answers."""
    try:
        place = folders.folder(request.form.get("drive") or request.form.get("place", ""))
        # Each request is a unit of work of its own, as though its laptop had sent it.
        reading = read_folder(services().door, place)
    except Problem as problem:
        sentence, reference = said(problem)
        return _page(error=f"{sentence} ({filters.value(reference)})"), 422
    if (rounds := services().rounds) is not None:
        rounds.read(reading.above)
    visit.audit_reading(
        "stick:read",
        laptops=str(len(reading.read)),
        relays=str(len(reading.relays)),
        interviews=str(reading.interviews),
        refused=str(len(reading.refused)),
    )
    return _page(_told(visit, reading))


def _told(visit: Visit, reading: Reading) -> _Told:
    names = {one.code: one.name for one in people.all_of(visit.session, visit.project)}
    return _Told(
        [
            Laptop(
                one.workspace,
                one.person,
                names.get(one.person, ""),
                one.interviews,
                said(one.problem)[0] if one.problem else "",
            )
            for one in reading.read
            if visit.sees(one.person)
        ],
        [
            Passed(one.name, one.interviews, said(one.problem)[0] if one.problem else "")
            for one in reading.relays
        ],
        reading.above,
        [(name, *said(why)) for name, why in reading.refused],
        [
            Laptop(
                one.id,
                one.person,
                names.get(one.person, ""),
                last_contact=visit.moment(one.last_contact),
            )
            for one in reading.missing
            if visit.sees(one.person)
        ],
        reading.photos,
        said(reading.media)[0] if reading.media else "",
        reading.elsewhere,
        sum(1 for one in reading.read if not visit.sees(one.person)),
        reading.is_whole,
    )


def _page(told: _Told | None = None, error: str = "") -> str:
    return render_template(
        "desk/stick.html",
        told=told,
        error=error,
        drives=[str(place) for place in drives.removable()],
        chosen=request.form.get("drive", ""),
        place=request.form.get("place", ""),
    )
