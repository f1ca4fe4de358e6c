"""Places of the project's register as lists and names show them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import g

from fieldtool.collect import facts
from fieldtool.i18n.sorting import name_key
from fieldtool.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fieldtool.collect.choosing import Askable
    from fieldtool.log.sites import Site
    from fieldtool.security.workspace import Workspace

_DEEPEST = 8

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


def grouped(askable: Askable) -> Grouped:
    """Return (place above, [(id, name and code)]) of every place interviews are held at."""
    known = askable.described(askable.sites)
    groups: dict[str, list[Site]] = {}
    for site in askable.sites:
        groups.setdefault(way(known, site), []).append(known[site])
    return [
        (heading, [(site.id, _with_code(site)) for site in sorted(sites, key=order)])
        for heading, sites in sorted(
            groups.items(), key=lambda one: name_key(one[0], g.locale.code)
        )
    ]


def way(known: Mapping[str, Site], site: str) -> str:
    """Return the names of what *site* lies in, from the highest on."""
    names: list[str] = []
    parent = known.get(known[site].parent)
    while parent is not None and len(names) < _DEEPEST:
        names.append(named(parent))
        parent = known.get(parent.parent)
    return " › ".join(reversed(names))


def order(site: Site) -> tuple[object, ...]:
    """Return a key by which places sort as the reader expects."""
    return (name_key(named(site), g.locale.code), site.id)


def _with_code(site: Site) -> str:
    return f"{named(site)} ({site.code})" if site.code else named(site)
