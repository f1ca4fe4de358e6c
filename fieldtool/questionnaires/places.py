"""The places that are shipped: Afghan provinces, districts and programme cities, Italian towns."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files

LANGUAGES = ("fa_AF", "ps", "en", "it")
# Two generations of Afghan codes give the same code to different places, so the scheme counts.
OCHA = "ocha-cod"
ISTAT = "istat"
ISO = "iso-3166-1"


@dataclass(frozen=True)
class Place:
    """One place in a register.

    Attributes:
        id: unique among all shipped places and stable for ever.
        parent: id of the place it lies in; empty for a country.
        level: country, province, city, district, region or municipality.
        scheme: whose code it is; a code means nothing without it.
        code: as the scheme writes it.
        valid_from: ISO date, or ISO month where no day is published, of the edition of the scheme.
        names: locale code to name; never empty for any of the four languages.
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


def afghan_programme_places() -> tuple[Place, ...]:
    """Return the country, its 34 provinces and the eight cities of the programme, parents first."""
    return (AFGHANISTAN, *_afghan("provinces", "province"), *_afghan("cities", "city"))


def afghan_places() -> tuple[Place, ...]:
    """Return the country, 34 provinces and all 401 districts, parents first.

    The eight programme cities stand in their districts' place, because they have the same code.
    """
    cities = {city.id: city for city in _afghan("cities", "city")}
    districts = (cities.get(each.id, each) for each in _afghan("districts", "district"))
    return (AFGHANISTAN, *_afghan("provinces", "province"), *districts)


def italian_places() -> tuple[Place, ...]:
    """Return the country, some municipalities, and their regions and provinces, parents first."""
    towns = (
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
    return (ITALY, *towns)


def _afghan(what: str, level: str) -> Iterator[Place]:
    for row in _rows(f"afghan_{what}.csv"):
        code = row["code"]
        yield Place(code, row["parent"], level, OCHA, code, row["valid_from"], _names(row))


def _names(row: Mapping[str, str]) -> dict[str, str]:
    """Return a name in each language; districts have an English one only."""
    return {language: row.get(language) or row["en"] for language in LANGUAGES}


def _rows(name: str) -> list[dict[str, str]]:
    text = (files(__package__) / "geography" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
