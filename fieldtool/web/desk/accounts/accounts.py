"""Accounts of the hub, for administrators: who may sign in, inviting somebody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from flask import g, render_template, request, url_for

from fieldtool.i18n.letters import for_storage
from fieldtool.i18n.locales import LOCALES, find
from fieldtool.problems import Code, Problem
from fieldtool.security import accounts as security
from fieldtool.security.accounts import NewAccount, Role, login_of
from fieldtool.storage.queries import accounts, sites
from fieldtool.storage.queries.accounts import Account
from fieldtool.web.desk.blueprint import desk
from fieldtool.web.desk.registers import choosing_places
from fieldtool.web.desk.registers.choosing_places import Offered
from fieldtool.web.desk.registers.places import Places, places_of
from fieldtool.web.desk.visits import Answer, Visit, permitted
from fieldtool.web.parts.errors import said
from fieldtool.web.parts.languages import gettext as _

_LONGEST_NAME = 100
_AREAS = frozenset({"region", "province", "city", "municipality"})


@dataclass(frozen=True)
class Filled:
    """What was typed into the form, and what is wrong with it by field."""

    login: str = ""
    name: str = field(default="", repr=False)
    role: str = Role.COORDINATOR.value
    language: str = ""
    areas: tuple[str, ...] = ()
    errors: dict[str, str] = field(default_factory=dict)


@desk.get("/accounts")
@permitted("account.read")
def all_accounts(visit: Visit) -> Answer:
    """Show who may sign in."""
    return render_template(
        "desk/accounts.html",
        accounts=accounts.all_of(visit.session, visit.project),
        places=register(visit),
        now=visit.now,
    )


@desk.get("/accounts/new")
@permitted("account.open")
def new_account(visit: Visit) -> Answer:
    """Ask for a new account."""
    return _form(visit, Filled(language=visit.account.language))


@desk.post("/accounts/new")
@permitted("account.open", writes=True)
def add_account(visit: Visit) -> Answer:
    """Open an account, and show the invitation with which its person chooses a password."""
    filled = read_form(visit)
    if choosing_places.is_searching():
        return _form(visit, replace(filled, errors={}))
    made = None if filled.errors else _invited(visit, filled)
    if made is None:
        return _form(visit, filled), 422
    visit.audit("account:open", filled.login, role=filled.role)
    return invitation(visit, *made)


def _invited(visit: Visit, filled: Filled) -> tuple[Account, str] | None:
    """Invite who was typed; None, and the error beside its field, where that cannot be."""
    wanted = NewAccount(
        filled.login, filled.name, Role(filled.role), filled.language, "", filled.areas
    )
    try:
        return security.invite(visit.session, visit.project, wanted, visit.now)
    except Problem as problem:
        if problem.code not in (Code.LOGIN_NOT_VALID, Code.LOGIN_TAKEN):
            raise
        filled.errors["login"] = said(problem)[0]
        return None


def invitation(visit: Visit, account: Account, code: str) -> str:
    """Return the page that shows an invitation, this once."""
    return render_template(
        "desk/invitation.html",
        account=account,
        address=url_for("desk.join", _external=True),
        code=code,
        until=visit.moment(account.invited_until),
    )


def register(visit: Visit) -> Places:
    """Return the places of the project for the reader."""
    return places_of(sites.all_of(visit.session, visit.project), g.locale.code)


def read_form(visit: Visit) -> Filled:
    """Return what was typed about an account."""
    given = request.form
    language = find(given.get("language", ""))
    name = for_storage(given.get("name", "").strip()[:_LONGEST_NAME], given.get("language", ""))
    known = register(visit).sites
    filled = Filled(
        login=login_of(given.get("login", "")),
        name=name,
        role=given.get("role", ""),
        language=language.code if language else "",
        areas=tuple(one for one in given.getlist("area") if one in known),
    )
    if not filled.name:
        filled.errors["name"] = _("Write the person's name.")
    if filled.role not in set(Role):
        filled.errors["role"] = _("Choose one of them.")
    if not filled.language:
        filled.errors["language"] = _("Choose the language the person works in.")
    if filled.role == Role.ADMINISTRATOR and filled.areas:
        filled.errors["role"] = _(
            "An administrator sees all areas. Choose no area, or another role."
        )
    return filled


def areas_offered(visit: Visit, marked: Iterable[str]) -> Offered:
    """Return the places that can be somebody's area: what the register has above councils."""
    every = sites.all_of(visit.session, visit.project)
    return choosing_places.offer(visit, {one.id for one in every if one.level in _AREAS}, marked)


def _form(visit: Visit, filled: Filled) -> str:
    return render_template(
        "desk/account_new.html",
        filled=filled,
        locales=LOCALES,
        offered=areas_offered(visit, filled.areas),
    )
