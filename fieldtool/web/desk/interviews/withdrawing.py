"""Erasing by withdrawal code: whoever has the code need not say who it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from flask import after_this_request, flash, g, redirect, render_template, request, url_for

from fieldtool.log import ids
from fieldtool.log.erasures import WITHDRAWN, WRONG
from fieldtool.problems import Code, Problem
from fieldtool.security import withdrawal
from fieldtool.storage.queries import forms, interviews, sites, withdrawals
from fieldtool.storage.queries.withdrawals import Asked
from fieldtool.sync.hub import erasing
from fieldtool.web.desk.blueprint import desk, services
from fieldtool.web.desk.interviews.erasing import finish
from fieldtool.web.desk.interviews.interviews import moment_of
from fieldtool.web.desk.labels import named
from fieldtool.web.desk.registers.places import places_of
from fieldtool.web.desk.visits import Answer, Visit, permitted
from fieldtool.web.parts.errors import said
from fieldtool.web.parts.languages import gettext as _


@dataclass(frozen=True)
class Found:
    """An interview that has the code; nothing that was said in it."""

    id: str
    number: str
    form: str
    site: list[str]
    day: date | None


@dataclass(frozen=True)
class Row:
    """A request that a laptop brought; `letters` is empty where it cannot be read now."""

    subject: str
    person: str
    at: datetime | None
    letters: str


@desk.get("/withdrawals")
@permitted("interview.erase")
def all_withdrawals(visit: Visit) -> Answer:
    """Show what waits, and ask for a code."""
    return _page(visit)


@desk.post("/withdrawals")
@permitted("interview.erase", writes=True)
def find_withdrawn(visit: Visit) -> Answer:
    """Look for the interview that has the code; it is erased only after another click."""
    typed = request.form.get("code", "")
    try:
        code = withdrawal.understood(typed)
        found = _found(visit, code)
    except Problem as problem:
        if problem.code not in (Code.WITHDRAWAL_CODE_NOT_VALID, Code.WITHDRAWAL_NOT_FOUND):
            raise
        return _page(visit, typed, said(problem)[0]), problem.status
    visit.audit("withdrawal:find", found=str(len(found)))
    return _page(visit, withdrawal.shown(code), found=found)


@desk.post("/withdrawals/erase")
@permitted("interview.erase", writes=True)
def erase_withdrawn(visit: Visit) -> Answer:
    """Erase the interview, and the requests that ask for it."""
    code = withdrawal.understood(request.form.get("code", ""))
    found = _found(visit, code)
    chosen = next((one for one in found if one.id == request.form.get("interview")), None)
    if chosen is None:
        raise Problem(Code.WITHDRAWAL_NOT_FOUND)
    for one in withdrawals.waiting(visit.session, visit.project):
        if one.code == code:
            _erase(visit, one.subject, WITHDRAWN)
    _erase(visit, chosen.id, WITHDRAWN)
    visit.audit("interview:erase", chosen.number, reason=WITHDRAWN)
    after_this_request(finish)
    sentence = _("Interview %(number)s is erased here. Laptops erase it when they next sync.")
    flash(sentence % {"number": chosen.number}, "good")
    return redirect(url_for("desk.all_withdrawals"), 303)


@desk.post("/withdrawals/<subject>/drop")
@permitted("interview.erase", writes=True)
def drop_withdrawal(visit: Visit, subject: str) -> Answer:
    """Let go of a request that was made by mistake; no interview is touched."""
    waiting = {one.subject for one in withdrawals.waiting(visit.session, visit.project)}
    if not ids.is_id(subject, ids.WITHDRAWAL) or subject not in waiting:
        raise Problem(Code.WITHDRAWAL_NOT_FOUND)
    _erase(visit, subject, WRONG)
    visit.audit("withdrawal:drop", subject)
    after_this_request(finish)
    return redirect(url_for("desk.all_withdrawals"), 303)


def _erase(visit: Visit, subject: str, reason: str) -> None:
    hub, clock = services().identity, services().clock.now()
    erasing.erase(visit.session, hub, visit.project, subject, reason=reason, clock=clock)


def _found(visit: Visit, code: str) -> list[Found]:
    places = places_of(sites.all_of(visit.session, visit.project), g.locale.code)
    titles = {form.form_id: form.title for form in forms.current(visit.session, visit.project)}
    found = []
    for name in withdrawals.find(visit.session, visit.project, code):
        known = interviews.get(visit.session, visit.project, name)
        if known is not None:
            one = known.interview
            started = moment_of(one.started)
            form = named(titles.get(one.form_id, {}), g.locale.code, one.form_id)
            site = places.full_name(one.site) if one.site else []
            day = started.date() if started else None
            found.append(Found(one.id, one.number, form, site, day))
    if not found:
        raise Problem(Code.WITHDRAWAL_NOT_FOUND)
    return found


def _page(visit: Visit, typed: str = "", error: str = "", found: list[Found] | None = None) -> str:
    waiting = withdrawals.waiting(visit.session, visit.project)
    return render_template(
        "desk/withdrawals.html",
        rows=[_row(visit, one) for one in waiting],
        typed=typed,
        error=error,
        found=found or [],
    )


def _row(visit: Visit, one: Asked) -> Row:
    letters = withdrawal.shown(one.code) if one.code else ""
    return Row(one.subject, one.person, visit.moment(one.at), letters)
