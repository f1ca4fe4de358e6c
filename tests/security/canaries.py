"""Planted words, and every shape in which they would show if they leaked."""

from __future__ import annotations

import base64
import json
import re
import sys
import unicodedata
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from urllib.parse import quote, quote_plus

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

# A piece of a text that stands in the middle of base64 whatever surrounds it.
_SHORTEST = 6
_PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
_ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
_MOST_UNPACKED = 1 << 22
_PACKED: dict[bytes, Callable[[bytes], bytes]] = {
    b"\x28\xb5\x2f\xfd": lambda raw: zstd.ZstdDecompressor().decompress(raw, _MOST_UNPACKED),
    b"\x1f\x8b\x08": lambda raw: zlib.decompressobj(31).decompress(raw, _MOST_UNPACKED),
    b"\x78\x9c": lambda raw: zlib.decompressobj().decompress(raw, _MOST_UNPACKED),
    b"\x78\xda": lambda raw: zlib.decompressobj().decompress(raw, _MOST_UNPACKED),
}


def shapes(text: str) -> set[bytes]:
    """Return the bytes under which *text* could be found: encodings, escapes, base64, digits."""
    found: set[bytes] = set()
    for form in ("NFC", "NFD"):
        plain = unicodedata.normalize(form, text)
        for digits in (plain, plain.translate(_PERSIAN), plain.translate(_ARABIC)):
            found |= set(_encoded(digits))
    return {one for one in found if len(one) >= _SHORTEST}


def _encoded(text: str) -> Iterator[bytes]:
    for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
        raw = text.encode(encoding)
        yield raw
        yield raw.hex().encode()
        yield from _in_base64(raw)
    for escaped in (json.dumps(text)[1:-1], quote(text), quote_plus(text)):
        yield escaped.encode()
        yield re.sub(r"%..|\\u....", lambda one: one[0].upper().replace("U", "u"), escaped).encode()
        yield re.sub(r"%..|\\u....", lambda one: one[0].lower(), escaped).encode()


def _in_base64(raw: bytes) -> Iterator[bytes]:
    for before in range(3):
        # Only what does not depend on the bytes around it.
        whole = base64.b64encode(bytes(before) + raw)
        middle = whole[4 if before else 0 : -4]
        yield middle
        yield middle.replace(b"+", b"-").replace(b"/", b"_")


def found_in(places: Iterable[tuple[str, bytes]], planted: Mapping[str, set[bytes]]) -> set[str]:
    """Return `what in where` for all that is *planted* and found in *places*, packed or not."""
    return {
        f"{what} in {where}"
        for where, raw in places
        for content in (raw, *_unpacked(raw))
        for what, wanted in planted.items()
        if any(shape in content for shape in wanted)
    }


def from_base64(raw: bytes) -> bytes:
    """Return what *raw* says in base64 of either alphabet, padded or not."""
    plain = raw.replace(b"-", b"+").replace(b"_", b"/").rstrip(b"=")
    plain = plain[:-1] if len(plain) % 4 == 1 else plain
    return base64.b64decode(plain + b"=" * (-len(plain) % 4))


def _unpacked(raw: bytes) -> Iterator[bytes]:
    for magic, unpack in _PACKED.items():
        at = raw.find(magic)
        while at >= 0:
            with suppress(EOFError, ValueError, zlib.error, zstd.ZstdError):
                yield unpack(raw[at:])
            at = raw.find(magic, at + 1)
