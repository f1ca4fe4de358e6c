"""Passphrases: folding, Argon2id and the slot in which a secret lies under one."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field

import nacl.exceptions
from nacl.pwhash import argon2id
from nacl.secret import SecretBox

from fieldtool.log.canonical import NotCanonicalError, Tree, from_base64, to_base64
from fieldtool.log.content import Fields
from fieldtool.problems import Code, Problem
from fieldtool.security.common import is_common
from fieldtool.security.folding import FOLDING, fold
from fieldtool.security.keys import random_bytes

# NIST SP 800-63B asks for length and a list of common ones, and for no mixture of signs.
LEAST_LENGTH = 12
MEBIBYTE = 1 << 20


@dataclass(frozen=True)
class Effort:
    """How much work one guess costs: passes over `memory` bytes."""

    passes: int
    memory: int


FLOOR = Effort(2, 19 * MEBIBYTE)
_USUAL = 64 * MEBIBYTE
# What a file of keys may ask for; more would only keep the laptop busy.
_MOST = Effort(64, 1024 * MEBIBYTE)


@dataclass(frozen=True)
class Slot:
    """A secret locked under a passphrase, with the effort that opens it."""

    effort: Effort
    salt: bytes
    box: bytes = field(repr=False)

    def to_tree(self) -> dict[str, str]:
        """Return the slot as it stands in a file of keys."""
        return {
            "box": to_base64(self.box),
            "fold": FOLDING,
            "kdf": "argon2id13",
            "kind": "passphrase",
            "memory": str(self.effort.memory),
            "passes": str(self.effort.passes),
            "salt": to_base64(self.salt),
        }

    @classmethod
    def of_tree(cls, tree: Tree) -> Slot:
        """Read a slot; raises Problem or NotCanonicalError where it has no valid form."""
        fields = Fields.of_tree(tree, "slot")
        effort = Effort(fields.number("passes"), fields.number("memory"))
        ours = (fields.text("kind"), fields.text("kdf"), fields.text("fold"))
        if ours != ("passphrase", "argon2id13", FOLDING) or not _is_bearable(effort):
            raise NotCanonicalError("no slot of ours")
        salt = from_base64(fields.text("salt"))
        if len(salt) != argon2id.SALTBYTES:
            raise NotCanonicalError("no salt")
        return cls(effort, salt, from_base64(fields.text("box")))


def check(passphrase: str, personal: Iterable[str] = ()) -> None:
    """Refuse a new passphrase that a guesser tries early; *personal* belongs to its person.

    Raises:
        Problem: PASSPHRASE_SHORT once it is folded, or PASSPHRASE_COMMON.
    """
    if len(fold(passphrase)) < LEAST_LENGTH:
        raise Problem(Code.PASSPHRASE_SHORT, {"least": LEAST_LENGTH})
    if is_common(passphrase, personal):
        raise Problem(Code.PASSPHRASE_COMMON)


def make(passphrase: str, secret: bytes, effort: Effort) -> Slot:
    """Lock *secret* under *passphrase*.

    Raises:
        Problem: the passphrase is too short once it is folded, or a common one.
    """
    check(passphrase)
    salt = random_bytes(argon2id.SALTBYTES)
    key = _stretched(passphrase, salt, effort)
    return Slot(effort, salt, bytes(SecretBox(key).encrypt(secret)))


def open_slot(slot: Slot, passphrase: str) -> bytes:
    """Return the secret.

    Raises:
        Problem: PASSPHRASE_WRONG.
    """
    key = _stretched(passphrase, slot.salt, slot.effort)
    try:
        return bytes(SecretBox(key).decrypt(slot.box))
    except (nacl.exceptions.CryptoError, ValueError):
        raise Problem(Code.PASSPHRASE_WRONG) from None


def calibrate(seconds: float = 0.7) -> Effort:
    """Return the effort that takes about *seconds* on this computer, never less than the floor."""
    one = _seconds_of(Effort(1, _USUAL))
    if 2 * one > 1.5 * seconds:
        passes = round(seconds / (one * FLOOR.memory / _USUAL))
        return Effort(min(max(FLOOR.passes, passes), 16), FLOOR.memory)
    return Effort(min(max(2, round(seconds / one)), 32), _USUAL)


def _seconds_of(effort: Effort) -> float:
    # Time of this thread alone, the best of two: what else the computer did meanwhile must not
    # make the lock weaker.
    times = []
    for _attempt in range(2):
        began = time.thread_time()
        _stretched("calibration", bytes(argon2id.SALTBYTES), effort)
        times.append(time.thread_time() - began)
    return max(min(times), 1e-3)


def _stretched(passphrase: str, salt: bytes, effort: Effort) -> bytes:
    try:
        return bytes(
            argon2id.kdf(
                SecretBox.KEY_SIZE,
                fold(passphrase).encode("utf-8", "surrogatepass"),
                salt,
                opslimit=effort.passes,
                memlimit=effort.memory,
            )
        )
    except (nacl.exceptions.RuntimeError, MemoryError) as error:
        raise Problem(Code.MEMORY_SHORT) from error


def _is_bearable(effort: Effort) -> bool:
    return 1 <= effort.passes <= _MOST.passes and MEBIBYTE <= effort.memory <= _MOST.memory
