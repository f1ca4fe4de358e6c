"""Today's work: what the hub assigned to this person or her team, and how far it is here."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fieldtool.collect import facts
from fieldtool.log.assignments import WITHDRAWN
from fieldtool.problems import Code, Problem
from fieldtool.storage.queries import assignments
from fieldtool.storage.queries import drafts as stored
from fieldtool.storage.queries import forms as stored_forms
from fieldtool.storage.queries.assignments import Held

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from fieldtool.log.assignments import Assignment
    from fieldtool.security.workspace import Workspace
    from fieldtool.storage.queries.assignments import Done
    from fieldtool.storage.queries.forms import FormVersion


@dataclass(frozen=True)
class Task:
    """An assignment as this laptop knows it.

    Attributes:
        form: the version that new interviews are started with; None where there is none here.
        held: interviews that were held in this workspace.
        begun: interviews that are open.
    """

    assignment: Assignment
    form: FormVersion | None
    held: Held
    begun: int

    @property
    def done(self) -> int:
        """Return how many interviews were held in this workspace."""
        return self.held.total

    @property
    def is_open(self) -> bool:
        """Return whether an interview can be begun for it."""
        return self.form is not None and self.assignment.state != WITHDRAWN


def today(ws: Workspace) -> tuple[Task, ...]:
    """Return what is to be done, what ends first before the rest.

    What was withdrawn is among it as long as interviews that were begun for it are open.
    """
    project = ws.project_id
    is_trained = facts.person(ws).trained
    with ws.database.read() as session:
        said = assignments.all_of(session, project, stored_forms.heard(session, project))
        forms = {form.form_id: form for form in stored_forms.startable(session, project)}
        done = assignments.done(session, project, ws.log)
        begun = Counter(draft.assignment for draft in stored.all_of(session, project))
    tasks = [
        Task(one, forms.get(one.form_id), Held.of(_for(one, done)), begun[one.id]) for one in said
    ]
    left = [
        task
        for task in tasks
        if (task.assignment.state != WITHDRAWN or task.begun)
        # Not even its name is to be seen by others.
        and (is_trained or task.form is None or not task.form.is_restricted)
    ]
    return tuple(sorted(left, key=lambda task: task.assignment.until or "9"))


def _for(one: Assignment, done: Iterable[Done]) -> Iterator[Done]:
    return (part for part in done if part.assignment == one.id)


def find(ws: Workspace, assignment: str) -> tuple[Task, FormVersion]:
    """Return an assignment that an interview can be begun for, with the form of it.

    Raises:
        Problem: there is none for this person, it was withdrawn, or its form is not here.
    """
    for task in today(ws):
        if task.assignment.id == assignment and task.is_open and task.form is not None:
            return task, task.form
    raise Problem(Code.ASSIGNMENT_NOT_HERE)
