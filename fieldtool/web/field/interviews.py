"""The list of finalised interviews: which are here alone, which are proven at the hub."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from flask import render_template

from fieldtool.collect import work
from fieldtool.web.field import places
from fieldtool.web.field.blueprint import blueprint, workspace
from fieldtool.web.field.contact import moment
from fieldtool.web.field.finalising import NAMES
from fieldtool.web.parts.languages import gettext as _

if TYPE_CHECKING:
    from fieldtool.collect.work import Finished


@dataclass(frozen=True)
class FinishedShown:
    """One line of the list."""

    id: str
    number: str
    place: str
    result: str
    finished: datetime
    proven: datetime | None
    is_decided: bool


@blueprint.get("/interviews")
def interviews() -> str:
    """List everything that was finalised in this workspace, the latest first."""
    seen = work.overview(workspace())
    return render_template(
        "field/interviews.html",
        finished=[shown(one) for one in seen.finished],
        waiting=len(seen.to_send),
        proven=len(seen.proven),
    )


def shown(one: Finished) -> FinishedShown:
    """Return what a list shows of a finalised interview."""
    ws, interview = workspace(), one.interview
    result = NAMES.get(interview.result)
    return FinishedShown(
        id=interview.id,
        number=interview.number,
        place=places.name(ws, interview.site),
        result=_(result) if result else interview.result,
        finished=datetime.fromisoformat(interview.finished),
        proven=moment(ws, one.proven_at) if one.proven_at is not None else None,
        is_decided=one.is_decided,
    )
