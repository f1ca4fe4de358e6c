"""CSV of a form's interviews: what Excel shows is what was answered."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest
from pyxform.xls2xform import convert

from fieldtool.forms import Form, compile_form, form_hash
from fieldtool.log import entry as log_entry
from fieldtool.log import kinds
from fieldtool.log.canonical import Encodable
from fieldtool.log.kinds import FormPublished, ProjectSettings, Revision
from fieldtool.log.sites import Site, Sites
from fieldtool.outputs.csv_writing import Style
from fieldtool.outputs.interviews_csv import interviews_csv
from fieldtool.storage import projections
from fieldtool.storage.database import Database
from fieldtool.storage.queries import entries
from fieldtool.storage.queries.forms import FormSource
from fieldtool.storage.queries.interviews import Wanted
from tests.clocks import StepClock

FIRST = """
| survey  |                        |          |                   |                  |
|         | type                   | name     | label::دری (fa-AF) | label::English (en) |
|         | note                   | welcome  | سلام              | Welcome          |
|         | begin_group            | person   | شخص               | Person           |
|         | integer                | age      | عمر               | Age              |
|         | select_one yn          | married  | متأهل؟            | Married?         |
|         | end_group              |          |                   |                  |
|         | select_multiple places | avoid    | کدام جای‌ها؟       | Which places?    |
|         | text                   | why      | چرا؟              | Why?             |
|         | text                   | dropped  | کهنه              | Old              |
|         | integer                | score    | امتیاز            | Score            |
|         | begin_repeat           | hazard   | خطر               | Hazard           |
|         | text                   | note     | یادداشت           | Note             |
|         | end_repeat             |          |                   |                  |
| choices |           |        |                   |                  |
|         | list_name | name   | label::دری (fa-AF) | label::English (en) |
|         | yn        | 1      | بلی               | Yes              |
|         | yn        | 2      | نخیر              | No               |
|         | places    | market | بازار             | Market           |
|         | places    | park   | پارک              | Park             |
| settings |                |         |                  |
|          | form_id        | version | default_language |
|          | safety         | {version} | دری (fa-AF)    |
"""

LOG = kinds.workspace_log("hratabcd")


def published(text: str, version: str) -> FormPublished:
    xform = str(convert(xlsform=text.replace("{version}", version), file_type=".md").xform)
    return FormPublished("safety", version, form_hash(xform, {}), {"en": "Safety"}, xform)


def compiled(source: FormSource) -> Form:
    return compile_form(source.xform, {})


class Hub:
    """A hub's database that is filled step by step."""

    def __init__(self, database: Database, project: str, clock: StepClock) -> None:
        self.database, self.project, self.clock = database, project, clock
        self.last = {kinds.PROJECT_LOG: "", LOG: ""}
        settings = ProjectSettings(project, {"en": "P"}, "Asia/Kabul", "afghanistan", "solar", ())
        self.write(kinds.PROJECT_LOG, kinds.PROJECT, (project, settings.to_content()))
        herat = Site("s1", "", "province", "COD", "AF32", {"fa_AF": "هرات", "en": "Herat"})
        self.write(kinds.PROJECT_LOG, kinds.SITES, (project, Sites((herat,)).to_content()))

    def write(self, log: str, kind: str, *given: tuple[str, dict[str, Encodable]]) -> None:
        made = []
        for subject, content in given:
            entry = log_entry.make(
                kind,
                subject,
                prev=self.last[log],
                person="HRT-07",
                clock=self.clock.now(),
                content=content,
                salt=bytes(16),
            )
            self.last[log] = entry.id
            made.append(entry)
        with self.database.work() as session:
            entries.store(session, self.project, log, made, self.clock.now().wall)
            projections.apply_all(session, self.project, log, made)

    def publish(self, form: FormPublished) -> None:
        self.write(kinds.PROJECT_LOG, kinds.FORM, (form.hash, form.to_content()))

    def finalise(self, form: FormPublished, answers: dict[str, str], number: int = 1) -> None:
        self.write(LOG, kinds.FINALISE, self.revision(form, answers, number))

    def revision(
        self, form: FormPublished, answers: dict[str, str], number: int
    ) -> tuple[str, dict[str, Encodable]]:
        made = Revision(
            interview=f"interview{number:07}",
            number=f"HRT-07-{number:03}",
            form_id=form.form_id,
            form_version=form.version,
            form_hash=form.hash,
            site="s1",
            language="دری (fa-AF)",
            result="complete",
            started="2026-11-22T09:05:00+04:30",
            finished="2026-11-22T09:40:12+04:30",
            answers=answers,
        )
        return made.interview, made.to_content()

    def raw(self, style: Style | None = None) -> bytes:
        wanted = Wanted(form_id="safety")
        given = style or Style()
        return b"".join(interviews_csv(self.database, self.project, wanted, compiled, given))

    def rows(self, style: Style | None = None) -> list[dict[str, str]]:
        delimiter = style.delimiter if style else ","
        text = self.raw(style).decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))


