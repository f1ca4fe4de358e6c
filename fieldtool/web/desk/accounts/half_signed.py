"""Between password and second factor: who may now give the second one, for a few minutes.

The hub remembers it under a random token of the browser. A signed cookie that says so would not do:
whoever stole the database has the key that signs it, and the secrets of the second factors.
"""

from __future__ import annotations

import hashlib
import secrets

from flask import session as cookie

from fieldtool.storage.database import Session
from fieldtool.storage.queries import accounts, half_signs
from fieldtool.storage.queries.accounts import Account
from fieldtool.web.desk.blueprint import services
from fieldtool.web.desk.visits import Visit

_HALF = "half"


def begin(visit: Visit, login: str) -> None:
    """Remember of this browser that *login* gave the right password."""
    token = secrets.token_urlsafe(32)
    with services().database.work() as session:
        half_signs.put(session, visit.project, _name(token), login, visit.now)
    cookie.clear()
    cookie[_HALF] = token


def find(visit: Visit) -> Account | None:
    """Return who gave the right password in this browser some minutes ago, or None."""
    login = half_signs.find(visit.session, visit.project, _here(), visit.now)
    account = accounts.get(visit.session, visit.project, login) if login else None
    able = account is not None and account.closed_at is None and account.totp
    return account if able else None


def end(session: Session, visit: Visit) -> None:
    """Let the password of before open nothing more."""
    half_signs.remove(session, visit.project, _here(), visit.now)


def _here() -> str:
    token = cookie.get(_HALF)
    return _name(token) if isinstance(token, str) else ""


def _name(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8")).hexdigest()
