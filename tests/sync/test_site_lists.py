"""A list of places against the register: what it changes, and everything that is wrong with it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fieldtool.i18n.encodings import decoded
from fieldtool.log.sites import CLOSED, Register, Site, SiteCode
from fieldtool.problems import Code, Problem, ProblemKind
from fieldtool.questionnaires.places import afghan_places, italian_places
from fieldtool.sync.registers import site_changes, site_lists
from fieldtool.sync.registers.shipping import site_of
from fieldtool.sync.registers.site_checks import Looked, look

LANGUAGES = ("fa_AF", "ps", "en", "it")
AF = Site("AF", "", "country", "iso", "AF", {"fa_AF": "افغانستان"})
HERAT = Site("AF32", "AF", "province", "ocha-cod", "AF32", {"fa_AF": "هرات"}, "2021-11-17")
CITY = Site(
    "AF3201", "AF32", "city", "ocha-cod", "AF3201", {"fa_AF": "شهر هرات", "en": "Herat"},
    "2021-11-17", (SiteCode("unicef", "AF3001", "2015-01"),),
)  # fmt: skip
N1 = Site("N1", "AF3201", "nahia", "", "", {"fa_AF": "ناحیهٔ ۱", "ps": "۱مه ناحیه"})
N2 = Site("N2", "AF3201", "nahia", "", "", {"fa_AF": "ناحیهٔ ۲"}, successor="N1")
N3 = Site("N3", "AF3201", "nahia", "", "", {"fa_AF": "=ناحیهٔ ۳"}, state=CLOSED)
REGISTER = (AF, HERAT, CITY, N1, N2, N3)
HEAD = "id,parent,level,fa_AF,ps,en,it,scheme,code,valid_from,others,state,merged_into\n"


def looked(text: str, *, languages: tuple[str, ...] = ()) -> Looked:
    """Look at a list against the register."""
    return look(site_lists.listed(decoded(text.encode())), REGISTER, languages)


def errors(text: str, head: str = HEAD) -> list[tuple[int, str]]:
    """Return line and code of everything that has to be corrected."""
    return [(one.line, one.problem.code.name) for one in looked(head + text).errors]


@pytest.mark.parametrize(
    "register",
    [REGISTER, tuple(map(site_of, afghan_places())), tuple(map(site_of, italian_places()))],
    ids=["small", "Afghanistan", "Italy"],
)
def test_the_register_written_as_a_list_changes_nothing(register: tuple[Site, ...]) -> None:
    raw = site_lists.written(register)
    again = look(site_lists.listed(decoded(raw)), register, LANGUAGES)
    anew = look(site_lists.listed(decoded(raw)), (), ())

    assert raw.startswith(b"\xef\xbb\xbfid,parent,level,"), "spreadsheets see that it is UTF-8"
    assert (again.sites, again.unchanged, again.findings) == ((), len(register), ())
    assert {one.id: one for one in anew.sites} == {one.id: one for one in register}
    assert anew.errors == ()


def test_a_cell_that_a_spreadsheet_would_work_out_is_written_as_text() -> None:
    assert "'=ناحیهٔ ۳" in site_lists.written(REGISTER).decode()


def test_the_file_to_fill_in_is_a_good_list() -> None:
    found = look(site_lists.listed(decoded(site_lists.template())), REGISTER, ())

    assert found.errors == ()
    assert [one.level for one in found.sites] == ["nahia", "gozar", "council"]


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_columns_and_levels_may_be_named_in_any_language(sign: str) -> None:
    lines = ["شناسه,در داخل,سطح,نام دری", "N9,AF3201,ناحيه,ناحيهٔ ۹", "", "G1,N9,gozar,گذر باغ"]
    found = looked("\n".join(line.replace(",", sign) for line in lines))

    assert found.errors == ()
    assert [(one.line, one.site.id) for one in found.new] == [(2, "N9"), (4, "G1")]
    assert found.new[0].site == Site("N9", "AF3201", "nahia", "", "", {"fa_AF": "ناحیهٔ ۹"})


def test_places_that_others_lie_in_are_written_first() -> None:
    found = looked(HEAD + "G1,N9,gozar,گذر\nN9,AF3201,nahia,ناحیهٔ ۹\n")

    assert [one.id for one in found.sites] == ["N9", "G1"]


def test_a_column_that_is_not_there_stays_as_it_is() -> None:
    found = looked("id,parent,level,en\nAF3201,AF32,city,Herat city\nAF32,AF,province,\n")

    assert [one.site for one in found.changed] == [
        replace(CITY, names={"fa_AF": "شهر هرات", "en": "Herat city"})
    ]
    assert found.unchanged == 1


def test_days_are_read_in_either_calendar_and_months_of_an_edition_too() -> None:
    days = ("1400/8/26", "۲۶ عقرب ۱۴۰۰", "2021-11-17", "2024-12", "")
    lines = "".join(f"X{n},AF,province,ولایت {n},,,,cod,X{n},{day}\n" for n, day in enumerate(days))
    found = looked(HEAD + lines)

    assert found.errors == ()
    assert [one.site.valid_from for one in found.new] == [
        "2021-11-17", "2021-11-17", "2021-11-17", "2024-12", "",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("N9,AF3201,nahia,الف\nN9,AF3201,nahia,ب", [(3, "SITE_ID_TWICE")]),
        ("ناحیه,AF3201,nahia,الف", [(2, "SITE_ID_NOT_VALID")]),
        (",AF3201,nahia,الف", [(2, "SITE_ID_NOT_VALID")]),
        ("N9,AF3299,nahia,الف", [(2, "SITE_PARENT_UNKNOWN")]),
        ("N9,AF3201,village,الف", [(2, "SITE_LEVEL_UNKNOWN")]),
        ("P9,N1,province,الف", [(2, "SITE_LEVEL_ORDER")]),
        ("N9,N1,nahia,الف", [(2, "SITE_LEVEL_ORDER")]),
        ("N9,AF3201,nahia,", [(2, "SITE_WITHOUT_NAME")]),
        ("N9,AF3201,nahia,ناحیهٔ ۱2", [(2, "DIGITS_MIXED"), (2, "SITE_WITHOUT_NAME")]),
        ("N۱2,AF3201,nahia,الف", [(2, "DIGITS_MIXED")]),
        ("N9,AF3201,nahia,ناح?ه", [(2, "LETTERS_LOST"), (2, "SITE_WITHOUT_NAME")]),
        ("N9,AF3201,nahia,الف,,,,,N9", [(2, "SITE_CODE_WITHOUT_SCHEME")]),
        ("N9,AF3201,nahia,الف,,,,ocha-cod,AF3201,2021-11-17", [(2, "SITE_CODE_TWICE")]),
        ("N9,AF3201,nahia,الف,,,,cod,9,1404/12/30", [(2, "DATE_DOES_NOT_EXIST")]),
        ("N9,AF3201,nahia,الف,,,,cod,9,30 حوت 1404", [(2, "DATE_DOES_NOT_EXIST")]),
        ("N9,AF3201,nahia,الف,,,,cod,9,1400/۸/26", [(2, "DIGITS_MIXED")]),
        ("N9,AF3201,nahia,الف,,,,cod,9,2021-13-01", [(2, "MONTH_DOES_NOT_EXIST")]),
        ("N9,AF3201,nahia,الف,,,,cod,9,soon", [(2, "DATE_NOT_UNDERSTOOD")]),
        ("N9,AF3201,nahia,الف,,,,,,,AF3001", [(2, "SITE_OTHERS_NOT_READ")]),
        ("N9,AF3201,nahia,الف,,,,,,,,gone", [(2, "SITE_STATE_UNKNOWN")]),
        ("N9,AF3201,nahia,الف,,,,,,,,,N8", [(2, "SITE_SUCCESSOR_UNKNOWN")]),
        ("N1,AF3201,nahia,الف,,,,,,,,,N2", [(2, "SITE_MERGED_IN_CIRCLE")]),
        ("N9,AF3201,nahia,الف,,,,,,,,,,,too", [(2, "LINE_TOO_LONG")]),
        (f"N9,AF3201,nahia,{'ا' * 201}", [(2, "CELL_TOO_LONG"), (2, "SITE_WITHOUT_NAME")]),
    ],
)
def test_everything_that_is_wrong_is_said_with_its_line(
    line: str, wrong: list[tuple[int, str]]
) -> None:
    assert errors(line) == wrong


def test_places_in_a_circle_are_named() -> None:
    found = looked(HEAD + "AF,AF3201,country,افغانستان\n")

    assert [one.problem.code for one in found.errors] == [
        Code.SITE_LEVEL_ORDER,
        Code.SITE_IN_CIRCLE,
    ]  # fmt: skip
    assert found.errors[1].problem.values["chain"] == "AF → AF3201 → AF32 → AF"


def test_the_last_day_of_a_leap_year_is_a_day() -> None:
    assert errors("N9,AF3201,nahia,الف,,,,cod,9,1403/12/30\n") == []


def test_all_that_is_wrong_comes_in_one_pass() -> None:
    assert errors("N9,NO,nahia,الف\nX,,\nN8,AF3201,nahia,ب,,,,cod,8,1404/12/30\n") == [
        (2, "SITE_PARENT_UNKNOWN"),
        (3, "SITE_LEVEL_UNKNOWN"),
        (3, "SITE_WITHOUT_NAME"),
        (4, "DATE_DOES_NOT_EXIST"),
    ]


@pytest.mark.parametrize("name", ["ناحيه ۱", "ناحیه1", "ناحیهٔ ١"])
def test_another_spelling_of_a_name_in_the_same_place_is_pointed_out(name: str) -> None:
    found = looked(f"{HEAD}N7,AF3201,nahia,{name}\nN8,AF32,district,{name}\n")

    assert found.errors == ()
    assert [(one.line, one.problem.code) for one in found.remarks] == [(2, Code.SITE_NAME_ALIKE)]
    assert found.remarks[0].problem.values["id"] == "N1"


def test_names_that_are_missing_are_pointed_out_and_no_error() -> None:
    found = looked(HEAD + "N9,AF3201,nahia,الف\nP1,,province,ب\n", languages=LANGUAGES)

    assert found.errors == ()
    assert [one.problem.code.name for one in found.remarks] == [
        "SITE_NAMES_MISSING", "SITE_NAMES_MISSING", "SITE_WITHOUT_PARENT",
    ]  # fmt: skip
    assert found.remarks[0].problem.values["languages"] == "ps, en, it"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", Code.LIST_COLUMNS),
        ("name,code\nهرات,1\n", Code.LIST_COLUMNS),
        ("id,parent,level,level\n", Code.LIST_COLUMNS),
        (HEAD, Code.LIST_EMPTY),
        (HEAD + '"N9,AF3201' + "\nx" * 70_000, Code.LIST_QUOTE_OPEN),
        (HEAD + "x\n" * 30_001, Code.LIST_TOO_LONG),
    ],
    ids=["nothing", "headings", "twice", "empty", "quote", "long"],
)
def test_what_is_no_list_of_places_is_refused(text: str, code: ProblemKind) -> None:
    with pytest.raises(Problem) as refused:
        looked(text)

    assert refused.value.code is code


def test_a_new_code_keeps_the_earlier_one_beside_it() -> None:
    after = site_changes.with_earlier_code(CITY, replace(CITY, code="AF3299", valid_from="2027"))

    assert after.codes == (
        SiteCode("ocha-cod", "AF3299", "2027"),
        SiteCode("ocha-cod", "AF3201", "2021-11-17"),
        SiteCode("unicef", "AF3001", "2015-01"),
    )
    assert site_changes.with_earlier_code(N1, replace(N1, code="1", scheme="x")).others == ()


def test_closing_a_place_closes_what_is_open_in_it() -> None:
    closed = site_changes.closed(Register(REGISTER), "AF3201")

    assert {one.id: one.state for one in closed} == {"AF3201": CLOSED, "N1": CLOSED}
    assert site_changes.reopened(Register(REGISTER), "N3") == (replace(N3, state=""),)


def test_merging_takes_along_what_lies_in_a_place_and_follows_earlier_merges() -> None:
    gozar = Site("G1", "N3", "gozar", "", "", {"fa_AF": "گذر"})
    merged = site_changes.merged(Register((*REGISTER, gozar)), "N3", "N2")

    assert merged == (replace(N3, successor="N1"), replace(gozar, parent="N1"))


@pytest.mark.parametrize(
    ("site", "into"), [("N1", "N1"), ("N1", "N2"), ("AF32", "AF3201"), ("AF3201", "N1")]
)
def test_a_place_cannot_be_merged_into_itself_or_what_lies_in_it(site: str, into: str) -> None:
    with pytest.raises(Problem) as refused:
        site_changes.merged(Register(REGISTER), site, into)

    assert refused.value.code is Code.SITE_MERGE_NOT_POSSIBLE
