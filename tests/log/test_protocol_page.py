"""The protocol's page shows the golden files, byte for byte."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from fieldtool.log import canonical
from fieldtool.problems import CATALOGUE
from fieldtool.storage import revisions
from fieldtool.storage.queries.interviews import LOST, PURGED
from fieldtool.sync.wire import protocol

GOLDEN = Path(__file__).parent / "golden"
PAGE = Path(__file__).parents[2] / "docs" / "protocol.md"


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("finalise", "header"),
        ("finalise", "id"),
        ("finalise", "salt"),
        ("finalise", "payload"),
        ("entity", "payload"),
        ("entity", "change"),
        ("signatures", "tip message"),
        ("signatures", "receipt message"),
        ("signatures", "exchange message"),
        ("exchange", "payload"),
    ],
)
def test_an_example_on_the_page_is_the_golden_one(name: str, part: str) -> None:
    golden = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))

    assert golden[part] in PAGE.read_text(encoding="utf-8")


def test_the_reference_on_the_page_is_one_of_the_golden_form() -> None:
    golden = json.loads((GOLDEN / "form-media.json").read_text(encoding="utf-8"))
    reference = canonical.parse(golden["payload"].encode())["media"]["نقشه.png"]  # type: ignore[call-overload, index]

    assert canonical.encode(reference).decode() in PAGE.read_text(encoding="utf-8")


def test_the_colleague_on_the_page_is_the_golden_one() -> None:
    golden = json.loads((GOLDEN / "hand.json").read_text(encoding="utf-8"))

    assert golden["colleague"] in PAGE.read_text(encoding="utf-8")


def test_the_states_on_the_page_are_those_of_the_program() -> None:
    page = PAGE.read_text(encoding="utf-8").partition("## 12. States")[2]
    _intro, _log, entry, blob, parcel = page.split("### ")
    named = set(re.findall(r"\[([a-z ]+)\]", entry))
    of_interviews = {revisions.READY, revisions.WAITING, revisions.CONFLICT, PURGED, LOST}

    assert named == of_interviews | {"new", "stored", "refused", "put aside", "stub"}
    assert set(re.findall(r"\[([a-z ]+)\]", blob)) == {"named", "partial", "whole", "erased"}
    assert set(re.findall(r"\[([a-z ]+)\]", parcel)) == {"none", "waiting", "answered"}
    assert set(re.findall(r"FT-\d{3}", page)) <= {code.reference for code in CATALOGUE.values()}


@pytest.mark.parametrize("schema", ["_RelayHeaderSchema", "_AnswerBodySchema"])
def test_every_field_of_a_message_is_on_the_page(schema: str) -> None:
    page = PAGE.read_text(encoding="utf-8")
    declared = getattr(protocol, schema)().fields

    missing = [name for name, one in declared.items() if f"`{one.data_key or name}`" not in page]
    assert missing == []
