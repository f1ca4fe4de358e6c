"""The start page: what to do next, what is open, what waits, what is proven at the hub."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from flask import render_template

from fieldtool.collect import facts, work
from fieldtool.problems import Problem
from fieldtool.web.field import assigned, places, returning
from fieldtool.web.field.blueprint import blueprint, workspace
from fieldtool.web.field.contact import last_contact, moment

if TYPE_CHECKING:
    from fieldtool.collect.work import Overview
    from fieldtool.storage.drafts import Draft


@dataclass(frozen=True)
class DraftShown:
    """One line of the list of drafts."""

    id: str
    number: str
    place: str
    changed: datetime
    reason: str = ""
    is_returned: bool = False


@blueprint.get("/")
def home() -> str:
    """Show the day's work."""
    ws = workspace()
    seen, returned = work.overview(ws), returning.waiting()
    forms = facts.forms(ws)
    return render_template(
        "field/home.html",
        project_title=project_title(),
        next="returned" if returned else _next(seen, has_forms=bool(forms)),
        returned=returned,
        tasks=assigned.today(),
        drafts=[shown(draft) for draft in seen.drafts],
        deleted=[shown(draft) for draft in seen.deleted],
        waiting=len(seen.to_send),
        proven=len(seen.proven),
        last_contact=last_contact(ws),
    )


def shown(draft: Draft) -> DraftShown:
    """Return what a list shows of *draft*."""
    ws = workspace()
    changed = moment(ws, draft.changed_at)
    place = places.name(ws, draft.site)
    return DraftShown(draft.id, draft.number, place, changed, draft.reason, bool(draft.parents))


def project_title() -> str:
    """Return the project's title in the reader's language."""
    membership = workspace().membership
    try:
        titles = facts.project(workspace()).title
    except Problem:
        # Nothing was fetched yet; enrolment told one title.
        return membership.title
    return places.in_readers_language(titles, membership.title)


def _next(seen: Overview, *, has_forms: bool) -> str:
    if not has_forms:
        return "fetch"
    if seen.drafts:
        return "continue"
    return "send" if seen.to_send else "start"
