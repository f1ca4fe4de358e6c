"""Blobs: content under a random key of its own, named by the hash of what comes out.

header of the stream (24 bytes) · messages of 64 KiB, each 17 bytes longer than what is in it.
Every message proves that it stands in its place; the last one carries the mark of the end, so that
nothing can be cut off.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from nacl import bindings
from nacl.exceptions import CryptoError

from fieldtool.log.blobs import BlobRef
from fieldtool.problems import Code, Problem
from fieldtool.security.keys import KEY_SIZE, random_bytes

CHUNK = 64 * 1024
_HEADER = bindings.crypto_secretstream_xchacha20poly1305_HEADERBYTES
_MORE = bindings.crypto_secretstream_xchacha20poly1305_ABYTES
_MESSAGE = bindings.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
_FINAL = bindings.crypto_secretstream_xchacha20poly1305_TAG_FINAL
_END = b"\x80"


@dataclass(frozen=True)
class _Stream:
    """One direction of libsodium's secretstream, at its beginning."""

    key: bytes

    def seal(self, chunks: list[bytes | memoryview]) -> Iterator[bytes]:
        state = bindings.crypto_secretstream_xchacha20poly1305_state()
        yield bindings.crypto_secretstream_xchacha20poly1305_init_push(state, self.key)
        for place, chunk in enumerate(chunks, 1):
            tag = _FINAL if place == len(chunks) else _MESSAGE
            yield bindings.crypto_secretstream_xchacha20poly1305_push(
                state, bytes(chunk), None, tag
            )

    def open(self, ciphertext: memoryview) -> Iterator[bytes]:
        state = bindings.crypto_secretstream_xchacha20poly1305_state()
        header = bytes(ciphertext[:_HEADER])
        bindings.crypto_secretstream_xchacha20poly1305_init_pull(state, header, self.key)
        tag = _MESSAGE
        for start in range(_HEADER, len(ciphertext), CHUNK + _MORE):
            part = bytes(ciphertext[start : start + CHUNK + _MORE])
            chunk, tag = bindings.crypto_secretstream_xchacha20poly1305_pull(state, part)
            yield chunk
        if tag != _FINAL:
            raise CryptoError("cut off")


def seal(content: bytes, content_type: str = "") -> tuple[BlobRef, bytes]:
    """Encrypt *content* under a fresh random key; return how to refer to it and the ciphertext.

    The size is rounded up so that of its binary digits only the first few count (Padmé): it tells
    little about the content and costs 3 % beyond a megabyte, never more than 12 %.
    """
    key = random_bytes(KEY_SIZE)
    ciphertext = b"".join(_Stream(key).seal(_chunks(content)))
    name = hashlib.sha256(ciphertext).hexdigest()
    return BlobRef(name, key, len(ciphertext), content_type), ciphertext


def open_(ref: BlobRef, ciphertext: bytes) -> bytes:
    """Return the content of the blob that *ref* names.

    Raises:
        Problem: BLOB_DAMAGED, these are other bytes or sealed under another key.
    """
    if hashlib.sha256(ciphertext).hexdigest() != ref.name:
        raise Problem(Code.BLOB_DAMAGED)
    try:
        padded = b"".join(_Stream(ref.key).open(memoryview(ciphertext)))
    except (CryptoError, ValueError) as error:
        raise Problem(Code.BLOB_DAMAGED) from error
    end = padded.rfind(_END)
    if end < 0 or padded.count(0, end + 1) != len(padded) - end - 1:
        raise Problem(Code.BLOB_DAMAGED)
    return padded[:end]


def padded_size(size: int) -> int:
    """Return the size that content of *size* bytes is brought to before it is encrypted."""
    needed = size + len(_END)
    digits = needed.bit_length() - 1
    step = 1 << max(0, digits - digits.bit_length())
    return -(-needed // step) * step


def _chunks(content: bytes) -> list[bytes | memoryview]:
    # Only the last chunks are copied: a photo may be large and a laptop's memory small.
    whole = len(content) // CHUNK * CHUNK
    view = memoryview(content)
    chunks: list[bytes | memoryview] = [
        view[start : start + CHUNK] for start in range(0, whole, CHUNK)
    ]
    rest = content[whole:] + _END + bytes(padded_size(len(content)) - len(content) - 1)
    return chunks + [rest[start : start + CHUNK] for start in range(0, len(rest), CHUNK)]
