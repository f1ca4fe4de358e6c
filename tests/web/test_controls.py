"""Every kind of control as a plain form: what it shows, and what comes of what is sent back."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from fieldtool.app import create_app, running
from fieldtool.config import Config, Face
from fieldtool.forms import Interview, compile_form, convert_workbook, plain
from fieldtool.i18n.locales import LOCALES
from fieldtool.web.field.controls import choosing, gallery, kinds
from fieldtool.web.field.controls.kinds import ASKED
from fieldtool.web.field.filling import posted
from tests.web.pages import Browser, Page, words

KABUL = ZoneInfo("Asia/Kabul")


@pytest.fixture
def interview() -> Interview:
    made = Interview(
        gallery.form(), lambda: datetime(2026, 3, 21, 9, tzinfo=KABUL), language="دری (fa-AF)"
    )
    for path, value in gallery.ANSWERED.items():
        made.answer(path, value)
    return made


@pytest.fixture
def blank() -> Interview:
    return Interview(gallery.form(), lambda: datetime(2026, 3, 21, 9, tzinfo=KABUL))


def sent(interview: Interview, path: str, fields: dict[str, str]) -> str | None:
    """Return what comes of *fields*, None where nothing does.

    `lat` is the field of that name of the question, `value` its only one, `press` a button.
    """
    names = {"value": path, "press": "press"}
    given = {names.get(name, f"{path}:{name}"): text for name, text in fields.items()}
    form = MultiDict({f"{path}:base": "0", **given})
    found = posted.answers(form, interview, [path], "fa_AF")
    return found[0].values[path] if found else None


@pytest.mark.parametrize(
    ("path", "fields", "stored"),
    [
        ("days/dusk", {"hour": "۸", "minute": "۳۰"}, "08:30:00.000+04:30"),
        ("days/dusk", {"hour": "۸:۳۰", "minute": ""}, "08:30:00.000+04:30"),
        (
            "days/met",
            {"year": "۱۴۰۰", "month": "2", "day": "۲۰", "hour": "14", "minute": "05"}
            | {"calendar": "solar"},
            "2021-05-10T14:05:00.000+04:30",
        ),
        ("days/month", {"year": "۱۴۰۰", "month": "3", "calendar": "solar"}, "2021-05-22"),
        ("days/month", {"year": "2021", "month": "3", "calendar": "gregorian"}, "2021-03-01"),
        ("days/year", {"year": "۱۴۰۰", "calendar": "solar"}, "2021-03-21"),
        ("numbers/rooms", {"value": "۳", "press": "numbers/rooms more"}, "4"),
        ("numbers/rooms", {"value": "", "press": "numbers/rooms more"}, "1"),
        ("numbers/rooms", {"value": "0", "press": "numbers/rooms less"}, "0"),
        ("numbers/cost", {"value": "۱٬۲۵۰"}, "1250"),
        ("scales/trust", {"value": "۷"}, "7"),
        ("scales/people", {"value": "20"}, "20"),
        ("order/needs", {"press": "order/needs up:4"}, "market park school road"),
        ("order/needs", {"press": "order/needs down:1"}, "park market road school"),
        ("order/needs", {"press": "order/needs up:1"}, "market park road school"),
        ("places/here", {"lat": "۳۴٫۳۵", "lon": "62.2"}, "34.35 62.2 0.0 0.0"),
        ("places/here", {"lat": "34.35, 62.2", "lon": ""}, "34.35 62.2 0.0 0.0"),
        ("places/here", {"lat": "34.35", "lon": "62.2", "acc": "8"}, "34.35 62.2 0.0 8"),
        (
            "places/road",
            {"1:lat": "1", "1:lon": "2", "1:rest": "0.0 0.0", "2:lat": "3", "2:lon": "4"},
            "1 2 0.0 0.0;3 4 0.0 0.0",
        ),
        ("other/read", {"value": "OK"}, "OK"),
        ("words/card", {"value": "AF-۲۲"}, "AF-22"),
    ],
)
def test_what_a_control_sends_is_stored_as_collect_stores_it(
    blank: Interview, path: str, fields: dict[str, str], stored: str
) -> None:
    assert sent(blank, path, fields) == stored

    blank.answer(path, stored)

    assert blank.state(path).violation is None


def test_typed_places_make_an_order(blank: Interview) -> None:
    typed = {"place-market": "۴", "place-park": "۱", "place-road": "2", "place-school": "3"}

    assert sent(blank, "order/needs", typed) == "park road school market"


def test_a_list_that_nobody_put_in_order_is_no_answer(blank: Interview) -> None:
    typed = {f"place-{name}": "" for name in ("market", "park", "road", "school")}

    assert sent(blank, "order/needs", typed) is None


@pytest.mark.parametrize(
    ("path", "fields", "kept"),
    [
        ("days/dusk", {"hour": "۲۵", "minute": "۰۰"}, "۲۵:۰۰"),
        (
            "days/met",
            {"year": "۱۴۰۰", "month": "", "day": "", "hour": "", "minute": ""},
            "۱۴۰۰// :",
        ),
        ("days/month", {"year": "", "month": "3", "calendar": "solar"}, "/3/1"),
        ("scales/trust", {"value": "۱۲"}, "۱۲"),
        ("places/here", {"lat": "۳۴", "lon": ""}, "۳۴ ? 0.0 0.0"),
        ("places/road", {"1:lat": "34", "1:lon": "", "1:rest": "0.0 0.0"}, "34 ? 0.0 0.0"),
        ("numbers/rooms", {"value": "دو"}, "دو"),
    ],
)
def test_what_cannot_be_read_is_kept_and_refused_by_the_form(
    blank: Interview, path: str, fields: dict[str, str], kept: str
) -> None:
    value = sent(blank, path, fields)

    assert value == kept

    blank.answer(path, kept)
    violation = blank.state(path).violation

    assert violation is not None
    assert violation.kind == "type"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp("gallery")
    made = create_app(Config(Face.NODE, folder, log_level="debug"))
    yield made
    running(made).close()


@pytest.fixture(scope="module")
def pages(app: Flask) -> dict[str, Page]:
    tags = {locale.code: locale.tag for locale in LOCALES}
    return {code: Browser(app, tag).open("/_patterns/controls") for code, tag in tags.items()}


def fields_of(page: Page, path: str, state: str = "answered") -> MultiDict[str, str]:
    """Return what a browser would send of one question as it stands."""
    found: MultiDict[str, str] = MultiDict()
    for one in page.question(f"{state}/{path}").select("[name]"):
        name = str(one["name"]).removeprefix(f"{state}/")
        kind = one.get("type", one.name)
        if one.name == "select":
            chosen = one.select_one("option[selected]")
            found.add(name, str(chosen["value"]) if chosen else "")
        elif kind not in {"submit", "radio", "checkbox"} or one.has_attr("checked"):
            found.add(name, str(one.get("value", "")) or one.get_text())
    return found


# Files are answered on their own, not with a page.
ALL = [path for path in gallery.ANSWERED if path != "other/photo"]


@pytest.mark.parametrize("path", ALL)
@pytest.mark.parametrize("code", [locale.code for locale in LOCALES])
def test_a_page_sent_back_untouched_changes_no_answer(
    pages: dict[str, Page], interview: Interview, code: str, path: str
) -> None:
    found = posted.answers(fields_of(pages[code], path), interview, [path], code)

    assert [part.values for part in found] == [{path: interview.state(path).value}]


@pytest.mark.parametrize("path", [path for path in gallery.WRONG if path != "places/field"])
def test_what_was_typed_wrongly_stands_in_the_fields_again(
    pages: dict[str, Page], interview: Interview, path: str
) -> None:
    interview.answer(path, gallery.WRONG[path])
    found = posted.answers(fields_of(pages["fa_AF"], path, "wrong"), interview, [path], "fa_AF")

    assert [list(part.values.values()) for part in found] == [[gallery.WRONG[path]]]


def test_every_kind_is_in_the_gallery() -> None:
    blank = Interview(gallery.form(), lambda: datetime(2026, 3, 21, 9, tzinfo=KABUL))
    shown = {kinds.kind_of(one) for one in blank.states() if one.kind == "question"}

    assert ASKED - shown == set()


def test_an_answer_that_may_not_be_changed_is_said_in_words(pages: dict[str, Page]) -> None:
    said = {
        path: words(pages["fa_AF"].one(f'[id="q-readonly/{path}"] p'))
        for path in ("one/night", "days/month", "days/dusk", "days/met", "numbers/cost")
    }

    assert said == {
        "one/night": "بسیار نامصون",
        "days/month": "ثور ۱۴۰۰",
        "days/dusk": "۱۸:۳۰",
        "days/met": "۱ حمل ۱۴۰۵، ۱۴:۰۵",
        "numbers/cost": "۱٬۲۵۰٬۰۰۰",
    }


def test_a_table_has_one_head_and_its_rows_name_their_choices_for_ears(
    pages: dict[str, Page],
) -> None:
    page = pages["en"]

    assert len(page.soup.select('[data-gallery="empty"] [data-kind="legend"]')) == 1

    row = page.question("empty/table/heard")

    assert [words(one) for one in row.select(".texts")] == [
        "Strongly agree", "Agree", "Disagree", "Strongly disagree",
    ]  # fmt: skip


def test_what_is_otherwise_than_on_a_phone_is_said_once_under_the_question(
    pages: dict[str, Page],
) -> None:
    remarks = [one["id"] for one in pages["en"].soup.select('[data-gallery="empty"] [id$=-remark]')]

    assert remarks == [
        f"q-empty/{path}-remark"
        for path in (
            "words/card", "words/outside", "days/feast", "one/map", "one/body", "places/well",
        )
    ]  # fmt: skip


def test_the_reader_s_digits_are_on_scales_and_errors(pages: dict[str, Page]) -> None:
    question = words(pages["fa_AF"].question("wrong/order/needs"))

    assert "از ۱ تا ۴" in question
    assert not re.search("[0-9]", words(pages["fa_AF"].question("answered/scales/trust")))


def test_persian_is_a_calendar_that_is_here(blank: Interview) -> None:
    state = replace(blank.state("days/feast"), appearance="persian")

    assert kinds.remark(state, "date") == ""
    assert kinds.remark(replace(state, appearance="coptic"), "date") != ""


def test_labels_are_in_each_language_of_the_gallery() -> None:
    form = gallery.form()
    for locale in LOCALES:
        language = gallery.language_of(locale)
        made = Interview(form, lambda: datetime(2026, 3, 21, tzinfo=KABUL), language=language.name)

        assert plain(made.state("numbers/age").label)
    assert len(form.languages) == len(LOCALES)


def test_the_gallery_s_form_is_part_of_the_package() -> None:
    assert (Path(gallery.__file__).parent / "gallery.md").is_file()


MAP = """
| survey |
|        | type                               | name | label  | appearance |
|        | select_one_from_file wells.geojson | well | کدام چاه؟ | map        |
| settings |
|          | form_id | version |
|          | wells   | 1       |
"""
WELLS = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [62.2, 34.35]},
            "properties": {"id": "w1", "title": "چاه اول"},
        }
    ],
}


def test_a_map_is_a_list_of_places_with_their_coordinates() -> None:
    made = convert_workbook("wells.md", MAP.encode())
    form = compile_form(made.xform, {"wells.geojson": json.dumps(WELLS).encode()})
    state = Interview(form, lambda: datetime(2026, 3, 21, tzinfo=KABUL)).state("well")
    (choice,) = choosing.choices(state, None, None)

    assert (choice.label, choice.place) == ("چاه اول", "34.35, 62.2")


def test_a_sentence_of_ours_runs_as_the_page_does_whatever_it_quotes(
    pages: dict[str, Page],
) -> None:
    error = pages["it"].one('[id="q-wrong/numbers/age-error"]')

    assert "سی و سه" in words(error)
    assert error["dir"] == "ltr"


def test_a_picture_that_is_not_here_is_named(pages: dict[str, Page]) -> None:
    named = pages["ps"].question("empty/one/sign").select(".code")

    assert [words(one) for one in named] == ["stone.svg", "tape.svg"]


def test_the_decimal_sign_is_the_reader_s(
    pages: dict[str, Page],
) -> None:
    shown = {
        code: page.one('[id="q-answered/numbers/hours-1"]')["value"] for code, page in pages.items()
    }

    assert shown == {"fa_AF": "۲٫۵", "ps": "۲٫۵", "en": "2.5", "it": "2,5"}
