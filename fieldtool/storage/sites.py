"""Named queries on the project's register of places."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from fieldtool.log.kinds import Site
from fieldtool.storage.models.projections import SiteRow

_COLUMNS = (
    SiteRow.id,
    SiteRow.parent,
    SiteRow.level,
    SiteRow.scheme,
    SiteRow.code,
    SiteRow.valid_from,
    SiteRow.names,
)


def all_of(session: Session, project: str) -> list[Site]:
    """Return the whole register in the order in which it was written."""
    query = select(*_COLUMNS).where(SiteRow.project_id == project)
    return [_site(row) for row in session.execute(query.order_by(SiteRow.position))]


def get(session: Session, project: str, site: str) -> Site | None:
    """Return one site by its id."""
    query = select(*_COLUMNS).where(SiteRow.project_id == project, SiteRow.id == site)
    row = session.execute(query).one_or_none()
    return None if row is None else _site(row)


def below(session: Session, project: str, parent: str) -> list[Site]:
    """Return the sites right below *parent* ("" for the highest ones)."""
    query = select(*_COLUMNS).where(SiteRow.project_id == project, SiteRow.parent == parent)
    return [_site(row) for row in session.execute(query.order_by(SiteRow.position))]


def inside(session: Session, project: str, roots: Collection[str]) -> frozenset[str]:
    """Return *roots* and the ids of all sites in them, however deep."""
    below: dict[str, list[str]] = {}
    query = select(SiteRow.id, SiteRow.parent).where(SiteRow.project_id == project)
    for row in session.execute(query):
        below.setdefault(row.parent, []).append(row.id)
    found, waiting = set[str](), list(roots)
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += below.get(one, ())
    return frozenset(found)


def named(session: Session, project: str, sites: Sequence[str]) -> dict[str, Site]:
    """Return those of *sites* that are in the register, by id."""
    query = select(*_COLUMNS).where(SiteRow.project_id == project, SiteRow.id.in_(sites))
    return {row.id: _site(row) for row in session.execute(query)}


def count(session: Session, project: str) -> int:
    """Return how many sites the register has."""
    query = select(func.count()).select_from(SiteRow).where(SiteRow.project_id == project)
    return session.execute(query).scalar_one()


def _site(row: Row[str, str, str, str, str, str, str]) -> Site:
    names = json.loads(row.names)
    return Site(row.id, row.parent, row.level, row.scheme, row.code, names, row.valid_from)
