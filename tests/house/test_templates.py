"""Templates hold no inline code, no unused part, and stay small enough to read."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from functools import cache
from pathlib import Path

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


def _where(wrong: Callable[[Path], Collection[str]]) -> dict[str, Collection[str]]:
    """Return what is *wrong* with each template that has something wrong with it."""
    found = {tree.name(path): wrong(path) for path in TEMPLATES}
    return {name: parts for name, parts in found.items() if parts}


def test_no_code_or_style_is_written_into_a_page() -> None:
    assert _where(_inline) == {}


def _inline(path: Path) -> list[str]:
    tags = re.findall(r"<[a-z][^>]*>", tree.text(path), flags=re.DOTALL)
    inline = [tag for tag in tags if re.search(r"\s(on[a-z]+|hx-on[\w:-]*|style)\s*=", tag)]
    # A script without src would be refused by the policy, and so would javascript: addresses.
    inline += [tag for tag in tags if tag.startswith("<style") or "javascript:" in tag]
    return inline + [tag for tag in tags if tag.startswith("<script") and "src=" not in tag]


def test_a_template_can_be_read_at_one_sitting() -> None:
    assert _where(lambda path: tree.text(path).splitlines()[LONGEST:]) == {}


def test_escaping_is_switched_off_nowhere_else() -> None:
    assert set(_where(_unescaped)) == SAFE_ALLOWED


def _unescaped(path: Path) -> list[str]:
    template = _parse(path)
    safe = [part.name for part in template.find_all(nodes.Filter) if part.name == "safe"]
    return safe + ["autoescape" for _part in template.find_all(nodes.ScopedEvalContextModifier)]


def _imported(template: nodes.Template) -> set[str]:
    imported = {part.target for part in template.find_all(nodes.Import)}
    for part in template.find_all(nodes.FromImport):
        imported |= {one if isinstance(one, str) else one[1] for one in part.names}
    return imported


def test_every_imported_part_is_used() -> None:
    assert _where(_unused) == {}


def _unused(path: Path) -> set[str]:
    template = _parse(path)
    used = {name.name for name in template.find_all(nodes.Name) if name.ctx == "load"}
    return _imported(template) - used


def test_every_used_part_is_imported_where_it_is_used() -> None:
    # An included template sees the imports of its page, until somebody tidies that page.
    known = set().union(*(_imported(_parse(other)) for other in TEMPLATES))
    borrowed = {
        tree.name(path): _called(path) & known - _imported(_parse(path)) for path in FRAGMENTS
    }

    assert {name: parts for name, parts in borrowed.items() if parts} == {}


def _called(path: Path) -> set[str]:
    return {
        call.node.node.name
        for call in _parse(path).find_all(nodes.Call)
        if isinstance(call.node, nodes.Getattr) and isinstance(call.node.node, nodes.Name)
    }


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
