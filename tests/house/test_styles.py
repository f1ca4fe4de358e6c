"""Stylesheets know start and end, not left and right: one sheet serves both directions."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.house import tree

SHEETS = tree.files(tree.STATIC, "*.css")
_SIDES = "left|right|top|bottom"
PHYSICAL = re.compile(
    rf"^({_SIDES}|(margin|padding|border|scroll-margin|scroll-padding|inset)-({_SIDES})(-\w+)*"
    rf"|border-(top|bottom)-(left|right)-radius|(min-|max-)?(width|height))$"
)
SIDED_VALUE = re.compile(r"\b(left|right)\b")
SIDED_BY_VALUE = {"text-align", "float", "clear", "caption-side", "transform-origin", "background"}


def _declarations(css: str) -> list[tuple[str, str]]:
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    return [
        (declaration.partition(":")[0].strip(), declaration.partition(":")[2].strip())
        for block in re.findall(r"\{([^{}]*)\}", css)
        for declaration in block.split(";")
        if ":" in declaration
    ]


def _is_physical(name: str, value: str) -> bool:
    sided = name in SIDED_BY_VALUE or name.startswith("background-position")
    # Four values go round clockwise from the top, and so name left and right without a word.
    corners = name in {"margin", "padding", "inset", "border-width"} and _parts(value) == 4
    return bool(PHYSICAL.match(name) or (sided and SIDED_VALUE.search(value)) or corners)


def _parts(value: str) -> int:
    return len(re.sub(r"\([^()]*\)", "", value).split())


def test_there_are_stylesheets() -> None:
    assert SHEETS


@pytest.mark.parametrize("path", SHEETS, ids=tree.name)
def test_no_declaration_names_a_physical_side(path: Path) -> None:
    found = [pair for pair in _declarations(tree.text(path)) if _is_physical(*pair)]

    assert found == []


@pytest.mark.parametrize(
    "declaration",
    ["margin-left: 1em", "left: 0", "text-align: right", "border-top-left-radius: 2px",
     "padding: 1px 2px 3px 4px", "max-width: 2em", "float: left", "border-right-color: red"],
)  # fmt: skip
def test_a_physical_side_would_be_found(declaration: str) -> None:
    ((name, value),) = _declarations("a { " + declaration + "; }")

    assert _is_physical(name, value)


@pytest.mark.parametrize("path", SHEETS, ids=tree.name)
def test_direction_is_asked_for_only_to_mirror_an_icon(path: Path) -> None:
    css = re.sub(r"/\*.*?\*/", "", tree.text(path), flags=re.DOTALL)
    rules = re.findall(r"([^{}]*(?:\[dir|:dir\()[^{}]*)\{([^{}]*)\}", css)

    assert [selector.strip() for selector, body in rules if not re.search(r"\bscale", body)] == []
