"""The places that are shipped: those of Afghanistan and of Italy, as far as they are published."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

LANGUAGES = ("fa_AF", "ps", "en", "it")
# Two generations of Afghan codes give the same code to different places, so the scheme counts.
OCHA = "ocha-cod"
ISTAT = "istat"
ISO = "iso-3166-1"
COUNTRIES = ("AF", "IT")


@dataclass(frozen=True)
class Place:
    """One place in a register.

    Attributes:
        id: unique among all shipped places and stable for ever.
        parent: id of the place it lies in; empty for a country.
        level: country, region, province, city, district, municipality or nahia.
        scheme: whose code it is; a code means nothing without it; empty where there is no code.
        code: as the scheme writes it.
        valid_from: ISO date, or ISO month where no day is published, of the edition of the scheme.
        names: locale code to name, of those languages that have one; never empty.
    """

    id: str
    parent: str
    level: str
    scheme: str
    code: str
    valid_from: str
    names: Mapping[str, str]


AFGHANISTAN = Place(
    "AF",
    "",
    "country",
    ISO,
    "AF",
    "",
    dict.fromkeys(LANGUAGES, "Afghanistan") | dict.fromkeys(("fa_AF", "ps"), "افغانستان"),
)
ITALY = Place(
    "IT",
    "",
    "country",
    ISO,
    "IT",
    "",
    {"fa_AF": "ایتالیا", "ps": "ایټالیا", "en": "Italy", "it": "Italia"},
)


MUNICIPALITIES = "italian_municipalities.csv.gz"
_EDITION = "2024-12"


@dataclass(frozen=True)
class Part:
    """A province with all that is shipped of it; a project takes some of them.

    Attributes:
        place: the province itself.
        group: the region it lies in; None where a country has none.
        ids: of the places that are in it, its own among them.
    """

    place: Place
    group: Place | None
    ids: frozenset[str]

    @property
    def size(self) -> int:
        """Return how many places are in it, itself counted."""
        return len(self.ids)


def usual_places(profile: str) -> tuple[Place, ...]:
    """Return the places that a project of a country begins with when nobody chooses."""
    return italian_places() if profile == "italy" else afghan_programme_places()


def afghan_programme_places() -> tuple[Place, ...]:
    """Return the country, its 34 provinces and the eight cities of the programme, parents first.

    Of Kabul the nahias as well; those of the other cities are not published.
    """
    cities, nahias = _afghan("cities", "city"), _nahias()
    return (AFGHANISTAN, *_afghan("provinces", "province"), *cities, *nahias)


def afghan_places() -> tuple[Place, ...]:
    """Return the country, 34 provinces, all 401 districts and the nahias, parents first.

    The eight programme cities stand in their districts' place, because they have the same code.
    """
    cities = {city.id: city for city in _afghan("cities", "city")}
    districts = (cities.get(each.id, each) for each in _afghan("districts", "district"))
    return (AFGHANISTAN, *_afghan("provinces", "province"), *districts, *_nahias())


def italian_places() -> tuple[Place, ...]:
    """Return the country, some municipalities, and their regions and provinces, parents first."""
    towns = _italian_named()
    needed = {town.parent for town in towns if town.level == "municipality"}
    needed |= {town.parent for town in towns if town.id in needed}
    chosen = (town for town in towns if town.level == "municipality" or town.id in needed)
    return (ITALY, *chosen)


def all_italian_places() -> tuple[Place, ...]:
    """Return the country, its 20 regions, 107 provinces and all municipalities, parents first."""
    named = _italian_named()
    known = {town.id: town for town in named if town.level == "municipality"}
    above = (place for place in named if place.level != "municipality")
    packed = (files(__package__) / "geography" / MUNICIPALITIES).read_bytes()
    lines = gzip.decompress(packed).decode("utf-8").splitlines()[1:]
    towns = (_municipality(*line.split(";")) for line in lines)
    return (ITALY, *above, *(known.get(town.id, town) for town in towns))


@cache
def parts(country: str) -> tuple[Part, ...]:
    """Return the provinces of `AF` or `IT`, in the order of their codes; of others none."""
    everything = _all_of(country)
    by_id = {place.id: place for place in everything}
    inside: dict[str, set[str]] = {}
    for place in everything:
        inside.setdefault(_province(by_id, place), set()).add(place.id)
    return tuple(
        Part(place, _region(by_id, place), frozenset(inside[place.id]))
        for place in everything
        if place.level == "province"
    )


def places_in(provinces: Collection[str]) -> tuple[Place, ...]:
    """Return all that is shipped of *provinces*, by id, and what they lie in; parents first.

    A country's id stands for all its provinces; ids that are not shipped are passed over.
    """
    return tuple(place for country in COUNTRIES for place in _places_in(country, provinces))


def _places_in(country: str, provinces: Collection[str]) -> tuple[Place, ...]:
    everything = _all_of(country)
    if country in provinces:
        return everything
    by_id = {place.id: place for place in everything}
    wanted = {place.id for place in everything if _province(by_id, place) in provinces}
    for province in list(wanted):
        above = by_id[province].parent
        while above:
            wanted.add(above)
            above = by_id[above].parent
    return tuple(place for place in everything if place.id in wanted)


@cache
def _all_of(country: str) -> tuple[Place, ...]:
    return {"AF": afghan_places, "IT": all_italian_places}.get(country, tuple)()


def _province(by_id: Mapping[str, Place], place: Place) -> str:
    """Return the province that *place* lies in or is; empty for what lies above."""
    while place.level != "province" and place.parent:
        place = by_id[place.parent]
    return place.id if place.level == "province" else ""


def _region(by_id: Mapping[str, Place], province: Place) -> Place | None:
    above = by_id[province.parent]
    return above if above.level == "region" else None


def _afghan(what: str, level: str) -> Iterator[Place]:
    for row in _rows(f"afghan_{what}.csv"):
        code = row["code"]
        yield Place(code, row["parent"], level, OCHA, code, row["valid_from"], _names(row))


def _nahias() -> Iterator[Place]:
    # Nobody publishes codes for them, so they have none.
    for row in _rows("afghan_nahias.csv"):
        yield Place(row["id"], row["parent"], "nahia", "", "", "", _names(row))


def _italian_named() -> tuple[Place, ...]:
    return tuple(
        Place(
            row["id"],
            row["parent"],
            row["level"],
            ISTAT,
            row["code"],
            row["valid_from"],
            _names(row),
        )
        for row in _rows("italian_places.csv")
    )


def _municipality(code: str, name: str) -> Place:
    parent = f"ITP{code[:3]}"
    return Place(f"IT{code}", parent, "municipality", ISTAT, code, _EDITION, {"it": name})


def _names(row: Mapping[str, str]) -> dict[str, str]:
    """Return the names that are known; districts have an English one only."""
    return {language: row[language] for language in LANGUAGES if row.get(language)}


def _rows(name: str) -> list[dict[str, str]]:
    text = (files(__package__) / "geography" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
