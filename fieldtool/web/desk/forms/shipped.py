"""Shipped questionnaires: what each is for, published or brought up to date, modules switched."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, g, redirect, render_template, request, url_for

from fieldtool.i18n.locales import LOCALES
from fieldtool.log.kinds import PROJECT_LOG, ProjectSettings
from fieldtool.problems import Code, Problem
from fieldtool.questionnaires import catalogue
from fieldtool.questionnaires.profiles import PROFILES
from fieldtool.storage.queries import audit
from fieldtool.sync.forms import shipped_forms
from fieldtool.sync.forms.shipped_forms import Shipped, Standing
from fieldtool.sync.hub import publishing
from fieldtool.sync.hub.offering import Offering
from fieldtool.sync.hub.publishing import with_media_kept
from fieldtool.web.desk.blueprint import desk, services
from fieldtool.web.desk.forms.shipped_words import (
    ABOUT,
    CLASSES,
    DANGER,
    MODULES,
    NEEDS,
    RISKY,
    UNITS,
)
from fieldtool.web.desk.labels import named
from fieldtool.web.desk.visits import Answer, Visit, permitted
from fieldtool.web.parts.errors import said
from fieldtool.web.parts.languages import gettext as _

_RESTRICTED = "module_restricted"


@dataclass(frozen=True)
class Module:
    """A part of questionnaires that a project switches; `usual` is what its country has."""

    name: str
    text: str
    forms: list[str]
    is_on: bool
    usual: bool
    is_risky: bool


@dataclass(frozen=True)
class Offered:
    """A shipped questionnaire for the reader."""

    shipped: Shipped
    title: str
    about: str
    sensitivity: str
    unit: str
    modules: list[Module]

    @property
    def id(self) -> str:
        """Return the id of its form."""
        return self.shipped.questionnaire.id

    @property
    def can_be_published(self) -> bool:
        """Return whether publishing would give laptops something else than they have."""
        return self.shipped.standing is not Standing.CURRENT


@desk.get("/forms/shipped")
@permitted("form.read")
def shipped(visit: Visit) -> Answer:
    """Show the questionnaires that the program brings."""
    return _page(visit)


@desk.get("/forms/shipped/<questionnaire>")
@permitted("form.publish")
def ask_shipped(visit: Visit, questionnaire: str) -> Answer:
    """Show one, and what publishing it means."""
    return _one(visit, questionnaire)


@desk.post("/forms/shipped/<questionnaire>/publish")
@permitted("form.publish")
def publish_shipped(visit: Visit, questionnaire: str) -> Answer:
    """Publish it to everybody as the project's modules have it."""
    found = catalogue.find(questionnaire)
    settings = visit.settings
    if found.restricted:
        if len(set(request.form.getlist("need"))) < len(NEEDS) or not settings.seal_key:
            return _one(visit, questionnaire, Problem(Code.RESTRICTED_NOT_CONFIRMED)), 422
        modules = shipped_forms.modules_of(settings) | {_RESTRICTED: True}
        settings = shipped_forms.switched(settings, modules, shipped_forms.lists_of(settings))
    # Converting a workbook takes seconds; laptops that sync need not wait for it.
    ready = shipped_forms.prepared_for(visit.session, settings, questionnaire)
    hub = services()
    with hub.database.work() as session:
        if settings != visit.settings:
            publishing.publish_project(session, hub.identity, settings, hub.clock.now())
        offering = Offering(session, hub.identity, visit.project, hub.clock.now())
        form = with_media_kept(session, visit.project, ready, hub.blobs)
        offering.publish(form)
        details = {"version": form.version, "audience": PROJECT_LOG}
        audit.write(session, visit.project, visit.line("form:publish", form.form_id, details))
    flash(_("The form is published. Laptops get it when they next sync."), "good")
    return redirect(url_for("desk.shipped"), 303)


@desk.post("/forms/shipped/modules")
@permitted("form.publish", writes=True)
def switch_modules(visit: Visit) -> Answer:
    """Keep which modules and whose lists the project uses from now on."""
    ticked = set(request.form.getlist("module"))
    modules = shipped_forms.modules_of(visit.settings)
    wanted = {name: name in ticked for name in modules if name != _RESTRICTED}
    wanted[_RESTRICTED] = modules[_RESTRICTED]
    settings = shipped_forms.switched(visit.settings, wanted, request.form.get("lists", ""))
    if settings != visit.settings:
        hub, now = services().identity, services().clock.now()
        publishing.publish_project(visit.session, hub, settings, now)
        on = " ".join(name for name, is_on in sorted(wanted.items()) if is_on)
        visit.audit("forms:switch", visit.project, modules=on)
    flash(_("Saved. Publish the questionnaires that are marked, so that laptops get them."), "good")
    return redirect(url_for("desk.shipped"), 303)


def _page(visit: Visit) -> str:
    # What is delicate is shown to those who decide about it, and where it is in use.
    shown = (
        one
        for one in _standings(visit)
        if one.published or not one.questionnaire.restricted or visit.may("form.publish")
    )
    found = [_offered(visit.settings, one) for one in shown]
    modules = {one.name: one for each in found for one in each.modules}
    return render_template(
        "desk/shipped.html",
        questionnaires=found,
        modules=[one for one in modules.values() if one.name != _RESTRICTED],
        lists=shipped_forms.lists_of(visit.settings),
        profiles=list(PROFILES),
        profile=shipped_forms.profile_of(visit.settings),
    )


def _one(visit: Visit, questionnaire: str, problem: Problem | None = None) -> str:
    catalogue.find(questionnaire)
    one = next(one for one in _standings(visit) if one.questionnaire.id == questionnaire)
    return render_template(
        "desk/shipped_one.html",
        one=_offered(visit.settings, one),
        danger=_(DANGER),
        needs=[_(text) for text in NEEDS] if one.questionnaire.restricted else [],
        ticked=request.form.getlist("need"),
        seals=visit.settings.seal_key != "",
        languages=LOCALES,
        error=said(problem)[0] if problem else "",
    )


def _standings(visit: Visit) -> list[Shipped]:
    return shipped_forms.standings(visit.session, visit.settings)


def _offered(settings: ProjectSettings, one: Shipped) -> Offered:
    found = one.questionnaire
    return Offered(
        shipped=one,
        title=named(found.title, g.locale.code, found.id),
        about=_(ABOUT[found.id]),
        sensitivity=_(CLASSES[found.sensitivity]),
        unit=_(UNITS[found.unit]),
        modules=[_module(settings, name) for name in found.modules],
    )


def _module(settings: ProjectSettings, name: str) -> Module:
    usual = PROFILES[shipped_forms.profile_of(settings)].modules
    titles = [
        named(one.title, g.locale.code, one.id)
        for one in catalogue.QUESTIONNAIRES
        if name in one.modules
    ]
    return Module(
        name=name,
        text=_(MODULES[name]),
        forms=titles,
        is_on=shipped_forms.modules_of(settings)[name],
        usual=usual[name],
        is_risky=name in RISKY,
    )
