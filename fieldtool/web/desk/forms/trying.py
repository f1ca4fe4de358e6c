"""Trying a form at the hub with the very pages of a laptop; nothing of it is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import flash, g, redirect, render_template, url_for

from fieldtool.collect import drafts
from fieldtool.collect.trials import Tried
from fieldtool.collect.unkept import MOST_CHANGES
from fieldtool.i18n.catalogues import catalogue
from fieldtool.i18n.locales import LOCALES
from fieldtool.log.kinds import FormPublished, Revision
from fieldtool.problems import N_, Code, Problem
from fieldtool.storage.queries import entries, forms, registers, sites
from fieldtool.web.desk.blueprint import desk, services, state
from fieldtool.web.desk.visits import Answer, Visit, permitted
from fieldtool.web.field.blueprint import blueprint as field
from fieldtool.web.field.filling import attaching, changing_rows, filling, media
from fieldtool.web.field.finishing import finalising, refusing, reviewing
from fieldtool.web.field.workday import starting
from fieldtool.web.parts.languages import gettext as _

if TYPE_CHECKING:
    from flask import Blueprint

    from fieldtool.collect.trials import Trial

# The pages of a laptop that a trial has; all others are about work that is kept and sent.
_PAGES = (starting, filling, changing_rows, attaching, media, reviewing, finalising, refusing)
_PLACE = N_("A place to try with")


@dataclass(frozen=True)
class Ended:
    """What the log would say of an interview that was tried."""

    number: str
    result: str
    answers: dict[str, str]


def begin(
    visit: Visit, form: FormPublished, back: str, sealed: Callable[[str], bytes] | None = None
) -> Answer:
    """Begin a trial of *form* and go to its first page; *back* is where it leads afterwards.

    *sealed* gives the media of a form that is not published yet, as `Prepared` holds them.
    """
    place = {locale.code: catalogue(locale.code).gettext(_PLACE) for locale in LOCALES}
    places = sites.all_of(visit.session, visit.project)
    entities = registers.contents(visit.session, visit.project, MOST_CHANGES)
    opens = sealed or services().blobs.get
    tried = Tried(visit.settings, form, places, place, opens, entities)
    state().trials.begin(visit.account.login, tried, services().clock, back)
    visit.audit_reading("form:try", form.form_id, version=form.version)
    return redirect(url_for("field.start"), 303)


@desk.post("/forms/<form_hash>/try")
@permitted("form.try")
def try_published(visit: Visit, form_hash: str) -> Answer:
    """Begin a trial of a published version."""
    form = forms.published(visit.session, visit.project, form_hash)
    if form is None:
        raise Problem(Code.FORM_NOT_PUBLISHED)
    return begin(visit, form, url_for("desk.all_forms"))


@desk.post("/trial/end")
@permitted("form.try")
def end_trial(visit: Visit) -> Answer:
    """Throw away what was typed."""
    trial = state().trials.end(visit.account.login)
    flash(_("The trial has ended. Nothing of it was kept."), "good")
    return redirect(trial.back if trial else url_for("desk.all_forms"), 303)


def part() -> Blueprint:
    """Return the field's pages that a trial has, for the hub."""
    modules = [module.__name__ for module in _PAGES]
    found = field.part(modules, _tried, {"finished": _finished})
    for rule, name, view in (("/", "home", _home), ("/sign-in", "sign_in", _sign_in)):
        found.add_url_rule(rule, name, _tried(view))
    found.context_processor(lambda: {"trial": g.get("trial"), "person": ""})
    return found


def _finished(interview: str) -> Answer:
    trial: Trial = g.trial
    ws = trial.sittings.workspace
    draft = drafts.read(ws, interview)
    with ws.database.read() as session:
        entry = entries.last_of(session, ws.project_id, ws.log, interview)
    if entry is None:
        return redirect(url_for("field.resume", interview=interview), 303)
    revision = Revision.from_entry(entry)
    return render_template(
        "desk/trial_ended.html", ended=Ended(draft.number, revision.result, revision.answers)
    )


def _home() -> Answer:
    return redirect(g.trial.back)


def _sign_in() -> Answer:
    return redirect(url_for("desk.sign_in"))


def _tried(view: Callable[..., Any]) -> Callable[..., Any]:
    @permitted("form.try")
    def tried(visit: Visit, /, **values: Any) -> Answer:
        trial = state().trials.find(visit.account.login)
        if trial is None:
            raise Problem(Code.TRIAL_ENDED)
        g.trial, g.sittings = trial, trial.sittings
        answer: Answer = view(**values)
        return answer

    return tried
