"""Named queries on which key somebody who sends to a hub seals to."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from fieldtool.log.canonical import from_base64, to_base64
from fieldtool.log.entry import restored
from fieldtool.log.exchange import EXCHANGE, ExchangeKey
from fieldtool.log.kinds import PROJECT_LOG
from fieldtool.problems import Problem
from fieldtool.storage import settings
from fieldtool.storage.models.log import EntryRow

_TOLD = "exchange_key"


@dataclass(frozen=True)
class Announced:
    """The hub's last word in its log: the entry and the key that it names."""

    entry: str
    key: bytes


def announced(session: Session, project: str) -> Announced | None:
    """Return what the log of the project said last; None where it never said anything."""
    query = select(EntryRow).where(
        EntryRow.project_id == project,
        EntryRow.subject == project,
        EntryRow.log == PROJECT_LOG,
        EntryRow.kind == EXCHANGE,
        EntryRow.payload.is_not(None),
    )
    for row in session.execute(query.order_by(EntryRow.position.desc())).scalars():
        try:
            content = restored(row.header, row.salt, row.payload).content()
            return Announced(row.id, ExchangeKey.from_content(content).key)
        except Problem:  # a later version says it in other words
            continue
    return None


def tell(session: Session, project: str, key: bytes) -> None:
    """Note that the hub itself said to seal to *key*, whatever its log said until now."""
    last = announced(session, project)
    settings.put(session, project, _TOLD, f"{to_base64(key)} {last.entry if last else ''}")


def forget(session: Session, project: str) -> None:
    """Forget what the hub itself said, as after enrolling anew."""
    settings.remove(session, project, _TOLD)


def to_seal_to(session: Session, project: str, pinned: bytes, *, hears: bool) -> bytes:
    """Return the key to seal to; *pinned* at enrolment, as long as nobody said anything else.

    *hears*: the log of the project is that of the very hub that is sent to, and not of one above.
    """
    key, _blank, after = (settings.get(session, project, _TOLD) or "").partition(" ")
    told = from_base64(key) if key else b""
    if not hears:
        return told or pinned
    last = announced(session, project)
    if told and after == (last.entry if last else ""):
        return told
    return last.key if last else pinned
