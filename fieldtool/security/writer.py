"""Write one entry: header, salt, chain, signed tip and projection, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Protocol

from fieldtool.log import chain, entry
from fieldtool.log.canonical import Encodable
from fieldtool.log.chain import SignedTip, Tip
from fieldtool.log.clock import ClockEvidence
from fieldtool.log.entry import Blob, Entry
from fieldtool.security.keys import SALT_SIZE, Identity, random_bytes
from fieldtool.storage import projections
from fieldtool.storage.queries import entries

if TYPE_CHECKING:
    from fieldtool.storage.database import Session


class Writer(Protocol):
    """The one writer of a log: an unlocked workspace, or the hub for a log of its own."""

    @property
    def project_id(self) -> str:
        """Return the project of the log."""
        ...

    @property
    def log(self) -> str:
        """Return the log's name."""
        ...

    @property
    def person(self) -> str:
        """Return the code of the person who writes; empty for the hub."""
        ...

    @property
    def identity(self) -> Identity:
        """Return the keys that sign."""
        ...


def append(  # noqa: PLR0913 - what an entry says
    session: Session,
    writer: Writer,
    kind: str,
    subject: str,
    content: Mapping[str, Encodable],
    *,
    clock: ClockEvidence,
    parents: Iterable[str] = (),
    blobs: Iterable[Blob] = (),
) -> Entry:
    """Add an entry to the writer's log; it is there when the caller's work is committed."""
    entries.lock(session, writer.project_id)
    last = entries.tip(session, writer.project_id, writer.log)
    made = entry.make(
        kind,
        subject,
        prev=last.tip.id if last else "",
        person=writer.person,
        clock=clock,
        content=content,
        salt=random_bytes(SALT_SIZE),
        parents=parents,
        blobs=blobs,
    )
    kept = entries.store(session, writer.project_id, writer.log, [made], clock.wall)
    tip = Tip(writer.project_id, writer.log, made.id, last.tip.count + 1 if last else 1)
    entries.put_tip(session, sign_tip(writer.identity, tip))
    projections.apply_all(session, writer.project_id, writer.log, kept)
    return made


def sign_tip(identity: Identity, tip: Tip) -> SignedTip:
    """Sign *tip* as the writer of its log."""
    return chain.SignedTip(tip, identity.sign(tip.message()))
