"""Registers at the desk: lists of entities, and the history of one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from flask import g, render_template

from fieldtool.forms import Form
from fieldtool.log.kinds import is_of_hub
from fieldtool.log.registers import is_entity_id
from fieldtool.problems import Code, Problem
from fieldtool.storage.queries import forms as stored_forms
from fieldtool.storage.queries import interviews, registers, sites
from fieldtool.storage.queries.registers import Entity, Said
from fieldtool.web.desk.blueprint import desk
from fieldtool.web.desk.interviews.interviews import moment_of, titles
from fieldtool.web.desk.interviews.words import form_of
from fieldtool.web.desk.registers.places import Places, places_of
from fieldtool.web.desk.visits import Answer, Visit, permitted
from fieldtool.web.parts import registered
from fieldtool.web.parts.registered import STATUS, STATUS_DATE, Fact, Speech


@dataclass(frozen=True)
class Line:
    """One line of a register."""

    id: str
    name: str = field(repr=False)
    code: str
    place: str
    changes: int
    changed: datetime | None
    is_open: bool


@dataclass(frozen=True)
class Step:
    """One change of an entity.

    Attributes:
        person: who held the interview; empty where a coordinator wrote it.
        at: by the clock of whoever wrote it; `received` when this hub first stored it.
        number: of the interview, empty where it is not here or was erased.
    """

    at: datetime | None
    received: datetime | None
    person: str
    form: str
    wave: str
    interview: str
    number: str
    facts: tuple[Fact, ...] = field(repr=False)
    status: str = ""
    since: str = ""


@desk.get("/registers")
@permitted("register.read")
def all_registers(visit: Visit) -> Answer:
    """List the registers of the project with how many entities they have."""
    found = registers.registers(visit.session, visit.project)
    rows = [(one, registered.title(one.dataset, g.locale.code)) for one in found]
    return render_template("desk/registers.html", rows=rows)


@desk.get("/registers/<dataset>")
@permitted("register.read")
def register(visit: Visit, dataset: str) -> Answer:
    """List a register, or those of it that contain what is looked for."""
    listed = registered.listing(visit.session, visit.project, dataset)
    places = places_of(sites.all_of(visit.session, visit.project), g.locale.code)
    rows = [_line(visit, one, places) for one in listed.found]
    return render_template("desk/register.html", dataset=dataset, listed=listed, rows=rows)


@desk.get("/registers/<dataset>/<entity>")
@permitted("register.read")
def entity(visit: Visit, dataset: str, entity: str) -> Answer:
    """Show what is known of an entity, and who changed what, when."""
    found = known_entity(visit, dataset, entity)
    said = changes(visit, dataset, entity)
    speech = speech_of(visit, dataset)
    texts = (text for one in said for text in one.change.properties.values())
    speech.entities = registers.names(visit.session, visit.project, texts)
    steps = [_step(visit, one, speech) for one in said]
    return render_template(
        "desk/entity.html",
        dataset=dataset,
        register=registered.title(dataset, g.locale.code),
        entity=found,
        facts=speech.facts(found.properties, found.conflicts),
        steps=steps[::-1],
        statuses=[step for step in steps if step.status],
        waves=_waves(steps),
    )


def known_entity(visit: Visit, dataset: str, entity: str) -> Entity:
    """Return an entity that the visitor may see.

    Raises:
        Problem: there is none.
    """
    found = registers.get(visit.session, visit.project, dataset, entity)
    if found is None or not is_entity_id(entity):
        raise Problem(Code.ENTITY_UNKNOWN)
    return found


def changes(visit: Visit, dataset: str, entity: str) -> list[Said]:
    """Return each change of an entity once, as its writer wrote it, in the order they came."""
    said = registers.history(visit.session, visit.project, dataset, entity)
    found: dict[str, Said] = {}
    for one in said:
        if one.name not in found or is_of_hub(found[one.name].log):
            found[one.name] = one
    order = list(dict.fromkeys(one.name for one in said))
    return [found[name] for name in order]


def speech_of(visit: Visit, dataset: str) -> Speech:
    """Return what the project's forms say of a register."""
    speech = Speech(dataset, _forms(visit, dataset), g.locale.code)
    places = places_of(sites.all_of(visit.session, visit.project), g.locale.code)
    speech.places = {site: places.name(site) for site in places.sites}
    return speech


def _forms(visit: Visit, dataset: str) -> Iterable[Form]:
    for version in reversed(stored_forms.current(visit.session, visit.project)):
        source = stored_forms.source(visit.session, visit.project, version.hash)
        # Opening a large form takes a moment, and most have nothing to do with the register.
        if source is not None and f'dataset="{dataset}"' in source.xform:
            form = form_of(visit, version.hash)
            if form is not None:
                yield form


def _line(visit: Visit, one: Entity, places: Places) -> Line:
    site = one.properties.get(registers.SITE, "")
    return Line(
        id=one.id,
        name=one.name,
        code=one.properties.get("code", ""),
        place=places.name(site) if site else "",
        changes=one.changes,
        changed=visit.moment(one.changed_at),
        is_open=bool(one.conflicts),
    )


def _step(visit: Visit, one: Said, speech: Speech) -> Step:
    change = one.change
    held = interviews.get(visit.session, visit.project, change.interview)
    said = change.properties
    return Step(
        at=moment_of(change.at),
        received=visit.moment(one.stored_at),
        person=one.entry.header.person,
        form=titles(visit).get(change.form, change.form),
        wave=registered.wave(change.wave),
        interview=change.interview if held else "",
        number=held.interview.number if held else "",
        facts=speech.changes(said),
        status=speech.said(STATUS, said[STATUS]) if said.get(STATUS) else "",
        since=speech.said(STATUS_DATE, said[STATUS_DATE]) if said.get(STATUS_DATE) else "",
    )


def _waves(steps: list[Step]) -> list[tuple[str, list[Step]]]:
    """Return the visits by wave, in the order of the waves."""
    found: dict[str, list[Step]] = {}
    for step in steps:
        if step.wave:
            found.setdefault(step.wave, []).append(step)
    order = [registered.wave(code) for code in ("baseline", "midline", "endline")]
    return sorted(found.items(), key=lambda one: order.index(one[0]) if one[0] in order else 9)
