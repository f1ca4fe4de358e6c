"""Asking for today's date where the laptop's clock cannot be right."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from flask import flash, g, redirect, render_template, request, url_for

from fieldtool import diagnostics
from fieldtool.collect import facts
from fieldtool.i18n import dates
from fieldtool.i18n.digits import to_ascii
from fieldtool.problems import Code, Problem
from fieldtool.web.field.blueprint import blueprint, services, workspace
from fieldtool.web.field.contact.contact import moment
from fieldtool.web.parts import filters
from fieldtool.web.parts.errors import said
from fieldtool.web.parts.languages import gettext as _
from fieldtool.web.parts.languages import here, inside

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from fieldtool.log.clock import ClockEvidence

# Pages on which a wrong date would get into an interview; what is posted is never held up.
_ASKING = frozenset(
    f"field.{name}" for name in ("home", "start", "resume", "fill", "review", "ask_finish")
)
_TIME = re.compile(r"([01]?\d|2[0-3])[:.٫]([0-5]\d)")


@blueprint.before_request
def ask_first() -> Response | None:
    """Lead to the question for the date before a page that depends on it."""
    is_page = request.method == "GET" and "HX-Request" not in request.headers
    if not is_page or g.get("sittings") is None or request.endpoint not in _ASKING:
        return None
    if _is_known():
        return None
    return redirect(url_for("field.ask_date", next=here()))


@blueprint.context_processor
def stated_day() -> dict[str, Any]:
    """Tell every page which day somebody said it is; None while the clock is believed."""
    if g.get("sittings") is None or g.get("trial"):
        return {"stated_day": None}
    now = services().stated.of(services().clock.now())
    return {"stated_day": None if now is None else _local(now).date()}


@blueprint.get("/date")
def ask_date() -> str | Response:
    """Ask for today's date, unless the clock can be believed."""
    if facts.known_time(workspace()).fits(services().clock.now().wall):
        return redirect(inside(request.values.get("next", "")))
    return _page()


@blueprint.post("/date")
def say_date() -> tuple[str, int] | Response:
    """Take the date as it is said."""
    raw = services().clock.now()
    try:
        day = dates.parse_day(request.form.get("day", ""), filters.calendar())
        wall = _wall(raw, day)
        if not facts.known_time(workspace()).fits(wall):
            raise _not_possible()
    except Problem as problem:
        return _page(problem), 422
    services().stated.say(raw, wall, day)
    diagnostics.event("clock:stated", workspace=workspace().id)
    flash(_("Interviews now say %(day)s.") % {"day": filters.day(day)}, "good")
    return redirect(inside(request.form.get("next", "")), 303)


def _is_known() -> bool:
    raw, known = services().clock.now(), facts.known_time(workspace())
    stated = services().stated
    if known.fits(raw.wall):
        stated.forget()
        return True
    now = stated.of(raw)
    # A new day is asked for again: the laptop may have slept through several.
    return now is not None and known.fits(now.wall) and stated.is_of(_local(now).date())


def _wall(raw: ClockEvidence, day: date) -> int:
    typed = _TIME.fullmatch(to_ascii(request.form.get("time", "")).strip())
    if typed is None:
        raise Problem(Code.TIME_NOT_STATED)
    at = time(int(typed[1]), int(typed[2]))
    local = datetime.combine(day, at, ZoneInfo(workspace().membership.zone))
    seconds = _local(raw).second
    return int(local.timestamp() * 1000) + (seconds * 1000 if _local(raw).time() >= at else 0)


def _local(clock: ClockEvidence) -> datetime:
    return moment(workspace(), clock.wall)


def _not_possible() -> Problem:
    past = moment(workspace(), facts.known_time(workspace()).since)
    return Problem(Code.DATE_NOT_POSSIBLE, {"day": filters.day(past.date())})


def _page(problem: Problem | None = None) -> str:
    raw = services().clock.now()
    now = services().stated.of(raw)
    example = dates.for_input(
        moment(workspace(), facts.known_time(workspace()).since).date(),
        g.locale.code,
        filters.calendar(),
    )
    shown = _local(now or raw)
    return render_template(
        "field/date.html",
        clock_says=_local(raw),
        example=example,
        day=request.form.get("day", ""),
        time=request.form.get("time") or filters.digits(f"{shown:%H:%M}"),
        error=said(problem) if problem else None,
        wrong="time" if problem and problem.code is Code.TIME_NOT_STATED else "day",
        next=inside(request.values.get("next", "")),
    )
