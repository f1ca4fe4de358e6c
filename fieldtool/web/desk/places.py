"""Places as a coordinator chooses them: those with interviews, and what they lie in."""

from __future__ import annotations

from dataclasses import dataclass

from fieldtool.i18n.sorting import sort_key
from fieldtool.log.sites import Site
from fieldtool.web.desk.labels import LEVELS, label, named


@dataclass(frozen=True)
class Places:
    """The register, read once for a page; `locale` is the reader's."""

    sites: dict[str, Site]
    locale: str

    def name(self, site: str) -> str:
        """Return the name of *site* for the reader; its id where the register lacks it."""
        found = self.sites.get(site)
        return named(found.names, self.locale, site) if found else site

    def above(self, site: str) -> list[str]:
        """Return what *site* lies in, the nearest first, without the country."""
        found: list[str] = []
        place = self.sites.get(site)
        while place is not None and place.parent and place.parent not in found:
            place = self.sites.get(place.parent)
            if place is not None and place.parent:
                found.append(place.id)
        return found

    def full_name(self, site: str) -> list[str]:
        """Return the names of *site* and of what it lies in."""
        return [self.name(one) for one in (site, *self.above(site))]

    def options(self, used: dict[str, int]) -> list[tuple[str, list[tuple[str, str]]]]:
        """Return what can be chosen, by level: the *used* places and all they lie in."""
        wanted = {one for site in used for one in (site, *self.above(site))}
        levels: dict[str, list[str]] = {}
        for site in wanted:
            place = self.sites.get(site)
            levels.setdefault(place.level if place else "", []).append(site)
        known = [*LEVELS, *sorted(set(levels) - set(LEVELS))]
        return [
            (label(LEVELS, level), self._sorted(levels[level]))
            for level in known
            if level in levels
        ]

    def _sorted(self, sites: list[str]) -> list[tuple[str, str]]:
        pairs = [(site, self.name(site)) for site in sites]
        return sorted(pairs, key=lambda pair: sort_key(pair[1], self.locale))


def places_of(sites: list[Site], locale: str) -> Places:
    """Return *sites* for a reader."""
    return Places({site.id: site for site in sites}, locale)
