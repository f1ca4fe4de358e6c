"""My own account: the password, where I am signed in."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for

from fieldtool.problems import Code, Problem
from fieldtool.security.accounts import LEAST_PASSWORD, USUAL, with_password
from fieldtool.storage.queries import accounts, audit, sign_ins, sites
from fieldtool.web.desk.accounts import sitting
from fieldtool.web.desk.accounts.guessing import typed
from fieldtool.web.desk.accounts.passwords import differing, expect_present
from fieldtool.web.desk.blueprint import desk, services
from fieldtool.web.desk.registers.places import places_of
from fieldtool.web.desk.visits import Answer, Visit, permitted
from fieldtool.web.parts.errors import said
from fieldtool.web.parts.languages import gettext as _


@desk.get("/account")
@permitted("account.own")
def own_account(visit: Visit) -> Answer:
    """Show my account and where I am signed in."""
    return _page(visit, {})


@desk.post("/account/password")
@permitted("account.own")
def change_password(visit: Visit) -> Answer:
    """Take another password, and end the sessions of all other browsers."""
    errors = differing()
    if errors:
        return _page(visit, errors), 422
    try:
        expect_present(visit, typed("present"))
    except Problem as problem:
        return _page(visit, {"present": said(problem)[0]}), problem.status
    try:
        changed = with_password(visit.account, typed("password"), services().effort or USUAL)
    except Problem as problem:
        return _page(visit, {"password": said(problem)[0]}), problem.status
    # Only now does it write: a slow check of passwords must not keep laptops from syncing.
    with services().database.work() as session:
        if not accounts.change(session, visit.project, visit.account, changed):
            raise Problem(Code.SIGN_IN_FIRST)
        sign_ins.end_all(session, visit.project, changed.login, sitting.here())
        audit.write(session, visit.project, visit.line("account:password", changed.login, {}))
    flash(_("Your password was changed, and all other browsers were signed out."), "good")
    return redirect(url_for("desk.own_account"), 303)


@desk.post("/account/sessions")
@permitted("account.own", writes=True)
def end_sessions(visit: Visit) -> Answer:
    """Sign me out in another browser, or in all others."""
    wanted, login = request.form.get("id", ""), visit.account.login
    mine = {one.id for one in sign_ins.all_of(visit.session, visit.project, login)}
    if wanted in mine:
        sign_ins.end(visit.session, visit.project, wanted)
    else:
        sign_ins.end_all(visit.session, visit.project, login, sitting.here())
    visit.audit("account:sign-out", login)
    flash(_("Signed out there."), "good")
    return redirect(url_for("desk.own_account"), 303)


def _page(visit: Visit, errors: dict[str, str]) -> str:
    account = visit.account
    places = places_of(sites.all_of(visit.session, visit.project), g.locale.code)
    return render_template(
        "desk/account.html",
        account=account,
        areas=[places.name(one) for one in account.areas],
        sessions=sign_ins.all_of(visit.session, visit.project, account.login),
        here=sitting.here(),
        errors_found=errors,
        least=LEAST_PASSWORD,
    )
