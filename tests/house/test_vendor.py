"""What others made is shipped unchanged, with its licence; nothing is fetched at run time."""

from __future__ import annotations

import hashlib
import re
import tomllib
from pathlib import Path

import pytest

from fieldtool.web.parts.vendored import USES
from tests.house import tree

FOLDERS = [tree.STATIC / "vendor", tree.TESTS / "browser" / "vendor"]
FREE_LICENCES = {"0BSD", "OFL-1.1", "MPL-2.0"}
# Names of XML languages look like addresses; nothing is fetched from them.
NAMESPACES = ("http://www.w3.org/",)


def _packages(folder: Path) -> list[dict[str, object]]:
    manifest: dict[str, list[dict[str, object]]] = tomllib.loads(
        tree.text(folder / "MANIFEST.toml")
    )
    return manifest["package"]


def _hashes(folder: Path) -> dict[str, object]:
    listed: dict[str, object] = {}
    for package in _packages(folder):
        hashes = package["sha256"]
        assert isinstance(hashes, dict)
        listed |= hashes
    return listed


@pytest.mark.parametrize("folder", FOLDERS, ids=tree.name)
def test_every_vendored_file_is_the_one_in_the_manifest(folder: Path) -> None:
    actual = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.iterdir()
        if path.name != "MANIFEST.toml"
    }

    assert actual == _hashes(folder)


@pytest.mark.parametrize("folder", FOLDERS, ids=tree.name)
def test_every_vendored_package_has_a_free_licence_with_its_text(folder: Path) -> None:
    for package in _packages(folder):
        assert package["licence"] in FREE_LICENCES
        assert isinstance(package["sha256"], dict)
        assert [file for file in package["sha256"] if "LICENSE" in file]
        assert "://" not in str(package["origin"])


@pytest.mark.parametrize("folder", FOLDERS, ids=tree.name)
def test_the_version_is_in_the_name_of_each_file(folder: Path) -> None:
    for package in _packages(folder):
        assert isinstance(package["sha256"], dict)
        files = [file for file in package["sha256"] if "LICENSE" not in file]

        assert [file for file in files if str(package["version"]) not in file] == []


def test_no_page_style_or_script_of_ours_refers_to_elsewhere() -> None:
    ours = tree.files(tree.STATIC, "*.css", "*.js", "*.svg") + tree.files(tree.TEMPLATES, "*")
    foreign = {
        (tree.name(path), address)
        for path in ours
        for address in re.findall(r"(?:https?:)?//\w[^\s\"'`)<]*", tree.text(path))
        if "." in address and not address.startswith(NAMESPACES)
    }

    assert foreign == set()


def test_faces_of_the_stylesheet_are_the_vendored_files() -> None:
    named = re.findall(r'url\("vendor/([^"]+)"\)', tree.text(tree.STATIC / "fonts.css"))
    shipped = {path.name for path in FOLDERS[0].glob("*.woff2")}

    assert set(named) == shipped


def test_the_typefaces_stay_small_for_slow_laptops() -> None:
    size = sum(path.stat().st_size for path in FOLDERS[0].glob("vazirmatn-*.woff2"))

    assert size < 80_000


def test_what_each_is_for_can_be_translated() -> None:
    assert {str(package["use"]) for package in _packages(FOLDERS[0])} == set(USES)
