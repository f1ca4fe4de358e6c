"""The list of finalised interviews: which are here alone, which are proven at the hub."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from flask import render_template

from fieldtool.collect import facts, work
from fieldtool.log.erasures import LEGAL, RETENTION, TEST, WITHDRAWN, WRONG
from fieldtool.problems import N_
from fieldtool.web.field.blueprint import blueprint, workspace
from fieldtool.web.field.contact import asking
from fieldtool.web.field.contact.asking import HeardShown
from fieldtool.web.field.contact.contact import moment
from fieldtool.web.field.filling import places
from fieldtool.web.field.finishing.finalising import NAMES
from fieldtool.web.parts.languages import gettext as _

if TYPE_CHECKING:
    from fieldtool.collect.work import Finished, Overview
    from fieldtool.storage.queries.erasures import Erased


@dataclass(frozen=True)
class FinishedShown:
    """One line of the list."""

    id: str
    number: str
    place: str
    result: str
    finished: datetime
    proven: datetime | None
    is_decided: bool
    state: str = ""
    heard: HeardShown = asking.NOTHING
    is_sealed: bool = False


@dataclass(frozen=True)
class TallyShown:
    """How many interviews with a form ended in which way on a day at a place."""

    day: date
    form: str
    place: str
    counts: list[int]


# Why an interview is not there any more, for the facilitator who held it.
ERASED = {
    # Translators: said of an interview on the laptop of whoever held it.
    WITHDRAWN: N_("Erased at the request of the respondent"),
    # Translators: said of an interview on the laptop of whoever held it.
    WRONG: N_("Erased because it was held by mistake"),
    # Translators: said of an interview on the laptop of whoever held it.
    LEGAL: N_("Erased because a law or an authority demands it"),
    # Translators: said of an interview on the laptop of whoever held it.
    TEST: N_("Erased because it was only a test"),
    # Translators: said of an interview on the laptop of whoever held it.
    RETENTION: N_("Erased because the time for which answers are kept is over"),
}


@dataclass(frozen=True)
class ErasedShown:
    """An interview of which nothing but this is left."""

    finished: datetime
    why: str


@blueprint.get("/interviews")
def interviews() -> str:
    """List everything that was finalised in this workspace, the latest first."""
    seen, heard = work.overview(workspace()), asking.heard()
    return render_template(
        "field/interviews.html",
        finished=[
            replace(
                shown(one),
                heard=heard.get(one.interview.id) or asking.left_of(one.interview.review),
            )
            for one in seen.finished
        ],
        waiting=len(seen.to_send),
        proven=len(seen.proven),
        erased=[_erased(one) for one in seen.erased],
        tallies=_tallies(seen),
        tally_columns=[
            *((heading, "") for heading in (_("Day"), _("Questionnaire"), _("Place"))),
            *((_(name), "number") for name in NAMES.values()),
        ],
    )


def _tallies(seen: Overview) -> list[TallyShown]:
    titles: dict[str, str] = {}
    for one in seen.finished:
        form = one.interview
        if form.form_id not in titles:
            known = facts.form_version(workspace(), form.form_hash)
            title = known.title if known else {}
            titles[form.form_id] = places.in_readers_language(title, form.form_id)
    return [
        TallyShown(
            date.fromisoformat(tally.day),
            titles[tally.form_id],
            places.name(workspace(), tally.site),
            [tally.by_result.get(code, 0) for code in NAMES],
        )
        for tally in work.tallies(seen)
    ]


def shown(one: Finished) -> FinishedShown:
    """Return what a list shows of a finalised interview."""
    ws, interview = workspace(), one.interview
    result = NAMES.get(interview.result)
    return FinishedShown(
        id=interview.id,
        number=interview.number,
        place=places.name(ws, interview.site),
        result=_(result) if result else interview.result,
        finished=datetime.fromisoformat(interview.finished),
        proven=moment(ws, one.proven_at) if one.proven_at is not None else None,
        is_decided=one.is_decided,
        state=interview.state,
        is_sealed=bool(interview.sealed),
    )


def _erased(one: Erased) -> ErasedShown:
    why = ERASED.get(one.reason, N_("Erased at the hub"))
    return ErasedShown(moment(workspace(), one.finished_at), _(why))
