"""A meeting on the laptop: headcount and votes at one look, interviews beside each other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for

from fieldtool.collect import facts
from fieldtool.collect import meeting as meetings
from fieldtool.log import ids
from fieldtool.problems import Code, Problem
from fieldtool.storage.queries.drafts import FINALISED
from fieldtool.web.field.blueprint import blueprint, sittings, workspace
from fieldtool.web.field.filling import places

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from fieldtool.collect.meeting import Counted
    from fieldtool.collect.sitting import Sitting
    from fieldtool.storage.queries.drafts import Draft
    from fieldtool.web.field.filling.page import PageShown


@dataclass(frozen=True)
class BesideShown:
    """One interview of a meeting, the sheet among them, as a list or the bar of pages shows it."""

    id: str
    number: str
    form: str
    asked: int
    answered: int
    is_sheet: bool
    is_finished: bool
    is_here: bool


@blueprint.get("/meetings/<interview>")
def meeting(interview: str) -> str:
    """Show a meeting: who is here, what was voted, and how far each interview is."""
    found = meetings.find(workspace(), _id(interview))
    counted: Counted | None = None
    if found.sheet.state != FINALISED:
        with sittings().of(interview) as sitting:
            counted = meetings.counted(sitting.interview.answers())
    return render_template(
        "field/meeting.html",
        meeting=interview,
        place=places.name(workspace(), found.sheet.site),
        counted=counted,
        lines=[_shown(one, interview, "") for one in found.all],
    )


def bar(sitting: Sitting, page: PageShown) -> tuple[BesideShown, ...]:
    """Return what stands beside this page of an interview; nothing outside of meetings."""
    found = meetings.of(workspace(), sitting.draft)
    if found is None:
        return ()
    here = sitting.draft.id
    lines = (_shown(one, found.sheet.id, here) for one in found.all)
    return tuple(
        replace(one, asked=page.questions, answered=page.answered) if one.is_here else one
        for one in lines
        if not one.is_finished
    )


def switched(sitting: Sitting, wanted: str) -> Response | None:
    """Return the way to what a button of the bar names; None where it is none of this meeting."""
    found = meetings.of(workspace(), sitting.draft)
    if found is None:
        return None
    if wanted == "meeting":
        return redirect(url_for("field.meeting", interview=found.sheet.id), 303)
    is_open = wanted in {one.id for one in found.all if one.state != FINALISED}
    return redirect(url_for("field.resume", interview=wanted), 303) if is_open else None


def _id(interview: str) -> str:
    if not ids.is_id(interview, ids.INTERVIEW):
        raise Problem(Code.MEETING_UNKNOWN)
    return interview


def _shown(draft: Draft, sheet: str, here: str) -> BesideShown:
    form = facts.form_version(workspace(), draft.form_hash)
    return BesideShown(
        id=draft.id,
        number=draft.number,
        form=places.in_readers_language(form.title, form.form_id) if form else "",
        asked=draft.asked,
        answered=draft.answered,
        is_sheet=draft.id == sheet,
        is_finished=draft.state == FINALISED,
        is_here=draft.id == here,
    )
