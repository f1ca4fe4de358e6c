"""What every template of the desk may use."""

from __future__ import annotations

from typing import Any

from flask import g
from markupsafe import Markup

from fieldtool.i18n import dates
from fieldtool.i18n.locales import LOCALES
from fieldtool.web.desk.blueprint import desk
from fieldtool.web.desk.labels import (
    LEVELS,
    REQUESTS,
    RESULT_STATES,
    RESULTS,
    REVIEW_STATES,
    REVIEWS,
    ROLES,
    SENSITIVITIES,
    SEXES,
    VERDICTS,
    WAVES,
    label,
)
from fieldtool.web.desk.visits import Visit
from fieldtool.web.parts import filters
from fieldtool.web.parts.languages import gettext as _
from fieldtool.web.parts.languages import ngettext

_LABELS = {
    "level": LEVELS,
    "request": REQUESTS,
    "result": RESULTS,
    "review": REVIEWS,
    "role": ROLES,
    "sensitivity": SENSITIVITIES,
    "sex": SEXES,
    "verdict": VERDICTS,
    "wave": WAVES,
}
Options = list[tuple[str, str]]


@desk.app_context_processor
def names() -> dict[str, Any]:
    """Return the visit; None where nobody is signed in."""
    visit: Visit | None = g.get("visit")
    return {"visit": visit if visit and visit.account.login else None}


@desk.app_template_filter("result_state")
def result_state(result: str) -> str:
    """Return how the state of *result* is shown."""
    return RESULT_STATES.get(result, "")


@desk.app_template_filter("review_state")
def review_state(review: str) -> str:
    """Return how it is shown where an interview stands."""
    return REVIEW_STATES.get(review, "")


@desk.app_template_global()
def word(kind: str, code: str) -> str:
    """Return the reader's word for *code* of a *kind*: result, review, verdict and others."""
    return label(_LABELS[kind], code)


@desk.app_template_global()
def code_text(code: str) -> Markup:
    """Return *code* set as codes are: left to right, whatever is around it."""
    return Markup('<span class="code">{}</span>').format(code)


@desk.app_template_global()
def date_hint() -> str:
    """Return an example of a day in the reader's calendar; either calendar is understood."""
    visit: Visit = g.visit
    today = visit.moment(visit.now)
    example = dates.for_input(today.date(), g.locale.code, filters.calendar()) if today else ""
    # Translators: under the fields of a filter; the example is today in the reader's calendar.
    said = _("Days may be written in either calendar, such as %(example)s.")
    return said % {"example": example}


@desk.app_template_global()
def day_options(lives: tuple[int, ...]) -> Options:
    """Return how long a code may be good for."""
    return [
        (str(days), filters.digits(ngettext("%(num)s day", "%(num)s days", days) % {"num": days}))
        for days in lives
    ]


@desk.app_template_global()
def locale_options() -> Options:
    """Return the languages by their own names."""
    return [(locale.code, locale.name) for locale in LOCALES]


@desk.app_template_global()
def result_options() -> Options:
    """Return the results an interview can have."""
    return [(code, word("result", code)) for code in RESULTS]


@desk.app_template_global()
def wave_options() -> Options:
    """Return the waves of interviews."""
    return [(code, word("wave", code)) for code in WAVES]


@desk.app_template_global()
def level_options(levels: list[str]) -> Options:
    """Return levels of places."""
    return [(code, word("level", code)) for code in levels]


@desk.app_template_global()
def review_options() -> Options:
    """Return where an interview can stand."""
    return [(code, word("review", code)) for code in REVIEWS]


@desk.app_template_global()
def found_line(is_filtered: bool, found: int, everything: int) -> str:  # noqa: FBT001 - a template calls it
    """Return how many interviews the filter found, of how many."""
    counts = {"found": filters.number(found), "everything": filters.number(everything)}
    if not is_filtered:
        line = ngettext("%(everything)s interview", "%(everything)s interviews", everything)
    else:
        line = ngettext(
            "%(found)s of %(everything)s interview fits the filter",
            "%(found)s of %(everything)s interviews fit the filter",
            found,
        )
    return line % counts
