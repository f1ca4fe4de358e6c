"""The project's recovery key: two people and a sheet hold it, and give lost codes back with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from flask import flash, redirect, render_template, request, url_for

from fieldtool.log.canonical import to_base64
from fieldtool.problems import Code, Problem
from fieldtool.security import escrow, held_keys, recovery
from fieldtool.security.held_keys import RECOVERY, HeldKey
from fieldtool.security.passphrase import LEAST_LENGTH
from fieldtool.storage import audit
from fieldtool.sync.publishing import publish_project
from fieldtool.web.desk import holding, laptops
from fieldtool.web.desk.blueprint import desk, services
from fieldtool.web.desk.holding import FIELDS, told
from fieldtool.web.desk.laptops import Laptop
from fieldtool.web.desk.visits import Answer, Visit, permitted
from fieldtool.web.parts.languages import gettext as _


@desk.get("/recovery-key")
@permitted("recovery.manage")
def recovery_key(visit: Visit) -> Answer:
    """Show who holds the key, and which laptops have a code here."""
    return _page(visit, {})


@desk.get("/recovery-key/new")
@permitted("recovery.manage")
def new_recovery_key(visit: Visit) -> Answer:
    """Ask two people for their names and passphrases."""
    return _new_page(visit, {})


@desk.post("/recovery-key/new")
@permitted("recovery.manage")
def make_recovery_key(visit: Visit) -> Answer:
    """Make the key, tell the laptops its public half, and show the sheet, this once."""
    wrong = holding.differing()
    if wrong:
        return _new_page(visit, wrong), 422
    try:
        made, code = holding.made(visit.now)
    except Problem as problem:
        return _new_page(visit, {"name1": told(problem)}), problem.status
    settings = replace(visit.settings, recovery_key=to_base64(made.public))
    line = visit.line("recovery:make", "", {"holders": str(len(made.holders))})
    with services().database.work() as session:
        held_keys.put(session, visit.project, RECOVERY, made)
        publish_project(session, services().identity, settings, services().clock.now())
        audit.write(session, visit.project, line)
    return render_template(
        "desk/recovery_sheet.html",
        letters=recovery.shown(code),
        digits=recovery.in_digits(code),
        made=visit.moment(made.made_at),
        holders=list(made.holders),
        again=bool(visit.settings.recovery_key),
    )


@desk.post("/recovery-key/prove")
@permitted("recovery.manage")
def prove_recovery_key(visit: Visit) -> Answer:
    """Let a holder, or whoever has the sheet, show that it opens the key."""
    held = _newest(visit)
    who = request.form.get("holder", "")
    try:
        holding.secret(held, who)
    except Problem as problem:
        return _page(visit, {FIELDS.get(problem.code, "holder"): told(problem)}), problem.status
    line = visit.line("recovery:prove", "", {})
    with services().database.work() as session:
        held_keys.put(session, visit.project, RECOVERY, held.proven_by(who, visit.now))
        audit.write(session, visit.project, line)
    flash(_("It opens the key. The day is noted."), "good")
    return redirect(url_for("desk.recovery_key"), 303)


@desk.get("/laptops/<laptop>/recovery-code")
@permitted("recovery.give")
def ask_recovery_code(visit: Visit, laptop: str) -> Answer:
    """Say what giving a code means, and ask a holder for the passphrase."""
    return _give_page(visit, laptops.known(visit, laptop), {})


@desk.post("/laptops/<laptop>/recovery-code")
@permitted("recovery.give")
def give_recovery_code(visit: Visit, laptop: str) -> Answer:
    """Open the key, show the person's recovery code, and write down who did so."""
    found = laptops.known(visit, laptop)
    sealed = escrow.at_hub(visit.session, visit.project, laptop)
    try:
        held = _holding(visit, sealed)
        secret = holding.secret(held, request.form.get("holder", ""))
        assert sealed is not None  # noqa: S101 - _holding raises for that
        code = escrow.opened(sealed, held_keys.unseal(secret, sealed.box))
    except Problem as problem:
        wrong = {FIELDS.get(problem.code, "holder"): told(problem)}
        return _give_page(visit, found, wrong), problem.status
    with services().database.work() as session:
        line = visit.line("recovery:give", laptop, {"person": found.person})
        audit.write(session, visit.project, line)
    return render_template(
        "desk/recovery_code.html",
        laptop=found,
        letters=recovery.shown(code),
        digits=recovery.in_digits(code),
    )


def _newest(visit: Visit) -> HeldKey:
    keys = held_keys.all_of(visit.session, visit.project, RECOVERY)
    if not keys:
        raise Problem(Code.RECOVERY_KEY_MISSING)
    return keys[0]


def _holding(visit: Visit, sealed: escrow.Escrow | None) -> HeldKey:
    for key in held_keys.all_of(visit.session, visit.project, RECOVERY):
        if sealed is not None and key.public == sealed.key:
            return key
    raise Problem(Code.ESCROW_NOT_HERE)


def _page(visit: Visit, wrong: dict[str, str]) -> str:
    keys = held_keys.all_of(visit.session, visit.project, RECOVERY)
    return render_template(
        "desk/recovery_key.html",
        held=keys[0] if keys else None,
        proven=holding.proven(visit, keys[0]) if keys else [],
        choices=holding.choices(keys[0]) if keys else [],
        chosen=request.form.get("holder", ""),
        laptops=[(one, _escrowed(visit, one.id)) for one in laptops.all_of(visit)],
        wrong=wrong,
    )


def _escrowed(visit: Visit, laptop: str) -> datetime | None:
    found = escrow.at_hub(visit.session, visit.project, laptop)
    return None if found is None else visit.moment(found.at)


def _new_page(visit: Visit, wrong: dict[str, str]) -> str:
    return render_template(
        "desk/recovery_key_new.html",
        wrong=wrong,
        names=(request.form.get("name1", visit.account.name), request.form.get("name2", "")),
        least=LEAST_LENGTH,
        again=bool(visit.settings.recovery_key),
    )


def _give_page(visit: Visit, laptop: Laptop, wrong: dict[str, str]) -> str:
    sealed = escrow.at_hub(visit.session, visit.project, laptop.id)
    try:
        choices = holding.choices(_holding(visit, sealed))
    except Problem as problem:
        choices, wrong = [], wrong or {"holder": told(problem)}
    return render_template(
        "desk/recovery_give.html",
        laptop=laptop,
        at=visit.moment(sealed.at) if sealed else None,
        choices=choices,
        chosen=request.form.get("holder", ""),
        wrong=wrong,
    )
