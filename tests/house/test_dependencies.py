"""What the program is made of is named, and nothing older than was tested for is taken."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib import metadata

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.tree import PACKAGE, ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRA = PROJECT["optional-dependencies"]
USED = [*map(Requirement, (*PROJECT["dependencies"], *EXTRA["hub"]))]


def imported() -> set[str]:
    """Return the modules of others that the package imports, by their first names."""
    found = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.Import):
                found |= {one.name.partition(".")[0] for one in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module.partition(".")[0])
    return found - set(sys.stdlib_module_names) - {"fieldtool", "compression"}


def test_every_package_that_is_imported_is_named() -> None:
    named = {canonicalize_name(one.name) for one in USED}
    where = metadata.packages_distributions()
    found = {
        module: {canonicalize_name(one) for one in where.get(module, ["?"])}
        for module in imported()
    }

    assert len(found) > 10
    assert {module for module, packages in found.items() if not packages & named} == set()


def test_nothing_older_is_taken_than_what_was_tested_for() -> None:
    for one in USED:
        assert re.fullmatch(r">=[0-9.]+", str(one.specifier)), one
        if one.marker is None or one.marker.evaluate():
            assert one.specifier.contains(metadata.version(one.name)), one
