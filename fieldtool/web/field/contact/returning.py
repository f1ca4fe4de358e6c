"""Interviews that a coordinator returned: opened again, with her comments beside the questions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import redirect, url_for

from fieldtool.collect import returning
from fieldtool.log import ids
from fieldtool.problems import Code, Problem
from fieldtool.web.field.blueprint import blueprint, clock, sittings, workspace
from fieldtool.web.field.contact.contact import moment
from fieldtool.web.field.filling import places
from fieldtool.web.field.filling.questions import Words
from fieldtool.web.parts.texts import marked

if TYPE_CHECKING:
    from datetime import datetime

    from werkzeug.wrappers import Response

    from fieldtool.collect.returning import Remarks, Returned
    from fieldtool.collect.sitting import Sitting


@dataclass(frozen=True)
class ReturnedShown:
    """One line of what waits to be gone through again; `remarks` are how many questions."""

    id: str
    number: str
    place: str
    at: datetime
    comment: str
    remarks: int
    by: str


@dataclass(frozen=True)
class CommentsShown:
    """What stands above the questions of an interview that is open again.

    Attributes:
        links: address and label of each question that something is said of.
    """

    interview: str
    remarks: Remarks
    links: tuple[tuple[str, Words], ...]


@blueprint.post("/interviews/<interview>/again")
def open_again(interview: str) -> Response:
    """Open a returned interview at the first question that something is said of."""
    if not ids.is_id(interview, ids.INTERVIEW):
        raise Problem(Code.DRAFT_UNKNOWN)
    returning.open_again(sittings(), interview, clock())
    with sittings().of(interview) as sitting:
        comments = shown(sitting)
    first = comments.links[0][0] if comments and comments.links else ""
    return redirect(first or url_for("field.resume", interview=interview), 303)


def waiting() -> list[ReturnedShown]:
    """Return what waits to be gone through again, the latest first."""
    return [_line(one) for one in returning.waiting(workspace())]


def shown(sitting: Sitting) -> CommentsShown | None:
    """Return what is said of an interview that is open again; None for a new one."""
    if not sitting.draft.parents:
        return None
    remarks = returning.remarks(workspace(), sitting.draft)
    return CommentsShown(sitting.draft.id, remarks, tuple(_links(sitting, remarks)))


def _links(sitting: Sitting, remarks: Remarks) -> list[tuple[str, Words]]:
    found: list[tuple[str, Words]] = []
    for number, page in enumerate(sitting.interview.pages(), start=1):
        for path in page.items if page.relevant else ():
            if path in remarks.by_path and sitting.interview.state(path).relevant:
                address = url_for(
                    "field.fill",
                    interview=sitting.draft.id,
                    number=number,
                    open=path if "[" in path else None,
                    _anchor=f"q-{path}",
                )
                label = marked(sitting.interview.state(path).label) or Words.escape(path)
                found.append((address, label))
    return found


def _line(one: Returned) -> ReturnedShown:
    ws = workspace()
    return ReturnedShown(
        id=one.interview,
        number=one.number,
        place=places.name(ws, one.site),
        at=moment(ws, one.at),
        comment=one.comment,
        remarks=len(one.comments),
        by="" if one.by == ws.person else one.by,
    )
