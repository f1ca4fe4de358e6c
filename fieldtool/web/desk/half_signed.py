"""Between password and second factor: who may now give the second one, for a few minutes."""

from __future__ import annotations

from flask import session as cookie

from fieldtool.storage import accounts
from fieldtool.storage.accounts import Account
from fieldtool.web.desk.visits import Visit

LONGEST = 5 * 60_000
# The cookie is signed by the hub: a browser can read it, not make one.
_HALF = "half"


def begin(login: str, now: int) -> None:
    """Remember in this browser that *login* gave the right password."""
    cookie.clear()
    cookie[_HALF] = [login, now]


def find(visit: Visit) -> Account | None:
    """Return who gave the right password in this browser some minutes ago, or None."""
    half = cookie.get(_HALF)
    if not isinstance(half, list) or len(half) != 2:
        return None
    login, began = half
    if not 0 <= visit.now - began <= LONGEST:
        return None
    account = accounts.get(visit.session, visit.project, login)
    able = account is not None and account.closed_at is None and account.totp
    return account if able else None
