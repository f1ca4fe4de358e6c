"""Entries: header, salted payload and the id that is always recomputed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from fieldtool.log import canonical
from fieldtool.log.canonical import Encodable, NotCanonicalError, Tree
from fieldtool.log.clock import ClockEvidence
from fieldtool.problems import Code, Problem

ID_PREFIX = b"fieldtool entry v1\n"
SALT_SIZE = 16
_ID = re.compile(r"[0-9a-f]{32}")
_HASH = re.compile(r"[0-9a-f]{64}")
_KIND = re.compile(r"[a-z][a-z0-9-]{0,31}")


@dataclass(frozen=True)
class Blob:
    """A photo, recording or form medium that the payload refers to, by hash of its ciphertext."""

    name: str
    size: int


@dataclass(frozen=True)
class Header:
    """What stays when a payload is erased. `raw` is hashed, with fields of later versions in it."""

    kind: str
    subject: str
    parents: tuple[str, ...]
    prev: str
    person: str
    clock: ClockEvidence
    blobs: tuple[Blob, ...]
    hash: str
    raw: bytes = field(repr=False)

    @classmethod
    def of_tree(cls, tree: Tree) -> Header:
        """Return the header whose canonical JSON is that of *tree*.

        Raises:
            Problem: a field is missing or has no valid form.
        """
        if not isinstance(tree, dict):
            raise Problem(Code.ENTRY_DAMAGED, {"entry": "?"})
        try:
            return cls(
                kind=_matching(_KIND, tree["kind"]),
                subject=_text(tree["subject"]),
                parents=tuple(_matching(_ID, parent) for parent in _list(tree["parents"])),
                prev="" if tree["prev"] == "" else _matching(_ID, tree["prev"]),
                person=_text(tree["person"]),
                clock=ClockEvidence.from_header(tree["clock"]),
                blobs=_blobs(tree["blobs"]),
                hash=_matching(_HASH, tree["hash"]),
                raw=canonical.encode(tree),
            )
        except (KeyError, NotCanonicalError) as error:
            raise Problem(Code.ENTRY_DAMAGED, {"entry": "?"}) from error

    @classmethod
    def parse(cls, raw: bytes) -> Header:
        """Read stored or received header bytes, which must be canonical."""
        try:
            return cls.of_tree(canonical.decode(raw))
        except NotCanonicalError as error:
            raise Problem(Code.ENTRY_DAMAGED, {"entry": "?"}) from error

    def tree(self) -> dict[str, Tree]:
        """Return all fields, also those that this version does not know."""
        tree = canonical.parse(self.raw)
        assert isinstance(tree, dict)  # noqa: S101 - checked when the header was read
        return tree


@dataclass(frozen=True)
class Entry:
    """One thing that happened; a *stub* when its salt and payload have been destroyed."""

    header: Header
    salt: bytes | None = field(repr=False)
    payload: bytes | None = field(repr=False)

    @cached_property
    def id(self) -> str:
        """Return the content id: 32 hex characters; never sent, always recomputed."""
        return hashlib.sha256(ID_PREFIX + self.header.raw).hexdigest()[:32]

    @property
    def is_stub(self) -> bool:
        """Say whether the payload is gone."""
        return self.payload is None

    def content(self) -> dict[str, Tree]:
        """Return the payload's tree.

        Raises:
            Problem: the entry is a stub or its payload is not an object in canonical JSON.
        """
        if self.payload is not None:
            try:
                tree = canonical.parse(self.payload)
            except NotCanonicalError:
                tree = ""
            if isinstance(tree, dict):
                return tree
        raise Problem(Code.CONTENT_NOT_VALID, {"kind": self.header.kind, "part": "{}"})


def make(  # noqa: PLR0913 - the header has this many fields
    kind: str,
    subject: str,
    *,
    prev: str,
    person: str,
    clock: ClockEvidence,
    content: Mapping[str, Encodable],
    salt: bytes,
    parents: Iterable[str] = (),
    blobs: Iterable[Blob] = (),
) -> Entry:
    """Return the entry that says *content*; *salt* is 16 fresh random bytes."""
    payload = canonical.encode(content)
    header: Tree = {
        "kind": kind,
        "subject": subject,
        "parents": list(parents),
        "prev": prev,
        "person": person,
        "clock": dict[str, Tree](clock.to_header()),
        "blobs": {blob.name: str(blob.size) for blob in blobs},
        "hash": payload_hash(salt, payload),
    }
    return Entry(Header.of_tree(header), salt, payload)


def restored(raw: bytes, salt: bytes | None, payload: bytes | None) -> Entry:
    """Return the entry that was stored as these bytes, after checking the payload's hash.

    Raises:
        Problem: the header is not valid or the payload is not the one that it names.
    """
    entry = Entry(Header.parse(raw), salt, payload)
    if (salt is None) != (payload is None):
        raise Problem(Code.ENTRY_DAMAGED, {"entry": entry.id})
    if salt is None or payload is None:
        return entry
    if len(salt) != SALT_SIZE or payload_hash(salt, payload) != entry.header.hash:
        raise Problem(Code.ENTRY_DAMAGED, {"entry": entry.id})
    return entry


def payload_hash(salt: bytes, payload: bytes) -> str:
    """Return the hash that the header names; salted, so that short answers cannot be guessed."""
    return hashlib.sha256(salt + payload).hexdigest()


def _text(value: Tree) -> str:
    if not isinstance(value, str) or len(value) > 200:
        raise NotCanonicalError("no short text")
    return value


def _matching(pattern: re.Pattern[str], value: Tree) -> str:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise NotCanonicalError("no match")
    return value


def _list(value: Tree) -> list[Tree]:
    if not isinstance(value, list):
        raise NotCanonicalError("no list")
    return value


def _blobs(value: Tree) -> tuple[Blob, ...]:
    if not isinstance(value, dict):
        raise NotCanonicalError("no blobs")
    # A name becomes the name of a file, so it must be a hash and nothing else.
    return tuple(Blob(_matching(_HASH, name), _size(_text(size))) for name, size in value.items())


def _size(text: str) -> int:
    size = canonical.whole(text)
    if size < 0:
        raise NotCanonicalError("no size")
    return size
