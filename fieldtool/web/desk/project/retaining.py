"""How long the project keeps raw answers, and destroying them when their time is over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask import after_this_request, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from fieldtool import __version__
from fieldtool.i18n import dates
from fieldtool.i18n.dates import parse_day
from fieldtool.i18n.digits import to_ascii
from fieldtool.problems import Code, Problem
from fieldtool.storage.queries import erasures, interviews, retention
from fieldtool.storage.queries.retention import MOST_MONTHS, Destruction, RetentionClock
from fieldtool.sync.hub import ending
from fieldtool.web.desk.accounts.guessing import typed
from fieldtool.web.desk.accounts.passwords import expect_present
from fieldtool.web.desk.blueprint import desk, services
from fieldtool.web.desk.interviews.interviews import titles
from fieldtool.web.desk.labels import named
from fieldtool.web.desk.visits import Answer, Visit, permitted
from fieldtool.web.parts import filters
from fieldtool.web.parts.errors import said
from fieldtool.web.parts.languages import gettext as _


@desk.get("/project/retention")
@permitted("project.change")
def ask_retention(visit: Visit) -> Answer:
    """Show when raw answers are due to be destroyed, and how many there are."""
    return _page(visit, _held(retention.clock(visit.session, visit.project)), {})


@desk.post("/project/retention")
@permitted("project.change", writes=True)
def change_retention(visit: Visit) -> Answer:
    """Take the last day of collecting, and for how many months answers stay after it."""
    typed = {name: request.form.get(name, "").strip() for name in ("last_day", "months")}
    wanted, wrong = _read(typed)
    if wrong:
        return _page(visit, typed, wrong), 422
    if wanted != retention.clock(visit.session, visit.project):
        retention.set_clock(visit.session, visit.project, wanted)
        due = wanted.due.isoformat() if wanted.due else ""
        visit.audit("project:retention", visit.project, until=due)
    flash(_("Saved."), "good")
    return redirect(url_for("desk.ask_retention"), 303)


@desk.post("/project/retention/destroy")
@permitted("project.change", writes=True)
def destroy_answers(visit: Visit) -> Answer:
    """Begin to erase every interview that is here, for good; it goes on beside the pages."""
    clock = retention.clock(visit.session, visit.project)
    wrong = _unconfirmed(visit, clock)
    if wrong:
        return _page(visit, _held(clock), wrong), 422
    at = ending.begin(visit.session, visit.project, visit.account.login, visit.now)
    visit.audit("project:destroy", visit.project, interviews=str(at.whole - at.total))
    hub, project = services(), visit.project

    @after_this_request
    def go_on(response: Response) -> Response:
        # After the commit, which says that it was begun.
        hub.go_on_destroying(project)
        return response

    return redirect(url_for("desk.ask_retention"), 303)


@desk.get("/project/retention/progress")
@permitted("project.change")
def destruction_progress(visit: Visit) -> Answer:
    """Show how far the destruction is, as a part of the page."""
    return render_template("desk/_destroying.html", **_progress(visit))


@desk.get("/project/retention/certificates/<int:number>")
@permitted("project.change")
def certificate(visit: Visit, number: int) -> Answer:
    """Show what was destroyed, when and by whom, to be printed."""
    known = _certificates(visit)
    if not 1 <= number <= len(known):
        return redirect(url_for("desk.ask_retention"), 303)
    one = known[number - 1]
    names = titles(visit)
    return render_template(
        "desk/destroyed.html",
        one=one,
        number=number,
        due=_day_of(one.due),
        begun=visit.moment(one.begun),
        done=visit.moment(one.done),
        forms=sorted((names.get(form, form), count) for form, count in one.counts.items()),
        title=named(visit.settings.title, g.locale.code, visit.project),
        version=__version__,
        is_unfinished=erasures.is_unfinished(visit.session, visit.project),
    )


def today(visit: Visit) -> date:
    """Return the day in the project's zone."""
    at = visit.moment(visit.now)
    return at.date() if at else date.min


@dataclass(frozen=True)
class Reminder:
    """Raw answers are to be destroyed on `day`, or were to be when that `is_past`."""

    day: date
    is_past: bool


def reminder(visit: Visit) -> Reminder | None:
    """Return of what an administrator is reminded; None while there is time, or nothing left."""
    if not visit.may("project.change"):
        return None
    clock, here = retention.clock(visit.session, visit.project), today(visit)
    if clock.due is None or not clock.is_near(here):
        return None
    if not interviews.count(visit.session, visit.project):
        return None
    return Reminder(clock.due, clock.is_due(here))


def _held(clock: RetentionClock) -> dict[str, str]:
    day = clock.last_day
    shown = dates.for_input(day, g.locale.code, filters.calendar()) if day else ""
    return {"last_day": shown, "months": str(clock.months)}


def _read(typed: Mapping[str, str]) -> tuple[RetentionClock, dict[str, str]]:
    wrong: dict[str, str] = {}
    day, months = None, to_ascii(typed["months"])
    try:
        day = parse_day(typed["last_day"], filters.calendar()) if typed["last_day"] else None
    except Problem as problem:
        wrong["last_day"] = said(problem)[0]
    if not (months.isascii() and months.isdecimal() and len(months) < 3):
        months = str(MOST_MONTHS + 1)
    if int(months) > MOST_MONTHS:
        sentence = _("Write a number of months from 0 to %(most)s.")
        wrong["months"] = sentence % {"most": filters.number(MOST_MONTHS)}
    return RetentionClock(day, int(months)), wrong


def _unconfirmed(visit: Visit, clock: RetentionClock) -> dict[str, str]:
    form, wrong = request.form, {}
    told = said(Problem(Code.ERASURE_NOT_CONFIRMED))[0]
    if form.get("sure") != "yes":
        wrong["sure"] = told
    if not clock.is_due(today(visit)) and form.get("early") != "yes":
        wrong["early"] = told
    if wrong:
        return wrong
    try:
        expect_present(visit, typed("password"))
    except Problem as problem:
        wrong["password"] = said(problem)[0]
    return wrong


def _progress(visit: Visit) -> dict[str, object]:
    return {
        "going": retention.unfinished(visit.session, visit.project),
        "is_running": services().destroying.is_running,
        "latest": len(_certificates(visit)),
    }


def _certificates(visit: Visit) -> list[Destruction]:
    return [one for one in retention.destructions(visit.session, visit.project) if one.done]


def _day_of(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _page(visit: Visit, typed: Mapping[str, str], wrong: Mapping[str, str]) -> str:
    clock = retention.clock(visit.session, visit.project)
    return render_template(
        "desk/retention.html",
        **_progress(visit),
        typed=typed,
        wrong=wrong,
        due=clock.due,
        is_due=clock.is_due(today(visit)),
        count=interviews.count(visit.session, visit.project),
        certificates=[
            (number, visit.moment(one.done), one.total)
            for number, one in enumerate(_certificates(visit), start=1)
        ],
    )