@pytest.fixture
def hub(hub_database: Database, project: str, clock: StepClock) -> Hub:
    return Hub(hub_database, project, clock)


@pytest.fixture
def form(hub: Hub) -> FormPublished:
    made = published(FIRST, "1")
    hub.publish(made)
    return made


def test_dari_text_comes_through_with_bom_and_line_ends_of_excel(
    hub: Hub, form: FormPublished
) -> None:
    hub.finalise(form, {"why": "شب‌ها تاریک است،\n«نه»"})
    raw = hub.raw()

    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.count(b"\r\n") == 2
    assert hub.rows()[0]["why"] == "شب‌ها تاریک است،\n«نه»"


def test_columns_follow_the_form_and_notes_have_none(hub: Hub, form: FormPublished) -> None:
    hub.finalise(form, {"person/age": "33"})
    columns = list(hub.rows()[0])

    assert columns == [
        "number", "interview", "form_version", "site", "site_name", "person", "result",
        "language", "started", "finished", "received", "state", "review", "paper",
        "person/age", "person/married", "avoid", "avoid/market", "avoid/park", "why", "dropped",
        "score", "other_answers",
    ]  # fmt: skip


def test_what_was_held_at_a_merged_place_counts_at_the_other_one(
    hub: Hub, form: FormPublished
) -> None:
    hub.finalise(form, {})
    new = Site("s2", "", "province", "COD", "AF99", {"en": "New Herat"})
    old = Site("s1", "", "province", "COD", "AF32", {"en": "Herat"}, successor="s2")
    said = (hub.project, Sites((new, old)).to_content())
    hub.write(kinds.PROJECT_LOG, kinds.SITES, said)
    row = hub.rows(Style(locale="en"))[0]

    assert (row["site"], row["site_name"]) == ("AF99", "New Herat")


def test_what_is_known_about_an_interview_stands_beside_it(hub: Hub, form: FormPublished) -> None:
    hub.finalise(form, {})
    row = hub.rows(Style(locale="fa_AF"))[0]

    assert row["number"] == "HRT-07-001"
    assert (row["site"], row["site_name"]) == ("AF32", "هرات")
    assert row["started"] == "2026-11-22T09:05:00+04:30"
    assert row["received"].endswith("+04:30")
    assert row["state"] == "ready"


def test_codes_and_one_column_per_choice(hub: Hub, form: FormPublished) -> None:
    hub.finalise(form, {"person/married": "1", "avoid": "market"})
    hub.finalise(form, {"avoid": ""}, 2)
    first, second = hub.rows()

    assert (first["person/married"], first["avoid"]) == ("1", "market")
    assert (first["avoid/market"], first["avoid/park"]) == ("1", "0")
    assert (second["avoid"], second["avoid/market"], second["avoid/park"]) == ("", "", "")


def test_labels_in_the_readers_language(hub: Hub, form: FormPublished) -> None:
    hub.finalise(form, {"person/married": "2", "avoid": "market park"})
    dari = hub.rows(Style(locale="fa_AF", labels=True))[0]
    english = hub.rows(Style(locale="en", labels=True))[0]

    assert (dari["متأهل؟"], dari["کدام جای‌ها؟"]) == ("نخیر", "بازار; پارک")
    assert dari["کدام جای‌ها؟ / بازار"] == "1"
    assert (english["Married?"], english["Which places?"]) == ("No", "Market; Park")
    assert english["Result"] == "Complete"


def test_a_language_the_form_lacks_is_shown_in_its_own(hub: Hub, form: FormPublished) -> None:
    hub.finalise(form, {"person/married": "1"})

    assert hub.rows(Style(locale="it", labels=True))[0]["متأهل؟"] == "بلی"


def test_columns_are_the_union_of_all_versions(hub: Hub, form: FormPublished) -> None:
    text = FIRST.replace(
        "| dropped  | کهنه              | Old ", "| fresh    | تازه              | New "
    )
    text = text.replace(
        "|         | places    | park   | پارک              | Park             |",
        "|         | places    | park   | باغ               | Garden           |\n"
        "|         | places    | bus    | بس                | Bus              |",
    )
    second = published(text, "2")
    hub.publish(second)
    hub.finalise(form, {"dropped": "قدیم", "avoid": "park"})
    hub.finalise(second, {"fresh": "جدید", "avoid": "bus"}, 2)
    old, new = hub.rows()
    columns = list(old)

    assert columns.index("dropped") == columns.index("why") + 1
    assert columns.index("fresh") == columns.index("dropped") + 1
    assert (old["dropped"], old["fresh"], old["avoid/bus"]) == ("قدیم", "", "0")
    assert (new["dropped"], new["fresh"], new["avoid/bus"]) == ("", "جدید", "1")
    assert hub.rows(Style(locale="en", labels=True))[0]["Which places?"] == "Garden"


