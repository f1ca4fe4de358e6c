"""Signing in to one's work on this laptop, and locking it."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from flask import flash, g, redirect, render_template, request, session, url_for

from fieldtool import diagnostics
from fieldtool.collect.sitting import Sittings
from fieldtool.problems import Problem
from fieldtool.security import backups
from fieldtool.security import workspace as workspaces
from fieldtool.web.field import mailbox
from fieldtool.web.field.blueprint import (
    SESSION_KEY,
    blueprint,
    clock,
    now,
    open_to_all,
    open_when_revoked,
    services,
    workspace,
)
from fieldtool.web.parts.errors import said
from fieldtool.web.parts.languages import gettext as _
from fieldtool.web.parts.languages import inside

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from fieldtool.security.workspace import Workspace


@blueprint.get("/sign-in")
@open_to_all
def sign_in() -> str | Response:
    """Ask whose work it is and for the passphrase."""
    if not workspaces.listing(services().config.folder):
        return redirect(url_for("field.enroll"))
    return _page()


@blueprint.post("/sign-in")
@open_to_all
def open_work() -> tuple[str, int] | Response:
    """Unlock the work, or say why not."""
    chosen = request.form.get("who", "")
    try:
        opened = workspaces.unlock(
            services().config.folder, chosen, request.form.get("passphrase", ""), now()
        )
    except Problem as problem:
        diagnostics.event("workspace:refused", reason=problem.code.reference)
        return _page(chosen, problem), 422
    begin(opened)
    return redirect(inside(request.form.get("next", "")), 303)


@blueprint.post("/lock")
@open_when_revoked
def lock() -> Response:
    """Close the work of this session."""
    only_here = _leave()
    services().work.lock(session.get(SESSION_KEY, ""))
    session.clear()
    flash(_("Your work is locked. Everything that was saved is safe."), "good")
    if only_here:
        flash(_("Some of it is on this laptop alone. Before you go, send it or carry it."), "warn")
    return redirect(url_for("field.sign_in"), 303)


def begin(opened: Workspace) -> None:
    """Start a fresh session for *opened*: nothing of an earlier person's session stays."""
    services().work.lock(session.get(SESSION_KEY, ""))
    session.clear()
    session[SESSION_KEY] = secrets.token_urlsafe(24)
    work = Sittings(opened, services().forms, clock(opened))
    services().work.keep(session[SESSION_KEY], work)
    diagnostics.event("workspace:opened", workspace=opened.id)
    # Another window may have the same work open: then that one is used, and this one closed.
    g.sittings = kept = services().work.find(session[SESSION_KEY])
    if kept is not None:
        mailbox.settle(kept.workspace)
        _back_up(kept.workspace)


def _back_up(ws: Workspace) -> None:
    """Make the backup of the day; where it cannot be made, work goes on."""
    try:
        backups.daily(ws, now(), services().config.second_place)
    except Problem as problem:
        diagnostics.event("backup:failed", reason=problem.code.reference)
        flash(_("Today's backup could not be made. Your work is saved; free some room."), "warn")


def _leave() -> bool:
    """Let the outbox hold all that nobody proved; return whether there is such work."""
    if g.sittings is None:
        return False
    ws = workspace()
    mailbox.settle(ws)
    return mailbox.waits(ws)


def _page(chosen: str = "", problem: Problem | None = None) -> str:
    people = workspaces.listing(services().config.folder)
    return render_template(
        "field/sign_in.html",
        people=people,
        chosen=chosen or people[0][0],
        error=said(problem) if problem else None,
        next=inside(request.values.get("next", "")),
        parcels=mailbox.mail().waiting(),
    )
