"""Registers on the laptop: what is known of councils, projects and others, and a new visit."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from flask import g, render_template

from fieldtool.collect import facts, registers
from fieldtool.log.registers import is_entity_id, is_name
from fieldtool.problems import Code, Problem
from fieldtool.storage.queries import registers as stored
from fieldtool.web.field.blueprint import blueprint, sittings, workspace
from fieldtool.web.field.contact.contact import moment
from fieldtool.web.field.filling import places
from fieldtool.web.parts import registered
from fieldtool.web.parts.registered import Fact, Speech

if TYPE_CHECKING:
    from fieldtool.forms import Form
    from fieldtool.storage.queries.forms import FormVersion
    from fieldtool.storage.queries.registers import Entity, Said


@dataclass(frozen=True)
class EntityShown:
    """One line of a register."""

    id: str
    name: str = field(repr=False)
    code: str
    place: str
    changed: datetime
    is_open: bool
    is_here_alone: bool


@dataclass(frozen=True)
class Visited:
    """One interview, or a coordinator, that said something of an entity."""

    at: datetime | None
    form: str
    wave: str
    is_own: bool
    facts: tuple[Fact, ...] = field(repr=False)


@blueprint.get("/registers")
def all_registers() -> str:
    """List the registers of the project."""
    ws = workspace()
    with ws.database.read() as session:
        found = stored.registers(session, ws.project_id)
    rows = [(one, registered.title(one.dataset, g.locale.code)) for one in found]
    return render_template("field/registers.html", rows=rows)


@blueprint.get("/registers/<dataset>")
def register(dataset: str) -> str:
    """List a register, or those of it that contain what is looked for."""
    ws = workspace()
    with ws.database.read() as session:
        listed = registered.listing(session, ws.project_id, dataset)
    if not listed.everything and not is_name(dataset):
        raise Problem(Code.ENTITY_UNKNOWN)
    return render_template(
        "field/register.html",
        dataset=dataset,
        listed=listed,
        rows=[_line(one) for one in listed.found],
        creating=[
            (one.hash, title_of(one)) for one, form in forms_of(dataset) if dataset in form.datasets
        ],
    )


@blueprint.get("/registers/<dataset>/<entity>")
def entity(dataset: str, entity: str) -> str:
    """Show what is known of an entity, who visited it, and begin another visit."""
    found, said = known(dataset, entity)
    forms = forms_of(dataset)
    speech = Speech(dataset, [form for _version, form in forms], g.locale.code)
    site = found.properties.get(stored.SITE, "")
    speech.places = {site: places.name(workspace(), site)} if site else {}
    speech.entities = _names(said)
    return render_template(
        "field/entity.html",
        dataset=dataset,
        register=registered.title(dataset, g.locale.code),
        entity=found,
        facts=speech.facts(found.properties, found.conflicts),
        visits=[_visited(one, speech) for one in reversed(said)],
        starts=[
            (version.hash, title_of(version))
            for version, form in forms
            if registers.chooser(form, dataset)
        ],
    )


def known(dataset: str, entity: str) -> tuple[Entity, list[Said]]:
    """Return an entity with each change of it once.

    Raises:
        Problem: there is none here.
    """
    ws = workspace()
    with ws.database.read() as session:
        found = stored.get(session, ws.project_id, dataset, entity)
        said = stored.history(session, ws.project_id, dataset, entity) if found else []
    if found is None or not is_entity_id(entity):
        raise Problem(Code.ENTITY_UNKNOWN)
    return found, list({one.name: one for one in reversed(said)}.values())[::-1]


def forms_of(dataset: str) -> list[tuple[FormVersion, Form]]:
    """Return the questionnaires that choose from a register or write into it."""
    named = (f"{dataset}.csv", f'dataset="{dataset}"')
    found = []
    for version in facts.forms(workspace()):
        # Opening a large form takes a moment, and most have nothing to do with the register.
        xform = facts.form_source(workspace(), version.hash).xform
        if any(text in xform for text in named):
            found.append((version, sittings().form(version.hash)))
    return found


def title_of(version: FormVersion) -> str:
    """Return the title of a questionnaire in the reader's language."""
    return places.in_readers_language(version.title, version.form_id)


def _names(said: list[Said]) -> dict[str, str]:
    ws = workspace()
    with ws.database.read() as session:
        texts = (text for one in said for text in one.change.properties.values())
        return stored.names(session, ws.project_id, texts)


def _line(one: Entity) -> EntityShown:
    ws, site = workspace(), one.properties.get(stored.SITE, "")
    return EntityShown(
        id=one.id,
        name=one.name,
        code=one.properties.get("code", ""),
        place=places.name(ws, site) if site else "",
        changed=moment(ws, one.changed_at),
        is_open=bool(one.conflicts),
        is_here_alone=one.is_due,
    )


def _visited(one: Said, speech: Speech) -> Visited:
    change = one.change
    titles = {version.form_id: title_of(version) for version in facts.forms(workspace())}
    return Visited(
        at=datetime.fromisoformat(change.at),
        form=titles.get(change.form, change.form),
        wave=registered.wave(change.wave),
        is_own=one.log == workspace().log,
        facts=speech.changes(change.properties),
    )
