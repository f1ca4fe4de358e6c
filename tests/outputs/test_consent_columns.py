"""Consents and paper in files: all of it in T2, what tells nobody in T1; and the codebook."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
from pyxform.xls2xform import convert

from fieldtool.forms import form_hash
from fieldtool.log import kinds, papers
from fieldtool.log.kinds import FormPublished, OnPaper, Revision
from fieldtool.log.sensitivity import Sensitivity
from fieldtool.outputs.codebook_csv import codebook_csv
from fieldtool.outputs.csv_writing import Style
from fieldtool.outputs.deidentified import Deidentified
from fieldtool.outputs.interviews_csv import interviews_csv
from fieldtool.storage.database import Database
from fieldtool.storage.queries.interviews import Wanted
from tests.clocks import StepClock
from tests.log.test_consents import NO, YES
from tests.outputs.test_interviews_csv import LOG, Hub, compiled

FORM = """
| survey  |               |         |                     |                  |                |
|         | type          | name    | label::English (en) | bind::odk:asks   | bind::odk:class |
|         | select_one yn | agree   | May I ask you?      | consent          |                |
|         | select_one yn | again   | May we come again?  | recontact        |                |
|         | select_one yn | robbed  | Were you robbed?    |                  | C              |
|         | text          | why     | Why?                |                  | B              |
| choices |           |      |                     |
|         | list_name | name | label::English (en) |
|         | yn        | 1    | Yes                 |
|         | yn        | 2    | No                  |
| settings |         |         |
|          | form_id | version |
|          | safety  | 1       |
"""
PAPER = OnPaper(papers.new("a" * 64, lambda below: below // 3).text, "2026-11-20")


@pytest.fixture
def filled(hub_database: Database, project: str, clock: StepClock) -> Hub:
    """Return a hub with five interviews, of which one was typed in from paper."""
    hub = Hub(hub_database, project, clock)
    xform = str(convert(xlsform=FORM, file_type=".md").xform)
    form = FormPublished("safety", "1", form_hash(xform, {}), {"en": "Safety"}, xform)
    hub.publish(form)
    for number in range(5):
        subject, content = hub.revision(form, {"agree": "1", "why": "تاریک"}, number)
        made = Revision.from_content(subject, content)  # type: ignore[arg-type]
        said = replace(made, consents={"consent": YES, "recontact": NO})
        if number == 0:
            said = replace(said, paper=PAPER)
        hub.write(LOG, kinds.FINALISE, (subject, said.to_content()))
    return hub


def rows(text: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"))))


def everything(hub: Hub, style: Style) -> list[dict[str, str]]:
    wanted = Wanted(form_id="safety")
    return rows(b"".join(interviews_csv(hub.database, hub.project, wanted, compiled, style)))


def test_everything_says_each_consent_with_time_language_and_text(filled: Hub) -> None:
    row = everything(filled, Style())[0]

    assert [row[f"consent/consent{part}"] for part in ("", "/time", "/language", "/text")] == (
        YES.split()
    )
    assert row["consent/recontact"] == "no"
    assert "consent/photo" not in row, "the form does not ask for it"


def test_in_words_a_consent_is_named_by_what_it_is_for(filled: Hub) -> None:
    row = everything(filled, Style(labels=True, label=Sensitivity.SEVERE))[0]

    assert row["Consent: Taking part"] == "Yes"
    assert row["Consent: Being asked again another time / language"] == "ps"
    assert row["Sensitivity"] == "Severe"


def test_a_file_says_what_was_typed_in_from_paper(filled: Hub) -> None:
    papers = [row["paper"] for row in everything(filled, Style())]

    assert sorted(papers) == ["", "", "", "", PAPER.number]


def test_without_whom_they_are_about_there_is_neither_consent_nor_number_of_a_paper(
    filled: Hub,
) -> None:
    wanted = Wanted(form_id="safety")
    made = Deidentified(filled.database, filled.project, wanted, compiled, Style(), 5)
    text = b"".join(made.pieces())

    assert sorted(row["on_paper"] for row in rows(text)) == ["no", "no", "no", "no", "yes"]
    assert PAPER.number.encode() not in text
    assert b"8d969eef6ecad3c2" not in text
    assert not [name for name in rows(text)[0] if name.startswith("consent")]


def test_the_codebook_says_of_each_column_what_it_is_and_how_sensitive(filled: Hub) -> None:
    style = Style(labels=True)
    pieces = codebook_csv(filled.database, filled.project, "safety", compiled, style)
    found = {row["Column"]: row for row in rows(b"".join(pieces))}

    assert found["robbed"]["Sensitivity"] == "Severe"
    assert found["robbed"]["Choices"] == "1 = Yes; 2 = No"
    assert found["robbed"]["Without whom they are about"] == "left out"
    assert found["agree"]["Without whom they are about"] == "as it is"
    assert found["why"]["Sensitivity"] == "Moderate"
    assert found["consent/recontact/text"]["Question or meaning"].endswith("version of the text")
    assert found["paper"]["Question or meaning"] == "Typed in from paper"
