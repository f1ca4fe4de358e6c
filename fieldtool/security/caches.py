"""What a laptop may delete at any time, sealed and named so that only its person can use it."""

from __future__ import annotations

import hashlib
import hmac

import nacl.exceptions
from nacl.secret import SecretBox

from fieldtool.security.keys import derived
from fieldtool.security.workspace import Workspace


def key_of(ws: Workspace) -> bytes:
    """Return what seals the caches of *ws*; nothing where its key is kept by nobody."""
    return derived(ws.backup_key, "fieldtool caches v1") if ws.backup_key else b""


def name_of(key: bytes, text: str) -> str:
    """Return a name for *text* that tells nothing of it."""
    return hmac.new(key, text.encode("utf-8"), hashlib.sha256).hexdigest()


def sealed(key: bytes, content: bytes) -> bytes:
    """Return *content* as only who has *key* can read it."""
    return bytes(SecretBox(key).encrypt(content))


def opened(key: bytes, raw: bytes) -> bytes | None:
    """Return what was sealed; None for anything else."""
    try:
        return bytes(SecretBox(key).decrypt(raw))
    except (ValueError, nacl.exceptions.CryptoError):
        return None
