"""Files that are not what they seem: only a picture that was drawn anew is kept as one."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pytest
from PIL import Image

from fieldtool.collect import given_files
from fieldtool.log.media_types import type_of
from fieldtool.problems import Code, Problem, ProblemKind

SCRIPT = (
    b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'><script>alert(1)</script></svg>"
)


class Question:
    """A question that asks for a picture."""

    def __init__(self, kind: str = "image/*") -> None:
        self.attributes = {"mediatype": kind}


def picture(form: str = "JPEG", **more: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(out, form, **more)
    return out.getvalue()


def fit(content: bytes, name: str = "photo.jpg", kind: str = "image/*") -> given_files.Given:
    return given_files.fit(Question(kind), content, name)  # type: ignore[arg-type]


def refused(content: bytes, name: str, kind: str = "image/*") -> ProblemKind:
    with pytest.raises(Problem) as raised:
        fit(content, name, kind)
    return raised.value.code


def test_a_polyglot_loses_what_stands_behind_and_inside_its_picture() -> None:
    hidden = b"<html><script>alert(1)</script></html>"
    for raw in (picture() + hidden, picture(comment=hidden), picture("PNG") + hidden):
        kept = fit(raw).content
        assert hidden not in kept
        assert b"script" not in kept
        assert kept != raw


def test_a_drawing_with_a_script_is_no_picture_and_no_type_that_a_browser_runs() -> None:
    for name in ("a.svg", "a.png", "a.jpg"):
        assert refused(SCRIPT, name) is Code.PICTURE_NOT_READ
    kept = fit(SCRIPT, "a.svg", "application/*")
    assert kept.type not in {"image/svg+xml", "text/html", "application/xhtml+xml"}
    assert type_of(b"<html><script>alert(1)</script></html>") == type_of(SCRIPT)


def test_an_archive_that_calls_itself_a_picture_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("../../evil.py", "x")

    assert refused(out.getvalue(), "holiday.png") is Code.PICTURE_NOT_READ
    assert fit(out.getvalue(), "holiday.png", "application/*").type != "image/png"


def test_where_and_with_what_a_photo_was_taken_is_not_kept() -> None:
    exif = Image.Exif()
    exif[0x010F] = "Herat Camera"
    exif.get_ifd(0x8825)[2] = (34.0, 20.0, 31.0)
    raw = picture(exif=exif)
    assert b"Herat Camera" in raw
    kept = fit(raw).content

    assert b"Herat Camera" not in kept
    assert b"Exif" not in kept
    assert dict(Image.open(io.BytesIO(kept)).getexif()) == {}


@pytest.mark.parametrize("size", [(60_000, 60_000), (1, 2_000_000_000), (2_000_000_000, 1)])
def test_a_picture_of_huge_dimensions_is_refused_before_it_is_drawn(size: tuple[int, int]) -> None:
    head = struct.pack(">IIBBBBB", *size, 8, 2, 0, 0, 0)
    body = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(1000))), (b"IEND", b""))
    )

    assert refused(b"\x89PNG\r\n\x1a\n" + body, "large.png") is Code.PICTURE_NOT_READ


@pytest.mark.parametrize("raw", [b"MZ" + bytes(60), b"\x7fELF" + bytes(60), b"#!/bin/sh\n"])
def test_a_program_is_refused_whatever_it_is_called(raw: bytes) -> None:
    assert refused(raw, "report.pdf", "application/*") is Code.FILE_IS_PROGRAM
    assert refused(raw, "photo.jpg") is Code.PICTURE_NOT_READ


@pytest.mark.parametrize(
    "name", ["../../x.html", "a.exe\x00.jpg", "con.jpg", "x" * 400, "a.jpg.html"]
)
def test_a_name_never_becomes_part_of_a_path(name: str) -> None:
    assert fit(picture(), name).ending == "jpg"
    ending = fit(b"plain text", name, "application/*").ending
    assert ending.isalnum()
    assert len(ending) <= 5
