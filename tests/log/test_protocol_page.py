"""The protocol's page shows the golden files, byte for byte."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fieldtool.log import canonical

GOLDEN = Path(__file__).parent / "golden"
PAGE = Path(__file__).parents[2] / "docs" / "protocol.md"


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("finalise", "header"),
        ("finalise", "id"),
        ("finalise", "salt"),
        ("finalise", "payload"),
        ("signatures", "tip message"),
        ("signatures", "receipt message"),
    ],
)
def test_an_example_on_the_page_is_the_golden_one(name: str, part: str) -> None:
    golden = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))

    assert golden[part] in PAGE.read_text(encoding="utf-8")


def test_the_reference_on_the_page_is_one_of_the_golden_form() -> None:
    golden = json.loads((GOLDEN / "form-media.json").read_text(encoding="utf-8"))
    reference = canonical.parse(golden["payload"].encode())["media"]["نقشه.png"]  # type: ignore[call-overload, index]

    assert canonical.encode(reference).decode() in PAGE.read_text(encoding="utf-8")
