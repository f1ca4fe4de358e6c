"""The second factor of the hub's accounts: codes of an authenticator app, and spare codes.

Codes are those of RFC 6238 (SHA-1, six digits, a new one every 30 seconds), because that is what
every such app can show without a network. One code is good once.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from urllib.parse import quote, urlencode

from fieldtool.security.folding import fold
from fieldtool.security.keys import same

STEP = 30
SPARE_CODES = 10
_DIGITS = 6
# 20 bytes are the length of SHA-1, as RFC 4226 recommends.
_SECRET = 20
# A telephone's clock may be a step early or late.
_LATE_AND_EARLY = (0, -1, 1)
# Base32 without the letters that are read as digits.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def new_secret() -> str:
    """Return a new secret in base32, as apps want it."""
    return base64.b32encode(secrets.token_bytes(_SECRET)).decode("ascii")


def address(secret: str, login: str, title: str) -> str:
    """Return what the QR code of the app holds."""
    label = quote(f"{title}:{login}", safe=":")
    return f"otpauth://totp/{label}?{urlencode({'secret': secret, 'issuer': title})}"


def code_at(secret: str, step: int) -> str:
    """Return the code of the 30 seconds with number *step*, counted from 1970."""
    key = base64.b32decode(secret)
    digest = hmac.digest(key, step.to_bytes(8, "big"), "sha1")
    start = digest[-1] & 0xF
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return str(number % 10**_DIGITS).zfill(_DIGITS)


def step_of(secret: str, typed: str, now: int, used: int) -> int | None:
    """Return the step that *typed* is the code of, None where it is none of now.

    *now* is milliseconds UTC; steps up to *used* were used before and are good no more. Digits
    may be of any script.
    """
    code = "".join(fold(typed).split())
    current = now // 1000 // STEP
    for away in _LATE_AND_EARLY:
        step = current + away
        if step > used and same(code_at(secret, step).encode(), code.encode("utf-8")):
            return step
    return None


def new_spare_codes() -> tuple[str, ...]:
    """Return codes for a day without the telephone, each good once."""
    return tuple(random_code(2) for _ in range(SPARE_CODES))


def random_code(groups: int) -> str:
    """Return random groups of five letters and digits, about 25 bits each, to be read aloud."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(groups))


def code_hash(code: str, purpose: str) -> str:
    """Return what is stored of a code, however it was typed; random bits need no slow hash."""
    plain = "".join(sign for sign in fold(code).lower() if sign.isalnum())
    return hashlib.sha256(f"fieldtool {purpose} v1\n{plain}".encode()).hexdigest()


def spare_hash(code: str) -> str:
    """Return what is stored of a spare code."""
    return code_hash(code, "spare code")
