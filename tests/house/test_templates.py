"""Templates hold no inline code, no unused part, and stay small enough to read."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from tests.house import tree

TEMPLATES = tree.files(tree.TEMPLATES, "*.html")
FRAGMENTS = [path for path in TEMPLATES if path.name.startswith("_")]
LONGEST = 120
# Where text is known to be markup of our own making. Nothing people typed may come here.
SAFE_ALLOWED: set[str] = set()

_ENVIRONMENT = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"], autoescape=True)


@cache
def _parse(path: Path) -> nodes.Template:
    return _ENVIRONMENT.parse(tree.text(path))


def test_there_are_templates() -> None:
    assert TEMPLATES


@pytest.mark.parametrize("path", TEMPLATES, ids=tree.name)
def test_no_code_or_style_is_written_into_a_page(path: Path) -> None:
    tags = re.findall(r"<[a-z][^>]*>", tree.text(path), flags=re.DOTALL)
    inline = [tag for tag in tags if re.search(r"\s(on[a-z]+|hx-on[\w:-]*|style)\s*=", tag)]
    # A script without src would be refused by the policy, and so would javascript: addresses.
    inline += [tag for tag in tags if tag.startswith("<style") or "javascript:" in tag]
    inline += [tag for tag in tags if tag.startswith("<script") and "src=" not in tag]

    assert inline == []


@pytest.mark.parametrize("path", TEMPLATES, ids=tree.name)
def test_a_template_can_be_read_at_one_sitting(path: Path) -> None:
    assert len(tree.text(path).splitlines()) <= LONGEST


@pytest.mark.parametrize("path", TEMPLATES, ids=tree.name)
def test_escaping_is_switched_off_nowhere_else(path: Path) -> None:
    template = _parse(path)
    safe = [part.name for part in template.find_all(nodes.Filter) if part.name == "safe"]
    off = list(template.find_all(nodes.ScopedEvalContextModifier))

    assert (bool(safe or off)) == (tree.name(path) in SAFE_ALLOWED)


def _imported(template: nodes.Template) -> set[str]:
    imported = {part.target for part in template.find_all(nodes.Import)}
    for part in template.find_all(nodes.FromImport):
        imported |= {one if isinstance(one, str) else one[1] for one in part.names}
    return imported


@pytest.mark.parametrize("path", TEMPLATES, ids=tree.name)
def test_every_imported_part_is_used(path: Path) -> None:
    template = _parse(path)
    used = {name.name for name in template.find_all(nodes.Name) if name.ctx == "load"}

    assert _imported(template) - used == set()


@pytest.mark.parametrize("path", FRAGMENTS, ids=tree.name)
def test_every_used_part_is_imported_where_it_is_used(path: Path) -> None:
    # An included template sees the imports of its page, until somebody tidies that page.
    known = set().union(*(_imported(_parse(other)) for other in TEMPLATES))
    template = _parse(path)
    called = {
        call.node.node.name
        for call in template.find_all(nodes.Call)
        if isinstance(call.node, nodes.Getattr) and isinstance(call.node.node, nodes.Name)
    }

    assert called & known - _imported(template) == set()


def test_every_macro_is_used_somewhere() -> None:
    everything = "\n".join(tree.text(path) for path in TEMPLATES)
    unused = {
        f"{tree.name(path)}: {macro.name}"
        for path in TEMPLATES
        for macro in _parse(path).find_all(nodes.Macro)
        if len(re.findall(rf"\b{macro.name}\b", everything)) < 2
    }

    assert unused == set()


def test_every_part_is_included_imported_or_extended_somewhere() -> None:
    sources = [*TEMPLATES, *tree.files(tree.PACKAGE, "*.py")]
    everything = "\n".join(tree.text(path) for path in sources)
    names = [path.relative_to(tree.TEMPLATES).as_posix() for path in TEMPLATES]

    assert [name for name in names if f'"{name}"' not in everything] == []
