"""Recovery codes: long random codes that open something when its passphrase is lost.

A code has 26 random characters (130 bits) and two that check it: every single wrong character and
every two that changed places are noticed before anything is tried. It is written in letters, or,
for those who do not read Latin ones, in digits of any script.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import nacl.exceptions
from nacl.secret import SecretBox

from fieldtool.log import ids
from fieldtool.log.canonical import NotCanonicalError, Tree, from_base64, to_base64
from fieldtool.log.content import Fields
from fieldtool.problems import Code, Problem
from fieldtool.security import typed_codes
from fieldtool.security.keys import derived

RANDOM, LENGTH = 26, 28
DIGITS = 44
_GROUP = 4
# A prime below 1024: the remainder fits into two characters, and powers of 32 repeat late.
_PRIME = 1021


@dataclass(frozen=True)
class CodeSlot:
    """A secret locked under a recovery code; the code is random, so nothing is stretched."""

    box: bytes = field(repr=False)

    def to_tree(self) -> dict[str, str]:
        """Return the slot as it stands in a file of keys."""
        return {"box": to_base64(self.box), "kdf": "hmac-sha256", "kind": "recovery"}

    @classmethod
    def of_tree(cls, tree: Tree) -> CodeSlot:
        """Read a slot; raises Problem or NotCanonicalError where it has no valid form."""
        fields = Fields.of_tree(tree, "slot")
        if (fields.text("kind"), fields.text("kdf")) != ("recovery", "hmac-sha256"):
            raise NotCanonicalError("no slot of ours")
        return cls(from_base64(fields.text("box")))


def new_code() -> str:
    """Return a fresh code, plain: small letters and digits without groups."""
    return with_check(ids.new_id(RANDOM))


def with_check(signs: str) -> str:
    """Return 26 characters with the two that check them."""
    rest = typed_codes.number(signs) % _PRIME
    return signs + ids.ALPHABET[rest // 32] + ids.ALPHABET[rest % 32]


def shown(code: str) -> tuple[str, ...]:
    """Return the code as it is written: seven groups of four capitals and digits."""
    return _groups(code.upper())


def in_digits(code: str) -> tuple[str, ...]:
    """Return the same code in digits alone: eleven groups of four, for the telephone."""
    return _groups(f"{typed_codes.number(code):0{DIGITS}d}")


def understood(text: str) -> str:
    """Return the code that somebody typed, in letters or in digits of any script and grouping.

    Raises:
        Problem: RECOVERY_CODE_NOT_VALID; it is none, or the two characters that check it do not
            fit.
    """
    code = typed_codes.in_either(text, LENGTH, DIGITS)
    if not ids.is_id(code, LENGTH) or with_check(code[:RANDOM]) != code:
        raise Problem(Code.RECOVERY_CODE_NOT_VALID, {"length": LENGTH, "digits": DIGITS})
    return code


def make(code: str, secret: bytes) -> CodeSlot:
    """Lock *secret* under *code*."""
    return CodeSlot(bytes(SecretBox(_key(code)).encrypt(secret)))


def open_slot(slot: CodeSlot, code: str) -> bytes:
    """Return the secret.

    Raises:
        Problem: RECOVERY_CODE_WRONG.
    """
    try:
        return bytes(SecretBox(_key(code)).decrypt(slot.box))
    except (nacl.exceptions.CryptoError, ValueError):
        raise Problem(Code.RECOVERY_CODE_WRONG) from None


def _key(code: str) -> bytes:
    return derived(code.encode("ascii"), "fieldtool recovery slot v1")


def _groups(code: str) -> tuple[str, ...]:
    return tuple(code[at : at + _GROUP] for at in range(0, len(code), _GROUP))
