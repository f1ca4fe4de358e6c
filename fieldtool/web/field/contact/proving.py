"""The proof of what is at the hub: a list to look at, to print and to take along."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Response, render_template

from fieldtool.sync.laptop.proof import Line, proof, spoken
from fieldtool.web.field.blueprint import blueprint, clock, open_when_revoked, workspace
from fieldtool.web.field.contact.contact import moment
from fieldtool.web.field.filling import places
from fieldtool.web.field.workday.home import project_title
from fieldtool.web.parts.languages import gettext as _

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True)
class LineShown:
    """One line of the list."""

    number: str
    place: str
    finished: str
    proven: datetime | None
    count: int
    said: str
    photos: int
    photos_there: int
    is_above: bool


@blueprint.get("/proof")
@open_when_revoked
def show_proof() -> str:
    """Show interview by interview what the hub has signed for."""
    ws = workspace()
    found = proof(ws)
    receipt = found.receipt
    return render_template(
        "field/proof.html",
        proof=found,
        lines=[_shown(line) for line in found.lines],
        hub=ws.membership.hub_url,
        project_title=project_title(),
        received=moment(ws, receipt.hub_time) if receipt else None,
        tip=spoken(receipt.tip) if receipt else "",
        printed=moment(ws, clock().now().wall),
    )


@blueprint.get("/proof.csv")
@open_when_revoked
def download_proof() -> Response:
    """Give the same list as a file for spreadsheets."""
    found = proof(workspace())
    headings = [
        _("Number"),
        _("Place"),
        _("Finished"),
        _("At the hub since"),
        _("Entries proven"),
        _("Check sign"),
        _("Photos"),
        _("Photos at the hub"),
        *([_("At the hub above")] if found.has_above else []),
    ]
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows(_row(_shown(line), has_above=found.has_above) for line in found.lines)
    # Spreadsheets take a file without this mark for one in an old code of letters.
    content = ("\ufeff" + text.getvalue()).encode("utf-8")
    response = Response(content, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="proof.csv"'
    return response


def _shown(line: Line) -> LineShown:
    ws, one = workspace(), line.interview
    return LineShown(
        number=one.number,
        place=places.name(ws, one.site),
        finished=one.finished,
        proven=moment(ws, line.proven_at) if line.proven_at is not None else None,
        count=line.place,
        said=spoken(line.entry),
        photos=line.photos,
        photos_there=line.photos_there,
        is_above=line.is_above,
    )


def _row(line: LineShown, *, has_above: bool) -> tuple[object, ...]:
    proven = line.proven.isoformat() if line.proven else ""
    place = f"'{line.place}" if line.place[:1] in "=+-@\t\r" else line.place
    return (
        line.number,
        place,
        line.finished,
        proven,
        line.count,
        line.said,
        line.photos,
        line.photos_there,
        *([_("Yes") if line.is_above else _("Not yet")] if has_above else []),
    )
