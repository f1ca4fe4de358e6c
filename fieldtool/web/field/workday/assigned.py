"""Today's work on the start page: assignments with their progress."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from fieldtool.collect import assigned
from fieldtool.log.assignments import CHANGED, WITHDRAWN
from fieldtool.problems import N_
from fieldtool.web.field.blueprint import clock, workspace
from fieldtool.web.field.filling import places
from fieldtool.web.parts.languages import gettext as _
from fieldtool.web.parts.progress import bars_of

if TYPE_CHECKING:
    from fieldtool.collect.assigned import Task
    from fieldtool.web.parts.progress import Bar

WAVES = {
    "baseline": N_("Baseline"),
    "midline": N_("Midline"),
    "endline": N_("Endline"),
}


@dataclass(frozen=True)
class TaskShown:
    """One assignment as the start page shows it.

    Attributes:
        state: what is to be said of it beside its progress; `kind` is how.
        bars: what is counted, how many are held and how many are wanted.
        is_of_team: the whole team holds the interviews together.
        is_due: there is something to hold today.
    """

    id: str
    form: str
    places: tuple[str, ...]
    wave: str
    since: date | None
    until: date | None
    bars: tuple[Bar, ...]
    begun: int
    women: int
    men: int
    is_of_team: bool
    is_open: bool
    is_due: bool
    state: str
    kind: str


def today() -> list[TaskShown]:
    """Return what is to be done, what ends first before the rest."""
    day = clock().now().moment.date()
    return [shown(task, day) for task in assigned.today(workspace())]


def shown(task: Task, day_: date) -> TaskShown:
    """Return what is shown of an assignment."""
    ws, one = workspace(), task.assignment
    since, until = _day(one.since), _day(one.until)
    state, kind = _state(task, since, until, day_)
    return TaskShown(
        id=one.id,
        form=places.in_readers_language(task.form.title, one.form_id) if task.form else one.form_id,
        places=tuple(places.name(ws, site) for site in one.sites),
        wave=_(WAVES[one.wave]) if one.wave in WAVES else one.wave,
        since=since,
        until=until,
        bars=bars_of(one, task.held),
        begun=task.begun,
        # Where they cannot be counted here, it is at least said how many are wanted.
        women=0 if one.counts_by_sex else one.women,
        men=0 if one.counts_by_sex else one.men,
        is_of_team=bool(one.team),
        is_open=task.is_open,
        is_due=task.is_open and not _is_held(task) and (since is None or day_ >= since),
        state=state,
        kind=kind,
    )


def _is_held(task: Task) -> bool:
    """Return whether nothing is left to hold; what a team holds together is not known here."""
    one, held = task.assignment, task.held
    if one.team or held.total < one.target:
        return False
    return not one.counts_by_sex or (held.women >= one.women and held.men >= one.men)


def _state(task: Task, since: date | None, until: date | None, day: date) -> tuple[str, str]:
    if task.assignment.state == WITHDRAWN:
        return _("Withdrawn: finish what is open, begin nothing new"), "warn"
    if task.form is None:
        return _("Its questionnaire is not on this laptop yet"), "warn"
    if _is_held(task):
        return _("All held"), "good"
    if until is not None and day > until:
        return _("The last day is over"), "warn"
    if since is not None and day < since:
        return _("It has not begun yet"), ""
    return (_("Changed by your coordinator"), "") if task.assignment.state == CHANGED else ("", "")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
