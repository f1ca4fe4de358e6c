"""Setting up the laptop for a person: a file or a code from the hub, and a passphrase."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from fieldtool import diagnostics
from fieldtool.problems import N_, Code, Problem
from fieldtool.security import escrow, recovery
from fieldtool.security import workspace as workspaces
from fieldtool.security.enrolment import EnrolmentFile
from fieldtool.security.passphrase import LEAST_LENGTH
from fieldtool.security.team_file import TeamFile
from fieldtool.storage import roots
from fieldtool.sync.laptop.enrol import Invitation, enrol, told
from fieldtool.sync.laptop.node import sync
from fieldtool.web.field.blueprint import blueprint, clock, open_to_all, services
from fieldtool.web.field.signing_in import own_keys, signing_in
from fieldtool.web.parts.errors import said
from fieldtool.web.parts.languages import gettext as _

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from fieldtool.security.workspace import Workspace

# Which field of the page a problem belongs to; any other is about the hub.
FIELDS = {
    Code.CODE_NOT_VALID: "code",
    Code.ENROLMENT_FILE_NOT_VALID: "file",
    Code.PASSPHRASE_SHORT: "passphrase",
    Code.PASSPHRASE_COMMON: "passphrase",
}
_LARGEST_FILE = 100_000
NOT_THE_SAME = N_("The two passphrases differ. Type both again.")


@dataclass(frozen=True)
class _Typed:
    hub: str
    code: str


@blueprint.get("/set-up")
@open_to_all
def enroll() -> str:
    """Ask for the invitation and a new passphrase."""
    return _page({})


@blueprint.post("/set-up")
@open_to_all
def set_up() -> str | tuple[str, int] | Response:
    """Enrol, fetch the questionnaires, open the new work, and show its recovery code.

    With a file for several people the first of them is asked next.
    """
    try:
        for_many = _for_many()
    except Problem as problem:
        sentence, reference = said(problem)
        return _page({"file": f"{sentence} ({reference})"}), 422
    if for_many is not None:
        services().together.begin(for_many)
        return redirect(url_for("field.together"), 303)
    passphrase = request.form.get("passphrase", "")
    if passphrase != request.form.get("again", ""):
        return _page({"again": _(NOT_THE_SAME)}), 422
    try:
        code = recovery.new_code()
        made = _enrolled(passphrase, code)
    except Problem as problem:
        diagnostics.event("workspace:not-enrolled", reason=problem.code.reference)
        sentence, reference = said(problem)
        return _page({FIELDS.get(problem.code, "hub"): f"{sentence} ({reference})"}), 422
    fetch(made)
    signing_in.begin(made)
    flash(_("This laptop is set up for you. Your work is open."), "good")
    return own_keys.shown_once(code)


def _enrolled(passphrase: str, code: str) -> Workspace:
    brought, here = invitation(), services()
    if not roots.find(here.config.folder, brought.hub_url):
        roots.keep(here.config.folder, brought.hub_url, brought.roots)
    with here.hub_client(brought.hub_url) as client:
        return enrol(client, brought, passphrase, here.config.folder, here.effort, code)


def _for_many() -> TeamFile | None:
    chosen = request.files.get("file")
    if chosen is None or not chosen.filename:
        return None
    found = TeamFile.of_bytes(chosen.stream.read(_LARGEST_FILE))
    chosen.stream.seek(0)
    return found


def invitation() -> Invitation:
    """Return what was chosen as a file or typed; raises Problem."""
    chosen = request.files.get("file")
    if chosen is not None and chosen.filename:
        content = EnrolmentFile.of_bytes(chosen.stream.read(_LARGEST_FILE))
        return Invitation(content.hub_url, content.code, content.hub_key, content.roots)
    return told(request.form.get("hub", ""), request.form.get("code", ""))


def local_moment(milliseconds: int) -> datetime:
    """Return a time by this computer's own zone: before enrolling no project's is known."""
    return datetime.fromtimestamp(milliseconds / 1000).astimezone()


def fetch(made: Workspace) -> None:
    """Fetch questionnaires and settings, and hand the recovery code over; say what went wrong."""
    # The person is enrolled whatever happens here; “Send” fetches again.
    try:
        with services().hub_client(made.membership.hub_url) as client:
            sync(made, client, clock(made))
            if escrow.hand_over(made, clock(made)):
                sync(made, client, clock(made))
    except Problem as problem:
        flash(said(problem)[0], "warn")


def _page(wrong: dict[str, str]) -> str:
    return render_template(
        "field/enrol.html",
        wrong=wrong,
        values=_Typed(request.form.get("hub", ""), request.form.get("code", "")),
        least=LEAST_LENGTH,
        others=bool(workspaces.listing(services().config.folder)),
    )
