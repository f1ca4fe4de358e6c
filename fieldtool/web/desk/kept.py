"""Lists that somebody looks at before they are written: kept in memory alone, one per account."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

# A list may have megabytes; more people than that do not look at lists at the same time.
_MOST = 8


@dataclass(frozen=True)
class _One:
    token: str
    content: bytes


class Kept:
    """What was chosen last by whom."""

    def __init__(self) -> None:
        """Keep nothing yet."""
        self._lock = Lock()
        self._by_login: OrderedDict[str, _One] = OrderedDict()

    def put(self, login: str, content: bytes) -> str:
        """Keep *content* instead of what *login* chose before; return the name to ask for it by."""
        one = _One(secrets.token_hex(8), content)
        with self._lock:
            self._by_login.pop(login, None)
            self._by_login[login] = one
            while len(self._by_login) > _MOST:
                self._by_login.popitem(last=False)
        return one.token

    def get(self, login: str, token: str) -> bytes | None:
        """Return what *login* was shown under *token*; None where it is not kept any more."""
        with self._lock:
            found = self._by_login.get(login)
        return found.content if found is not None and found.token == token else None

    def forget(self, login: str) -> None:
        """Keep nothing of *login* any more."""
        with self._lock:
            self._by_login.pop(login, None)
