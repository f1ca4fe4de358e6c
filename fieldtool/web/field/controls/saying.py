"""Answers as people say them, where they are looked through rather than given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from fieldtool.i18n import dates
from fieldtool.i18n.digits import to_native
from fieldtool.web.field.controls import days, numbers, points
from fieldtool.web.field.controls.kinds import looks
from fieldtool.web.field.filling.questions import NOTHING, listed
from fieldtool.web.parts.texts import marked

if TYPE_CHECKING:
    from datetime import tzinfo

    from fieldtool.forms import NodeState
    from fieldtool.i18n.dates import Calendar
    from fieldtool.web.field.filling.questions import Words

_NUMBERS = frozenset({"int", "integer", "decimal"})
_PLACES = frozenset({"geopoint", "geotrace", "geoshape"})
_ORDERED = frozenset({"select", "rank"})


def said(state: NodeState, locale: str, usual: Calendar, zone: tzinfo | None) -> Words:
    """Return the answer: labels of choices, days and digits in the reader's way."""
    if not state.value:
        return NOTHING
    if state.choices:
        return _chosen(state)
    if state.type in _PLACES:
        return _place(state.value)
    if "masked" in looks(state) or state.control == "secret":
        return listed(["•" * 6])
    text = _moment(state, locale, days.calendar_of(state, usual), zone)
    if not text and state.type in _NUMBERS:
        text = numbers.shown(state, locale)
    return listed([text or state.value])


def _chosen(state: NodeState) -> Words:
    values = state.value.split() if state.control in _ORDERED else [state.value]
    labels = {choice.value: marked(choice.label) for choice in state.choices}
    return listed(labels.get(value, value) for value in values)


def _place(value: str) -> Words:
    return Markup('<bdi dir="ltr">{}</bdi>').format(points.said(value))


def _moment(state: NodeState, locale: str, calendar: Calendar, zone: tzinfo | None) -> str:
    if state.type == "time":
        parts = days.parts_of(state, calendar, zone)
        return to_native(f"{parts['hour']}:{parts['minute']}", locale)
    moment = days.moment_of(state.value, zone) if state.type == "dateTime" else None
    if moment is not None:
        return dates.moment(moment, locale, calendar)
    day = days.day_of(state.value) if state.type == "date" else None
    if day is None:
        return ""
    # A month or year that was asked for is stored as its first day.
    asked = days.asked(state)
    if "day" in asked:
        return dates.day(day, locale, calendar)
    parts = days.parts_of(state, calendar, zone)
    year = to_native(parts["year"], locale)
    return (
        f"{dates.month_names(locale, calendar)[int(parts['month']) - 1]} {year}"
        if "month" in asked
        else year
    )
