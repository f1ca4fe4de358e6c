"""Named queries on the project's register of places."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import astuple
from threading import Lock
from typing import TypeVar, cast
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, Row, Select, delete, func, insert, select
from sqlalchemy.orm import Session

from fieldtool.i18n.letters import search_key
from fieldtool.log.content import Fields
from fieldtool.log.finding import Outline, Outlines
from fieldtool.log.kinds import PROJECT_LOG, SITES
from fieldtool.log.sites import Site, SiteCode
from fieldtool.storage.models.projections import SiteRow
from fieldtool.storage.queries import entries

_COLUMNS = (
    SiteRow.id,
    SiteRow.parent,
    SiteRow.level,
    SiteRow.scheme,
    SiteRow.code,
    SiteRow.valid_from,
    SiteRow.names,
    SiteRow.others,
    SiteRow.state,
    SiteRow.successor,
)
# Databases bind some thousands of values at most.
_AT_ONCE = 500
_CHANGED = "sites changed"
Found = TypeVar("Found")
# By database, then by project and what: the register's newest position and size, and what was read.
_KNOWN: WeakKeyDictionary[Engine, dict[tuple[str, str], tuple[object, object]]]
_KNOWN, _LOCK = WeakKeyDictionary(), Lock()


def keep(session: Session, project: str, said: Sequence[Site], position: int) -> None:
    """Keep places as an entry says them, from *position* of the register on."""
    session.info[_CHANGED] = True
    rows = {site.id: _values(site, position + place) for place, site in enumerate(said)}
    for start in range(0, len(said), _AT_ONCE):
        some = [site.id for site in said[start : start + _AT_ONCE]]
        session.execute(
            delete(SiteRow).where(SiteRow.project_id == project, SiteRow.id.in_(some)),
            execution_options={"synchronize_session": False},
        )
    if rows:
        session.execute(insert(SiteRow), [{"project_id": project, **row} for row in rows.values()])


def all_of(session: Session, project: str) -> list[Site]:
    """Return the whole register in the order in which it was written."""
    return list(_remembered(session, project, "sites", _all_of))


def outlines(session: Session, project: str) -> Outlines:
    """Return the whole register, in its order, as far as it is searched; quickly."""
    return _remembered(session, project, "outlines", _outlines)


def get(session: Session, project: str, site: str) -> Site | None:
    """Return one site by its id."""
    row = session.execute(_every(project).where(SiteRow.id == site)).one_or_none()
    return None if row is None else _site(row)


def below(session: Session, project: str, parent: str) -> list[Site]:
    """Return the sites right below *parent* ("" for the highest ones)."""
    query = _every(project).where(SiteRow.parent == parent)
    return _sites(session, query.order_by(SiteRow.position))


def inside(session: Session, project: str, roots: Collection[str]) -> frozenset[str]:
    """Return *roots*, the ids of all sites in them, however deep, and of what was merged there."""
    below: dict[str, list[str]] = {}
    query = select(SiteRow.id, SiteRow.parent, SiteRow.successor)
    for row in session.execute(query.where(SiteRow.project_id == project)):
        below.setdefault(row.parent, []).append(row.id)
        if row.successor:
            below.setdefault(row.successor, []).append(row.id)
    found, waiting = set[str](), list(roots)
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += below.get(one, ())
    return frozenset(found)


def named(session: Session, project: str, sites: Collection[str]) -> dict[str, Site]:
    """Return those of *sites* that are in the register, by id."""
    wanted = list(sites)
    found: dict[str, Site] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        for site in _sites(session, _every(project).where(SiteRow.id.in_(some))):
            found[site.id] = site
    return found


def with_above(session: Session, project: str, sites: Collection[str]) -> dict[str, Site]:
    """Return *sites*, what they were merged into, and all that these lie in, by id."""
    found: dict[str, Site] = {}
    wanted = set(sites)
    while wanted:
        new = named(session, project, wanted)
        found |= new
        near = {one for site in new.values() for one in (site.parent, site.successor)}
        wanted = near - found.keys() - {""}
    return found


def _all_of(session: Session, project: str) -> list[Site]:
    return _sites(session, _every(project).order_by(SiteRow.position))


def _outlines(session: Session, project: str) -> Outlines:
    columns = (SiteRow.id, SiteRow.parent, SiteRow.search, SiteRow.state, SiteRow.successor)
    query = select(*columns).where(SiteRow.project_id == project).order_by(SiteRow.position)
    return Outlines(
        Outline(row[0], row[1], row[2], not row[3] and not row[4], row[4])
        for row in session.execute(query).all()
    )


def _remembered(
    session: Session, project: str, what: str, read: Callable[[Session, str], Found]
) -> Found:
    """Return what *read* gives, which is read again when the register was changed.

    A register has thousands of places, and every page asks for it.
    """
    if session.info.get(_CHANGED):
        return read(session, project)  # nobody else sees it before it is kept
    newest = select(func.max(SiteRow.position), func.count()).where(SiteRow.project_id == project)
    stamp = tuple(session.execute(newest).one())
    with _LOCK:
        known = _KNOWN.setdefault(_engine(session), {})
        kept, found = known.get((project, what), (None, None))
    if kept != stamp:
        found = read(session, project)
        with _LOCK:
            known[project, what] = (stamp, found)
    return cast("Found", found)


def _engine(session: Session) -> Engine:
    bind = session.get_bind()
    return bind if isinstance(bind, Engine) else bind.engine


def count(session: Session, project: str) -> int:
    """Return how many sites the register has."""
    query = select(func.count()).select_from(SiteRow).where(SiteRow.project_id == project)
    return session.execute(query).scalar_one()


def history(session: Session, project: str, site: str) -> list[tuple[int, Site]]:
    """Return what was ever said of a place, the oldest first, each with when that was stored."""
    found: list[tuple[int, Site]] = []
    for entry, stored_at in entries.of_kind(session, project, PROJECT_LOG, SITES):
        if entry.is_stub or site.encode("utf-8") not in (entry.payload or b""):
            continue
        lines = Fields.of_tree(entry.content(), SITES).items("sites")
        mine = [line for line in lines if line.tree.get("id") == site]
        found += [(stored_at, Site.from_fields(line)) for line in mine]
    return found


def search_text(site: Site) -> str:
    """Return what *site* is found by, folded, one thing a line."""
    parts = [*site.names.values(), *(code.code for code in site.codes), site.id]
    return "\n".join(dict.fromkeys(filter(None, map(search_key, parts))))


def _values(site: Site, position: int) -> dict[str, str | int]:
    return {
        "id": site.id,
        "parent": site.parent,
        "level": site.level,
        "scheme": site.scheme,
        "code": site.code,
        "valid_from": site.valid_from,
        "names": json.dumps(site.names, ensure_ascii=False, separators=(",", ":")),
        "others": json.dumps([astuple(one) for one in site.others], ensure_ascii=False),
        "state": site.state,
        "successor": site.successor,
        "search": search_text(site),
        "position": position,
    }


def _every(project: str) -> Select[str, str, str, str, str, str, str, str, str, str]:
    return select(*_COLUMNS).where(SiteRow.project_id == project)


def _sites(
    session: Session, query: Select[str, str, str, str, str, str, str, str, str, str]
) -> list[Site]:
    return [_site(row) for row in session.execute(query)]


def _site(row: Row[str, str, str, str, str, str, str, str, str, str]) -> Site:
    others = tuple(SiteCode(*one) for one in json.loads(row.others)) if row.others != "[]" else ()
    names = json.loads(row.names)
    return Site(
        row.id,
        row.parent,
        row.level,
        row.scheme,
        row.code,
        names,
        row.valid_from,
        others,
        row.state,
        row.successor,
    )
