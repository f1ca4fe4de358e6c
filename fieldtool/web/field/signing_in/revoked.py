"""Work that the hub locked: what became of it, and how the rest still gets to the hub."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for

from fieldtool.collect import work
from fieldtool.problems import N_
from fieldtool.storage.queries import revocations
from fieldtool.web.field.blueprint import blueprint, open_when_revoked, revocation, workspace
from fieldtool.web.field.contact.contact import last_contact, moment
from fieldtool.web.parts.languages import gettext as _

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

WHY = {
    # Translators: why the hub locked somebody's work, said to that person.
    "lost": N_("This laptop was reported lost."),
    # Translators: why the hub locked somebody's work, said to that person.
    "seized": N_("This laptop was reported taken away."),
    # Translators: why the hub locked somebody's work, said to that person.
    "left": N_("Your work for this project has ended."),
    # Translators: why the hub locked somebody's work, said to that person.
    "replaced": N_("You work on another laptop now."),
}


@blueprint.get("/revoked")
@open_when_revoked
def revoked() -> str | Response:
    """Say that the work is locked, why, and what of it is at the hub."""
    ws = workspace()
    found = revocation(ws)
    if found is None:
        return redirect(url_for("field.home"))
    seen = work.overview(ws)
    with ws.database.read() as session:
        late = revocations.late_interviews(session, ws.project_id, ws.log)
    there = [one.interview.id for one in seen.proven]
    return render_template(
        "field/revoked.html",
        why=_(WHY[found.reason]) if found.reason in WHY else "",
        since=moment(ws, found.at),
        counted=sum(1 for one in there if one not in late),
        held=sum(1 for one in there if one in late),
        waiting=len(seen.to_send),
        drafts=len(seen.drafts),
        last_contact=last_contact(ws),
    )
