"""No page leads to an address that the program does not have, even if it is seldom shown."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from fieldtool.app import create_app, running
from fieldtool.config import Config, Face
from tests.house import tree

ASKED = re.compile(r"""url_for\(\s*["']([\w.]+)["']""")


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> dict[Face, set[str]]:
    """Return the names of the addresses of the laptop and of the hub, and of the page of parts."""
    found = {}
    for face in (Face.NODE, Face.HUB):
        folder = tmp_path_factory.mktemp(face.value)
        app = create_app(Config(face, folder, log_level="debug", reserve=0))
        found[face] = set(app.view_functions)
        running(app).close()
    return found


def asked_in(folder: Path) -> set[tuple[str, str]]:
    """Return each template below *folder* with the names of addresses in it."""
    return {
        (tree.name(path), name)
        for path in tree.files(folder, "*.html")
        for name in ASKED.findall(tree.text(path))
    }


def test_a_template_names_only_addresses_that_there_are(known: dict[Face, set[str]]) -> None:
    everywhere = set().union(*known.values())
    asked = asked_in(tree.TEMPLATES)

    assert len(asked) > 200
    assert {(place, name) for place, name in asked if name not in everywhere} == set()


def test_a_page_of_the_laptop_names_only_addresses_of_the_laptop(
    known: dict[Face, set[str]],
) -> None:
    asked = asked_in(tree.TEMPLATES / "field")

    assert len(asked) > 80
    assert {(place, name) for place, name in asked if name not in known[Face.NODE]} == set()
