"""Keys of a writer: Ed25519 to sign with, X25519 to receive with."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from functools import cached_property

import nacl.utils
from nacl.exceptions import BadSignatureError, CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.signing import SigningKey, VerifyKey

from fieldtool.problems import Code, Problem

KEY_SIZE = 32
SIGNATURE_SIZE = 64
SALT_SIZE = 16


@dataclass(frozen=True)
class Identity:
    """The secret halves of a workspace or a hub; what others may know are the properties."""

    sign_seed: bytes = field(repr=False)
    box_secret: bytes = field(repr=False)

    @cached_property
    def _signing(self) -> SigningKey:
        return SigningKey(self.sign_seed)

    def sign(self, message: bytes) -> bytes:
        """Return the Ed25519 signature (64 bytes) of *message*; the same every time."""
        return bytes(self._signing.sign(message).signature)

    @cached_property
    def verify_key(self) -> bytes:
        """Return the public key that checks signatures."""
        return bytes(self._signing.verify_key)

    @cached_property
    def box_key(self) -> bytes:
        """Return the public key that others seal to."""
        return bytes(PrivateKey(self.box_secret).public_key)

    def unseal(self, sealed: bytes) -> bytes:
        """Return what somebody sealed to `box_key`.

        Raises:
            Problem: it was sealed to somebody else, or altered.
        """
        try:
            return bytes(SealedBox(PrivateKey(self.box_secret)).decrypt(sealed))
        except CryptoError:
            raise Problem(Code.SEALED_TO_ANOTHER) from None


def new_identity() -> Identity:
    """Return fresh random keys."""
    return Identity(random_bytes(KEY_SIZE), random_bytes(KEY_SIZE))


def random_bytes(size: int) -> bytes:
    """Return *size* bytes from the system's source of randomness."""
    return nacl.utils.random(size)


def seal(box_key: bytes, message: bytes) -> bytes:
    """Return *message* so that only the owner of *box_key* reads it, not even who sealed it.

    It is 48 bytes longer. Who wrote it, this does not say: sign what is sealed.
    """
    return bytes(SealedBox(PublicKey(box_key)).encrypt(message))


def is_box_key(key: bytes) -> bool:
    """Say whether something can be sealed to *key*; to a few weak points nothing can."""
    try:
        SealedBox(PublicKey(key)).encrypt(b"")
    except (CryptoError, ValueError, TypeError):
        return False
    return True


def verify(key: bytes, message: bytes, signature: bytes) -> bool:
    """Say whether *signature* over *message* was made by the owner of *key*."""
    if len(key) != KEY_SIZE or len(signature) != SIGNATURE_SIZE:
        return False
    try:
        VerifyKey(key).verify(message, signature)
    except (BadSignatureError, CryptoError):
        return False
    return True


def derived(secret: bytes, purpose: str) -> bytes:
    """Return 32 bytes that only the holder of *secret* can make, other ones per *purpose*."""
    return hmac.new(secret, purpose.encode("utf-8"), hashlib.sha256).digest()


def same(one: bytes, other: bytes) -> bool:
    """Compare two secrets without telling by the time it takes where they differ."""
    return hmac.compare_digest(one, other)
