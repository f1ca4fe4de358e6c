"""Recordings and films as telephones make them: where, when and with what is blotted out."""

from __future__ import annotations

import pytest

from fieldtool.collect import traces
from fieldtool.log.media_types import type_of

PLACE = b"+34.3482+062.2040+920/"
SOUND = b"\x21\x10\x05" * 40


def box(name: bytes, *inside: bytes) -> bytes:
    content = b"".join(inside)
    return (8 + len(content)).to_bytes(4, "big") + name + content


def dated(name: bytes, version: int) -> bytes:
    length = 16 if version else 8
    return box(name, bytes([version, 0, 0, 0]), b"\xd9" * length, b"\0\0\3\xe8" * 4)


def large(name: bytes, content: bytes) -> bytes:
    return b"\0\0\0\1" + name + (16 + len(content)).to_bytes(8, "big") + content


def film(brand: bytes) -> bytes:
    """Return a film with its place in both ways that telephones write it, and its times."""
    named = box(b"meta", box(b"keys", b"com.apple.quicktime.location.ISO6709"), PLACE)
    track = box(b"trak", dated(b"tkhd", 0), box(b"mdia", dated(b"mdhd", 1)), box(b"udta", PLACE))
    moov = box(b"moov", dated(b"mvhd", 1), track, box(b"udta", box(b"\xa9xyz", PLACE)), named)
    return box(b"ftyp", brand, bytes(4)) + large(b"mdat", SOUND) + moov + box(b"uuid", PLACE)


def piece(name: bytes, content: bytes) -> bytes:
    return name + len(content).to_bytes(4, "little") + content + bytes(len(content) % 2)


def wave() -> bytes:
    pieces = piece(b"LIST", b"INFO" + piece(b"ICMT", PLACE)) + piece(b"bext", PLACE + b"!")
    return b"RIFF\0\1\0\0WAVE" + piece(b"fmt ", bytes(16)) + pieces + piece(b"data", SOUND)


def flac() -> bytes:
    def block(number: int, content: bytes) -> bytes:
        return bytes([number]) + len(content).to_bytes(3, "big") + content

    return b"fLaC" + block(0, bytes(34)) + block(4, PLACE) + block(0x86, PLACE) + SOUND


def mp3() -> bytes:
    return b"ID3\4\0\x40\0\0\0\x16" + PLACE + SOUND + b"TAG" + PLACE.ljust(125)


@pytest.mark.parametrize(
    "content",
    [film(b"isom"), film(b"qt  "), film(b"M4A "), film(b"3gp4"), wave(), flac(), mp3()],
    ids=["mp4", "mov", "m4a", "3gp", "wav", "flac", "mp3"],
)
def test_the_place_is_gone_and_the_sound_stands_where_it_stood(content: bytes) -> None:
    kept = traces.without(content, type_of(content))

    assert PLACE not in kept
    assert b"\xd9\xd9\xd9\xd9" not in kept, "when it was made"
    assert b"ISO6709" not in kept
    assert kept.index(SOUND) == content.index(SOUND)
    assert len(kept) == len(content)
    assert type_of(kept) == type_of(content)
    assert traces.without(kept, type_of(kept)) == kept


@pytest.mark.parametrize(
    "content",
    [
        b"\0\0\0\x20ftypisom" + b"\xff" * 50,
        box(b"ftyp", b"isom") + (b"\0\0\0\x20moov" * 4)[:20],
        box(b"ftyp", b"isom") + b"\xff\xff\xff\xffmoov" + b"\0\0\0\1moov\0",
        b"RIFF\0\0\0\0WAVE" + b"LIST\xff\xff\xff\xffINFO",
        b"fLaC\4\xff\xff\xff",
        b"ID3\4\0\0\xff\xff\xff\xff",
    ],
)
def test_what_is_damaged_is_left_as_long_as_it_was(content: bytes) -> None:
    assert len(traces.without(content, type_of(content))) == len(content)


def test_boxes_in_boxes_without_end_are_left_alone() -> None:
    nested = b"udta"
    for _ in range(20_000):
        nested = box(b"moov", nested)
    content = box(b"ftyp", b"isom") + nested

    assert traces.without(content, "video/mp4") == content
