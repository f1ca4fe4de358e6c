"""Accounts of the hub: who may sign in, passwords kept as Argon2id strings."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from enum import StrEnum

import nacl.exceptions
from nacl.pwhash import argon2id

from fieldtool.problems import Code, Problem
from fieldtool.security import second_factor
from fieldtool.security.common import is_common
from fieldtool.security.folding import fold
from fieldtool.security.passphrase import LEAST_LENGTH, MEBIBYTE, Effort
from fieldtool.storage.database import Session
from fieldtool.storage.queries import accounts
from fieldtool.storage.queries.accounts import Account

# Many people sign in at one hub, one process serves them all: about 0.2 s each.
USUAL = Effort(3, 64 * MEBIBYTE)
# NIST SP 800-63B: fifteen where a password may be all there is, and no rule about its signs.
LEAST_PASSWORD = 15
INVITED_FOR = 7 * 24 * 3_600_000
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
    ANALYST = "analyst"
    VIEWER = "viewer"


@dataclass(frozen=True)
class NewAccount:
    """An account to be opened.

    Attributes:
        language: a code of the interface's languages.
        areas: sites whose interviews the person sees; none: all.
    """

    login: str
    name: str = field(repr=False)
    role: Role
    language: str
    password: str = field(repr=False)
    areas: tuple[str, ...] = ()


def open_account(
    session: Session, project: str, wanted: NewAccount, effort: Effort = USUAL
) -> Account:
    """Let somebody sign in at the hub, with a password that somebody else has chosen.

    Raises:
        Problem: LOGIN_NOT_VALID, LOGIN_TAKEN or PASSWORD_WEAK.
    """
    login = _new_login(session, project, wanted.login)
    stored = new_hash(wanted.password, login, wanted.name, effort)
    account = Account(login, wanted.name, wanted.role.value, stored, wanted.language)
    account = replace(account, areas=wanted.areas)
    accounts.put(session, project, account)
    return account


def invite(session: Session, project: str, wanted: NewAccount, now: int) -> tuple[Account, str]:
    """Open an account whose person chooses the password; return it and the code for that.

    Raises:
        Problem: LOGIN_NOT_VALID or LOGIN_TAKEN.
    """
    login = _new_login(session, project, wanted.login)
    account = Account(
        login, wanted.name, wanted.role.value, "", wanted.language, areas=wanted.areas
    )
    return invite_again(session, project, account, now)


def invite_again(session: Session, project: str, account: Account, now: int) -> tuple[Account, str]:
    """Take the password of *account* and return a code with which its person chooses another."""
    code = second_factor.random_code(4)
    waiting = replace(
        account, password_hash="", invited=_invitation(code), invited_until=now + INVITED_FOR
    )
    accounts.put(session, project, waiting)
    return waiting, code


def invited(session: Session, project: str, code: str, now: int) -> Account:
    """Return whose invitation *code* is.

    Raises:
        Problem: INVITATION_WRONG where it is nobody's, was used, or is too old.
    """
    found = accounts.invited_with(session, project, _invitation(code))
    if found is None or now > found.invited_until or found.closed_at is not None:
        raise Problem(Code.INVITATION_WRONG)
    return found


def with_password(account: Account, password: str, effort: Effort = USUAL) -> Account:
    """Return *account* with a new password, and no invitation any more.

    Raises:
        Problem: PASSWORD_WEAK.
    """
    stored = new_hash(password, account.login, account.name, effort)
    return replace(account, password_hash=stored, invited="", invited_until=0)


def new_hash(password: str, login: str, name: str, effort: Effort = USUAL) -> str:
    """Return what to store for a password that somebody chooses.

    Raises:
        Problem: PASSWORD_WEAK where it is short, common, or made of the person's own names.
    """
    if len(fold(password)) < LEAST_PASSWORD or is_common(password, (login, name)):
        raise Problem(Code.PASSWORD_WEAK, {"least": LEAST_PASSWORD})
    return hash_password(password, effort)


def with_second_factor(account: Account, secret: str, step: int) -> tuple[Account, tuple[str, ...]]:
    """Return *account* with a second factor, whose code of *step* was used, and spare codes."""
    return with_spare_codes(replace(account, totp=secret, totp_step=step))


def with_spare_codes(account: Account) -> tuple[Account, tuple[str, ...]]:
    """Return *account* with new spare codes in place of the earlier ones, and the codes."""
    codes = second_factor.new_spare_codes()
    hashes = tuple(second_factor.spare_hash(code) for code in codes)
    return replace(account, spare_codes=hashes), codes


def without_second_factor(account: Account) -> Account:
    """Return *account* with a password alone."""
    return replace(account, totp="", totp_step=0, spare_codes=())


def second_step(account: Account, typed: str, now: int) -> Account | None:
    """Return *account* after *typed* was used as its second factor; None where it is wrong.

    Both a code of the app and a spare code are good once; keep what is returned.
    """
    step = second_factor.step_of(account.totp, typed, now, account.totp_step)
    if step is not None:
        return replace(account, totp_step=step)
    hashed = second_factor.spare_hash(typed)
    if hashed not in account.spare_codes:
        return None
    return replace(account, spare_codes=tuple(one for one in account.spare_codes if one != hashed))


def is_last_administrator(everybody: list[Account], account: Account) -> bool:
    """Say whether nobody else could administer the hub without *account*."""
    able = [
        one.login
        for one in everybody
        if one.role == Role.ADMINISTRATOR and one.closed_at is None and one.password_hash
    ]
    return able == [account.login]


def _new_login(session: Session, project: str, typed: str) -> str:
    login = login_of(typed)
    if _LOGIN.fullmatch(login) is None:
        raise Problem(Code.LOGIN_NOT_VALID, {"login": typed})
    if accounts.get(session, project, login) is not None:
        raise Problem(Code.LOGIN_TAKEN, {"login": login})
    return login


def _invitation(code: str) -> str:
    return second_factor.code_hash(code, "invitation")


def login_of(text: str) -> str:
    """Return the sign-in name that somebody typed, in small letters and ASCII digits."""
    return fold(text).lower().replace("\0", "")


def entitled(account: Account | None, password: str) -> Account | None:
    """Return *account* when *password* opens it.

    An unknown or closed account takes as long as any other, so that the time it takes to refuse
    does not tell which sign-in names exist.
    """
    stored = account.password_hash if account is not None and account.password_hash else _DECOY
    fits = check_password(stored, password)
    if account is None or account.closed_at is not None or not account.password_hash:
        return None
    return account if fits else None
