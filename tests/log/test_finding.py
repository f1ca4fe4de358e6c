"""Finding a place among thousands by what somebody types."""

from __future__ import annotations

import pytest

from fieldtool.log.finding import Outline, Outlines
from fieldtool.log.sites import Site
from fieldtool.storage.queries.sites import search_text


def place(site: str, parent: str, *names: str, state: str = "", successor: str = "") -> Outline:
    """Return a place as it is searched."""
    texts = dict(enumerate(names))
    made = Site(site, parent, "nahia", "cod", site, {str(one): texts[one] for one in texts})
    return Outline(site, parent, search_text(made), not state and not successor, successor)


PLACES = Outlines(
    [
        place("AF", "", "افغانستان", "Afghanistan"),
        place("AF32", "AF", "هرات", "Herat"),
        place("AF3201", "AF32", "شهر هرات", "Herat city"),
        place("AF3201-N3", "AF3201", "ناحیهٔ ۳", "Nahia 3"),
        place("AF3201-N13", "AF3201", "ناحیهٔ ۱۳", "Nahia 13"),
        place("AF3203", "AF32", "انجیل", "Injil"),
        place("AF0101", "AF", "کابل", "Kabul"),
        place("AF0101-N3", "AF0101", "ناحیهٔ ۳", "Nahia 3"),
        place("OLD", "AF32", "گذره", "Guzara", state="closed"),
        place("GONE", "AF0101", "ناحیهٔ کهنه", "Old nahia", successor="AF0101-N3"),
    ]
)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("انجيل", ["AF3203"]),
        ("INJ", ["AF3203"]),
        ("ناحیه ۳", ["AF3201-N3", "AF0101-N3"]),
        ("ناحيه 3 كابل", ["AF0101-N3"]),
        ("هرات ۱۳", ["AF3201-N13"]),
        ("herat nahia", ["AF3201-N3", "AF3201-N13"]),
        ("AF0101-N3", ["AF0101-N3"]),
        ("گذره", []),
        ("  ", []),
        ("ایتالیا", []),
    ],
)
def test_letters_of_any_keyboard_find_a_place(typed: str, found: list[str]) -> None:
    assert PLACES.find(typed, PLACES.askable()) == found


def test_interviews_are_held_in_the_lowest_places_that_are_open() -> None:
    assert PLACES.askable() == {"AF3201-N3", "AF3201-N13", "AF3203", "AF0101-N3"}


def test_a_place_whose_places_are_all_closed_is_asked_in_itself() -> None:
    places = Outlines([place("A", "", "الف"), place("B", "A", "ب", state="closed")])

    assert places.askable() == {"A"}


def test_what_lies_in_a_merged_place_is_looked_for_where_it_went() -> None:
    assert PLACES.inside(["GONE", "AF3203", "unknown"]) == {"GONE", "AF0101-N3", "AF3203"}


def test_places_that_lie_in_each_other_end_the_search() -> None:
    circle = Outlines([place("A", "B", "الف"), place("B", "A", "ب")])

    assert circle.find("ب الف", {"A", "B"}) == ["B", "A"]
    assert circle.inside(["A"]) == {"A", "B"}
