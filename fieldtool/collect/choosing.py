"""Choosing the place of an interview on a laptop, also among thousands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldtool.storage.queries import sites as stored_sites

if TYPE_CHECKING:
    from collections.abc import Collection

    from fieldtool.log.sites import Site
    from fieldtool.security.workspace import Workspace


class Askable:
    """The places where interviews can be held: all, or those in *only*."""

    def __init__(self, ws: Workspace, only: Collection[str] | None = None) -> None:
        """Read the register once; a page asks several things of it."""
        self._ws = ws
        with ws.database.read() as session:
            self._outlines = stored_sites.outlines(session, ws.project_id)
        self.sites = self._outlines.askable()
        if only is not None:
            self.sites &= self._outlines.inside(only)
        self._ways = self._all_above()

    def find(self, text: str) -> list[str]:
        """Return the places that *text* names, what fits best first."""
        return self._outlines.find(text, self.sites)

    def below(self, place: str) -> list[str]:
        """Return what lies right below *place* and is, or leads to, where interviews are held."""
        return [
            one for one in self._outlines.below(place) if one in self.sites or one in self._ways
        ]

    def leads_on(self, place: str) -> bool:
        """Return whether interviews are held in places that lie in *place*."""
        return place in self._ways

    def top(self) -> str:
        """Return where choosing begins: the first place, from above, that offers a choice."""
        place = ""
        while len(found := self.below(place)) == 1 and found[0] in self._ways:
            place = found[0]
        return place

    def way(self, place: str) -> list[str]:
        """Return *place* and what it lies in, from the highest down to it."""
        found: list[str] = []
        while place in self._outlines.by_id and place not in found:
            found.append(place)
            place = self._outlines.by_id[place].parent
        return found[::-1]

    def described(self, places: Collection[str]) -> dict[str, Site]:
        """Return *places* and what they lie in, by id."""
        with self._ws.database.read() as session:
            return stored_sites.with_above(session, self._ws.project_id, places)

    def _all_above(self) -> set[str]:
        found: set[str] = set()
        for site in self.sites:
            above = self._outlines.by_id[site].parent
            while above in self._outlines.by_id and above not in found:
                found.add(above)
                above = self._outlines.by_id[above].parent
        return found
