"""Keys that two people and a sheet hold: one flow for making, renewing and proving them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from fieldtool.log.canonical import to_base64
from fieldtool.problems import N_, Code, Problem
from fieldtool.security import held_keys, recovery
from fieldtool.security.held_keys import RECOVERY, HeldKey
from fieldtool.security.passphrase import LEAST_LENGTH
from fieldtool.security.sealing import SEAL
from fieldtool.storage.queries import audit
from fieldtool.sync.hub import sealing
from fieldtool.sync.hub.publishing import publish_project
from fieldtool.web.desk.blueprint import desk, services
from fieldtool.web.desk.people import recovery_codes
from fieldtool.web.desk.project import holding
from fieldtool.web.desk.project.holding import FIELDS, told
from fieldtool.web.desk.visits import Answer, Visit, permitted
from fieldtool.web.parts.languages import gettext as _

if TYPE_CHECKING:
    from fieldtool.storage.database import Session

_ADDRESS = '/<any("recovery-key", "sealing"):key>'


@dataclass(frozen=True)
class Kind:
    """What differs between the keys: what they are for, and what is said of them.

    Attributes:
        begin: keeps a new key, and tells the laptops its public half.
        makes, renews, proves: events of the audit.
        needs_present: whether a new key has to open what is sealed to the present one.
    """

    purpose: str
    begin: Callable[[Session, Visit, HeldKey], None]
    makes: str
    renews: str
    proves: str
    title: str
    lead: str
    none: str
    make: str
    once: str
    again: str
    sheet: str
    warning: str
    needs_present: bool = False


def _begin_recovery(session: Session, visit: Visit, made: HeldKey) -> None:
    held_keys.put(session, visit.project, RECOVERY, made)
    settings = replace(visit.settings, recovery_key=to_base64(made.public))
    publish_project(session, services().identity, settings, services().clock.now())


def _begin_sealing(session: Session, visit: Visit, made: HeldKey) -> None:
    sealing.begin(session, services().identity, visit.project, made, services().clock.now())
    # What is open is the earlier key; whoever wants to read opens the new one.
    services().keys.lock(visit.project)


KINDS = {
    "recovery-key": Kind(
        purpose=RECOVERY,
        begin=_begin_recovery,
        makes="recovery:make",
        renews="recovery:make",
        proves="recovery:prove",
        title=N_("Recovery key"),
        lead=N_(
            "Laptops seal their recovery codes to this key. Whoever holds it can give a code "
            "back to a person who forgot the passphrase."
        ),
        none=N_(
            "There is no recovery key yet. Until there is one, a person who loses passphrase "
            "and recovery code loses the work that is on the laptop alone."
        ),
        make=N_("Make the recovery key"),
        once="",
        again=N_(
            "There is a key already. Laptops use the new one for codes that they make from now "
            "on; the earlier one still opens the codes that are here."
        ),
        sheet=N_("Recovery sheet"),
        warning=N_(
            "This sheet is shown only now. Print it and put it into a safe, away from the hub: "
            "it opens the recovery key when both holders are gone."
        ),
    ),
    "sealing": Kind(
        purpose=SEAL,
        begin=_begin_sealing,
        makes="seal:begin",
        renews="seal:renew",
        proves="seal:prove",
        title=N_("Sealed interviews"),
        lead=N_(
            "A sealed interview can be read with the project's key alone: not on the laptop "
            "where it was held, and not on this hub while it is locked."
        ),
        none=N_(
            "Interviews of this project are not sealed. What is finalised lies readable on the "
            "laptop, for whoever has its passphrase, until some days after the hub has it; and "
            "a copy of this hub's disk can be read."
        ),
        make=N_("Make the key and begin to seal"),
        once=N_(
            "When both passphrases and the printed sheet are lost, nobody can read a sealed "
            "interview any more. Make a backup of the hub when the key is made: an older one "
            "does not have it."
        ),
        again=N_(
            "There is a key already. Laptops seal to the new one from their next contact on; "
            "until then they seal to the earlier one, and the new one opens that, too. When "
            "both new holders and the sheet have shown that they open it, the passphrases and "
            "the sheet of the earlier one open nothing any more."
        ),
        sheet=N_("Sheet of the project's key"),
        warning=N_(
            "This sheet is shown only now. Print it and put it into a safe, away from the hub: "
            "it opens sealed interviews when both holders are gone."
        ),
        needs_present=True,
    ),
}


@desk.get(_ADDRESS)
@permitted("key.manage")
def held_key(visit: Visit, key: str) -> Answer:
    """Show who holds a key, and who has shown to open it."""
    return _page(visit, key, {})


@desk.get(f"{_ADDRESS}/new")
@permitted("key.manage")
def new_held_key(visit: Visit, key: str) -> Answer:
    """Ask two people for their names and passphrases."""
    return _new_page(visit, key, {})


@desk.post(f"{_ADDRESS}/new")
@permitted("key.manage")
def make_held_key(visit: Visit, key: str) -> Answer:
    """Make the key, tell the laptops its public half, and show the sheet, this once."""
    kind, present = KINDS[key], _newest(visit, key)
    wrong = holding.differing()
    if wrong:
        return _new_page(visit, key, wrong), 422
    try:
        earlier = _earlier(present) if kind.needs_present and present else ()
        made, code = holding.made(visit.now, earlier)
    except Problem as problem:
        where = FIELDS.get(problem.code, "name1")
        return _new_page(visit, key, {where: told(problem)}), problem.status
    event = kind.renews if present else kind.makes
    line = visit.line(event, "", {"holders": str(len(made.holders))})
    with services().database.work() as session:
        kind.begin(session, visit, made)
        audit.write(session, visit.project, line)
    return render_template(
        "desk/held_key_sheet.html",
        kind=kind,
        key=key,
        letters=recovery.shown(code),
        digits=recovery.in_digits(code),
        made=visit.moment(made.made_at),
        holders=list(made.holders),
    )


@desk.post(f"{_ADDRESS}/prove")
@permitted("key.manage")
def prove_held_key(visit: Visit, key: str) -> Answer:
    """Let a holder, or whoever has the sheet, show that it opens the key."""
    kind, held = KINDS[key], _newest(visit, key)
    if held is None:
        raise Problem(Code.SEAL_KEY_MISSING if kind.needs_present else Code.RECOVERY_KEY_MISSING)
    who = request.form.get("holder", "")
    try:
        holding.secret(held, who)
    except Problem as problem:
        return _page(
            visit, key, {FIELDS.get(problem.code, "holder"): told(problem)}
        ), problem.status
    line = visit.line(kind.proves, "", {})
    with services().database.work() as session:
        held_keys.note_proven(session, visit.project, kind.purpose, held, who, visit.now)
        audit.write(session, visit.project, line)
    flash(_("It opens the key. The day is noted."), "good")
    return redirect(url_for("desk.held_key", key=key), 303)


def _newest(visit: Visit, key: str) -> HeldKey | None:
    """Return the key that laptops use; None before there is one."""
    kind = KINDS[key]
    if kind.needs_present:
        return sealing.key_of(visit.session, visit.project) if visit.settings.seal_key else None
    return next(iter(held_keys.all_of(visit.session, visit.project, kind.purpose)), None)


def _earlier(present: HeldKey) -> tuple[bytes, ...]:
    """Return the private halves of the present key and all before it, which somebody opens now."""
    return held_keys.with_earlier(present, holding.secret(present, request.form.get("holder", "")))


def _page(visit: Visit, key: str, wrong: dict[str, str]) -> str:
    held = _newest(visit, key)
    return render_template(
        "desk/held_key.html",
        kind=KINDS[key],
        key=key,
        held=held,
        proven=holding.proven(visit, held) if held else [],
        choices=holding.choices(held) if held else [],
        chosen=request.form.get("holder", ""),
        laptops=recovery_codes.known(visit) if key == "recovery-key" else [],
        wrong=wrong,
    )


def _new_page(visit: Visit, key: str, wrong: dict[str, str]) -> str:
    held, kind = _newest(visit, key), KINDS[key]
    return render_template(
        "desk/held_key_new.html",
        kind=kind,
        key=key,
        held=held,
        wrong=wrong,
        names=(request.form.get("name1", visit.account.name), request.form.get("name2", "")),
        least=LEAST_LENGTH,
        choices=holding.choices(held) if held and kind.needs_present else [],
        chosen=request.form.get("holder", ""),
    )
