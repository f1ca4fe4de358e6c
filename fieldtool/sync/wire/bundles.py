"""Bundles: a request or an answer as a file, which who carries it can neither read nor alter.

"FTB1" · length of the header (4 bytes, big-endian) · header · sealed content · SHA-256 (32 bytes)

The header says only from whose mailbox to whose the file goes; the content is the very container
that a sync exchanges, padded so that the size of the file tells little.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fieldtool.log import canonical
from fieldtool.log.canonical import NotCanonicalError, Tree
from fieldtool.problems import Code, Problem
from fieldtool.security.keys import seal
from fieldtool.sync.wire import container

if TYPE_CHECKING:
    from fieldtool.sync.wire.container import Receiver

MAGIC = b"FTB1"
VERSION = "1"
REQUEST, ANSWER, BLOB, KEY = "request", "answer", "blob", "key"
CONTENT_TYPE = "application/vnd.fieldtool.bundle"
# All files have sizes that are multiples of this.
STEP = 16 * 1024
MOST_BYTES = container.MOST_BYTES + 2 * STEP
# Of a blob this much is in one file.
PART = 4 * 1024 * 1024
ADDRESS = 16

_SUM = 32
_MOST_HEADER = 1024
_SEALING = 48
_END = b"\x80"
_TYPE = re.compile(r"[a-z]{1,20}")
_BLOB = re.compile(r"[0-9a-f]{64}")
_COUNT = re.compile(r"0|[1-9][0-9]{0,14}")
_NUMBER = re.compile(r"[1-9][0-9]{0,2}")
_ADDRESS = re.compile(rf"[a-z2-7]{{{ADDRESS}}}")


@dataclass(frozen=True)
class Part:
    """Which part of a blob is in a file: all of it from *start* on, or the first `PART` bytes."""

    blob: str
    size: int
    start: int

    def to_header(self) -> dict[str, str]:
        """Return its part of a header."""
        return {"blob": self.blob, "size": str(self.size), "start": str(self.start)}


@dataclass(frozen=True)
class Bundle:
    """A bundle that came whole. Nobody has vouched for what its header says.

    Attributes:
        type: `request`, `answer`, `key` or `blob`; later versions may have others.
        sender, receiver: addresses of mailboxes.
        clear: what is in it as it stands; sealed, unless it is part of a blob.
        part: which part of which blob, of the type `blob` alone.
        number: the how manieth of those that were written together for one mailbox.
    """

    type: str
    sender: str
    receiver: str
    clear: bytes = field(repr=False)
    part: Part | None = None
    number: int = 1

    def content(self, receiver: Receiver) -> bytes:
        """Return the container inside.

        Raises:
            Problem: it is sealed to somebody else, or its padding is not ours.
        """
        padded = receiver.unseal(self.clear)
        end = padded.rfind(_END)
        if end < 0 or padded.count(0, end + 1) != len(padded) - end - 1:
            raise Problem(Code.BUNDLE_DAMAGED)
        return padded[:end]

    @property
    def digest(self) -> str:
        """Return the SHA-256 of what is in it as it stands, which a hub's notice names."""
        return hashlib.sha256(self.clear).hexdigest()

    @property
    def name(self) -> str:
        """Return its name on a stick: a newer one for the same mailbox replaces it."""
        way = [self.type, self.sender, self.receiver]
        if self.part is not None:
            way += [self.part.blob, str(self.part.start)]
        elif self.number > 1:
            way += [str(self.number)]
        return hashlib.sha256("\n".join(way).encode("ascii")).hexdigest()[:16] + ".ftb"


def address(box_key: bytes) -> str:
    """Return the address of the mailbox whose owner opens what is sealed to *box_key*.

    It names nobody: only the laptop and its hub know the key.
    """
    digest = hashlib.sha256(b"fieldtool address v1\n" + box_key).digest()[:10]
    return base64.b32encode(digest).decode("ascii").lower()


def pack(kind: str, sender: str, box_key: bytes, content: bytes, number: int = 1) -> bytes:
    """Return *content* as a file for the owner of *box_key*; `STEP` divides its size.

    *number*: the how manieth of several that are written together.
    """
    header = {"bundle": VERSION, "from": sender, "to": address(box_key), "type": kind}
    if number > 1:
        header["number"] = str(number)
    start = _start(header)
    least = len(start) + _SEALING + len(content) + len(_END) + _SUM
    padded = content + _END + bytes(-least % STEP)
    return _summed(start + seal(box_key, padded))


def pack_part(part: Part, sender: str, receiver: str, content: bytes) -> bytes:
    """Return *content*, which is part of a blob and so encrypted already, as a file."""
    header = {"bundle": VERSION, "from": sender, "to": receiver, "type": BLOB}
    return _summed(_start({**header, **part.to_header()}) + content)


def parse(raw: bytes) -> Bundle:
    """Take a bundle apart; one that was cut off or altered is refused as a whole.

    Raises:
        Problem: BUNDLE_DAMAGED, CONTAINER_TOO_LARGE, or PROTOCOL_UNKNOWN for a later version.
    """
    if len(raw) > MOST_BYTES:
        raise container.too_large()
    start = len(MAGIC) + 4
    whole, found = raw[:-_SUM], raw[-_SUM:]
    if not raw.startswith(MAGIC) or hashlib.sha256(whole).digest() != found:
        raise Problem(Code.BUNDLE_DAMAGED)
    end = start + int.from_bytes(whole[len(MAGIC) : start], "big")
    if not start < end <= min(len(whole), start + _MOST_HEADER):
        raise Problem(Code.BUNDLE_DAMAGED)
    try:
        header = canonical.decode(whole[start:end])
    except NotCanonicalError as error:
        raise Problem(Code.BUNDLE_DAMAGED) from error
    return _read(header, whole[end:])


def _start(header: dict[str, str]) -> bytes:
    clear = canonical.encode(header)
    return MAGIC + len(clear).to_bytes(4, "big") + clear


def _summed(whole: bytes) -> bytes:
    return whole + hashlib.sha256(whole).digest()


def _read(header: Tree, content: bytes) -> Bundle:
    if not isinstance(header, dict) or not isinstance(version := header.get("bundle"), str):
        raise Problem(Code.BUNDLE_DAMAGED)
    if version != VERSION:
        raise Problem(Code.PROTOCOL_UNKNOWN, {"found": version[:20], "known": VERSION})
    kind, sender, receiver = (header.get(name) for name in ("type", "from", "to"))
    if not (_is(_TYPE, kind) and _is(_ADDRESS, sender) and _is(_ADDRESS, receiver)):
        raise Problem(Code.BUNDLE_DAMAGED)
    part = _part(header, len(content)) if kind == BLOB else None
    if not _is(_NUMBER, number := header.get("number", "1")):
        raise Problem(Code.BUNDLE_DAMAGED)
    return Bundle(str(kind), str(sender), str(receiver), content, part, int(str(number)))


def _part(header: dict[str, Tree], length: int) -> Part:
    blob, size, start = (header.get(name) for name in ("blob", "size", "start"))
    if not (_is(_BLOB, blob) and _is(_COUNT, size) and _is(_COUNT, start)):
        raise Problem(Code.BUNDLE_DAMAGED)
    part = Part(str(blob), int(str(size)), int(str(start)))
    if length != min(PART, part.size - part.start):
        raise Problem(Code.BUNDLE_DAMAGED)
    return part


def _is(pattern: re.Pattern[str], value: object) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None
