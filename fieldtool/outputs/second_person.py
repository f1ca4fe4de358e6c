"""Sensitive files leave the hub with the word of two people: who asks, and who agrees (DP-14)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from fieldtool.log import ids
from fieldtool.problems import Code, Problem
from fieldtool.security.accounts import Role
from fieldtool.storage.database import Session
from fieldtool.storage.queries import releases
from fieldtool.storage.queries.accounts import Account
from fieldtool.storage.queries.releases import Release

_AGREE = frozenset({Role.ADMINISTRATOR, Role.COORDINATOR})


def may_agree(account: Account) -> bool:
    """Return whether somebody can judge files of the whole project."""
    return account.role in _AGREE and not account.areas


def is_anybody_else(accounts: Iterable[Account], login: str) -> bool:
    """Return whether there is a second person who could agree to what *login* asks for."""
    return any(
        may_agree(one) and one.login != login and one.closed_at is None and one.password_hash
        for one in accounts
    )


def agreed(
    session: Session, project: str, login: str, texts: Mapping[str, str], now: int
) -> Release | None:
    """Return the agreement to the file that *login* asks for; None where there is none."""
    found = releases.all_of(session, project, now)
    return next((one for one in found if one.agreed and one.covers(login, texts)), None)


def ask(session: Session, project: str, wanted: Release) -> bool:
    """Note that somebody asks for a file; say no where it is noted already."""
    known = releases.all_of(session, project, wanted.at)
    if any(one.covers(wanted.login, wanted.texts) for one in known):
        return False
    releases.put(session, project, wanted, wanted.at)
    return True


def new_id() -> str:
    """Return the id of a release."""
    return ids.new_id(ids.CANDIDATE)


def agree(session: Session, project: str, release: str, login: str, now: int) -> Release:
    """Note that *login* agrees to a file that somebody else asked for.

    Raises:
        Problem: RELEASE_NOT_HERE or RELEASE_OWN.
    """
    waiting = (one for one in releases.all_of(session, project, now) if not one.agreed)
    found = next((one for one in waiting if one.id == release), None)
    if found is None:
        raise Problem(Code.RELEASE_NOT_HERE)
    if found.login == login:
        raise Problem(Code.RELEASE_OWN)
    releases.agree(session, project, found, login, now)
    return found
