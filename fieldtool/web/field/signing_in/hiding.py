"""Hiding work at once: it is locked, and a calendar is shown that says nothing of interviews."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from flask import g, redirect, render_template, request, url_for

from fieldtool.i18n import dates, solar_hijri
from fieldtool.i18n.digits import ARABIC_SCRIPT
from fieldtool.web.field.blueprint import (
    blueprint,
    open_to_all,
    open_when_revoked,
    services,
    workspace,
)
from fieldtool.web.field.contact import mailbox
from fieldtool.web.field.signing_in import signing_in
from fieldtool.web.parts import filters
from fieldtool.web.parts.languages import inside

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

# Weeks begin on Saturday in Afghanistan; of Python's week days it is number five.
_FIRST_DAY = {**dict.fromkeys(ARABIC_SCRIPT, 5), "en": 0, "it": 0}


@dataclass(frozen=True)
class Month:
    """A month as a calendar on the wall shows it; days outside of it are None."""

    name: str
    week_days: tuple[str, ...]
    weeks: tuple[tuple[tuple[int, bool] | None, ...], ...]


@blueprint.post("/stir")
@open_when_revoked
def stir() -> tuple[str, int]:
    """Note that somebody is at work on a page that asks for nothing."""
    return "", 204


@blueprint.post("/hide")
@open_to_all
def hide() -> Response:
    """Lock the work and show the calendar."""
    if g.sittings is not None:
        mailbox.settle(workspace())
    signing_in.let_go()
    return redirect(url_for("field.calendar", next=inside(request.form.get("next", ""))), 303)


@blueprint.get("/calendar")
@open_to_all
def calendar() -> str:
    """Show this month, and a small way back to the passphrase."""
    zone = ZoneInfo("Asia/Kabul") if g.locale.code in ARABIC_SCRIPT else ZoneInfo("Europe/Rome")
    today = services().clock.now().moment.astimezone(zone).date()
    return render_template(
        "field/calendar.html",
        month=month_of(today, g.locale.code, filters.calendar()),
        next=inside(request.args.get("next", "")),
    )


def month_of(today: date, locale: str, usual: dates.Calendar) -> Month:
    """Return the month of *today* in the reader's calendar."""
    days = _days(today, usual)
    names = dates.month_names(locale, usual)
    first = _FIRST_DAY[locale]
    year, month = _year_and_month(today, usual)
    before = (days[0].weekday() - first) % 7
    cells: list[tuple[int, bool] | None] = [None] * before
    cells += [(number, day == today) for number, day in enumerate(days, 1)]
    cells += [None] * (-len(cells) % 7)
    saturday = date(2026, 11, 21)
    week = [saturday + timedelta(days=(first - 5) % 7 + at) for at in range(7)]
    return Month(
        name=f"{names[month - 1]} {filters.digits(str(year))}",
        week_days=tuple(dates.weekday(day, locale) for day in week),
        weeks=tuple(tuple(cells[at : at + 7]) for at in range(0, len(cells), 7)),
    )


def _days(today: date, usual: dates.Calendar) -> list[date]:
    number = solar_hijri.from_gregorian(today).day if usual == "solar" else today.day
    first = today - timedelta(days=number - 1)
    begun = _year_and_month(first, usual)
    month = [first + timedelta(days=at) for at in range(32)]
    return [day for day in month if _year_and_month(day, usual) == begun]


def _year_and_month(day: date, usual: dates.Calendar) -> tuple[int, int]:
    if usual == "solar":
        solar = solar_hijri.from_gregorian(day)
        return solar.year, solar.month
    return day.year, day.month
