"""Places of the project's register as lists and names show them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import g

from fieldtool.collect import facts
from fieldtool.i18n.sorting import sort_key
from fieldtool.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

    from fieldtool.log.kinds import Site
    from fieldtool.security.workspace import Workspace

Grouped = list[tuple[str, list[tuple[str, str]]]]


def name(ws: Workspace, site: str) -> str:
    """Return the name of a place in the reader's language; its id when it left the register."""
    try:
        return named(facts.site(ws, site))
    except Problem:
        return site


def named(site: Site) -> str:
    """Return the name in the reader's language, else in any."""
    return in_readers_language(site.names, site.id)


def in_readers_language(names: Mapping[str, str], otherwise: str) -> str:
    """Return the name of *names* (by language) that the reader understands best."""
    found = names.get(g.locale.code) or names.get("en")
    return found or next(iter(names.values()), "") or otherwise


def grouped(ws: Workspace, only: Container[str] | None = None) -> Grouped:
    """Return (place above, [(id, name and code)]) of every place interviews are held at.

    *only*: leave out those that are not in it.
    """
    register = {site.id: site for site in facts.sites(ws)}
    above = {site.parent for site in register.values()}
    groups: dict[str, list[Site]] = {}
    for site in register.values():
        if site.id not in above and (only is None or site.id in only):
            groups.setdefault(_way(register, site), []).append(site)
    return [
        (heading, [(site.id, _with_code(site)) for site in sorted(sites, key=_order)])
        for heading, sites in sorted(
            groups.items(), key=lambda one: sort_key(one[0], g.locale.code)
        )
    ]


def _way(register: dict[str, Site], site: Site) -> str:
    names: list[str] = []
    parent = register.get(site.parent)
    while parent is not None and len(names) < 6:
        names.append(named(parent))
        parent = register.get(parent.parent)
    return " › ".join(reversed(names))


def _with_code(site: Site) -> str:
    return f"{named(site)} ({site.code})" if site.code else named(site)


def _order(site: Site) -> tuple[object, ...]:
    return (sort_key(named(site), g.locale.code), site.id)
