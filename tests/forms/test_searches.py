"""`search()` takes choices from an attached file, as Collect does."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from fieldtool.forms import Interview, compile_form, convert_workbook, plain
from fieldtool.forms.definition.read_searches import search

SHEET = """
| survey |
|        | type              | name     | label::دری (fa) | label::English (en) | appearance  |
|        | text              | province | کدام ولایت؟     | Which province?     |             |
|        | select_one towns  | town     | کدام شهر؟       | Which town?         | minimal %s  |
| choices |
|         | list_name | name | label::دری (fa) | label::English (en) |
|         | towns     | code | dari            | english             |
|         | towns     | 98   | نمی‌دانم         | Do not know         |
| settings |
|          | form_id | version | default_language |
|          | towns   | 1       | دری (fa)         |
"""
TOWNS = """code,dari,english,province
hrt,هرات,Herat,herat
gzr,گذره,Guzara,herat
jld,جلال‌آباد,Jalalabad,nangarhar
"""
IN_PROVINCE = "search('towns', 'matches', 'province', ${province})"


def interview(appearance: str) -> Interview:
    made = convert_workbook("towns.md", (SHEET % appearance).encode())
    form = compile_form(made.xform, {"towns.csv": TOWNS.encode()})
    return Interview(form, lambda: datetime(2026, 3, 21, tzinfo=UTC))


def values(made: Interview) -> list[str]:
    return [choice.value for choice in made.state("town").choices]


def test_every_row_of_the_file_is_a_choice_beside_those_with_numbers() -> None:
    made = interview("search('towns')")

    assert values(made) == ["98", "hrt", "gzr", "jld"]


def test_labels_come_from_the_column_of_the_language() -> None:
    made = interview("search('towns.csv')")
    dari = [plain(choice.label) for choice in made.state("town").choices]
    made.set_language("English (en)")
    english = [plain(choice.label) for choice in made.state("town").choices]

    assert dari == ["نمی‌دانم", "هرات", "گذره", "جلال‌آباد"]
    assert english == ["Do not know", "Herat", "Guzara", "Jalalabad"]


def test_the_file_is_searched_with_the_answers_so_far() -> None:
    made = interview(IN_PROVINCE)

    assert values(made) == ["98"]

    made.answer("province", "herat")

    assert values(made) == ["98", "hrt", "gzr"]

    made.answer("town", "gzr")
    made.answer("province", "nangarhar")

    assert values(made) == ["98", "jld"]


@pytest.mark.parametrize(
    ("appearance", "found"),
    [
        ("search('towns', 'contains', 'code,english', 'er')", ["98", "hrt"]),
        ("search('towns', 'startswith', 'english', 'Ja')", ["98", "jld"]),
        ("search('towns', 'endswith', 'code', 'r')", ["98", "gzr"]),
        ("search('towns', 'contains', 'code', 'r', 'province', 'herat')", ["98", "hrt", "gzr"]),
    ],
)
def test_every_way_of_searching_is_known(appearance: str, found: list[str]) -> None:
    assert values(interview(appearance)) == found


def test_without_its_file_the_form_has_the_choices_with_numbers_and_names_the_file() -> None:
    made = convert_workbook("towns.md", (SHEET % "search('towns')").encode())
    form = compile_form(made.xform, {})
    blank = Interview(form, lambda: datetime(2026, 3, 21, tzinfo=UTC))

    assert values(blank) == ["98"]
    assert form.secondaries["towns"].source == "jr://file-csv/towns.csv"
    assert form.secondaries["towns"].document is None


@pytest.mark.parametrize(
    "appearance",
    ["minimal", "search()", "search('a b')", "search('a', 'near', 'b', 'c')",
     "search('a', 'contains')",
     "search('a', 'contains', 'b]', 'c')", "research('a')"],
)  # fmt: skip
def test_what_is_no_search_is_left_alone(appearance: str) -> None:
    assert search(appearance, "code", "dari", "") is None
