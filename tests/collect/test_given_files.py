"""What is kept of a file: its content decides what it is, and pictures lose their traces."""

from __future__ import annotations

import pytest

from fieldtool.collect import given_files
from fieldtool.collect.given_files import Given
from fieldtool.problems import Code, Problem, ProblemKind
from tests.collect import pictures
from tests.forms.workshop import interview

FORM = """
| survey |
| | type       | name   | label   | parameters       | appearance |
| | image      | photo  | عکس     |                  |            |
| | image      | small  | عکس خرد | max-pixels=100   |            |
| | image      | sign   | امضا    |                  | signature  |
| | audio      | voice  | صدا     |                  |            |
| | video      | film   | فلم     |                  |            |
| | file       | paper  | سند     |                  |            |
"""


def fit(path: str, content: bytes, name: str = "مهرو.jpg") -> Given:
    return given_files.fit(interview(FORM).state(path), content, name)


def test_a_photo_loses_place_device_and_comment_and_stands_upright() -> None:
    given = fit("photo", pictures.photo(400, 200, orientation=6))
    picture = pictures.opened(given.content)

    assert (given.type, given.ending) == ("image/jpeg", "jpg")
    assert picture.size == (200, 400)
    assert dict(picture.getexif()) == {}
    assert pictures.SECRET.encode() not in given.content
    assert b"Exif" not in given.content


@pytest.mark.parametrize(("path", "longest"), [("photo", 1600), ("small", 100)])
def test_a_large_photo_is_made_small_enough(path: str, longest: int) -> None:
    picture = pictures.opened(fit(path, pictures.photo(3000, 1500)).content)

    assert picture.size == (longest, longest // 2)


def test_a_small_photo_is_not_made_larger() -> None:
    assert pictures.opened(fit("photo", pictures.photo(40, 20)).content).size == (40, 20)


def test_a_drawing_stays_a_png_without_its_texts() -> None:
    given = fit("sign", pictures.drawing())

    assert (given.type, given.ending) == ("image/png", "png")
    assert pictures.SECRET.encode() not in given.content
    assert pictures.opened(given.content).getpixel((0, 0)) == (0, 0, 0, 0)


def test_a_photo_saved_as_png_becomes_a_jpeg() -> None:
    given = fit("photo", pictures.noisy(1200, 900))

    assert given.type == "image/jpeg"
    assert len(given.content) < given_files.MOST_BYTES


def test_a_picture_attached_as_any_file_loses_its_traces_too() -> None:
    given = fit("paper", pictures.photo())

    assert given.type == "image/jpeg"
    assert pictures.SECRET.encode() not in given.content


@pytest.mark.parametrize(
    ("path", "content", "kind", "ending"),
    [
        ("voice", pictures.recording(), "audio/ogg", "ogg"),
        ("voice", b"ID3" + bytes(50), "audio/mpeg", "mp3"),
        ("voice", pictures.film(), "video/mp4", "mp4"),
        ("film", pictures.film(), "video/mp4", "mp4"),
        ("film", b"\x1aE\xdf\xa3" + bytes(50), "video/webm", "webm"),
        ("paper", b"%PDF-1.7 " + bytes(50), "application/pdf", "pdf"),
        ("paper", b"PK\x03\x04" + bytes(50), "application/octet-stream", "docx"),
        ("paper", "نوشته".encode(), "application/octet-stream", "docx"),
    ],
)
def test_a_file_is_what_its_content_says(path: str, content: bytes, kind: str, ending: str) -> None:
    given = fit(path, content, "محبوبه.DOCX")

    assert (given.type, given.ending, given.content) == (kind, ending, content)


@pytest.mark.parametrize("name", ["", "noending", "a.with space", "a.exe/..", "a.toolong"])
def test_a_strange_ending_is_not_kept(name: str) -> None:
    assert fit("paper", "نوشته".encode(), name).ending == "bin"


@pytest.mark.parametrize(
    ("path", "content", "code"),
    [
        ("photo", b"", Code.FILE_EMPTY),
        ("photo", b"not a picture", Code.PICTURE_NOT_READ),
        ("photo", pictures.photo()[:200], Code.PICTURE_NOT_READ),
        ("photo", pictures.recording(), Code.PICTURE_NOT_READ),
        ("paper", pictures.photo()[:200], Code.PICTURE_NOT_READ),
        ("paper", b"\x00\x00\x00\x24ftypheic" + bytes(90), Code.PICTURE_NOT_READ),
        ("film", b"\x00\x00\x00\x24ftypheic" + bytes(90), Code.FILM_NOT_READ),
        ("voice", pictures.photo(), Code.RECORDING_NOT_READ),
        ("voice", b"words", Code.RECORDING_NOT_READ),
        ("film", pictures.photo(), Code.FILM_NOT_READ),
        ("paper", b"MZ" + bytes(100), Code.FILE_IS_PROGRAM),
        ("paper", b"#!/bin/sh", Code.FILE_IS_PROGRAM),
        ("voice", pictures.recording(given_files.MOST_BYTES), Code.FILE_TOO_LARGE),
    ],
)
def test_what_is_not_fit_is_refused(path: str, content: bytes, code: ProblemKind) -> None:
    with pytest.raises(Problem) as caught:
        fit(path, content)

    assert caught.value.code is code


def test_a_picture_that_would_fill_the_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(given_files, "_MOST_POINTS", 1000)

    with pytest.raises(Problem) as caught:
        fit("photo", pictures.photo())

    assert caught.value.code is Code.PICTURE_NOT_READ
