"""Tests of what a file is by its first bytes."""

from __future__ import annotations

import pytest

from fieldtool.log.media_types import UNKNOWN, kind_of, type_of


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n\x00", "image/png"),
        (b"GIF89a\x01", "image/gif"),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", "audio/wav"),
        (b"RIFF\x24\x00\x00\x00ACON", UNKNOWN),
        (b"\x00\x00\x00\x20ftypM4A ", "audio/mp4"),
        (b"\x00\x00\x00\x20ftypisom", "video/mp4"),
        (b"\x00\x00\x00\x20ftyp3gp4", "audio/mp4"),
        (b"\x00\x00\x00\x24ftypheic", "image/heif"),
        (b"\x00\x00\x00\x20ftypavif", "image/avif"),
        (b"II*\x00\x08", "image/tiff"),
        (b"ID3\x04", "audio/mpeg"),
        (b"\xff\xfb\x90\x00", "audio/mpeg"),
        (b"OggS\x00", "audio/ogg"),
        (b"\x1aE\xdf\xa3", "video/webm"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", UNKNOWN),
        (b"<html>", UNKNOWN),
        (b"\xff", UNKNOWN),
        (b"", UNKNOWN),
    ],
)
def test_a_type_is_read_from_the_content(content: bytes, name: str) -> None:
    assert type_of(content) == name


def test_only_what_cannot_run_is_shown() -> None:
    assert [kind_of(name) for name in ("image/png", "audio/mp4", "video/webm", UNKNOWN)] == [
        "image",
        "audio",
        "video",
        "",
    ]
