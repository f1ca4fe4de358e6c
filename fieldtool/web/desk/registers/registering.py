"""What coordinators say of entities: changes, decisions, whole lists; and erasing one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from flask import after_this_request, flash, g, redirect, render_template, request, url_for

from fieldtool.i18n.letters import for_storage
from fieldtool.log import clock
from fieldtool.log.erasures import LEGAL, TEST, WRONG
from fieldtool.log.kinds import workspace_of
from fieldtool.log.merge import Conflict
from fieldtool.log.registers import LABEL
from fieldtool.problems import N_, Code, Problem
from fieldtool.storage.queries import registers, sites, workspaces
from fieldtool.storage.queries.registers import Said
from fieldtool.sync.hub import erasing
from fieldtool.sync.registers.registering import Registrar, token_of
from fieldtool.web.desk.blueprint import desk, services
from fieldtool.web.desk.interviews.erasing import Chosen, finish
from fieldtool.web.desk.interviews.settling import CONFIDENCE, Author
from fieldtool.web.desk.registers import choosing_places
from fieldtool.web.desk.registers.registers import changes, known_entity, speech_of
from fieldtool.web.desk.visits import Answer, Visit, permitted
from fieldtool.web.parts.errors import said
from fieldtool.web.parts.languages import gettext as _

_LONGEST = 1_000
# Why an entity is erased; nobody withdraws from a register of councils.
_WHY = {
    WRONG: N_("It was registered by mistake"),
    LEGAL: N_("A law or an authority demands it"),
    TEST: N_("It was only a test"),
}


@dataclass(frozen=True)
class Option:
    """One value of a property, and who wrote it."""

    text: str = field(repr=False)
    authors: tuple[Author, ...]


@dataclass(frozen=True)
class Dispute:
    """One property that people left in different states."""

    name: str
    label: str
    options: tuple[Option, ...] = field(repr=False)
    chosen: str = ""
    error: str = ""


def registrar(visit: Visit) -> Registrar:
    """Return the hub, about to say something of entities for the visitor."""
    now = services().clock.now()
    return Registrar(visit.session, services().identity, visit.project, now)


@desk.get("/registers/<dataset>/<entity>/change")
@permitted("register.write")
def ask_change_entity(visit: Visit, dataset: str, entity: str) -> Answer:
    """Show what can be changed about an entity."""
    found = known_entity(visit, dataset, entity)
    return _form(visit, dataset, entity, {LABEL: found.label, **found.properties})


@desk.post("/registers/<dataset>/<entity>/change")
@permitted("register.write", writes=True)
def change_entity(visit: Visit, dataset: str, entity: str) -> Answer:
    """Say what is to be known of an entity; laptops hear of it when they next sync."""
    found = known_entity(visit, dataset, entity)
    before = {LABEL: found.label, **found.properties}
    typed = {
        name: for_storage(request.form.get(f"p-{name}", text), g.locale.code).strip()[:_LONGEST]
        for name, text in before.items()
    }
    if choosing_places.is_searching():
        return _form(visit, dataset, entity, typed)
    if not typed[LABEL]:
        return _form(visit, dataset, entity, typed, _("Write a name.")), 422
    if registrar(visit).change(dataset, entity, typed):
        visit.audit("register:change", dataset, id=entity)
        flash(_("The changes are written. The laptops get them when they next sync."), "good")
    return redirect(url_for("desk.entity", dataset=dataset, entity=entity), 303)


@desk.get("/registers/<dataset>/<entity>/settle")
@permitted("register.write")
def ask_settle_entity(visit: Visit, dataset: str, entity: str) -> Answer:
    """Show every value of what is in conflict."""
    known_entity(visit, dataset, entity)
    return _settle_page(visit, dataset, entity)


@desk.post("/registers/<dataset>/<entity>/settle")
@permitted("register.write", writes=True)
def settle_entity(visit: Visit, dataset: str, entity: str) -> Answer:
    """Write down what was chosen, if everything was."""
    known_entity(visit, dataset, entity)
    known = registers.merged_of(changes(visit, dataset, entity))
    try:
        registrar(visit).settle(
            dataset, entity, request.form.get("token", ""), _choices(known.conflicts)
        )
    except Problem as problem:
        if problem.code not in {Code.CONFLICT_MOVED, Code.NOT_ALL_DECIDED}:
            raise
        return _settle_page(visit, dataset, entity, problem), problem.status
    visit.audit("register:settle", dataset, id=entity)
    flash(_("The decision is written. The laptops get it when they next sync."), "good")
    return redirect(url_for("desk.entity", dataset=dataset, entity=entity), 303)


@desk.get("/registers/<dataset>/<entity>/erase")
@permitted("interview.erase")
def ask_erase_entity(visit: Visit, dataset: str, entity: str) -> Answer:
    """Ask why an entity is to be erased."""
    return _erase_page(visit, dataset, entity, Chosen("", is_sure=False), {})


@desk.post("/registers/<dataset>/<entity>/erase")
@permitted("interview.erase", writes=True)
def erase_entity(visit: Visit, dataset: str, entity: str) -> Answer:
    """Erase every change of an entity here, and at laptops when they next sync."""
    known_entity(visit, dataset, entity)
    chosen = Chosen(request.form.get("reason", ""), request.form.get("sure") == "yes")
    errors = chosen.errors()
    if errors:
        return _erase_page(visit, dataset, entity, chosen, errors), 422
    hub, now = services().identity, services().clock.now()
    erasing.erase(visit.session, hub, visit.project, entity, reason=chosen.reason, clock=now)
    visit.audit("register:erase", dataset, reason=chosen.reason)
    after_this_request(finish)
    flash(_("The entry is erased here. Laptops erase it when they next sync."), "good")
    return redirect(url_for("desk.register", dataset=dataset), 303)


def _form(
    visit: Visit, dataset: str, entity: str, values: Mapping[str, str], error: str = ""
) -> str:
    fields = speech_of(visit, dataset).fields(values)
    known = sites.outlines(visit.session, visit.project).by_id
    marked = [one.value for one in fields if one.is_place]
    return render_template(
        "desk/entity_edit.html",
        dataset=dataset,
        entity=entity,
        name=known_entity(visit, dataset, entity).name,
        fields=fields,
        has_place=bool(marked),
        offered=choosing_places.offer(visit, known, marked),
        error=error,
    )


def _choices(conflicts: tuple[Conflict, ...]) -> dict[str, int]:
    given = {one.path: request.form.get(f"choice-{one.path}", "") for one in conflicts}
    return {path: int(text) for path, text in given.items() if text.isdecimal() and len(text) < 3}


def _settle_page(visit: Visit, dataset: str, entity: str, problem: Problem | None = None) -> str:
    said_of = changes(visit, dataset, entity)
    known = registers.merged_of(said_of)
    if not known.conflicts:
        raise Problem(Code.NOTHING_TO_SETTLE)
    disputes = _disputes(visit, dataset, known.conflicts, {one.name: one for one in said_of})
    if problem is not None and problem.code is Code.CONFLICT_MOVED:
        # After something new arrived, a number may mean another value.
        disputes = [replace(one, chosen="") for one in disputes]
    if problem is not None and problem.code is Code.NOT_ALL_DECIDED:
        missing = _("Choose one of these answers.")
        disputes = [one if one.chosen else replace(one, error=missing) for one in disputes]
    return render_template(
        "desk/entity_settle.html",
        dataset=dataset,
        entity=known_entity(visit, dataset, entity),
        token=token_of(known),
        disputes=disputes,
        wrong=[(one.name, f"{one.label}: {one.error}") for one in disputes if one.error],
        problem=said(problem) if problem else None,
    )


def _disputes(
    visit: Visit, dataset: str, conflicts: tuple[Conflict, ...], by_name: Mapping[str, Said]
) -> list[Dispute]:
    speech = speech_of(visit, dataset)
    return [
        Dispute(
            name=f"choice-{conflict.path}",
            label=speech.label(conflict.path),
            options=tuple(
                Option(
                    speech.said(conflict.path, one.value or ""),
                    tuple(_author(visit, by_name[name]) for name in one.revisions),
                )
                for one in conflict.candidates
            ),
            chosen=request.form.get(f"choice-{conflict.path}", ""),
        )
        for conflict in conflicts
    ]


def _author(visit: Visit, one: Said) -> Author:
    header, laptop = one.entry.header, workspace_of(one.log)
    if not laptop:
        return Author("", "", visit.moment(header.clock.wall))
    met = workspaces.meetings(visit.session, visit.project, laptop)
    when = clock.corrected(header.clock, met)
    how = _(CONFIDENCE[when.confidence])
    return Author(header.person, laptop, visit.moment(when.wall), how)


def _erase_page(
    visit: Visit, dataset: str, entity: str, chosen: Chosen, errors: Mapping[str, str]
) -> str:
    return render_template(
        "desk/entity_erase.html",
        dataset=dataset,
        entity=known_entity(visit, dataset, entity),
        reasons=[(code, _(text)) for code, text in _WHY.items()],
        chosen=chosen,
        errors=errors,
    )
