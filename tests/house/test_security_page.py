"""docs/security.md promises nothing that no test shows."""

from __future__ import annotations

import re

from tests.house import tree

PAGE = tree.text(tree.ROOT / "docs" / "security.md")
SHOWN = re.compile(r"`([\w/]+\.py)::(\w+)`")
NOT_YET = "*not yet*"


def _promises() -> list[tuple[str, str]]:
    """Return the promises of the page with what is said to show each."""
    tables = PAGE.split("| promise | shown by |")[1:]
    rows = [line for table in tables for line in re.split(r"\n\n", table)[0].splitlines()]
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows if row]
    return [(cell[0], cell[1]) for cell in cells if not cell[0].startswith("---")]


def _is_backed(shown: str) -> bool:
    return shown == NOT_YET or (bool(SHOWN.search(shown)) and not SHOWN.sub("", shown).strip())


def test_there_are_promises() -> None:
    assert len(_promises()) > 20


def test_each_promise_names_its_tests_or_says_that_it_is_planned() -> None:
    idle = [promise for promise, shown in _promises() if not _is_backed(shown)]

    assert idle == []


def test_each_named_test_exists() -> None:
    named = SHOWN.findall(PAGE)
    missing = [
        f"{path}::{test}"
        for path, test in named
        if not (tree.TESTS / path).is_file()
        or re.search(rf"^def {test}\(", tree.text(tree.TESTS / path), re.MULTILINE) is None
    ]

    assert missing == []
