"""Shipped places brought into a project's register."""

from __future__ import annotations

from collections.abc import Collection

from fieldtool.log.sites import Site
from fieldtool.problems import Code, Problem
from fieldtool.questionnaires import places
from fieldtool.questionnaires.places import Place


def site_of(place: Place) -> Site:
    """Return a shipped place as the register has it; its id is that of the shipped list."""
    return Site(
        id=place.id,
        parent=place.parent,
        level=place.level,
        scheme=place.scheme,
        code=place.code,
        names=dict(place.names),
        valid_from=place.valid_from,
    )


def shipped_in(provinces: Collection[str]) -> tuple[Place, ...]:
    """Return all that is shipped of *provinces* or whole countries, and what they lie in.

    Raises:
        Problem: PART_NOT_SHIPPED.
    """
    known = {part.place.id for country in places.COUNTRIES for part in places.parts(country)}
    unknown = sorted(set(provinces) - known - set(places.COUNTRIES))
    if unknown:
        raise Problem(Code.PART_NOT_SHIPPED, {"parts": ", ".join(unknown)})
    return places.places_in(provinces)
