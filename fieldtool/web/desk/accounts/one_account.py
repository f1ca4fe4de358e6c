"""One account, for administrators: what it may do, closing it, giving it a new beginning."""

from __future__ import annotations

from dataclasses import replace

from flask import flash, redirect, render_template, url_for

from fieldtool.i18n.locales import LOCALES
from fieldtool.problems import Code, Problem
from fieldtool.security.accounts import (
    Role,
    invite_again,
    is_last_administrator,
    login_of,
    without_second_factor,
)
from fieldtool.storage.queries import accounts, sign_ins
from fieldtool.storage.queries.accounts import Account
from fieldtool.web.desk.accounts.accounts import Filled, areas_offered, invitation, read_form
from fieldtool.web.desk.blueprint import desk
from fieldtool.web.desk.registers import choosing_places
from fieldtool.web.desk.visits import Answer, Visit, permitted
from fieldtool.web.parts.errors import said
from fieldtool.web.parts.languages import gettext as _


@desk.get("/accounts/<login>")
@permitted("account.change")
def one_account(visit: Visit, login: str) -> Answer:
    """Show an account and what can be changed of it."""
    account = _known(visit, login)
    filled = Filled(account.login, account.name, account.role, account.language, account.areas)
    return _page(visit, account, filled)


@desk.post("/accounts/<login>")
@permitted("account.change", writes=True)
def change_account(visit: Visit, login: str) -> Answer:
    """Change name, role, areas or language of an account."""
    account = _known(visit, login)
    filled = read_form(visit)
    if choosing_places.is_searching():
        return _page(visit, account, replace(filled, errors={}))
    if not filled.errors and filled.role != Role.ADMINISTRATOR:
        filled.errors.update(_last(visit, account))
    if filled.errors:
        return _page(visit, account, filled), 422
    changed = replace(
        account,
        name=filled.name,
        role=filled.role,
        language=filled.language,
        areas=filled.areas,
    )
    accounts.put(visit.session, visit.project, changed)
    visit.audit("account:change", account.login, role=filled.role)
    flash(_("The account was changed."), "good")
    return _back(account)


@desk.post("/accounts/<login>/close")
@permitted("account.change", writes=True)
def close_account(visit: Visit, login: str) -> Answer:
    """Close an account and end its sessions; what it did stays in the audit."""
    account = _known(visit, login)
    wrong = _last(visit, account)
    if wrong:
        raise Problem(Code.LAST_ADMINISTRATOR, {"login": account.login})
    closed = replace(account, closed_at=visit.now, invited="", invited_until=0)
    accounts.put(visit.session, visit.project, closed)
    sign_ins.end_all(visit.session, visit.project, account.login)
    visit.audit("account:close", account.login)
    flash(_("%(login)s cannot sign in any more.") % {"login": account.login}, "good")
    return _back(account)


@desk.post("/accounts/<login>/reopen")
@permitted("account.change", writes=True)
def reopen_account(visit: Visit, login: str) -> Answer:
    """Open a closed account again, with another invitation."""
    account = _known(visit, login)
    again = replace(without_second_factor(account), closed_at=None)
    waiting, code = invite_again(visit.session, visit.project, again, visit.now)
    visit.audit("account:reopen", account.login)
    return invitation(visit, waiting, code)


@desk.post("/accounts/<login>/invite")
@permitted("account.change", writes=True)
def invite_account(visit: Visit, login: str) -> Answer:
    """Take the password of an account away and invite its person to choose another."""
    account = _known(visit, login)
    if _last(visit, account):
        raise Problem(Code.LAST_ADMINISTRATOR, {"login": account.login})
    waiting, code = invite_again(visit.session, visit.project, account, visit.now)
    sign_ins.end_all(visit.session, visit.project, account.login)
    visit.audit("account:invite", account.login)
    return invitation(visit, waiting, code)


@desk.post("/accounts/<login>/second-factor")
@permitted("account.change", writes=True)
def forget_second_factor(visit: Visit, login: str) -> Answer:
    """Take the second factor away from who lost the telephone and the spare codes."""
    account = without_second_factor(_known(visit, login))
    accounts.put(visit.session, visit.project, account)
    sign_ins.end_all(visit.session, visit.project, account.login)
    visit.audit("account:second-factor-off", account.login)
    flash(_("The second factor of %(login)s was taken away.") % {"login": account.login}, "warn")
    return _back(account)


@desk.post("/accounts/<login>/sign-out")
@permitted("account.change", writes=True)
def sign_account_out(visit: Visit, login: str) -> Answer:
    """End all sessions of an account."""
    account = _known(visit, login)
    sign_ins.end_all(visit.session, visit.project, account.login)
    visit.audit("account:sign-out", account.login)
    flash(_("Signed out there."), "good")
    return _back(account)


def _known(visit: Visit, login: str) -> Account:
    found = accounts.get(visit.session, visit.project, login_of(login)[:64])
    if found is None:
        raise Problem(Code.ACCOUNT_UNKNOWN, {"login": login[:32]})
    return found


def _last(visit: Visit, account: Account) -> dict[str, str]:
    everybody = accounts.all_of(visit.session, visit.project)
    if not is_last_administrator(everybody, account):
        return {}
    return {"role": said(Problem(Code.LAST_ADMINISTRATOR, {"login": account.login}))[0]}


def _back(account: Account) -> Answer:
    return redirect(url_for("desk.one_account", login=account.login), 303)


def _page(visit: Visit, account: Account, filled: Filled) -> str:
    return render_template(
        "desk/account_one.html",
        account=account,
        filled=filled,
        locales=LOCALES,
        offered=areas_offered(visit, filled.areas),
        sessions=sign_ins.all_of(visit.session, visit.project, account.login),
        invited=bool(account.invited and account.invited_until > visit.now),
    )
