"""What recordings and films tell of where, when and with what they were made, blotted out.

Everything keeps its length and its place: players find sound and pictures by counting bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

# Boxes of MP4, M4A, 3GP and QuickTime: those with others inside, those that tell, those with times.
_AROUND = frozenset({b"moov", b"trak", b"mdia", b"minf", b"moof", b"traf"})
_TELLING = frozenset({b"udta", b"meta", b"uuid"})
_DATED = frozenset({b"mvhd", b"tkhd", b"mdhd"})
_DEEPEST = 6
# Pieces of WAV and AVI, and blocks of FLAC: what a program says, tags, pictures of a cover.
_SAID = frozenset({b"bext", b"iXML", b"axml", b"_PMX", b"cart", b"id3 ", b"ID3 ", b"IDIT"})
_SAID_IN_LIST = frozenset({b"INFO", b"exif"})
_BLOCKS, _LAST, _PADDING = frozenset({2, 4, 6}), 0x80, 1


@dataclass(frozen=True)
class _Part:
    """A part of a file: its name, and where it, its content and what follows begin."""

    name: bytes
    start: int
    inside: int
    end: int


def without(content: bytes, kind: str) -> bytes:
    """Return *content*, of the type *kind*, without what tells of its making.

    What is damaged, or packed in another way (OGG, WebM, documents), stays as it is.
    """
    blot = _BLOTS.get(kind)
    if blot is None:
        return content
    changed = bytearray(content)
    blot(changed)
    return bytes(changed)


def _of_boxes(content: bytearray) -> None:
    _of_boxes_in(content, 0, len(content), _DEEPEST)


def _of_boxes_in(content: bytearray, start: int, end: int, deep: int) -> None:
    for box in _boxes(content, start, end):
        if box.name in _TELLING:
            content[box.start + 4 : box.start + 8] = b"free"
            _blank(content, box.inside, box.end)
        elif box.name in _DATED and box.end - box.inside >= 20:
            # A version, flags, then when it was made and changed, in four bytes each or in eight.
            length = 16 if content[box.inside] else 8
            _blank(content, box.inside + 4, box.inside + 4 + length)
        elif box.name in _AROUND and deep:
            _of_boxes_in(content, box.inside, box.end, deep - 1)


def _boxes(content: bytearray, start: int, end: int) -> Iterator[_Part]:
    while end - start >= 8:
        size, name = _number(content, start, 4), bytes(content[start + 4 : start + 8])
        inside = start + 8
        if size == 1:
            size, inside = _number(content, inside, 8), inside + 8
        size = size or end - start
        if not inside - start <= size <= end - start:
            return
        yield _Part(name, start, inside, start + size)
        start += size


def _of_pieces(content: bytearray) -> None:
    start = 12
    while len(content) - start >= 8:
        name, inside = bytes(content[start : start + 4]), start + 8
        end = inside + int.from_bytes(content[start + 4 : inside], "little")
        is_said = name == b"LIST" and bytes(content[inside : inside + 4]) in _SAID_IN_LIST
        if is_said or name in _SAID:
            content[start : start + 4] = b"JUNK"
            _blank(content, inside, min(end, len(content)))
        start = end + end % 2


def _of_blocks(content: bytearray) -> None:
    start = 4
    while len(content) - start >= 4:
        first, inside = content[start], start + 4
        end = inside + _number(content, start + 1, 3)
        if first & ~_LAST in _BLOCKS and end <= len(content):
            content[start] = first & _LAST | _PADDING
            _blank(content, inside, end)
        if first & _LAST:
            return
        start = end


def _of_tags(content: bytearray) -> None:
    if content.startswith(b"ID3") and len(content) >= 10:
        size = 0
        for seven in content[6:10]:
            size = size << 7 | seven & 0x7F
        # A tag of padding alone, without any of the flags that say how to read it.
        content[5] = 0
        _blank(content, 10, min(10 + size, len(content)))
    if bytes(content[-128:-125]) == b"TAG":
        _blank(content, len(content) - 125, len(content))


def _number(content: bytearray, start: int, length: int) -> int:
    return int.from_bytes(content[start : start + length], "big")


def _blank(content: bytearray, start: int, end: int) -> None:
    content[start:end] = bytes(end - start)


_BLOTS: dict[str, Callable[[bytearray], None]] = {
    "audio/mp4": _of_boxes,
    "video/mp4": _of_boxes,
    "video/quicktime": _of_boxes,
    "audio/wav": _of_pieces,
    "video/x-msvideo": _of_pieces,
    "audio/flac": _of_blocks,
    "audio/mpeg": _of_tags,
}
