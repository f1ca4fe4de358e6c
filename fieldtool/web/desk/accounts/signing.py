"""Signing in and out at the desk."""

from __future__ import annotations

import threading

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from fieldtool import diagnostics
from fieldtool.i18n.locales import find
from fieldtool.problems import Code, Problem
from fieldtool.security.accounts import entitled, login_of
from fieldtool.security.accounts import second_step as second_step_of
from fieldtool.storage.queries import accounts, audit
from fieldtool.storage.queries.accounts import Account
from fieldtool.storage.queries.audit import AuditLine
from fieldtool.web.desk.accounts import half_signed, sitting
from fieldtool.web.desk.accounts.guessing import PASSWORD, SECOND, slowly, typed
from fieldtool.web.desk.blueprint import desk, services
from fieldtool.web.desk.permissions import ANYBODY
from fieldtool.web.desk.visits import Answer, Visit, permitted
from fieldtool.web.parts.errors import said
from fieldtool.web.parts.languages import COOKIE, YEAR, inside

# Each check takes 64 MiB; more at a time could exhaust the memory of a small hub.
_CHECKS = threading.Semaphore(2)
# So many wait or are checked: all others are sent away, or a flood would leave laptops no thread.
_PLACES = threading.Semaphore(4)


@desk.get("/sign-in")
@permitted(ANYBODY)
def sign_in(visit: Visit) -> Answer:
    """Ask who it is."""
    if visit.account.login:
        return redirect(url_for("desk.overview"), 303)
    return _page(visit)


@desk.post("/sign-in")
@permitted(ANYBODY)
def enter(visit: Visit) -> Answer:
    """Check name and password, and begin a new session."""
    login = login_of(typed("login"))[:64]
    try:
        account = _entitled(visit, login)
    except Problem as problem:
        diagnostics.event("sign-in:refused", code=problem.code.name)
        return _page(visit, login, problem), problem.status
    return ask_second(visit, account) if account.totp else let_in(visit, account, account)


@desk.get("/sign-in/code")
@permitted(ANYBODY)
def second_step(visit: Visit) -> Answer:
    """Ask for the second factor of whoever gave the right password."""
    if half_signed.find(visit) is None:
        return redirect(url_for("desk.sign_in"), 303)
    return _second_page()


@desk.post("/sign-in/code")
@permitted(ANYBODY)
def enter_second(visit: Visit) -> Answer:
    """Check the second factor, and begin a new session."""
    account = half_signed.find(visit)
    if account is None:
        return redirect(url_for("desk.sign_in"), 303)
    try:
        used = proven(visit, account)
    except Problem as problem:
        diagnostics.event("sign-in:refused", code=problem.code.name)
        _note_refused(visit, account, problem)
        return _second_page(problem), problem.status
    return let_in(visit, account, used)


def _note_refused(visit: Visit, account: Account, problem: Problem) -> None:
    """Let the audit say that somebody knows the password; it cannot be filled, as tries are few."""
    if problem.code is Code.SECOND_FACTOR_WRONG:
        with services().database.work() as session:
            line = AuditLine(visit.now, account.login, "sign-in:code-wrong", "", {})
            audit.write(session, visit.project, line)


def ask_second(visit: Visit, account: Account) -> Response:
    """Remember that *account* gave all but the second factor, and ask for that."""
    half_signed.begin(visit, account.login)
    return redirect(url_for("desk.second_step", next=request.form.get("next") or None), 303)


def proven(visit: Visit, account: Account) -> Account:
    """Return *account* after the second factor that a form says was used.

    Raises:
        Problem: SECOND_FACTOR_WRONG, or SIGN_IN_WAIT: whoever knows the password has no more
            tries than anybody else.
    """
    with slowly(SECOND, account.login):
        used = second_step_of(account, typed("code"), visit.now)
        if used is None:
            raise Problem(Code.SECOND_FACTOR_WRONG)
    return used


def let_in(visit: Visit, known: Account, account: Account) -> Response:
    """Begin a session for *account*, which *known* has become by signing in; welcome its person.

    Raises:
        Problem: SIGN_IN_WRONG where somebody else has changed the account since it was read.
    """
    # Only now does it write: a slow check of passwords must not keep laptops from syncing.
    with services().database.work() as session:
        if not accounts.change(session, visit.project, known, account):
            raise Problem(Code.SIGN_IN_WRONG)
        half_signed.end(session, visit)
        sitting.begin(session, visit.project, account.login, visit.now)
        line = AuditLine(visit.now, account.login, "sign-in:begin", "", {})
        audit.write(session, visit.project, line)
    return _welcome(account)


@desk.post("/sign-out")
@permitted(ANYBODY, writes=True)
def leave(visit: Visit) -> Answer:
    """End the session of this browser."""
    sitting.end(visit.session, visit.project)
    return redirect(url_for("desk.sign_in"), 303)


def _entitled(visit: Visit, login: str) -> Account:
    if not _PLACES.acquire(blocking=False):
        raise Problem(Code.SIGN_IN_BUSY)
    try:
        with slowly(PASSWORD, login), _CHECKS:
            account = entitled(accounts.get(visit.session, visit.project, login), typed("password"))
            if account is None:
                raise Problem(Code.SIGN_IN_WRONG)
    finally:
        _PLACES.release()
    return account


def _welcome(account: Account) -> Response:
    response = redirect(inside(request.form.get("next") or url_for("desk.overview")), 303)
    locale = find(account.language)
    if locale is not None and COOKIE not in request.cookies:
        response.set_cookie(COOKIE, locale.code, max_age=YEAR, httponly=True, samesite="Strict")
    return response


def _page(visit: Visit, login: str = "", problem: Problem | None = None) -> str:
    back = request.values.get("next", "")
    return render_template(
        "desk/sign_in.html",
        login=login,
        back=inside(back) if back else "",
        error=said(problem) if problem else None,
    )


def _second_page(problem: Problem | None = None) -> str:
    back = request.values.get("next", "")
    return render_template(
        "desk/sign_in_code.html",
        back=inside(back) if back else "",
        error=said(problem) if problem else None,
    )
