"""The program's log tells ids and counts; nothing that a person typed gets into it."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fieldtool import diagnostics
from fieldtool.i18n import dates
from fieldtool.problems import Problem

TYPED = "احمد ولد کریم، قریهٔ چهارباغ"


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    diagnostics.open_log(tmp_path, "debug")
    yield tmp_path
    diagnostics.close_log()


def _lines(folder: Path) -> list[dict[str, Any]]:
    text = (folder / "log" / "fieldtool.log").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def test_an_event_is_one_line_of_json_with_its_ids_and_counts(folder: Path) -> None:
    diagnostics.event("interview:finalised", number="HRT-07-012", answers=58, again=False)

    (line,) = _lines(folder)

    assert line.pop("at") > 1_700_000_000_000
    assert line == {
        "level": "info",
        "event": "interview:finalised",
        "number": "HRT-07-012",
        "answers": 58,
        "again": False,
    }


@pytest.mark.parametrize("typed", [TYPED, "Ahmad Karimi", "no", "a" * 81, "line\nbreak"])
def test_a_text_that_is_no_identifier_is_not_written(folder: Path, typed: str) -> None:
    diagnostics.event("answer:saved", value=typed)

    written = _lines(folder)[0]["value"]

    assert written == ("no" if typed == "no" else "<text>")


def test_an_exception_is_told_by_its_type_and_place_only(folder: Path) -> None:
    try:
        dates.parse_day(TYPED)
    except Problem:
        logging.getLogger("fieldtool").exception("request:failed")

    (line,) = _lines(folder)

    assert (line["exception"], line["level"]) == ("Problem", "error")
    assert line["where"].startswith("dates.py:")
    assert TYPED not in json.dumps(line, ensure_ascii=False)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(alphabet=st.characters(min_codepoint=0x600, max_codepoint=0x6FF), min_size=1))
def test_no_arabic_script_ever_reaches_the_file(folder: Path, typed: str) -> None:
    diagnostics.event("answer:saved", path=typed, value=typed + " 12")

    content = (folder / "log" / "fieldtool.log").read_bytes()

    assert content.isascii()


def test_events_below_the_level_are_not_written(folder: Path) -> None:
    diagnostics.open_log(folder, "warning")

    diagnostics.event("page:shown")
    diagnostics.event("disk:full", logging.WARNING)

    assert [line["event"] for line in _lines(folder)] == ["disk:full"]


def test_opening_again_writes_each_event_once(folder: Path) -> None:
    diagnostics.open_log(folder, "info")

    diagnostics.event("node:started")

    assert len(_lines(folder)) == 1


def test_closing_lets_the_folder_go(folder: Path) -> None:
    diagnostics.event("node:started")
    diagnostics.close_log()

    assert logging.getLogger("fieldtool").handlers == []
