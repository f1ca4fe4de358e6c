"""Named queries on who gave the right password, and not the second factor yet."""

from __future__ import annotations

import json

from sqlalchemy.orm import Session

from fieldtool.storage import settings

_NAME = "half_signs"
# Milliseconds between password and second factor.
LONGEST = 5 * 60_000


def put(session: Session, project: str, name: str, login: str, now: int) -> None:
    """Remember under *name* that *login* gave the right password."""
    known = _young(settings.hold(session, project, _NAME), now)
    _keep(session, project, {**known, name: (login, now)})


def find(session: Session, project: str, name: str, now: int) -> str | None:
    """Return who is remembered under *name*; None where nobody is, or not any more."""
    known = _young(settings.get(session, project, _NAME), now)
    login, _at = known.get(name, (None, 0))
    return login


def remove(session: Session, project: str, name: str, now: int) -> None:
    """Forget who is remembered under *name*."""
    known = _young(settings.hold(session, project, _NAME), now)
    if known.pop(name, None) is not None:
        _keep(session, project, known)


def _young(text: str | None, now: int) -> dict[str, tuple[str, int]]:
    found = json.loads(text) if text else {}
    return {name: (login, at) for name, (login, at) in found.items() if 0 <= now - at <= LONGEST}


def _keep(session: Session, project: str, known: dict[str, tuple[str, int]]) -> None:
    settings.put(session, project, _NAME, json.dumps(known))
