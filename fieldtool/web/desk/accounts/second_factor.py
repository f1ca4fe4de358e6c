"""My second factor: setting it up with an app, spare codes, doing without it."""

from __future__ import annotations

import re

from flask import flash, redirect, render_template, request, url_for
from flask import session as cookie

from fieldtool.problems import Code, Problem
from fieldtool.security import second_factor
from fieldtool.security.accounts import (
    with_second_factor,
    with_spare_codes,
    without_second_factor,
)
from fieldtool.storage.queries import accounts, sign_ins
from fieldtool.storage.queries.accounts import Account
from fieldtool.web.desk.accounts import signing, sitting
from fieldtool.web.desk.blueprint import desk
from fieldtool.web.desk.labels import named
from fieldtool.web.desk.visits import Answer, Visit, permitted
from fieldtool.web.parts.errors import said
from fieldtool.web.parts.languages import gettext as _
from fieldtool.web.parts.qr import drawn

# Until it is confirmed, the secret lies in the signed cookie of the browser that shows it.
_PENDING = "second-factor"


@desk.get("/account/second-factor")
@permitted("account.own")
def ask_second_factor(visit: Visit) -> Answer:
    """Show a new secret for the app, and ask for the first code."""
    if visit.account.totp:
        return _present()
    cookie[_PENDING] = second_factor.new_secret()
    return _setting_up(visit, cookie[_PENDING])


@desk.post("/account/second-factor")
@permitted("account.own", writes=True)
def add_second_factor(visit: Visit) -> Answer:
    """Turn the second factor on with its first code; show the spare codes, this once."""
    secret = str(cookie.get(_PENDING) or "")
    if visit.account.totp or not secret:
        return redirect(url_for("desk.ask_second_factor"), 303)
    step = second_factor.step_of(secret, request.form.get("code", ""), visit.now, 0)
    if step is None:
        return _setting_up(visit, secret, said(Problem(Code.SECOND_FACTOR_WRONG))[0]), 422
    cookie.pop(_PENDING)
    account, codes = with_second_factor(visit.account, secret, step)
    accounts.put(visit.session, visit.project, account)
    # Whoever came in elsewhere with the password alone is out.
    sign_ins.end_all(visit.session, visit.project, account.login, sitting.here())
    visit.audit("account:second-factor", account.login)
    return _spare(codes)


@desk.post("/account/spare-codes")
@permitted("account.own", writes=True)
def make_spare_codes(visit: Visit) -> Answer:
    """Make new spare codes in place of the earlier ones, for who gives the second factor."""
    try:
        used = _proven(visit)
    except Problem as problem:
        return _present(said(problem)[0]), problem.status
    account, codes = with_spare_codes(used)
    accounts.put(visit.session, visit.project, account)
    visit.audit("account:spare-codes", account.login)
    return _spare(codes)


@desk.post("/account/second-factor/off")
@permitted("account.own", writes=True)
def drop_second_factor(visit: Visit) -> Answer:
    """Go back to the password alone, for who gives the second factor."""
    try:
        used = _proven(visit)
    except Problem as problem:
        return _present(said(problem)[0]), problem.status
    accounts.put(visit.session, visit.project, without_second_factor(used))
    visit.audit("account:second-factor-off", used.login)
    flash(_("You sign in with the password alone from now on."), "warn")
    return redirect(url_for("desk.own_account"), 303)


def _proven(visit: Visit) -> Account:
    if not visit.account.totp:
        raise Problem(Code.SECOND_FACTOR_WRONG)
    return signing.proven(visit, visit.account)


def _setting_up(visit: Visit, secret: str, error: str = "") -> str:
    title = named(visit.settings.title, "en", visit.project)
    drawing, size = drawn(second_factor.address(secret, visit.account.login, title))
    return render_template(
        "desk/second_factor_new.html",
        groups=re.findall(".{4}", secret.lower()),
        drawing=drawing,
        size=size,
        error=error,
    )


def _present(error: str = "") -> str:
    return render_template("desk/second_factor.html", error=error)


def _spare(codes: tuple[str, ...]) -> str:
    return render_template("desk/spare_codes.html", codes=codes)
