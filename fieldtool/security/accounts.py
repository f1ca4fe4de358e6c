"""Passwords of hub accounts, kept as Argon2id strings."""

from __future__ import annotations

import nacl.exceptions
from nacl.pwhash import argon2id

from fieldtool.problems import Code, Problem
from fieldtool.security.passphrase import LEAST_LENGTH, MEBIBYTE, Effort, fold

# Many people sign in at one hub, one process serves them all: about 0.2 s each.
USUAL = Effort(3, 64 * MEBIBYTE)


def hash_password(password: str, effort: Effort = USUAL) -> str:
    """Return what to store for *password*.

    Raises:
        Problem: the password is too short.
    """
    if len(fold(password)) < LEAST_LENGTH:
        raise Problem(Code.PASSPHRASE_SHORT, {"least": LEAST_LENGTH})
    hashed = argon2id.str(
        fold(password).encode("utf-8", "surrogatepass"),
        opslimit=effort.passes,
        memlimit=effort.memory,
    )
    return hashed.decode("ascii")


def check_password(stored: str, password: str) -> bool:
    """Say whether *password* is the one that *stored* was made from."""
    try:
        return bool(
            argon2id.verify(stored.encode("ascii"), fold(password).encode("utf-8", "surrogatepass"))
        )
    except (nacl.exceptions.CryptoError, ValueError):
        return False
