"""Tests of references to blobs inside payloads."""

from __future__ import annotations

import pytest

from fieldtool.log import blobs
from fieldtool.log.blobs import BlobRef
from fieldtool.log.canonical import Tree
from fieldtool.log.entry import Blob
from fieldtool.problems import Code, Problem

REF = BlobRef("9a" * 32, bytes(range(32)), 48_211, "image/jpeg")
TREE: dict[str, Tree] = {
    "blob": "9a" * 32,
    "key": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
    "size": "48211",
    "type": "image/jpeg",
}


def test_a_reference_is_written_and_read() -> None:
    assert REF.to_content() == TREE
    assert BlobRef.from_content(TREE, "finalise") == REF
    assert REF.blob == Blob("9a" * 32, 48_211)


def test_fields_of_later_versions_do_not_disturb() -> None:
    assert BlobRef.from_content({**TREE, "wide": "1600"}, "finalise") == REF


def test_a_reference_may_leave_out_the_type() -> None:
    tree = {name: value for name, value in TREE.items() if name != "type"}

    assert BlobRef.from_content(tree, "form").type == ""


@pytest.mark.parametrize(
    ("name", "value"),
    [("blob", "../../../etc/passwd"), ("blob", "9A" * 32), ("blob", ""), ("blob", []),
     ("key", "AAEC"), ("key", "?"), ("key", ""), ("size", "-1"), ("size", "0"), ("size", "1e9"),
     ("size", {}), ("type", "text/html; charset=x"), ("type", "../x"), ("type", [])],
)  # fmt: skip
def test_a_reference_that_cannot_be_followed_is_refused(name: str, value: Tree) -> None:
    with pytest.raises(Problem) as raised:
        BlobRef.from_content({**TREE, name: value}, "finalise")

    assert raised.value.code is Code.CONTENT_NOT_VALID


def test_files_are_written_and_read_by_name() -> None:
    refs = {"عکس ۱.jpg": REF, "1764139200000.m4a": REF}

    assert blobs.refs_from_content(blobs.refs_to_content(refs), "finalise") == refs  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "name",
    ["", ".", "..", ".hidden", "../x.jpg", "a/b.jpg", "a\\b.jpg", "C:x.jpg", "a\n.jpg", "a\0.jpg",
     "a?.jpg", "x.jpg ", "x.", "x" * 151],
)  # fmt: skip
def test_a_name_that_leads_elsewhere_is_refused(name: str) -> None:
    assert not blobs.is_file_name(name)
    with pytest.raises(Problem):
        blobs.refs_from_content({name: TREE}, "form")


@pytest.mark.parametrize("tree", ["", [], {"x.jpg": "9a"}, {"x.jpg": {}}])
def test_what_is_no_list_of_files_is_refused(tree: Tree) -> None:
    with pytest.raises(Problem):
        blobs.refs_from_content(tree, "form")
