"""Today's work on the start page: assignments with their progress."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from fieldtool.collect import assigned
from fieldtool.log.assignments import CHANGED, WITHDRAWN
from fieldtool.problems import N_
from fieldtool.web.field import places
from fieldtool.web.field.blueprint import clock, workspace
from fieldtool.web.parts.languages import gettext as _

if TYPE_CHECKING:
    from fieldtool.collect.assigned import Task

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
        is_of_team: the whole team holds the interviews together.
    """

    id: str
    form: str
    places: tuple[str, ...]
    wave: str
    since: date | None
    until: date | None
    done: int
    begun: int
    target: int
    women: int
    men: int
    is_of_team: bool
    is_open: bool
    state: str
    kind: str


def today() -> list[TaskShown]:
    """Return what is to be done, what ends first before the rest."""
    day = clock().now().moment.date()
    return [shown(task, day) for task in assigned.today(workspace())]


def shown(task: Task, today_: date) -> TaskShown:
    """Return what is shown of an assignment."""
    ws, one = workspace(), task.assignment
    since, until = _day(one.since), _day(one.until)
    state, kind = _state(task, since, until, today_)
    return TaskShown(
        id=one.id,
        form=places.in_readers_language(task.form.title, one.form_id) if task.form else one.form_id,
        places=tuple(places.name(ws, site) for site in one.sites),
        wave=_(WAVES[one.wave]) if one.wave in WAVES else one.wave,
        since=since,
        until=until,
        done=task.done,
        begun=task.begun,
        target=one.target,
        women=one.women,
        men=one.men,
        is_of_team=bool(one.team),
        is_open=task.is_open,
        state=state,
        kind=kind,
    )


def _state(task: Task, since: date | None, until: date | None, day: date) -> tuple[str, str]:
    if task.assignment.state == WITHDRAWN:
        return _("Withdrawn: finish what is open, begin nothing new"), "warn"
    if task.form is None:
        return _("Its questionnaire is not on this laptop yet"), "warn"
    if not task.assignment.team and task.done >= task.assignment.target:
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
