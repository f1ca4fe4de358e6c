"""Who may be asked what, by whom: the rules of the project at work on this laptop.

They hold for every interview, however it came here and by whatever address it is opened: forms ask
the engine, and the engine is told here what stays closed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fieldtool.collect import facts
from fieldtool.forms.safety import FEMALE, MALE, Guard, Rules
from fieldtool.problems import Code, Problem
from fieldtool.questionnaires.profiles import youngest
from fieldtool.storage.queries import projects

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fieldtool.collect.sitting import Sitting
    from fieldtool.forms import Form, Interview
    from fieldtool.security.workspace import Workspace

_ROW = re.compile(r"\[[^\]]*\]")


def rules_of(ws: Workspace) -> Rules:
    """Return what the project wants of whoever interviews here."""
    person = facts.person(ws)
    with ws.database.read() as session:
        settings = projects.find(session, ws.project_id)
    profile = settings.profile if settings else ""
    return Rules(
        sex=person.sex if person.sex in (FEMALE, MALE) else "",
        trained=person.trained,
        same_sex=settings is None or settings.wants_same_sex,
        youngest=youngest(profile),
    )


def guard_of(ws: Workspace, form: Form) -> Guard:
    """Return what keeps closed, in interviews with *form*, what the project forbids."""
    return Guard(form, rules_of(ws))


def refuse_untrained(ws: Workspace, form: Form) -> None:
    """Open a restricted form only to people who are trained for it.

    Raises:
        Problem: FORM_FOR_TRAINED.
    """
    if form.safety.is_restricted and not rules_of(ws).trained:
        raise Problem(Code.FORM_FOR_TRAINED)


def closed(interview: Interview, paths: Iterable[str]) -> list[str]:
    """Return those of *paths* that may not be asked now."""
    return [path for path in paths if interview.guarding.is_closed(path)]


def refuse_closed(interview: Interview, paths: Iterable[str]) -> None:
    """Take no answer to what may not be asked now.

    Raises:
        Problem: QUESTION_CLOSED.
    """
    if closed(interview, paths):
        raise Problem(Code.QUESTION_CLOSED)


def asks_across(sitting: Sitting, number: int) -> bool:
    """Return whether page *number*, from 1, asks something of class B or C of the other sex."""
    interview, form = sitting.interview, sitting.form
    guard = interview.guarding.guard
    if guard is None or not guard.differs_in_sex(interview.guarding.standing):
        return False
    delicate = {form.definitions[index].path for index in form.safety.classes}
    root = form.definitions[0].path
    return any(
        state.relevant and f"{root}/{_ROW.sub('', state.path)}" in delicate
        for state in interview.states_on(number - 1)
    )
