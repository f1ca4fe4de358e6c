"""Erasing an interview for good: what is lost is named, why is chosen, and it is confirmed."""

from __future__ import annotations

from dataclasses import dataclass

from flask import after_this_request, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from fieldtool.log.erasures import REASONS
from fieldtool.problems import Code, Problem
from fieldtool.storage.queries import sites
from fieldtool.storage.queries.interviews import Interview
from fieldtool.sync.hub import erasing
from fieldtool.web.desk.blueprint import desk, services
from fieldtool.web.desk.interviews.interviews import moment_of
from fieldtool.web.desk.interviews.single import known_interview
from fieldtool.web.desk.labels import REASON_WORDS, label
from fieldtool.web.desk.registers.places import places_of
from fieldtool.web.desk.visits import Answer, Visit, permitted
from fieldtool.web.parts.errors import said
from fieldtool.web.parts.languages import gettext as _


@dataclass(frozen=True)
class Chosen:
    """What was filled in."""

    reason: str
    is_sure: bool

    def errors(self) -> dict[str, str]:
        """Return what is missing, by the name of the field."""
        wrong = {
            "reason": (Code.ERASURE_REASON_MISSING, self.reason not in REASONS),
            "sure": (Code.ERASURE_NOT_CONFIRMED, not self.is_sure),
        }
        return {name: said(Problem(code))[0] for name, (code, holds) in wrong.items() if holds}


@desk.get("/interviews/<interview>/erase")
@permitted("interview.erase")
def ask_erase(visit: Visit, interview: str) -> Answer:
    """Name what is lost, and ask why; no answer is shown."""
    return _page(visit, known_interview(visit, interview).interview, Chosen("", is_sure=False), {})


@desk.post("/interviews/<interview>/erase")
@permitted("interview.erase", writes=True)
def erase(visit: Visit, interview: str) -> Answer:
    """Erase the interview here, and at laptops when they next sync."""
    found = known_interview(visit, interview).interview
    chosen = Chosen(request.form.get("reason", ""), request.form.get("sure") == "yes")
    errors = chosen.errors()
    if errors:
        return _page(visit, found, chosen, errors), 422
    erasing.erase(
        visit.session,
        services().identity,
        visit.project,
        interview,
        reason=chosen.reason,
        clock=services().clock.now(),
    )
    visit.audit("interview:erase", found.number, reason=chosen.reason)
    after_this_request(finish)
    sentence = _("Interview %(number)s is erased here. Laptops erase it when they next sync.")
    flash(sentence % {"number": found.number}, "good")
    return redirect(url_for("desk.all_interviews"), 303)


def finish(response: Response) -> Response:
    """Destroy what lies beside the tables, once the erasure is committed."""
    # After the commit: until then the files still say what the tables do not.
    services().finish_erasing()
    return response


def _page(visit: Visit, found: Interview, chosen: Chosen, errors: dict[str, str]) -> str:
    places = places_of(sites.all_of(visit.session, visit.project), g.locale.code)
    started = moment_of(found.started)
    return render_template(
        "desk/erase.html",
        interview=found,
        site=places.full_name(found.site) if found.site else [],
        day=started.date() if started else None,
        reasons=[(code, label(REASON_WORDS, code)) for code in REASONS],
        chosen=chosen,
        errors=errors,
    )
