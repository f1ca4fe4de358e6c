"""Several people set this laptop up in one go, from one file, each with an own passphrase."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from fieldtool import diagnostics
from fieldtool.problems import Code, Problem
from fieldtool.security import recovery
from fieldtool.security.passphrase import LEAST_LENGTH
from fieldtool.sync.laptop.enrol import Invitation, enrol
from fieldtool.web.field.blueprint import blueprint, open_to_all, services
from fieldtool.web.field.signing_in import enrolling, own_keys, signing_in
from fieldtool.web.parts import filters
from fieldtool.web.parts.errors import said
from fieldtool.web.parts.languages import gettext as _

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from fieldtool.security.team_file import TeamFile


@blueprint.get("/set-up/together")
@open_to_all
def together() -> str | Response:
    """Show who is set up, and ask the next person for a passphrase."""
    if services().together.file() is None:
        return redirect(url_for("field.enroll"))
    return _page({})


@blueprint.post("/set-up/together")
@open_to_all
def set_up_next() -> str | tuple[str, int] | Response:
    """Set one person up, and show the recovery code."""
    here, person = services(), request.form.get("person", "")
    file = here.together.file()
    if file is None:
        return redirect(url_for("field.enroll"))
    words = request.form.get("passphrase", "")
    if words != request.form.get("again", ""):
        return _page({"again": _(enrolling.NOT_THE_SAME)}), 422
    code = recovery.new_code()
    try:
        with here.hub_client(file.hub_url) as client:
            made = enrol(
                client, _invitation(file, person), words, here.config.folder, here.effort, code
            )
    except Problem as problem:
        diagnostics.event("workspace:not-enrolled", reason=problem.code.reference)
        sentence, reference = said(problem)
        field = enrolling.FIELDS.get(problem.code, "person")
        return _page({field: f"{sentence} ({filters.value(reference)})"}), 422
    here.together.done(person)
    enrolling.fetch(made)
    signing_in.begin(made)
    flash(_("This laptop is set up for you. Your work is open."), "good")
    return own_keys.shown_once(code)


@blueprint.post("/set-up/together/end")
@open_to_all
def end_together() -> Response:
    """Forget the codes of the file."""
    services().together.end()
    return redirect(url_for("field.enroll"), 303)


def _invitation(file: TeamFile, person: str) -> Invitation:
    left = {one for one, is_done in services().together.people() if not is_done}
    if person not in left:
        raise Problem(Code.NOBODY_CHOSEN_HERE)
    return Invitation(file.hub_url, file.codes[person], file.hub_key)


def _page(wrong: dict[str, str]) -> str:
    people = services().together.people()
    return render_template(
        "field/enrol_together.html",
        done=[person for person, is_done in people if is_done],
        left=[(person, person) for person, is_done in people if not is_done],
        chosen=request.form.get("person", ""),
        wrong=wrong,
        least=LEAST_LENGTH,
    )
