"""The register of places: what lies in what, what was merged, and what an entry says."""

from __future__ import annotations

from dataclasses import replace

from fieldtool.log.canonical import decode, encode
from fieldtool.log.sites import CLOSED, Register, Site, SiteCode, Sites

HERAT = Site("AF32", "AF", "province", "ocha-cod", "AF32", {"fa_AF": "هرات"}, "2021-11-17")
CITY = Site(
    "AF3201",
    "AF32",
    "city",
    "ocha-cod",
    "AF3201",
    {"fa_AF": "شهر هرات", "ps": "د هرات ښار"},
    "2021-11-17",
    (SiteCode("unicef", "AF3001", "2015-01"),),
)
NEW = Site("N3", "AF3201", "nahia", "", "", {"fa_AF": "ناحیهٔ ۳"})
OLD = replace(NEW, id="N4", names={"fa_AF": "ناحیهٔ ۴"}, successor="N3")
OLDEST = replace(OLD, id="N5", successor="N4")
COUNCIL = Site("C1", "N5", "council", "", "", {"fa_AF": "شورای یک"}, state=CLOSED)
REGISTER = Register([HERAT, CITY, NEW, OLD, OLDEST, COUNCIL])


def test_a_place_says_all_it_has_and_is_read_again() -> None:
    said = Sites((HERAT, CITY, OLD, COUNCIL))

    assert Sites.from_content(decode(encode(said.to_content()))) == said


def test_a_place_without_anything_new_says_what_the_first_version_said() -> None:
    assert set(HERAT.to_content()) == {
        "code", "id", "level", "names", "parent", "scheme", "valid_from",
    }  # fmt: skip


def test_a_merged_place_leads_to_the_last_one() -> None:
    assert REGISTER.successor("N5") == "N3"
    assert REGISTER.successor("N3") == "N3"
    assert REGISTER.successor("elsewhere") == "elsewhere"


def test_merges_in_a_circle_end() -> None:
    circle = Register([replace(OLD, id="A", successor="B"), replace(OLD, id="B", successor="A")])

    assert circle.successor("A") in {"A", "B"}
    assert set(circle.inside("A")) == {"A", "B"}


def test_what_was_merged_into_a_place_counts_as_inside_of_it_with_all_that_lies_there() -> None:
    assert set(REGISTER.inside("N3")) == {"N3", "N4", "N5", "C1"}
    assert set(REGISTER.inside("AF32")) == {"AF32", "AF3201", "N3", "N4", "N5", "C1"}


def test_a_place_knows_what_it_lies_in() -> None:
    assert REGISTER.above("N3") == ["AF3201", "AF32", "AF"]


def test_a_place_that_is_closed_or_merged_is_not_open() -> None:
    assert [site.is_open for site in (NEW, OLD, COUNCIL)] == [True, False, False]


def test_the_code_that_holds_comes_before_earlier_ones() -> None:
    assert [one.code for one in CITY.codes] == ["AF3201", "AF3001"]
    assert NEW.codes == ()
