"""Accounts of the hub, for administrators: who may sign in, opening one."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import flash, redirect, render_template, request, url_for

from fieldtool.i18n.letters import for_storage
from fieldtool.i18n.locales import LOCALES, find
from fieldtool.problems import Code, Problem
from fieldtool.security.accounts import NewAccount, Role, login_of, open_account
from fieldtool.storage import accounts
from fieldtool.web.desk.blueprint import desk
from fieldtool.web.desk.visits import Answer, Visit, permitted
from fieldtool.web.parts.errors import said
from fieldtool.web.parts.languages import gettext as _

_LONGEST_NAME = 100
_FIELD_OF = {
    Code.LOGIN_NOT_VALID: "login",
    Code.LOGIN_TAKEN: "login",
    Code.PASSPHRASE_SHORT: "password",
    Code.PASSWORD_WEAK: "password",
}


@dataclass(frozen=True)
class Filled:
    """What was typed into the form, and what is wrong with it by field."""

    login: str = ""
    name: str = field(default="", repr=False)
    role: str = Role.COORDINATOR.value
    language: str = ""
    errors: dict[str, str] = field(default_factory=dict)


@desk.get("/accounts")
@permitted("account.read")
def all_accounts(visit: Visit) -> Answer:
    """Show who may sign in."""
    return render_template(
        "desk/accounts.html", accounts=accounts.all_of(visit.session, visit.project)
    )


@desk.get("/accounts/new")
@permitted("account.open")
def new_account(visit: Visit) -> Answer:
    """Ask for a new account."""
    return _form(Filled(language=visit.account.language))


@desk.post("/accounts/new")
@permitted("account.open", writes=True)
def add_account(visit: Visit) -> Answer:
    """Open an account."""
    filled = _filled()
    if not filled.errors:
        _open(visit, filled)
    if filled.errors:
        return _form(filled), 422
    visit.audit("account:open", filled.login, role=filled.role)
    flash(_("%(login)s can sign in now.") % {"login": filled.login}, "good")
    return redirect(url_for("desk.all_accounts"), 303)


def _open(visit: Visit, filled: Filled) -> None:
    password = request.form.get("password", "")
    wanted = NewAccount(filled.login, filled.name, Role(filled.role), filled.language, password)
    try:
        open_account(visit.session, visit.project, wanted)
    except Problem as problem:
        if problem.code not in _FIELD_OF:
            raise
        filled.errors[_FIELD_OF[problem.code]] = said(problem)[0]


def _filled() -> Filled:
    given = request.form
    language = find(given.get("language", ""))
    name = for_storage(given.get("name", "").strip()[:_LONGEST_NAME], given.get("language", ""))
    filled = Filled(
        login=login_of(given.get("login", "")),
        name=name,
        role=given.get("role", ""),
        language=language.code if language else "",
    )
    if not filled.name:
        filled.errors["name"] = _("Write the person's name.")
    if filled.role not in set(Role):
        filled.errors["role"] = _("Choose one of the two.")
    if not filled.language:
        filled.errors["language"] = _("Choose the language the person works in.")
    return filled


def _form(filled: Filled) -> str:
    return render_template("desk/account_new.html", filled=filled, locales=LOCALES)