def test_repeats_and_answers_of_unknown_versions_are_not_lost(
    hub: Hub, form: FormPublished
) -> None:
    unknown = FormPublished("safety", "9", "9" * 64, {}, "")
    hub.finalise(form, {"why": "بلی", "hazard[k3f9qa]/note": "چاه باز"})
    hub.finalise(unknown, {"elsewhere": "ناشناخته", "why": "هم"}, 2)
    repeats, waiting = hub.rows()

    assert json.loads(repeats["other_answers"]) == {"hazard[k3f9qa]/note": "چاه باز"}
    assert json.loads(waiting["other_answers"]) == {"elsewhere": "ناشناخته"}
    assert (waiting["why"], waiting["state"]) == ("هم", "waiting")


def test_what_is_for_programs_is_left_out_also_in_rows(hub: Hub, form: FormPublished) -> None:
    entity = "hazard[k3f9qa]/meta/entity"
    given = {f"{entity}/@id": "9f", f"{entity}/label": "چاه", "meta/entity/@id": "9e"}
    ids = {"meta/instanceID": "uuid:1", "orx:meta/orx:instanceID": "uuid:1"}
    hub.finalise(form, {**given, **ids, "hazard[k3f9qa]/note": "چاه", "metal": "مس"})

    other = json.loads(hub.rows()[0]["other_answers"])

    assert other == {"hazard[k3f9qa]/note": "چاه", "metal": "مس"}


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+93700123456", "-2+3", "@SUM(A1)", "\tx", '=HYPERLINK("http://x")', "-", "＝1+1"],
)
def test_typed_text_is_never_a_formula(hub: Hub, form: FormPublished, text: str) -> None:
    hub.finalise(form, {"why": text, "unknown": text})
    row = hub.rows()[0]

    assert row["why"] == f"'{text}"
    assert not row["other_answers"].startswith(("=", "+", "-", "@"))


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_a_line_that_is_parted_by_another_sign_than_its_own_begins_no_formula(
    hub: Hub, form: FormPublished, delimiter: str
) -> None:
    trick = "x;=1+cmd|' /C calc'!A0;y,@SUM(A1);-2+3+cmd|' /C calc'!A0\t=1"
    hub.finalise(form, {"why": trick, "unknown": trick})
    cells = re.split(r"[,;\t]", hub.raw(Style(delimiter=delimiter)).decode("utf-8-sig"))

    assert "'=1+cmd|' /C calc'!A0" in cells
    assert [cell for cell in cells if cell.startswith(("=", "@", "-", "+"))] == []


@pytest.mark.parametrize("text", ["خوب ;-)", "34.1 -62.1 0 0;-34.2 -62.3 0 0", "بلی; نی, شاید"])
def test_what_is_no_formula_stays_as_it_was_typed(hub: Hub, form: FormPublished, text: str) -> None:
    hub.finalise(form, {"why": text})

    assert hub.rows()[0]["why"] == text


@pytest.mark.parametrize(("path", "text"), [("person/age", "-5"), ("score", "-3.5")])
def test_negative_numbers_stay_numbers(hub: Hub, form: FormPublished, path: str, text: str) -> None:
    hub.finalise(form, {path: text})

    assert hub.rows()[0][path] == text


def test_a_formula_in_a_number_is_guarded_all_the_same(hub: Hub, form: FormPublished) -> None:
    hub.finalise(form, {"person/age": "-1+cmd|' /C calc'!A0"})

    assert hub.rows()[0]["person/age"].startswith("'")


def test_an_excel_that_wants_semicolons_gets_them(hub: Hub, form: FormPublished) -> None:
    hub.finalise(form, {"why": "یک؛ دو; سه, چهار"})

    assert hub.rows(Style(delimiter=";"))[0]["why"] == "یک؛ دو; سه, چهار"


def test_a_form_without_interviews_gives_the_headings_alone(hub: Hub, form: FormPublished) -> None:
    assert hub.raw().count(b"\r\n") == 1
    assert hub.rows() == []


def test_the_table_is_written_while_it_is_read(hub: Hub, form: FormPublished) -> None:
    revisions = [hub.revision(form, {"why": "چرا"}, number) for number in range(450)]
    hub.write(LOG, kinds.FINALISE, *revisions)
    wanted = Wanted(form_id="safety")
    pieces = list(interviews_csv(hub.database, hub.project, wanted, compiled, Style()))

    assert len(pieces) > 3
    assert b"".join(pieces).count(b"\r\n") == 451
