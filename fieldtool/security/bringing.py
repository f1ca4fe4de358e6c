"""Bringing a form version to one laptop that never heard of it, with an interview that needs it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldtool.log.kinds import FORM, PROJECT_LOG, RETIRE, FormRetired, log_to, team_log
from fieldtool.security import writer
from fieldtool.storage.queries import forms, people, workspaces

if TYPE_CHECKING:
    from fieldtool.log.clock import ClockEvidence
    from fieldtool.security.hubkeys import HubIdentity
    from fieldtool.storage.database import Session


def bring_form(
    session: Session,
    hub: HubIdentity,
    project: str,
    workspace: str,
    form_hash: str,
    clock: ClockEvidence,
) -> None:
    """See that a laptop can open what comes to it: one that never heard of its form gets it.

    It is retired there at once, since it is only for this interview.
    """
    known = workspaces.get(session, project, workspace)
    person = people.get(session, project, known.person) if known else None
    logs = {PROJECT_LOG, log_to(workspace), team_log(person.team if person else "")}
    heard = {one.hash for one in forms.offers(session, project) if one.log in logs}
    form = forms.published(session, project, form_hash)
    if form is None or form.hash in heard:
        return
    own = hub.writer(project, log_to(workspace))
    blobs = [ref.blob for ref in form.media.values()]
    writer.append(session, own, FORM, form.hash, form.to_content(), clock=clock, blobs=blobs)
    retired = FormRetired(form.form_id)
    writer.append(session, own, RETIRE, form.form_id, retired.to_content(), clock=clock)
