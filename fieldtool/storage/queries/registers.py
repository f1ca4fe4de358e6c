"""Named queries on registers, and entries to rows: an entity is what all its changes say."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, bindparam, delete, exists, func, select
from sqlalchemy.orm import Session

from fieldtool.forms import list_document
from fieldtool.forms.nodes import Node
from fieldtool.i18n.letters import search_key
from fieldtool.log import entry as log_entry
from fieldtool.log.canonical import Tree
from fieldtool.log.entry import Entry
from fieldtool.log.kinds import is_of_hub
from fieldtool.log.merge import Merged
from fieldtool.log.registers import ENTITY, LABEL, Change, change_of, is_entity_id, merged
from fieldtool.problems import Problem
from fieldtool.storage import upserts
from fieldtool.storage.models.log import EntryRow
from fieldtool.storage.models.projections import IS_DUE, EntityInterviewRow, EntityRow, HeldRow

# The property that says where an entity is.
SITE = "site"
_DUE = "yes"
_AT_ONCE = 500
_COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True)

# Asked in every sync of a laptop.
_ROW = EntityRow.__table__.c
_WAITING = select(_ROW.id).where(_ROW.project_id == bindparam("project"), IS_DUE)


@dataclass(frozen=True)
class Entity:
    """An entity as lists show it.

    Attributes:
        properties: without the label; the value that is shown where several are in conflict.
        conflicts: names of the properties that people left in different states, label among them.
        changed_at: by the clock of whoever wrote last, milliseconds UTC.
        is_due: a laptop said something of it that the hub has said to nobody else.
    """

    dataset: str
    id: str
    label: str = field(repr=False)
    properties: Mapping[str, str] = field(repr=False)
    conflicts: tuple[str, ...]
    changes: int
    changed_at: int
    is_due: bool

    @property
    def name(self) -> str:
        """Return the label; the first letters of the id where there is none."""
        return self.label or self.id[:8]


@dataclass(frozen=True)
class Said:
    """A change, the entry that holds it and the log it is in; `stored_at` by this computer."""

    name: str
    change: Change
    entry: Entry
    log: str
    stored_at: int


@dataclass(frozen=True)
class Register:
    """A list of entities, by the name that forms know it by."""

    dataset: str
    entities: int
    conflicts: int


def project(session: Session, project_id: str, entities: Collection[str]) -> None:
    """Make the rows of *entities* again from the changes that the logs hold."""
    names = sorted(entities)
    for first in range(0, len(names), _AT_ONCE):
        some = names[first : first + _AT_ONCE]
        place = (EntityRow.project_id == project_id, EntityRow.id.in_(some))
        session.execute(delete(EntityRow).where(*place))
        link = EntityInterviewRow
        session.execute(delete(link).where(link.project_id == project_id, link.entity.in_(some)))
        found = [
            (entity, dataset, said)
            for entity, every in _said(session, project_id, some).items()
            for dataset, said in by_dataset(every).items()
        ]
        upserts.insert_new(session, EntityRow, [_row(project_id, *one) for one in found])
        upserts.insert_new(
            session, link, [row for one in found for row in _links(project_id, *one)]
        )


def by_dataset(said: Iterable[Said]) -> dict[str, list[Said]]:
    """Return changes by the register that they are about."""
    found: dict[str, list[Said]] = {}
    for one in said:
        found.setdefault(one.change.dataset, []).append(one)
    return found


def merged_of(said: Iterable[Said]) -> Merged:
    """Return what changes of one entity say together, each of them once."""
    return merged({one.name: one.change for one in said})


def said(session: Session, project_id: str, entity: str) -> list[Said]:
    """Return every change of an entity with each log that says it, in the order they came."""
    return _said(session, project_id, [entity]).get(entity, [])


def history(session: Session, project_id: str, dataset: str, entity: str) -> list[Said]:
    """Return what `said` does, as far as it is about one register."""
    found = said(session, project_id, entity)
    return [one for one in found if one.change.dataset == dataset]


def registers(session: Session, project_id: str) -> list[Register]:
    """Return the registers that have entities, by name."""
    query = (
        select(EntityRow.dataset, func.count(), func.count().filter(EntityRow.conflicts != "[]"))
        .where(EntityRow.project_id == project_id)
        .group_by(EntityRow.dataset)
    )
    return [Register(*row) for row in session.execute(query.order_by(EntityRow.dataset))]


def page(
    session: Session,
    project_id: str,
    dataset: str,
    *,
    sought: str = "",
    limit: int | None = None,
    offset: int = 0,
) -> list[Entity]:
    """Return entities of a register by label, those that contain every word of *sought*."""
    query = select(EntityRow).where(*_found(project_id, dataset, sought))
    ordered = query.order_by(EntityRow.label, EntityRow.id).limit(limit).offset(offset)
    return [_entity(row) for row in session.execute(ordered).scalars()]


def count(session: Session, project_id: str, dataset: str, sought: str = "") -> int:
    """Return how many entities `page` finds in all."""
    query = select(func.count()).select_from(EntityRow)
    return session.execute(query.where(*_found(project_id, dataset, sought))).scalar_one()


def get(session: Session, project_id: str, dataset: str, entity: str) -> Entity | None:
    """Return one entity; None where the register has none with that id."""
    place = (
        EntityRow.project_id == project_id,
        EntityRow.dataset == dataset,
        EntityRow.id == entity,
    )
    row = session.execute(select(EntityRow).where(*place)).scalar_one_or_none()
    return None if row is None else _entity(row)


def contents(session: Session, project_id: str, most: int) -> list[tuple[str, dict[str, Tree]]]:
    """Return up to *most* changes as the log has them, each once, by the entity, in any register.

    Of an entity whose changes are not all among them, what is known is what those say.
    """
    query = select(EntityRow.id).where(EntityRow.project_id == project_id).distinct()
    some = list(session.execute(query.order_by(EntityRow.id).limit(most)).scalars())
    found = [
        (entity, one.entry.content())
        for entity, every in _said(session, project_id, some).items()
        for one in {each.name: each for each in every}.values()
    ]
    return found[:most]


def names(session: Session, project_id: str, entities: Iterable[str]) -> dict[str, str]:
    """Return what *entities* are called, by id, whichever registers they are in."""
    wanted = [one for one in set(entities) if is_entity_id(one)]
    query = select(EntityRow.id, EntityRow.label).where(
        EntityRow.project_id == project_id, EntityRow.id.in_(wanted)
    )
    return {row.id: row.label or row.id[:8] for row in session.execute(query)}


def due(session: Session, project_id: str) -> list[str]:
    """Return the entities of which a laptop said something that nobody else was told."""
    session.flush()
    given = {"project": project_id}
    return sorted(set(session.connection().execute(_WAITING, given).scalars()))


def of_interview(session: Session, project_id: str, interview: str) -> list[Entity]:
    """Return the entities that an interview created or updated."""
    link = EntityInterviewRow
    linked = (
        (link.project_id == EntityRow.project_id)
        & (link.dataset == EntityRow.dataset)
        & (link.entity == EntityRow.id)
    )
    query = select(EntityRow).join(link, linked).where(link.project_id == project_id)
    ordered = query.where(link.interview == interview).order_by(EntityRow.dataset, EntityRow.label)
    return [_entity(row) for row in session.execute(ordered).scalars()]


def document(session: Session, project_id: str, dataset: str) -> Node | None:
    """Return a register as a form reads it; None where there is none of that name.

    Columns are those of ODK: `name` is the id, then the label, what counts its versions, and the
    properties. Whatever one entity has, all have, so that a filter never misses a column.
    """
    found = page(session, project_id, dataset)
    if not found:
        return None
    names = sorted({name for one in found for name in one.properties})
    return list_document(
        {
            "name": one.id,
            "label": one.name,
            "__version": str(one.changes),
            **{name: one.properties.get(name, "") for name in names},
        }
        for one in found
    )


def _found(project_id: str, dataset: str, sought: str) -> list[ColumnElement[bool]]:
    words = [search_key(word) for word in sought.split()]
    return [
        EntityRow.project_id == project_id,
        EntityRow.dataset == dataset,
        *(EntityRow.folded.contains(word, autoescape=True) for word in words if word),
    ]


def _said(session: Session, project_id: str, entities: Sequence[str]) -> dict[str, list[Said]]:
    held = exists().where(
        HeldRow.project_id == EntryRow.project_id,
        HeldRow.log == EntryRow.log,
        HeldRow.id == EntryRow.id,
    )
    query = select(EntryRow).where(
        EntryRow.project_id == project_id,
        EntryRow.subject.in_(entities),
        EntryRow.kind == ENTITY,
        EntryRow.payload.is_not(None),
        ~held,
    )
    found: dict[str, list[Said]] = {}
    for row in session.execute(query.order_by(EntryRow.position)).scalars():
        entry = log_entry.restored(row.header, row.salt, row.payload)
        try:
            name, change = change_of(entry)
        except Problem:
            continue
        found.setdefault(row.subject, []).append(Said(name, change, entry, row.log, row.stored_at))
    return found


def _links(
    project_id: str, entity: str, dataset: str, said: Sequence[Said]
) -> list[dict[str, str]]:
    interviews = sorted({one.change.interview for one in said} - {""})
    row = {"project_id": project_id, "dataset": dataset, "entity": entity}
    return [{**row, "interview": interview} for interview in interviews]


def _row(project_id: str, entity: str, dataset: str, said: Sequence[Said]) -> dict[str, object]:
    known = merged_of(said)
    label = known.answers.get(LABEL, "")
    properties = {name: text for name, text in known.answers.items() if name != LABEL}
    told = {one.name for one in said if is_of_hub(one.log)}
    folded = "\n".join(map(search_key, (label, *properties.values())))
    return {
        "project_id": project_id,
        "dataset": dataset,
        "id": entity,
        "label": label,
        "site": properties.get(SITE, ""),
        "properties": _COMPACT.encode(properties),
        "conflicts": _COMPACT.encode([each.path for each in known.conflicts]),
        "changes": len({one.name for one in said}),
        "folded": folded,
        "changed_at": max(one.entry.header.clock.wall for one in said),
        "due": _DUE if {one.name for one in said} - told else "",
    }


def _entity(row: EntityRow) -> Entity:
    return Entity(
        dataset=row.dataset,
        id=row.id,
        label=row.label,
        properties=json.loads(row.properties),
        conflicts=tuple(json.loads(row.conflicts)),
        changes=row.changes,
        changed_at=row.changed_at,
        is_due=row.due == _DUE,
    )
