"""Who sits at this browser: the session's random token, its idle time and its end."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from flask import session as cookie

from fieldtool.storage.database import Session
from fieldtool.storage.queries import accounts, sign_ins
from fieldtool.storage.queries.accounts import Account
from fieldtool.storage.queries.sign_ins import SignIn
from fieldtool.web.desk.blueprint import services

SEAT = "desk"
_MINUTE = 60_000
IDLE = 30 * _MINUTE
LONGEST = 12 * 60 * _MINUTE


@dataclass(frozen=True)
class Sitting:
    """Somebody who is signed in at this browser."""

    account: Account
    sign_in: SignIn


def find(session: Session, project: str, now: int) -> Sitting | None:
    """Return who is signed in at this browser, or None; an idle or old sign-in has ended."""
    token = cookie.get(SEAT)
    if not isinstance(token, str):
        return None
    found = sign_ins.get(session, project, _name(token))
    if found is None or now - found.seen_at > IDLE or now - found.began_at > LONGEST:
        return None
    who = accounts.get(session, project, found.login)
    if who is None or who.closed_at is not None:
        return None
    return Sitting(who, found)


def here() -> str:
    """Return the id of this browser's sign-in, empty where nobody is signed in."""
    token = cookie.get(SEAT)
    return _name(token) if isinstance(token, str) else ""


def note_seen(project: str, sitting: Sitting, now: int) -> None:
    """Remember, once a minute, that the browser is in use; a unit of work of its own.

    Call it when the page's own unit of work has ended: a file has one writer at a time.
    """
    if now - sitting.sign_in.seen_at > _MINUTE:
        with services().database.work() as session:
            sign_ins.seen(session, project, sitting.sign_in.id, now)


def begin(session: Session, project: str, login: str, now: int) -> None:
    """Sign *login* in at this browser, under a token that nobody can have seen before."""
    _end_here(session, project)
    sign_ins.end_idle(session, project, now - IDLE, now - LONGEST)
    token = secrets.token_urlsafe(32)
    sign_ins.begin(session, project, SignIn(_name(token), login, now, now))
    cookie.clear()
    cookie[SEAT] = token


def end(session: Session, project: str) -> None:
    """Sign this browser out; a copy of its cookie is worth nothing afterwards."""
    _end_here(session, project)
    cookie.clear()


def _end_here(session: Session, project: str) -> None:
    token = cookie.get(SEAT)
    if isinstance(token, str):
        sign_ins.end(session, project, _name(token))


def _name(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8")).hexdigest()
