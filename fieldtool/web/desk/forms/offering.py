"""Publishing a form to everybody or to some teams, and retiring it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for

from fieldtool.log.kinds import PROJECT_LOG, FormPublished, team_log, team_of
from fieldtool.problems import N_, Code, Problem
from fieldtool.storage.queries import audit, candidates, forms, people
from fieldtool.storage.queries.candidates import MEDIUM
from fieldtool.storage.queries.forms import FormVersion
from fieldtool.sync.forms.candidates import form_of, is_ready
from fieldtool.sync.hub.offering import Offering
from fieldtool.sync.hub.publishing import Prepared, with_media, with_media_kept
from fieldtool.web.desk.blueprint import desk, services
from fieldtool.web.desk.forms.preparing import known, looked
from fieldtool.web.desk.interviews.interviews import title
from fieldtool.web.desk.visits import Answer, Visit, permitted
from fieldtool.web.parts.errors import said
from fieldtool.web.parts.languages import gettext as _

EVERYBODY, SOME = "everybody", "teams"
_NOBODY = N_("Choose everybody, or at least one team.")


@dataclass(frozen=True)
class Audience:
    """Who has which version of a form now; `team` is empty for everybody."""

    log: str
    team: str
    version: str


@dataclass(frozen=True)
class Chosen:
    """To whom it is to be published."""

    whom: str
    teams: tuple[str, ...] = ()


def audiences(visit: Visit, form_id: str) -> list[Audience]:
    """Return who may start interviews with which version of a form, everybody first."""
    versions = {
        one.hash: one.version for one in forms.versions(visit.session, visit.project, form_id)
    }
    newest: dict[str, str] = {}
    for offer in forms.offers(visit.session, visit.project):
        if offer.form_id == form_id and not offer.retired:
            newest[offer.log] = versions.get(offer.hash, "")
    return [Audience(log, team_of(log), newest[log]) for log in sorted(newest)]


@desk.get("/forms/candidates/<candidate>/publish")
@permitted("form.publish")
def ask_publish(visit: Visit, candidate: str) -> Answer:
    """Ask to whom a candidate is published."""
    found = known(visit, candidate)
    form = form_of(found)
    if form is None or not is_ready(found):
        raise Problem(Code.CANDIDATE_NOT_READY)
    return _page(visit, form, candidate=candidate)


@desk.post("/forms/candidates/<candidate>/publish")
@permitted("form.publish")
def publish(visit: Visit, candidate: str) -> Answer:
    """Publish a candidate as it was seen, and forget it as a candidate."""
    found = known(visit, candidate)
    form = form_of(found)
    if form is None or not is_ready(found):
        raise Problem(Code.CANDIDATE_NOT_READY)
    chosen = _chosen()
    if chosen is None:
        return _page(visit, form, candidate=candidate, error=_(_NOBODY)), 422
    if request.form.get("seen", "") != form.hash:
        raise Problem(Code.CANDIDATE_CHANGED)
    # Sealing films takes a moment; laptops that sync need not wait for it.
    ready = with_media(form, candidates.files(visit.session, visit.project, found.id, MEDIUM))
    try:
        _publish(visit, ready, chosen, candidate)
    except Problem as problem:
        if problem.code is not Code.FORM_VERSION_TAKEN:
            raise
        return _page(visit, form, candidate=candidate, error=said(problem)[0]), 409
    return _published()


@desk.get("/forms/<form_hash>/publish")
@permitted("form.publish")
def ask_offer(visit: Visit, form_hash: str) -> Answer:
    """Ask to whom else a published version is published, or to whom again."""
    return _page(visit, _known_form(visit, form_hash))


@desk.post("/forms/<form_hash>/publish")
@permitted("form.publish")
def offer(visit: Visit, form_hash: str) -> Answer:
    """Publish a known version to others, or again."""
    form = _known_form(visit, form_hash)
    chosen = _chosen()
    if chosen is None:
        return _page(visit, form, error=_(_NOBODY)), 422
    _publish(visit, Prepared(form), chosen, "")
    return _published()


@desk.get("/forms/<form_hash>/retire")
@permitted("form.publish")
def ask_retire(visit: Visit, form_hash: str) -> Answer:
    """Ask for whom a form is retired."""
    return _retire_page(visit, _known_version(visit, form_hash))


@desk.post("/forms/<form_hash>/retire")
@permitted("form.publish", writes=True)
def retire(visit: Visit, form_hash: str) -> Answer:
    """Let no new interviews be started with a form."""
    version = _known_version(visit, form_hash)
    logs = [PROJECT_LOG if one == EVERYBODY else team_log(one) for one in _ticked()]
    if not logs:
        return _retire_page(visit, version, _("Choose for whom the form is retired.")), 422
    offering = Offering(visit.session, services().identity, visit.project, services().clock.now())
    written = offering.retire(version.form_id, logs)
    visit.audit("form:retire", version.form_id, audience=" ".join(written))
    flash(
        _("The form is retired. Laptops start no new interviews with it after their next sync."),
        "good",
    )
    return redirect(url_for("desk.all_forms"), 303)


def _publish(visit: Visit, ready: Prepared, chosen: Chosen, candidate: str) -> None:
    with services().database.work() as session:
        now = services().clock.now()
        offering = Offering(session, services().identity, visit.project, now)
        offering.refuse_taken(ready.form)
        form = ready.form
        if ready.sealed:
            form = with_media_kept(session, visit.project, ready, services().blobs)
        written = offering.publish(form, chosen.teams)
        if candidate:
            candidates.remove(session, visit.project, candidate)
        details = {"version": form.version, "audience": " ".join(written)}
        audit.write(session, visit.project, visit.line("form:publish", form.form_id, details))


def _published() -> Answer:
    flash(_("The form is published. Laptops get it when they next sync."), "good")
    return redirect(url_for("desk.all_forms"), 303)


def _chosen() -> Chosen | None:
    whom = request.form.get("whom", "")
    if whom == EVERYBODY:
        return Chosen(whom)
    teams = _ticked()
    return Chosen(whom, teams) if whom == SOME and teams else None


def _ticked() -> tuple[str, ...]:
    return tuple(dict.fromkeys(request.form.getlist("team")))


def _known_form(visit: Visit, form_hash: str) -> FormPublished:
    form = forms.published(visit.session, visit.project, form_hash)
    if form is None:
        raise Problem(Code.FORM_NOT_PUBLISHED)
    return form


def _known_version(visit: Visit, form_hash: str) -> FormVersion:
    for version in forms.versions(visit.session, visit.project):
        if version.hash == form_hash:
            return version
    raise Problem(Code.FORM_NOT_PUBLISHED)


def _page(visit: Visit, form: FormPublished, candidate: str = "", error: str = "") -> str:
    return render_template(
        "desk/form_publish.html",
        form=form,
        candidate=looked(visit, known(visit, candidate)) if candidate else None,
        teams=people.teams(visit.session, visit.project),
        having=audiences(visit, form.form_id),
        whom=request.form.get("whom", EVERYBODY),
        ticked=_ticked(),
        error=error,
    )


def _retire_page(visit: Visit, version: FormVersion, error: str = "") -> str:
    return render_template(
        "desk/form_retire.html",
        version=version,
        title=title(version),
        having=audiences(visit, version.form_id),
        error=error,
    )
