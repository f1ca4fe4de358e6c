"""Sealing on finalise: a revision in a box that only the project's key opens, and that key at work.

Whoever seals cannot open again what was sealed: neither a laptop nor, while it is locked, a hub.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from fieldtool.log import sealed
from fieldtool.log.canonical import Encodable, NotCanonicalError, from_base64
from fieldtool.log.kinds import ProjectSettings, Revision
from fieldtool.problems import Code, Problem
from fieldtool.security import held_keys, keys
from fieldtool.security.keys import Identity

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

# What the project's key is for, among those that people hold.
SEAL = "seal"
# An interview has some kilobytes; a box that unpacks to more was made to hurt.
MOST_PLAIN = 16 << 20
_WINDOW_LOG = 23
_LEVEL = 19
# How a frame begins. A box of the second version has one byte instead, which says so.
_MAGIC, _SECOND = bytes.fromhex("28b52ffd"), b"\x02"


def seal_key_of(settings: ProjectSettings | None) -> bytes:
    """Return the key that interviews of the project are sealed to; empty where they are not.

    Raises:
        Problem: SEAL_KEY_NOT_VALID; nothing could be sealed to it.
    """
    if settings is None or not settings.seal_key:
        return b""
    try:
        key = from_base64(settings.seal_key)
    except NotCanonicalError:
        key = b""
    if not keys.is_box_key(key):
        raise Problem(Code.SEAL_KEY_NOT_VALID)
    return key


def sealed_revision(revision: Revision, key: bytes, xform: str) -> Revision:
    """Return *revision* with all that was said in it sealed to *key*; *xform* is of its form."""
    content = revision.to_content()
    known = sealed.beside(revision.interview, content)
    box = keys.seal(key, _packed(sealed.inside_of(content, xform), xform, known))
    return replace(revision, answers={}, paradata={}, attachments={}, box=box)


def sealed_words(
    content: Mapping[str, Encodable],
    clear: Collection[str],
    form: tuple[str, str],
    to: Mapping[str, bytes],
) -> dict[str, Encodable]:
    """Return a payload of which only the fields *clear* can be read without a key.

    *form* is hash and XForm of the interview it is about; *to* has the key of each box.
    """
    outline, inside = sealed.parted(content, clear, form[0])
    # Laptops read these, and may be older than the hub that writes them.
    packed = zstd.compress(inside, level=_LEVEL, zstd_dict=_like(form[1], sealed.FIRST))
    return sealed.boxed(outline, {name: keys.seal(key, packed) for name, key in to.items()})


def opened_by(unseal: Callable[[bytes], bytes], box: bytes, xform: str) -> bytes:
    """Return what is in a box of words that *unseal* opens; raises Problem."""
    return _unpacked(unseal(box), xform, b"")


def _like(xform: str, version: int, known: bytes = b"") -> zstd.ZstdDict:
    return zstd.ZstdDict(known + sealed.dictionary(xform, version), is_raw=True)


def _packed(content: bytes, xform: str, known: bytes) -> bytes:
    like = _like(xform, sealed.NEWEST, known)
    return _SECOND + zstd.compress(content, level=_LEVEL, zstd_dict=like).removeprefix(_MAGIC)


def _unpacked(packed: bytes, xform: str, known: bytes) -> bytes:
    # A frame that was packed with another dictionary may unpack to other words without an error.
    version = sealed.FIRST if packed.startswith(_MAGIC) else sealed.NEWEST
    if version == sealed.NEWEST:
        if not packed.startswith(_SECOND):
            raise _none_of_ours()
        packed = _MAGIC + packed.removeprefix(_SECOND)
    like = _like(xform, version, known if version == sealed.NEWEST else b"")
    limits: dict[int, int] = {zstd.DecompressionParameter.window_log_max: _WINDOW_LOG}
    unpacker = zstd.ZstdDecompressor(like, limits)
    try:
        plain = unpacker.decompress(packed, MOST_PLAIN)
    except zstd.ZstdError:
        raise _none_of_ours() from None
    if not unpacker.eof or unpacker.unused_data:
        raise _none_of_ours()
    return plain


def _none_of_ours() -> Problem:
    return Problem(Code.CONTENT_NOT_VALID, {"kind": sealed.BOX, "part": "zstd"})


@dataclass(frozen=True)
class _Open:
    secrets: tuple[bytes, ...] = field(repr=False)
    until: float


def _unsealed(secrets: Sequence[bytes], box: bytes) -> bytes:
    """Open *box* with whichever key it was sealed to; a box does not say that."""
    for secret in secrets[:-1]:
        with suppress(Problem):
            return held_keys.unseal(secret, box)
    return held_keys.unseal(secrets[-1], box)


class OwnBoxes:
    """What a laptop opens: what the hub sealed to it, and nothing that it sealed itself."""

    box = sealed.BOX_FOR

    def __init__(self, identity: Identity) -> None:
        self._identity = identity

    def reader(self, _project: str) -> Callable[[bytes, str, bytes], bytes]:
        """Return what opens boxes, given the XForm and what stands beside the box, too."""

        def opened(box: bytes, xform: str, known: bytes) -> bytes:
            return _unpacked(self._identity.unseal(box), xform, known)

        return opened

    def seconds_left(self, _project: str) -> float | None:
        """Say that interviews cannot be read."""
        return None


class OpenKeys:
    """The projects' private keys while a hub is unlocked: in the memory of this process alone.

    A key is let go when its time is over, by a clock that nobody can set.
    """

    box = sealed.BOX

    def __init__(self, seconds: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._open: dict[str, _Open] = {}
        self._lock = threading.Lock()

    def unlock(self, project: str, secrets: Sequence[bytes], hours: float) -> None:
        """Hold the key of *project* for so long, and those before it; the newest comes first."""
        with self._lock:
            self._open[project] = _Open(tuple(secrets), self._seconds() + hours * 3600)
        # Also where nobody asks for anything after that.
        timer = threading.Timer(hours * 3600, self.seconds_left, [project])
        timer.daemon = True
        timer.start()

    def lock(self, project: str) -> None:
        """Let go of a key now."""
        with self._lock:
            self._open.pop(project, None)

    def close(self) -> None:
        """Let go of all keys."""
        with self._lock:
            self._open.clear()

    def seconds_left(self, project: str) -> float | None:
        """Return for how long a project is still open; None where it is locked."""
        with self._lock:
            found = self._found(project)
            return None if found is None else found.until - self._seconds()

    def reader(self, project: str) -> Callable[[bytes, str, bytes], bytes]:
        """Return what opens boxes, as that of `OwnBoxes`; for one piece of work, to its end.

        Raises:
            Problem: HUB_LOCKED.
        """
        with self._lock:
            found = self._found(project)
        if found is None:
            raise Problem(Code.HUB_LOCKED)
        secrets = found.secrets

        def opened(box: bytes, xform: str, known: bytes) -> bytes:
            return _unpacked(_unsealed(secrets, box), xform, known)

        return opened

    def _found(self, project: str) -> _Open | None:
        found = self._open.get(project)
        if found is not None and found.until <= self._seconds():
            found = self._open.pop(project, None) and None
        return found
