"""Places of the project's register, and what the hub says of them in the project log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fieldtool.log.canonical import Encodable, Tree
from fieldtool.log.content import Fields
from fieldtool.log.kinds import SITES

CLOSED = "closed"
# A place lies in one of a lower number; levels of one number are ways to divide the same land.
RANKS: Mapping[str, int] = {
    "country": 0,
    "region": 1,
    "province": 2,
    "city": 3,
    "district": 3,
    "municipality": 3,
    "nahia": 4,
    "gozar": 5,
    "council": 6,
}


@dataclass(frozen=True, order=True)
class SiteCode:
    """A code of a place, with whose it is and since when; a bare code means nothing."""

    scheme: str
    code: str
    valid_from: str = ""


@dataclass(frozen=True)
class Site:
    """A place in the project's register.

    Codes collide between schemes and between editions of one scheme, so all three are kept;
    `valid_from` is the ISO date or month of the edition, empty for a project's own places.

    Attributes:
        id: the project's own and stable; codes change, ids never do.
        names: by language; a language without a name of its own is left out.
        others: further codes, such as earlier ones.
        state: empty, or `closed`: no new interviews are held there.
        successor: id of the place that this one was merged into; empty for none.
    """

    id: str
    parent: str
    level: str
    scheme: str
    code: str
    names: dict[str, str]
    valid_from: str = ""
    others: tuple[SiteCode, ...] = ()
    state: str = ""
    successor: str = ""

    @property
    def is_open(self) -> bool:
        """Return whether new interviews can be held there."""
        return not self.state and not self.successor

    @property
    def codes(self) -> tuple[SiteCode, ...]:
        """Return all codes, the one that holds first."""
        first = SiteCode(self.scheme, self.code, self.valid_from)
        return (first, *self.others) if self.code else self.others

    def to_content(self) -> dict[str, Encodable]:
        """Return it as a line of the payload."""
        content: dict[str, Encodable] = {
            "code": self.code,
            "id": self.id,
            "level": self.level,
            "names": self.names,
            "parent": self.parent,
            "scheme": self.scheme,
            "valid_from": self.valid_from,
        }
        # What an earlier program would not know is left out where nothing is said.
        if self.others:
            content["others"] = [
                {"code": one.code, "scheme": one.scheme, "valid_from": one.valid_from}
                for one in self.others
            ]
        later = {"state": self.state, "successor": self.successor}
        return {**content, **{name: value for name, value in later.items() if value}}

    @classmethod
    def from_fields(cls, fields: Fields) -> Site:
        """Read a line of the payload; raises Problem where a field is missing."""
        others = fields.items("others") if "others" in fields.tree else ()
        return cls(
            id=fields.short("id"),
            parent=fields.short("parent"),
            level=fields.short("level"),
            scheme=fields.short("scheme"),
            code=fields.short("code"),
            names=fields.texts("names"),
            valid_from=fields.short("valid_from"),
            others=tuple(
                SiteCode(one.short("scheme"), one.short("code"), one.short("valid_from"))
                for one in others
            ),
            state=fields.text("state", ""),
            successor=fields.text("successor", ""),
        )


@dataclass(frozen=True)
class Sites:
    """Sites that are added to the register, or replace the one with the same id."""

    sites: tuple[Site, ...]

    def to_content(self) -> dict[str, Encodable]:
        """Return the payload."""
        return {"sites": [site.to_content() for site in self.sites]}

    @classmethod
    def from_content(cls, tree: Tree) -> Sites:
        """Read a payload; raises Problem where a field is missing."""
        lines = Fields.of_tree(tree, SITES).items("sites")
        return cls(tuple(Site.from_fields(line) for line in lines))


class Register:
    """The places of a project, and how they lie in each other."""

    def __init__(self, sites: Iterable[Site]) -> None:
        """Take the register as it is now."""
        self.sites = {site.id: site for site in sites}

    def successor(self, site: str) -> str:
        """Return the place that *site* was merged into, in the end; itself where it was not."""
        seen = {site}
        while (found := self.sites.get(site)) is not None and found.successor:
            site = found.successor
            if site in seen:
                return site
            seen.add(site)
        return site

    def above(self, site: str) -> list[str]:
        """Return what *site* lies in, the nearest first."""
        found: list[str] = []
        place = self.sites.get(site)
        while place is not None and place.parent and place.parent not in found:
            found.append(place.parent)
            place = self.sites.get(place.parent)
        return found

    def inside(self, *sites: str) -> tuple[str, ...]:
        """Return *sites*, all places in them, however deep, and what was merged into those."""
        below: dict[str, list[str]] = {}
        for place in self.sites.values():
            below.setdefault(place.parent, []).append(place.id)
            if place.successor:
                below.setdefault(place.successor, []).append(place.id)
        found: dict[str, None] = {}
        waiting = list(reversed(sites))
        while waiting:
            one = waiting.pop()
            if one not in found:
                found[one] = None
                waiting += below.get(one, [])
        return tuple(found)

    def merged_into(self, site: str) -> list[Site]:
        """Return the places that were merged into *site* itself."""
        return [one for one in self.sites.values() if one.successor == site]
