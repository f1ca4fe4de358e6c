"""Random ids: lower-case base32, so that they can be read aloud, typed and put into file names."""

from __future__ import annotations

import re
import secrets

ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
PROJECT, INTERVIEW, WORKSPACE, DEVICE, BOOT, EPOCH, CANDIDATE = 10, 16, 8, 10, 10, 10, 10
REVIEW, ASSIGNMENT, REFUSAL, WITHDRAWAL, HAND_OVER = 10, 10, 10, 10, 10


def new_id(length: int) -> str:
    """Return *length* random characters of the alphabet, five bits each."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def is_id(text: str, length: int) -> bool:
    """Say whether *text* could be an id of *length* characters; safe to use in a path if so."""
    return re.fullmatch(rf"[a-z2-7]{{{length}}}", text) is not None
