"""The shipped places: codes, parents and names in four languages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

import pytest

from fieldtool.questionnaires import Place, afghan_places, afghan_programme_places, italian_places
from fieldtool.questionnaires.places import all_italian_places, parts, places_in

LISTS = [afghan_places, afghan_programme_places, italian_places, all_italian_places]


@pytest.mark.parametrize("places", LISTS)
def test_parents_come_first_and_ids_are_unique(places: Callable[[], tuple[Place, ...]]) -> None:
    seen: set[str] = set()
    for place in places():
        assert place.id not in seen
        assert place.parent in seen or (place.level == "country" and not place.parent)
        seen.add(place.id)


@pytest.mark.parametrize("places", LISTS)
def test_no_place_is_without_a_name_and_no_name_is_blank(
    places: Callable[[], tuple[Place, ...]],
) -> None:
    for place in places():
        assert place.names, place.id
        assert all(name == name.strip() != "" for name in place.names.values()), place.id


@pytest.mark.parametrize("places", [afghan_programme_places, italian_places])
def test_what_a_project_begins_with_has_a_name_in_each_language(
    places: Callable[[], tuple[Place, ...]],
) -> None:
    for place in places():
        assert set(place.names) == {"fa_AF", "ps", "en", "it"}, place.id


def test_regions_and_provinces_have_a_name_in_each_language() -> None:
    wide = [one for one in all_italian_places() if one.level in {"region", "province"}]

    assert all(set(one.names) == {"fa_AF", "ps", "en", "it"} for one in wide)


@pytest.mark.parametrize("places", LISTS)
def test_every_code_says_whose_it_is_and_since_when(
    places: Callable[[], tuple[Place, ...]],
) -> None:
    for place in places():
        if place.level == "nahia":
            assert (place.scheme, place.code) == ("", ""), "nobody publishes codes for them"
            continue
        assert place.scheme in {"ocha-cod", "istat", "iso-3166-1"}
        if place.level != "country":
            assert re.fullmatch(r"\d{4}-\d\d(-\d\d)?", place.valid_from), place.id


def test_afghanistan_has_34_provinces_and_401_districts() -> None:
    levels = Counter(place.level for place in afghan_places())

    assert levels["province"] == 34
    assert levels["district"] + levels["city"] == 401


def test_the_eight_programme_cities_have_the_codes_of_2021() -> None:
    cities = {place.code: place for place in afghan_programme_places() if place.level == "city"}

    assert {code: place.names["en"] for code, place in cities.items()} == {
        "AF0101": "Kabul",
        "AF0601": "Jalalabad",
        "AF1001": "Bamyan",
        "AF1901": "Kunduz",
        "AF2101": "Mazar-e-Sharif",
        "AF2401": "Nili",
        "AF3201": "Herat",
        "AF3301": "Farah",
    }
    assert {place.valid_from for place in cities.values()} == {"2021-11-17"}


def test_a_code_lies_in_the_province_it_begins_with() -> None:
    for place in afghan_places():
        if place.level in {"city", "district"}:
            assert place.code[:4] == place.parent


def test_names_in_dari_and_pashto_are_written_in_their_letters() -> None:
    dari = re.compile("[آ-غف-ۀ\u0654پچژکگی\u200c ۰-۹]+")
    wide = [one for one in all_italian_places() if one.level in {"region", "province"}]
    for place in (*afghan_programme_places(), *italian_places(), *wide):
        assert dari.fullmatch(place.names["fa_AF"]), place.names["fa_AF"]
        assert not re.search("[يىك]", place.names["fa_AF"])
        assert not re.search("[گك]", place.names["ps"])


@pytest.mark.parametrize(
    ("code", "name", "province", "region"),
    [
        ("001272", "Torino", "Torino", "Piemonte"),
        ("001265", "Settimo Torinese", "Torino", "Piemonte"),
        ("058091", "Roma", "Roma", "Lazio"),
        ("015146", "Milano", "Milano", "Lombardia"),
        ("063049", "Napoli", "Napoli", "Campania"),
        ("082053", "Palermo", "Palermo", "Sicilia"),
        ("072006", "Bari", "Bari", "Puglia"),
        ("080063", "Reggio di Calabria", "Reggio Calabria", "Calabria"),
        ("010025", "Genova", "Genova", "Liguria"),
    ],
)
def test_italian_towns_stand_under_their_province_and_region(
    code: str, name: str, province: str, region: str
) -> None:
    places = {place.id: place for place in italian_places()}
    town = places[f"IT{code}"]

    assert town.names["it"] == name
    assert places[town.parent].names["it"] == province
    assert places[places[town.parent].parent].names["it"] == region


def test_italy_has_20_regions_107_provinces_and_the_municipalities_of_2024() -> None:
    levels = Counter(place.level for place in all_italian_places())

    assert levels == {"country": 1, "region": 20, "province": 107, "municipality": 7896}


def test_a_municipality_of_two_languages_has_both_names() -> None:
    names = {place.code: place.names["it"] for place in all_italian_places()}

    assert names["021008"] == "Bolzano/Bozen"
    assert names["032006"] == "Trieste"


def test_kabul_has_22_nahias() -> None:
    nahias = [place for place in afghan_programme_places() if place.level == "nahia"]

    assert len(nahias) == 22
    assert {place.parent for place in nahias} == {"AF0101"}
    assert nahias[9].names["fa_AF"] == "ناحیهٔ ۱۰"


def test_a_project_takes_the_provinces_it_needs_and_what_they_lie_in() -> None:
    taken = places_in({"AF32", "ITP001"})

    assert [place.id for place in taken if place.level == "country"] == ["AF", "IT"]
    assert [place.id for place in taken if place.level == "region"] == ["ITR01"]
    assert Counter(place.level for place in taken if place.id.startswith("AF32")) == {
        "province": 1,
        "city": 1,
        "district": 15,
    }
    assert sum(place.level == "municipality" for place in taken) == 312
    assert places_in({"IT"}) == all_italian_places()
    assert places_in({"XX"}) == ()


@pytest.mark.parametrize(("country", "provinces"), [("AF", 34), ("IT", 107), ("FR", 0)])
def test_every_place_below_a_country_is_in_one_of_its_parts(country: str, provinces: int) -> None:
    found = parts(country)
    above = 1 + len({part.group.id for part in found if part.group})

    assert len(found) == provinces
    assert sum(part.size for part in found) == (len(places_in({country})) - above if found else 0)
