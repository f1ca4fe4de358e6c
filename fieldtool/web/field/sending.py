"""Sending to the hub: what goes and how big, and afterwards what is proven there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for

from fieldtool import diagnostics
from fieldtool.collect import work
from fieldtool.problems import Problem
from fieldtool.storage import cursors, entries
from fieldtool.sync.node import SyncResult, sync
from fieldtool.web.field import interviews
from fieldtool.web.field.blueprint import blueprint, clock, services, workspace
from fieldtool.web.field.contact import last_contact
from fieldtool.web.parts import filters
from fieldtool.web.parts.errors import said
from fieldtool.web.parts.languages import gettext as _
from fieldtool.web.parts.languages import ngettext

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from fieldtool.security.workspace import Workspace


@blueprint.get("/send")
def send() -> str:
    """Show what would be sent."""
    return _page()


@blueprint.post("/send")
def send_now() -> tuple[str, int] | Response:
    """Send, and take what the hub has for this laptop."""
    ws = workspace()
    before = len(work.overview(ws).proven)
    try:
        with services().hub_client(ws.membership.hub_url) as client:
            result = sync(ws, client, clock())
    except Problem as problem:
        diagnostics.event("sync:failed", reason=problem.code.reference)
        return _page(problem), problem.status
    diagnostics.event("sync:done", sent=result.sent, received=result.received)
    for sentence in _told(len(work.overview(ws).proven) - before, result):
        flash(sentence, "good")
    return redirect(url_for("field.send"), 303)


def _told(newly_proven: int, result: SyncResult) -> list[str]:
    told = []
    if newly_proven > 0:
        sentence = ngettext(
            "%(n)s interview is now proven at the hub.",
            "%(n)s interviews are now proven at the hub.",
            newly_proven,
        )
        told.append(sentence % {"n": filters.number(newly_proven)})
    if result.received:
        told.append(_("News from the hub has arrived: questionnaires, places or settings."))
    return told or [_("Nothing was waiting on either side. Laptop and hub hold the same.")]


def _page(problem: Problem | None = None) -> str:
    ws = workspace()
    seen = work.overview(ws)
    return render_template(
        "field/send.html",
        waiting=[interviews.shown(one) for one in seen.to_send],
        proven=len(seen.proven),
        size=_size(ws),
        hub=ws.membership.hub_url,
        last_contact=last_contact(ws),
        problem=said(problem) if problem else None,
    )


def _size(ws: Workspace) -> int:
    """Return the bytes that wait, before they are packed smaller."""
    with ws.database.read() as session:
        receipt = cursors.newest_receipt(session, ws.project_id, ws.log)
        run = entries.run(session, ws.project_id, ws.log, receipt.tip if receipt else "")
    if run is None:
        return 0
    return sum(len(one.header.raw) + len(one.payload or b"") for one in run.entries)
