"""Sending to the hub: what goes and how big, and afterwards what is proven there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from fieldtool import diagnostics
from fieldtool.collect import work
from fieldtool.problems import Code, Problem
from fieldtool.security import escrow
from fieldtool.storage import cursors, entries
from fieldtool.sync.carrying import Carried, carry
from fieldtool.sync.node import SyncResult, sync
from fieldtool.sync.photos import photos
from fieldtool.web.field import interviews, mailbox
from fieldtool.web.field.blueprint import blueprint, clock, services, workspace
from fieldtool.web.field.contact import last_contact
from fieldtool.web.parts import filters
from fieldtool.web.parts.errors import said
from fieldtool.web.parts.languages import gettext as _
from fieldtool.web.parts.languages import ngettext

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from fieldtool.security.workspace import Workspace


# Photos go for so long with one press; then the page says how far they are, and goes on.
_SECONDS = 10.0
# After a broken link the page tries again by itself, without anybody who has to watch it.
_AT_ONCE, _LATER = 500, 15_000
_BROKEN = frozenset({Code.HUB_SLOW, Code.HUB_UNREACHABLE})


@blueprint.get("/send")
def send() -> str:
    """Show what would be sent, and whether sending photos goes on."""
    return _page(goes_on=_AT_ONCE if request.args.get("go") == "on" else None)


@blueprint.post("/send")
def send_now() -> tuple[str, int] | Response:
    """Send, and take what the hub has for this laptop."""
    ws = workspace()
    before = len(work.overview(ws).proven)
    try:
        escrow.hand_over(ws, clock())
        with services().hub_client(ws.membership.hub_url) as client:
            result = sync(ws, client, clock())
            carried = carry(ws, client, clock(), _SECONDS)
    except Problem as problem:
        diagnostics.event("sync:failed", reason=problem.code.reference)
        return _page(problem), problem.status
    diagnostics.event("sync:done", sent=result.sent, received=result.received)
    for sentence in _told(len(work.overview(ws).proven) - before, result, carried):
        flash(sentence, "good")
    mailbox.settle(ws)
    if carried.damaged:
        flash(_damaged(carried.damaged), "bad")
    if carried.problem is not None:
        is_link = carried.problem.code in _BROKEN and photos(ws).waiting
        return _page(carried.problem, _LATER if is_link else None), carried.problem.status
    has_moved = carried.up + carried.down > 0
    goes_on = "on" if has_moved and not carried.is_done else None
    return redirect(url_for("field.send", go=goes_on), 303)


def _damaged(count: int) -> str:
    sentence = ngettext(
        "%(n)s photo, recording or file is damaged on the disk and was passed over. "
        "Tell your coordinator.",
        "%(n)s photos, recordings or files are damaged on the disk and were passed over. "
        "Tell your coordinator.",
        count,
    )
    return sentence % {"n": filters.number(count)}


def _told(newly_proven: int, result: SyncResult, carried: Carried) -> list[str]:
    told = mailbox.news(newly_proven, received=result.received > 0)
    waiting = photos(workspace()).waiting
    if carried.up and not waiting:
        told.append(_("All photos and recordings are at the hub."))
    if told or carried.up or carried.down or waiting:
        return told
    return [_("Nothing was waiting on either side. Laptop and hub hold the same.")]


def _page(problem: Problem | None = None, goes_on: int | None = None) -> str:
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
        photos=photos(ws),
        goes_on=goes_on,
    )


def _size(ws: Workspace) -> int:
    """Return the bytes that wait, before they are packed smaller."""
    with ws.database.read() as session:
        receipt = cursors.newest_receipt(session, ws.project_id, ws.log)
        run = entries.run(session, ws.project_id, ws.log, receipt.tip if receipt else "")
    if run is None:
        return 0
    return sum(len(one.header.raw) + len(one.payload or b"") for one in run.entries)
