"""The interview that was finalised last, for forms that go on from it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from fieldtool.forms import Form, Interview
from fieldtool.problems import Problem
from fieldtool.storage.queries import interviews
from fieldtool.storage.queries.interviews import Answered, Wanted

if TYPE_CHECKING:
    from fieldtool.security.workspace import Workspace


def last_saved(ws: Workspace, form: Form, form_of: Callable[[str], Form]) -> str:
    """Return the XML of the latest interview with *form*, of any version, that can be read here.

    Only this person's own interviews count: a workspace holds no others. "" where there is none,
    where its answers have left the laptop, or where *form* does not ask.
    """
    if not form.asks_for_last_saved:
        return ""
    found = _latest(ws, form.form_id)
    if found is None or not found.answers:
        return ""
    finished = datetime.fromisoformat(found.interview.finished)
    try:
        return Interview(
            form_of(found.interview.form_hash),
            lambda: finished,
            found.answers,
            instance_id=found.interview.id,
        ).to_xml()
    except Problem:
        return ""  # its version of the form is not here any more


def _latest(ws: Workspace, form_id: str) -> Answered | None:
    with ws.database.read() as session:
        own = Wanted(form_id=form_id, log=ws.log)
        latest = interviews.page(session, ws.project_id, own, limit=1)
        return interviews.get(session, ws.project_id, latest[0].id) if latest else None
