"""Places to choose from: all of them, or, among very many, the wide ones and a search."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from flask import g, request

from fieldtool.storage.queries import sites
from fieldtool.web.desk.registers.places import places_of
from fieldtool.web.desk.visits import Visit

# More places than that are searched for instead of listed; so many are shown of what fits.
MOST_LISTED = 300
_MOST_FOUND = 60
_LONGEST = 100


@dataclass(frozen=True)
class Offered:
    """What is offered now, by level: pairs of id and name under a heading.

    Attributes:
        find: what was searched for; None where all places are listed.
        fits: how many places fit; *more* of them are not shown.
    """

    levels: list[tuple[str, list[tuple[str, str]]]]
    find: str | None = None
    fits: int = 0
    more: int = 0

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Return the places without headings."""
        return [pair for _heading, pairs in self.levels for pair in pairs]


def offer(visit: Visit, among: Collection[str], marked: Iterable[str]) -> Offered:
    """Return what the request asks to see of *among*; what is *marked* is always there."""
    if len(among) <= MOST_LISTED:
        return Offered(_by_level(visit, among))
    outlines = sites.outlines(visit.session, visit.project)
    words = request.form.get("find", "").strip()[:_LONGEST]
    fitting = outlines.find(words, among) if words else outlines.wide(among)
    most = _MOST_FOUND if words else MOST_LISTED
    shown = dict.fromkeys([*(one for one in marked if one in among), *fitting[:most]])
    fits = len(fitting)
    return Offered(_by_level(visit, shown), words, fits, max(0, fits - most))


def is_searching() -> bool:
    """Tell whether the form was sent to see places, and not to be kept."""
    return request.form.get("do") == "find"


def _by_level(visit: Visit, shown: Collection[str]) -> list[tuple[str, list[tuple[str, str]]]]:
    around = sites.with_above(visit.session, visit.project, shown)
    places = places_of(around.values(), g.locale.code)
    return places.options(dict.fromkeys(shown, 0))
