"""The recorded cases of ODK's engines: how many pass may only rise."""

from __future__ import annotations

import gzip
import json
from functools import cache
from pathlib import Path

import pytest

from tests.conformance import javarosa, scenario, xforms, xpath
from tests.conformance.cases import FOLDER, Tally
from tests.conformance.features import FEATURES
from tests.conformance.page import PAGE, page

# (passed, failed): raise the first and lower the second, never the other way, unless Collect was
# found to decide otherwise than a recording.
REACHED = {
    "xpath": (1630, 0),
    "javarosa_xpath": (237, 0),
    "scenario": (293, 0),
    "xforms": (507, 0),
}


MODULES = {"xpath": xpath, "javarosa_xpath": javarosa, "scenario": scenario, "xforms": xforms}


@cache
def tally_of(name: str) -> Tally:
    found: Tally = MODULES[name].run(FOLDER)
    return found


@pytest.mark.parametrize("name", REACHED)
def test_as_many_recorded_cases_pass_as_ever_did(name: str) -> None:
    tally = tally_of(name)
    passed, failed = REACHED[name]

    assert tally.passed >= passed, tally.failures[:5]
    assert len(tally.failures) <= failed, tally.failures[:5]


def test_the_page_of_conformance_says_what_is_so() -> None:
    actual = PAGE.read_text(encoding="utf-8")

    assert actual == page([tally_of(name) for name in MODULES])  # else: --write


@pytest.mark.parametrize("proof", [each[4] for each in FEATURES if each[4]])
def test_what_shows_a_feature_is_a_test(proof: str) -> None:
    path, _, name = proof.partition("::")

    assert f"def {name}(" in (PAGE.parent.parent / path).read_text(encoding="utf-8")


def test_a_folder_nobody_has_seen_is_run_to_its_end(tmp_path: Path) -> None:
    rows = [
        {"doc": "<a>", "context": "/", "expression": "1", "want": 1, "result": {"type": "number"}},
        {
            "doc": "<a/>",
            "context": "/*[1]",
            "expression": "1 + 1",
            "want": 1,
            "now": "2026-11-22T00:00:00Z",
            "result": {"type": "number", "value": "2"},
        },
        {"nothing": "known"},
    ]
    for file in ("xpath", "scenario"):
        with gzip.open(tmp_path / f"{file}.jsonl.gz", "wt", encoding="utf-8") as lines:
            wanted = rows if file == "xpath" else [{"form": "gone", "init": [], "steps": []}]
            lines.writelines(json.dumps(row) + "\n" for row in wanted)

    assert str(xpath.run(tmp_path)) == "xpath: 3 cases, passed 1, decided otherwise 0, failed 2"
    assert (
        str(scenario.run(tmp_path)) == "scenario: 1 cases, passed 0, decided otherwise 0, failed 1"
    )
