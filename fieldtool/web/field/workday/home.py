"""The start page: what to do next, what is open, what waits, what is proven at the hub."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from flask import g, render_template

from fieldtool.collect import facts, work
from fieldtool.i18n import dates
from fieldtool.problems import Problem
from fieldtool.web.field.blueprint import blueprint, clock, workspace
from fieldtool.web.field.contact import returning
from fieldtool.web.field.contact.contact import last_contact, moment
from fieldtool.web.field.filling import places
from fieldtool.web.field.workday import assigned, passing_on

if TYPE_CHECKING:
    from fieldtool.collect.work import Overview
    from fieldtool.storage.queries.drafts import Draft
    from fieldtool.web.field.workday.assigned import TaskShown


@dataclass(frozen=True)
class DraftShown:
    """One line of the list of drafts.

    Attributes:
        days: how many days ago it was begun; the day it was begun on is 0.
        asked: how many questions it had when a page of it was last shown, `answered` of them.
    """

    id: str
    number: str
    form: str
    place: str
    days: int
    changed: datetime
    reason: str
    is_returned: bool
    asked: int
    answered: int
    meeting: str


@blueprint.get("/")
def home() -> str:
    """Show the day's work."""
    ws = workspace()
    seen, returned, tasks = work.overview(ws), returning.waiting(), assigned.today()
    due = next((task for task in tasks if task.is_due), None)
    day = clock().now().moment.date()
    return render_template(
        "field/home.html",
        project_title=project_title(),
        day=day,
        weekday=dates.weekday(day, g.locale.code),
        next="returned" if returned else _next(seen, due, has_forms=bool(facts.forms(ws))),
        returned=returned,
        offers=passing_on.offers(),
        passed=passing_on.passed(),
        due=due,
        tasks=tasks,
        is_new=not (seen.drafts or seen.finished or seen.deleted),
        drafts=[shown(draft) for draft in seen.drafts],
        deleted=[shown(draft) for draft in seen.deleted],
        waiting=len(seen.to_send),
        proven=len(seen.proven),
        last_contact=last_contact(ws),
    )


def shown(draft: Draft) -> DraftShown:
    """Return what a list shows of *draft*."""
    ws = workspace()
    form = facts.form_version(ws, draft.form_hash)
    begun = datetime.fromisoformat(draft.started).date()
    return DraftShown(
        id=draft.id,
        number=draft.number,
        form=places.in_readers_language(form.title, form.form_id) if form else "",
        place=places.name(ws, draft.site),
        days=max(0, (clock().now().moment.date() - begun).days),
        changed=moment(ws, draft.changed_at),
        reason=draft.reason,
        is_returned=bool(draft.parents),
        asked=draft.asked,
        answered=draft.answered,
        meeting=draft.meeting,
    )


def project_title() -> str:
    """Return the project's title in the reader's language."""
    membership = workspace().membership
    try:
        titles = facts.project(workspace()).title
    except Problem:
        # Nothing was fetched yet; enrolment told one title.
        return membership.title
    return places.in_readers_language(titles, membership.title)


def _next(seen: Overview, due: TaskShown | None, *, has_forms: bool) -> str:
    if not has_forms:
        return "fetch"
    if seen.drafts:
        return "continue"
    if due is not None:
        return "assigned"
    return "send" if seen.to_send else "start"
