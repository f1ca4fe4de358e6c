"""The pages of docs/ say what the program does, because parts of them are made from it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

from fieldtool.config import SETTINGS
from fieldtool.problems import CATALOGUE
from fieldtool.web.api import api
from tests.house import openapi, tree, write_docs

PAGES = [*tree.files(tree.ROOT / "docs", "*.md"), tree.ROOT / "README.md"]


@pytest.mark.parametrize("name", write_docs.PAGES)
def test_a_page_tells_what_the_program_has(name: str) -> None:
    actual = tree.text(tree.ROOT / "docs" / name)

    assert actual == write_docs.page(name)  # else: python -m tests.house.write_docs


def test_every_setting_and_every_problem_is_named() -> None:
    settings = tree.text(tree.ROOT / "docs" / "settings.md")
    problems = tree.text(tree.ROOT / "docs" / "problems.md")

    assert [one.name for one in SETTINGS if f"FIELDTOOL_{one.name.upper()}" not in settings] == []
    assert [code.name for code in CATALOGUE.values() if code.reference not in problems] == []


@pytest.mark.parametrize("path", PAGES, ids=tree.name)
def test_links_between_pages_lead_somewhere(path: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", tree.text(path))
    local = [link for link in links if "://" not in link]

    assert [link for link in local if not (path.parent / link).exists()] == []


def test_the_doors_of_a_hub_are_described_as_they_are() -> None:
    kept = (tree.ROOT / "docs" / "openapi.json").read_text(encoding="utf-8")
    app = Flask("hub")
    app.register_blueprint(api)
    doors = {rule.rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())}

    assert kept == openapi.text()  # else: python -m tests.house.write_docs
    assert set(openapi.DOORS) == doors
