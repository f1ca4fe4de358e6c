"""Signing in to one's work on this laptop, and locking it."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from flask import flash, g, redirect, render_template, request, session, url_for

from fieldtool import diagnostics
from fieldtool.collect.sitting import Sittings
from fieldtool.problems import Code, Problem
from fieldtool.security import backups, duress
from fieldtool.security import workspace as workspaces
from fieldtool.web.field.blueprint import (
    SESSION_KEY,
    blueprint,
    clock,
    now,
    open_to_all,
    services,
    workspace,
)
from fieldtool.web.field.contact import mailbox
from fieldtool.web.parts.errors import said
from fieldtool.web.parts.languages import gettext as _
from fieldtool.web.parts.languages import inside

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from fieldtool.security.workspace import Workspace

# Whose work was open last in this session.
WHO = "who"


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
        opened = _opened(chosen)
    except Problem as problem:
        diagnostics.event("workspace:refused", reason=problem.code.reference)
        return _page(chosen, problem), 422
    # The page of somebody else's interview would only say that there is none.
    is_hers = session.get(WHO, opened.id) == opened.id
    begin(opened)
    return redirect(inside(request.form.get("next", "")) if is_hers else url_for("field.home"), 303)


def _opened(chosen: str) -> Workspace:
    """Return the work that the passphrase opens, or empty work where it is the one that erases."""
    passphrase = request.form.get("passphrase", "")
    try:
        return workspaces.unlock(services().config.folder, chosen, passphrase, now())
    except Problem as problem:
        if problem.code is not Code.PASSPHRASE_WRONG:
            raise
        empty = duress.give_way(mailbox.place(), chosen, passphrase, services().work.shut)
        if empty is None:
            raise
        return empty


@blueprint.post("/lock")
@open_to_all
def lock() -> Response:
    """Close the work of this session; who opens it again comes back to the same page."""
    only_here = _leave()
    let_go()
    flash(_("Your work is locked. Everything that was saved is safe."), "good")
    if only_here:
        flash(_("Some of it is on this laptop alone. Before you go, send it or carry it."), "warn")
    return redirect(url_for("field.sign_in", next=inside(request.form.get("next", ""))), 303)


def let_go() -> None:
    """Let go of the work of this session; whose it was stays known."""
    who = session.get(WHO)
    services().work.lock(session.get(SESSION_KEY, ""))
    g.sittings = None
    session.clear()
    if who:
        session[WHO] = who


def begin(opened: Workspace) -> None:
    """Start a fresh session for *opened*: nothing of an earlier person's session stays."""
    services().work.lock(session.get(SESSION_KEY, ""))
    session.clear()
    session[SESSION_KEY], session[WHO] = secrets.token_urlsafe(24), opened.id
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
    try:
        return mailbox.waits(ws)
    except Problem:
        # A file that cannot be read is no reason to leave the work open.
        return False


def _last(people: tuple[tuple[str, str], ...]) -> str:
    """Return whose work was open last in this session, else the first."""
    last = session.get(WHO, "")
    return last if last in dict(people) else people[0][0]


def _page(chosen: str = "", problem: Problem | None = None) -> str:
    people = workspaces.listing(services().config.folder)
    return render_template(
        "field/sign_in.html",
        people=people,
        chosen=chosen or _last(people),
        error=said(problem) if problem else None,
        next=inside(request.values.get("next", "")),
        parcels=mailbox.mail().waiting(),
    )
