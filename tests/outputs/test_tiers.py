"""What leaves the hub without whom it is about: counts, and interviews that tell nobody."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import pytest
from pyxform.xls2xform import convert

from fieldtool.forms import compile_form, form_hash
from fieldtool.log import kinds
from fieldtool.log.kinds import FormPublished
from fieldtool.log.sites import Site, Sites
from fieldtool.outputs import disclosure
from fieldtool.outputs.counts_csv import counts_csv
from fieldtool.outputs.csv_writing import Style
from fieldtool.outputs.deidentified import Deidentified
from fieldtool.outputs.disclosure import Kept, Trait
from fieldtool.storage.database import Database
from fieldtool.storage.queries.interviews import Wanted
from tests.clocks import StepClock
from tests.outputs.test_interviews_csv import Hub, compiled
from tests.security import canaries

FORM = """
| survey  |                     |              |                      |  |  |
|         | type           | name         | label::English (en)  | bind::odk:class | bind::odk:pii |
|         | select_one sex      | sex          | Sex                  |   |     |
|         | integer             | age          | How old are you?     |   |     |
|         | select_one moved    | displacement | Where from?          | B |     |
|         | select_one wg       | wg_see       | Seeing?              | B |     |
|         | select_one wg       | wg_walk      | Walking?             | B |     |
|         | select_one safe     | night        | Safe at night?       |   |     |
|         | select_multiple why | why          | Why?                 |   |     |
|         | select_one safe     | attacked     | Were you attacked?   | C |     |
|         | select_one safe     | known        | Who knows you?       |   | yes |
|         | select_one council  | council      | Which council?       |   |     |
|         | date                | since        | Since which day?     |   |     |
|         | integer             | rooms        | How many rooms?      |   |     |
|         | integer             | phone        | Your phone number?   |   |     |
|         | geopoint            | lamp         | Where is the lamp?   |   |     |
|         | text                | comment      | Anything else?       |   |     |
|         | image               | street       | The street           |   |     |
|         | begin_repeat        | hazard       | Hazard               |   |     |
|         | text                | note         | Note                 |   |     |
|         | end_repeat          |              |                      |   |     |
| choices |           |      |                     |
|         | list_name | name | label::English (en) |
|         | sex       | 1    | Woman   |
|         | sex       | 2    | Man     |
|         | moved     | 1    | From here |
|         | moved     | 2    | Displaced |
|         | wg        | 1    | No difficulty |
|         | wg        | 3    | A lot |
|         | safe      | 1    | Safe |
|         | safe      | 4    | Unsafe |
|         | why       | dark | Dark |
|         | why       | dogs | Dogs |
|         | council   | s1c  | Council of a street |
| settings |         |         |
|          | form_id | version |
|          | safety  | 1       |
"""
FORM = FORM.replace(
    "|         | calculate           | whole        |                      |   |     |\n", ""
)
ASKED = {
    "sex": "1",
    "age": "34",
    "displacement": "2",
    "wg_see": "1",
    "wg_walk": "3",
    "night": "4",
    "why": "dark dogs",
    "attacked": "1",
    "known": "4",
    "council": "s1c",
    "since": "2026-11-20",
    "rooms": "3",
    "phone": "0790123456",
    "lamp": "34.343617 62.199412 920.5 4.2",
    "comment": "زرغونه د بازار تر څنګ اوسېږي",
    "street": "street.jpg",
    "hazard[aaaaaa]/note": "خندق",
}
OTHER = {**ASKED, "sex": "2", "age": "61", "displacement": "1", "wg_walk": "1", "night": "1"}


class Filled:
    """A hub with interviews of one form."""

    def __init__(self, database: Database, project: str, clock: StepClock) -> None:
        self.hub = Hub(database, project, clock)
        below = Site("s1c", "s1", "council", "own", "C-17", {"en": "Council of a street"})
        self.hub.write(kinds.PROJECT_LOG, kinds.SITES, (project, Sites((below,)).to_content()))
        xform = str(convert(xlsform=FORM, file_type=".md").xform)
        self.form = FormPublished("safety", "1", form_hash(xform, {}), {"en": "Safety"}, xform)
        self.hub.publish(self.form)
        self.number = 0

    def give(self, times: int, answers: dict[str, str]) -> None:
        for _ in range(times):
            self.number += 1
            subject, content = self.hub.revision(self.form, answers, self.number)
            self.hub.write(
                "workspace/hratabcd", kinds.FINALISE, (subject, {**content, "site": "s1c"})
            )

    def deidentified(self, style: Style | None = None) -> Deidentified:
        wanted, given = Wanted(form_id="safety"), style or Style()
        return Deidentified(self.hub.database, self.hub.project, wanted, compiled, given, 5)

    def rows(self) -> list[dict[str, str]]:
        return read(self.deidentified().pieces())

    def counts(self) -> dict[tuple[str, str], list[str]]:
        wanted = Wanted(form_id="safety")
        pieces = counts_csv(self.hub.database, self.hub.project, wanted, compiled, Style(), 5)
        return {
            (row["question"], row["answer"]): [row["all"], row["1"], row["2"], row["not_said"]]
            for row in read(pieces)
        }


def read(pieces: Iterator[bytes]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(b"".join(pieces).decode("utf-8-sig"))))


@pytest.fixture
def filled(hub_database: Database, project: str, clock: StepClock) -> Filled:
    return Filled(hub_database, project, clock)


def test_a_line_holds_what_tells_nobody_and_nothing_else(filled: Filled) -> None:
    filled.give(5, ASKED)
    rows = filled.rows()

    assert sorted(row.pop("case") for row in rows) == ["1", "2", "3", "4", "5"]
    assert rows == [rows[0]] * 5
    assert rows[0] == {
        "form_version": "1",
        "site": "AF32",
        "site_name": "Herat",
        "interviewer": "1",
        "result": "complete",
        "language": "دری (fa-AF)",
        "month": "2026-11",
        "state": "ready",
        "review": "",
        "on_paper": "no",
        "disability": "yes",
        "sex": "1",
        "age": "25-34",
        "displacement": "2",
        "night": "4",
        "why": "dark dogs",
        "why/dark": "1",
        "why/dogs": "1",
        "since": "2026-11",
        "rooms": "3",
    }


def test_who_is_among_few_of_a_kind_has_no_traits_in_the_file(filled: Filled) -> None:
    filled.give(6, ASKED)
    filled.give(3, OTHER)
    filled.give(2, {**OTHER, "age": "19"})
    report = filled.deidentified().report()
    rows = filled.rows()

    assert (report.interviews, report.groups, report.smallest) == (11, 3, 2)
    assert (report.few, report.without) == (5, 0)
    assert report.traits == (Trait.SEX, Trait.AGE, Trait.DISPLACEMENT, Trait.DISABILITY)
    blank = [row for row in rows if not row["sex"]]
    assert len(rows) == 11
    assert len(blank) == 5
    assert {row[name] for row in blank for name in ("site", "age", "disability", "on_paper")} == {
        ""
    }
    assert {row["night"] for row in blank} == {"1"}


def test_where_too_few_would_be_without_traits_they_are_not_in_the_file(filled: Filled) -> None:
    filled.give(6, ASKED)
    filled.give(2, OTHER)

    assert filled.deidentified().report().without == 2
    assert len(filled.rows()) == 6


def test_an_answer_that_is_not_on_the_list_is_not_given_away(filled: Filled) -> None:
    filled.give(5, {**ASKED, "night": "زرغونه", "why": "dark زرغونه", "rooms": "زرغونه"})
    row = filled.rows()[0]

    assert (row["night"], row["why"], row["rooms"]) == ("", "dark", "")


def test_a_planted_text_is_in_no_file_wherever_it_was_said(filled: Filled) -> None:
    """Also where a laptop wrote what no question can be answered with."""
    text = "محبوبه کبوتریان ۰۷۹۹۳۱۴۲۵۳"
    everywhere = {path: f"{answer} {text}" for path, answer in ASKED.items()}
    for one in (everywhere, dict.fromkeys(ASKED, text), {**ASKED, "whole/other": text}):
        filled.give(6, one)
    pieces = counts_csv(
        filled.hub.database, filled.hub.project, Wanted(form_id="safety"), compiled, Style(), 5
    )
    files = [("counted", b"".join(pieces))]
    files += [
        ("one by one", b"".join(filled.deidentified(style).pieces()))
        for style in (Style(), Style(labels=True))
    ]

    assert len(filled.rows()) == 18
    assert canaries.found_in(files, {"the text": canaries.shapes(text)}) == set()


def test_positions_are_rounded_where_maps_may_leave_the_hub(filled: Filled) -> None:
    form = compile_form(filled.form.xform, {})
    given = disclosure.treatments(form, points=True)

    assert given["lamp"].kept is Kept.POINT
    assert disclosure.treatments(form, points=False)["lamp"].kept is Kept.DROPPED
    assert disclosure.near(ASKED["lamp"]) == "34.344 62.199"
    assert [disclosure.near(one) for one in ("1e400 2", "nan nan", "62 341")] == ["", "", ""]


@pytest.mark.parametrize(
    ("age", "band"),
    [
        ("9", "0-17"),
        ("17", "0-17"),
        ("18", "18-24"),
        ("64", "55-64"),
        ("97", "65+"),
        ("99", ""),
        ("9" * 5_000, ""),
    ],
    ids=lambda text: text[:8],
)
def test_ages_stand_in_bands(age: str, band: str) -> None:
    assert disclosure.band(age) == band


def test_counts_are_by_sex_and_small_cells_are_left_out(filled: Filled) -> None:
    filled.give(30, ASKED)
    filled.give(20, OTHER)
    filled.give(2, {**ASKED, "sex": "2", "night": "4"})
    counts = filled.counts()

    assert counts["sex", "1"] == ["30", "30", "0", "0"]
    assert counts["age", "25-34"][0] == "32"
    assert counts["night", "4"][2] == "*"
    assert counts["night", "4"].count("*") >= 2
    # A restricted question may be counted; one that asks for personal data, texts and places not.
    assert ("attacked", "1") in counts
    assert {question for question, _answer in counts}.isdisjoint(
        {"known", "phone", "comment", "council", "lamp", "since", "rooms"}
    )


def test_a_question_that_few_answered_is_not_counted_at_all(filled: Filled) -> None:
    filled.give(9, {name: text for name, text in ASKED.items() if name != "why"})
    filled.give(3, ASKED)

    assert ("why", "dark") not in filled.counts()
    assert filled.counts()["night", "4"][0] == "12"
