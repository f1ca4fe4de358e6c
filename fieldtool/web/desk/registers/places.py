"""Places as a coordinator chooses them: those with interviews, and what they lie in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fieldtool.i18n.sorting import name_key
from fieldtool.log.sites import Register, Site
from fieldtool.web.desk.labels import LEVELS, label, named
from fieldtool.web.parts.languages import gettext


@dataclass(frozen=True)
class Places:
    """The register, or the part of it that a page needs; `locale` is the reader's."""

    register: Register
    locale: str

    @property
    def sites(self) -> dict[str, Site]:
        """Return the places by id."""
        return self.register.sites

    def name(self, site: str) -> str:
        """Return the name of *site*, or of what it was merged into, for the reader.

        It is the id where the register lacks it.
        """
        return self.own_name(self.register.successor(site))

    def above(self, site: str) -> list[str]:
        """Return what *site* lies in, the nearest first, without the country."""
        found = self.register.above(self.register.successor(site))
        return [one for one in found if one in self.sites and self.sites[one].parent]

    def full_name(self, site: str) -> list[str]:
        """Return the names of *site* and of what it lies in; with its earlier one where merged."""
        now, *rest = (self.name(one) for one in (site, *self.above(site)))
        if self.register.successor(site) != site:
            # Translators: a place that another one was merged into, and the name of that.
            now = gettext("%(place)s (before: %(earlier)s)") % {
                "place": now,
                "earlier": self.own_name(site),
            }
        return [now, *rest]

    def own_name(self, site: str) -> str:
        """Return the name of *site* itself, merged or not, for the reader; else its id."""
        found = self.sites.get(site)
        return named(found.names, self.locale, site) if found else site

    def options(self, used: dict[str, int]) -> list[tuple[str, list[tuple[str, str]]]]:
        """Return what can be chosen, by level: the *used* places and all they lie in."""
        successors = {self.register.successor(site) for site in used}
        wanted = {one for site in successors for one in (site, *self.above(site))}
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
        return sorted(pairs, key=lambda pair: name_key(pair[1], self.locale))


def places_of(sites: Iterable[Site], locale: str) -> Places:
    """Return *sites* for a reader."""
    return Places(Register(sites), locale)
