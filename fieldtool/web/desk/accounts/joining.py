"""Who was invited chooses a password and signs in."""

from __future__ import annotations

from flask import render_template, request

from fieldtool.problems import Code, Problem
from fieldtool.security.accounts import LEAST_PASSWORD, USUAL, invited, with_password
from fieldtool.storage.queries import accounts, audit
from fieldtool.storage.queries.accounts import Account
from fieldtool.storage.queries.audit import AuditLine
from fieldtool.web.desk.accounts.guessing import typed
from fieldtool.web.desk.accounts.passwords import differing
from fieldtool.web.desk.accounts.signing import ask_second, let_in
from fieldtool.web.desk.blueprint import desk, services, state
from fieldtool.web.desk.permissions import ANYBODY
from fieldtool.web.desk.visits import Answer, Visit, permitted
from fieldtool.web.parts.errors import said

_FIELDS = {Code.INVITATION_WRONG: "code", Code.PASSWORD_WEAK: "password"}
_WHO = "invitation"


@desk.get("/join")
@permitted(ANYBODY)
def join(_visit: Visit) -> Answer:
    """Ask for the invitation's code and a password."""
    return _page({})


@desk.post("/join")
@permitted(ANYBODY)
def enter_invited(visit: Visit) -> Answer:
    """Give an invited account its password, once, and sign its person in."""
    errors = differing()
    if errors:
        return _page(errors), 422
    try:
        known = _invited(visit)
        account = with_password(known, typed("password"), services().effort or USUAL)
    except Problem as problem:
        if problem.code not in _FIELDS:
            raise
        return _page({_FIELDS[problem.code]: said(problem)[0]}), problem.status
    if account.totp:
        _keep(visit, known, account)
        return ask_second(visit, account)
    return let_in(visit, known, account)


def _keep(visit: Visit, known: Account, account: Account) -> None:
    """Keep the password; an invitation takes the place of that, and not of a second factor."""
    with services().database.work() as session:
        if not accounts.change(session, visit.project, known, account):
            raise Problem(Code.INVITATION_WRONG)
        line = AuditLine(visit.now, account.login, "account:password", account.login, {})
        audit.write(session, visit.project, line)


def _invited(visit: Visit) -> Account:
    """Return who was invited; codes cannot be guessed, and nobody may try many."""
    throttle, address = state().throttle, request.remote_addr or ""
    if throttle.wait(_WHO, address) > 0:
        raise Problem(Code.INVITATION_WRONG)
    try:
        return invited(visit.session, visit.project, typed("code"), visit.now)
    except Problem:
        throttle.failed("", address)
        raise


def _page(errors: dict[str, str]) -> str:
    return render_template(
        "desk/join.html",
        errors_found=errors,
        code=request.form.get("code", ""),
        least=LEAST_PASSWORD,
    )
