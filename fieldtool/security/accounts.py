"""Accounts of the hub: who may sign in, passwords kept as Argon2id strings."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

import nacl.exceptions
from nacl.pwhash import argon2id

from fieldtool.problems import Code, Problem
from fieldtool.security.folding import fold
from fieldtool.security.passphrase import LEAST_LENGTH, MEBIBYTE, Effort
from fieldtool.storage import accounts
from fieldtool.storage.accounts import Account
from fieldtool.storage.database import Session

# Many people sign in at one hub, one process serves them all: about 0.2 s each.
USUAL = Effort(3, 64 * MEBIBYTE)
LEAST_PASSWORD = 12
_LOGIN = re.compile(r"[a-z][a-z0-9.-]{2,31}")
# Made from 32 random bytes that nobody kept, with the usual effort.
_DECOY = (
    "$argon2id$v=19$m=65536,t=3,p=1$/bb52jdai7X9NVJwktxIww"
    "$f+6sZbUMY19SKX0oH+8jdFik5pn1YnkPIhqBAFSY9W8"
)


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


class Role(StrEnum):
    """What somebody who signs in at the hub is; the desk's pages say which role may do what."""

    ADMINISTRATOR = "administrator"
    COORDINATOR = "coordinator"


@dataclass(frozen=True)
class NewAccount:
    """An account to be opened. `language` is a code of the interface's languages."""

    login: str
    name: str = field(repr=False)
    role: Role
    language: str
    password: str = field(repr=False)


def open_account(
    session: Session, project: str, wanted: NewAccount, effort: Effort = USUAL
) -> Account:
    """Let somebody sign in at the hub.

    Raises:
        Problem: LOGIN_NOT_VALID, LOGIN_TAKEN, PASSPHRASE_SHORT or PASSWORD_WEAK.
    """
    login = login_of(wanted.login)
    if _LOGIN.fullmatch(login) is None:
        raise Problem(Code.LOGIN_NOT_VALID, {"login": wanted.login})
    if accounts.get(session, project, login) is not None:
        raise Problem(Code.LOGIN_TAKEN, {"login": login})
    if _is_weak(wanted.password, login):
        raise Problem(Code.PASSWORD_WEAK, {"least": LEAST_PASSWORD})
    stored = hash_password(wanted.password, effort)
    account = Account(login, wanted.name, wanted.role.value, stored, wanted.language)
    accounts.put(session, project, account)
    return account


def login_of(text: str) -> str:
    """Return the sign-in name that somebody typed, in small letters and ASCII digits."""
    return fold(text).lower().replace("\0", "")


def entitled(account: Account | None, password: str) -> Account | None:
    """Return *account* when *password* opens it.

    An unknown or closed account takes as long as any other, so that the time it takes to refuse
    does not tell which sign-in names exist.
    """
    stored = _DECOY if account is None else account.password_hash
    fits = check_password(stored, password)
    if account is None or account.closed_at is not None:
        return None
    return account if fits else None


def _is_weak(password: str, login: str) -> bool:
    folded = fold(password)
    letters = folded.replace(" ", "")
    return len(letters) < LEAST_PASSWORD or len(set(letters)) < 5 or letters.lower() == login
