"""Lost recovery codes: whoever holds the project's recovery key gives them back."""

from __future__ import annotations

from datetime import datetime

from flask import render_template, request

from fieldtool.problems import Code, Problem
from fieldtool.security import escrow, held_keys, recovery
from fieldtool.security.held_keys import RECOVERY, HeldKey
from fieldtool.storage.queries import audit
from fieldtool.web.desk.blueprint import desk, services
from fieldtool.web.desk.laptops import laptops
from fieldtool.web.desk.laptops.laptops import Laptop
from fieldtool.web.desk.project import holding
from fieldtool.web.desk.project.holding import FIELDS, told
from fieldtool.web.desk.visits import Answer, Visit, permitted


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


def _holding(visit: Visit, sealed: escrow.Escrow | None) -> HeldKey:
    for key in held_keys.all_of(visit.session, visit.project, RECOVERY):
        if sealed is not None and key.public == sealed.key:
            return key
    raise Problem(Code.ESCROW_NOT_HERE)


def known(visit: Visit) -> list[tuple[Laptop, datetime | None]]:
    """Return the laptops, with the day of the code that waits here for each."""
    return [(one, _escrowed(visit, one.id)) for one in laptops.all_of(visit)]


def _escrowed(visit: Visit, laptop: str) -> datetime | None:
    found = escrow.at_hub(visit.session, visit.project, laptop)
    return None if found is None else visit.moment(found.at)


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
