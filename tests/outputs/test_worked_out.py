"""What a form works out, without whom it is about: let in where it tells nothing more."""

from __future__ import annotations

import csv
import io

import pytest
from pyxform.xls2xform import convert

from fieldtool.forms import form_hash
from fieldtool.log.kinds import FormPublished
from fieldtool.outputs.csv_writing import Style
from fieldtool.outputs.deidentified import Deidentified
from fieldtool.storage.database import Database
from fieldtool.storage.queries.interviews import Wanted
from tests.clocks import StepClock
from tests.outputs.test_interviews_csv import Hub, compiled

PLANTED = "زرغونه د بازار تر څنګ اوسېږي"
FORM = """
| survey | | | | | | |
| | type | name | label::English (en) | calculation | relevant | bind::odk:class |
| | hidden | wave | | | | |
| | select_one sex | sex | Sex | | | |
| | integer | age | How old? | | | |
| | select_one level | night | At night? | | | |
| | select_one level | day | By day? | | | |
| | integer | rooms | Rooms? | | | |
| | select_one level | attacked | Attacked? | | | C |
| | text | why | Why? | | | |
| | calculate | score | | ${night} + ${day} | | |
| | calculate | afraid | | if(${score} > 4, 'afraid', 'calm') | | |
| | calculate | each | | round(${score} div ${rooms}, 2) | | |
| | calculate | of_woman | | if(${sex} = '1', ${score}, '') | | |
| | calculate | older | | if(${age} > 40, '1', '0') | | |
| | calculate | hurt | | if(${attacked} = '1', '1', '0') | | |
| | calculate | hurt_more | | ${hurt} + 1 | | |
| | calculate | told | | concat(${night}, ${why}) | | |
| | calculate | spoken | | if(string-length(${why}) > 0, '1', '') | | |
| | calculate | at | | once(now()) | | |
| | calculate | shown_to | | '1' | ${attacked} = '1' | |
| | calculate | kept_back | | ${night} + 1 | | C |
| choices | | | |
| | list_name | name | label::English (en) |
| | sex | 1 | Woman |
| | sex | 2 | Man |
| | level | 1 | Good |
| | level | 4 | Bad |
| settings | | |
| | form_id | version |
| | safety | 1 |
"""
TOLD = {
    "wave": "baseline", "sex": "1", "age": "34", "night": "4", "day": "1", "rooms": "2",
    "attacked": "1", "why": PLANTED, "score": "5", "afraid": "afraid", "each": "2.5",
    "of_woman": "5", "older": "0", "hurt": "1", "hurt_more": "2", "told": f"4{PLANTED}",
    "spoken": "1", "at": "2026-11-22T09:05:00+04:30", "shown_to": "1", "kept_back": "5",
}  # fmt: skip
WORKED_OUT = {"wave", "score", "afraid", "each", "of_woman"}


class Filled:
    """A hub with interviews of the form."""

    def __init__(self, hub: Hub) -> None:
        self.hub, self.number = hub, 0
        self.form = self.publish(FORM, "1")

    def publish(self, text: str, version: str) -> FormPublished:
        changed = text.replace("| safety | 1 |", f"| safety | {version} |")
        xform = str(convert(xlsform=changed, file_type=".md").xform)
        made = FormPublished("safety", version, form_hash(xform, {}), {"en": "Safety"}, xform)
        self.hub.publish(made)
        return made

    def give(self, times: int, **changed: str) -> None:
        for _ in range(times):
            self.number += 1
            self.hub.finalise(self.form, {**TOLD, **changed}, self.number)

    def raw(self) -> str:
        wanted = Wanted(form_id="safety")
        hub = self.hub
        made = Deidentified(hub.database, hub.project, wanted, compiled, Style(), 5)
        return b"".join(made.pieces()).decode("utf-8-sig")

    def rows(self) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(self.raw())))


@pytest.fixture
def filled(hub_database: Database, project: str, clock: StepClock) -> Filled:
    return Filled(Hub(hub_database, project, clock))


def test_what_is_worked_out_of_what_is_in_the_file_and_the_wave_are_let_in(
    filled: Filled,
) -> None:
    filled.give(5)
    row = filled.rows()[0]

    assert {name: row[name] for name in WORKED_OUT} == {name: TOLD[name] for name in WORKED_OUT}


def test_what_reads_anything_that_is_kept_back_is_kept_back(filled: Filled) -> None:
    filled.give(5)
    columns = set(filled.rows()[0])

    assert columns.isdisjoint(TOLD.keys() - WORKED_OUT - {"sex", "age", "night", "day", "rooms"})


@pytest.mark.parametrize("text", [PLANTED, "0790123456", "afraid of Zarghuna", "=cmd()", "1e9"])
def test_no_planted_text_comes_through_in_the_place_of_a_result(filled: Filled, text: str) -> None:
    filled.give(5, **dict.fromkeys(WORKED_OUT, text))

    assert text not in filled.raw()
    assert {row[name] for row in filled.rows() for name in WORKED_OUT} == {""}


def test_what_follows_from_a_trait_is_blank_where_the_trait_is(filled: Filled) -> None:
    filled.give(5, sex="2", of_woman="")
    filled.give(3, of_woman="5")
    filled.give(3, sex="", of_woman="5")
    blank = [row for row in filled.rows() if not row["age"]]

    assert len(blank) == 6
    assert {row["of_woman"] for row in blank} == {""}
    assert {row["score"] for row in blank} == {"5"}


def test_a_version_that_reads_something_else_keeps_the_value_of_all_back(filled: Filled) -> None:
    filled.publish(FORM.replace("${night} + ${day} |", "${night} + ${age} |"), "2")
    filled.give(5)

    assert set(filled.rows()[0]).isdisjoint({"score", "afraid", "each", "of_woman"})
    assert "wave" in filled.rows()[0]
