"""Containers: a clear header and a sealed body, signed; the same bytes on any way.

"FTC1" · length of the header (4 bytes, big-endian) · header · body · signature (64 bytes)

The body is compressed, then sealed to the receiver. Who carries a container can read the header
only, and can alter nothing.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from typing import Protocol

from fieldtool.log import canonical
from fieldtool.log.canonical import NotCanonicalError, Tree
from fieldtool.problems import Code, Problem
from fieldtool.security.keys import SIGNATURE_SIZE, seal, verify

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

MAGIC = b"FTC1"
SIGNED_PREFIX = b"fieldtool container v1\n"
MEBIBYTE = 1 << 20
# What a receiver takes; a sender stays far below.
MOST_BYTES = 16 * MEBIBYTE
MOST_HEADER = 64 * 1024
MOST_PLAIN = 64 * MEBIBYTE
# Values, lists and objects in a body: each costs a receiver far more than the letters it is in.
MOST_PARTS = 4 * MEBIBYTE
_WINDOW_LOG = 23  # 8 MB, so that a small container cannot ask for gigabytes
_SMALL = 4 * MEBIBYTE


class Signer(Protocol):
    """Whoever can sign."""

    def sign(self, message: bytes) -> bytes:
        """Return an Ed25519 signature."""
        ...


class Receiver(Protocol):
    """Whoever containers are sealed to."""

    def unseal(self, sealed: bytes) -> bytes:
        """Return what was sealed; raises Problem where it was sealed to somebody else."""
        ...


@dataclass(frozen=True)
class Container:
    """A received container; nobody has vouched for its header until the body was asked for."""

    header: dict[str, Tree]
    _signed: bytes = field(repr=False)
    _body: bytes = field(repr=False)
    _signature: bytes = field(repr=False)

    def body(self, key: bytes, receiver: Receiver) -> Tree:
        """Return the body that the owner of *key* signed and sealed to *receiver*.

        Nothing unsigned is ever opened or unpacked.

        Raises:
            Problem: CONTAINER_DAMAGED, SEALED_TO_ANOTHER or CONTAINER_TOO_LARGE.
        """
        return self.read(receiver.unseal(self.content(key)))

    def read(self, packed: bytes) -> Tree:
        """Return the body, whose seal was opened after `content` checked the signature.

        Raises:
            Problem: CONTAINER_DAMAGED or CONTAINER_TOO_LARGE.
        """
        try:
            plain = _unpacked(packed, _plain_size(self.header))
            if sum(plain.count(sign) for sign in (b",", b"[", b"{")) > MOST_PARTS:
                raise too_large()
            return canonical.parse(plain)
        except NotCanonicalError as error:
            raise Problem(Code.CONTAINER_DAMAGED) from error

    def content(self, key: bytes) -> bytes:
        """Return the body as it came, after checking the signature.

        Raises:
            Problem: CONTAINER_DAMAGED.
        """
        if not verify(key, SIGNED_PREFIX + self._signed, self._signature):
            raise Problem(Code.CONTAINER_DAMAGED)
        return self._body


def pack(header: dict[str, Tree], body: Tree, signer: Signer, box_key: bytes) -> bytes:
    """Return the bytes of a container that *signer* signs and only the owner of *box_key* reads.

    `plain`, the size of the body unpacked, is added to the header.
    """
    plain = canonical.encode(body)
    clear = canonical.encode({**header, "plain": str(len(plain))})
    # Beyond some megabytes the highest level costs seconds and gains little.
    packed = zstd.compress(plain, level=19 if len(plain) <= _SMALL else 6)
    return _signed(clear, seal(box_key, packed), signer)


def pack_content(header: dict[str, Tree], content: bytes, signer: Signer) -> bytes:
    """Return a container whose body is *content* as it is: part of a blob is sealed already."""
    return _signed(canonical.encode(header), content, signer)


def _signed(clear: bytes, body: bytes, signer: Signer) -> bytes:
    signed = MAGIC + len(clear).to_bytes(4, "big") + clear + body
    return signed + signer.sign(SIGNED_PREFIX + signed)


def peek(raw: bytes) -> Container:
    """Take a container apart without believing it.

    Raises:
        Problem: it is no container or larger than allowed.
    """
    if len(raw) > MOST_BYTES:
        raise too_large()
    start = len(MAGIC) + 4
    if len(raw) < start + SIGNATURE_SIZE or not raw.startswith(MAGIC):
        raise Problem(Code.CONTAINER_DAMAGED)
    end = start + int.from_bytes(raw[len(MAGIC) : start], "big")
    if end - start > MOST_HEADER or end > len(raw) - SIGNATURE_SIZE:
        raise Problem(Code.CONTAINER_DAMAGED)
    signed, signature = raw[:-SIGNATURE_SIZE], raw[-SIGNATURE_SIZE:]
    try:
        header = canonical.decode(raw[start:end])
    except NotCanonicalError as error:
        raise Problem(Code.CONTAINER_DAMAGED) from error
    if not isinstance(header, dict):
        raise Problem(Code.CONTAINER_DAMAGED)
    return Container(header, signed, signed[end:], signature)


def too_large() -> Problem:
    """Return the problem for a container beyond the limit."""
    return Problem(Code.CONTAINER_TOO_LARGE, {"most": MOST_BYTES // MEBIBYTE})


def _plain_size(header: dict[str, Tree]) -> int:
    text = header.get("plain")
    if not isinstance(text, str):
        raise NotCanonicalError("no size")
    size = canonical.whole(text)
    if size < 0 or size > MOST_PLAIN:
        raise too_large()
    return size


def _unpacked(packed: bytes, size: int) -> bytes:
    options: dict[int, int] = {zstd.DecompressionParameter.window_log_max: _WINDOW_LOG}
    decompressor = zstd.ZstdDecompressor(options=options)
    try:
        # One byte more than promised shows that the promise was wrong.
        plain = decompressor.decompress(packed, max_length=size + 1)
    except zstd.ZstdError as error:
        raise NotCanonicalError("no zstd") from error
    if len(plain) != size or not decompressor.eof or decompressor.unused_data:
        raise NotCanonicalError("other size")
    return plain
