"""Tell of each thing that is stored whether it is still what was written and signed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fieldtool.log import kinds
from fieldtool.log.relays import relay_of
from fieldtool.problems import Code, Problem
from fieldtool.security.keys import verify
from fieldtool.storage import checking
from fieldtool.storage.queries import entries, named_blobs, receipts, relays, workspaces

if TYPE_CHECKING:
    from fieldtool.security.hubkeys import HubIdentity
    from fieldtool.security.workspace import Workspace
    from fieldtool.storage.blobs import BlobStore
    from fieldtool.storage.checking import Line
    from fieldtool.storage.database import Database, Session

KeyOf = Callable[[str], bytes | None]


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        about: what it is.
        seen: what there is of it.
        problem: None where all is well.
    """

    about: str
    seen: str
    problem: Problem | None = None


@dataclass(frozen=True)
class Subject:
    """A database with its photos, and the keys of those who sign in it.

    Attributes:
        key_of: the verify key of whoever writes a log; None for a log of nobody known.
        hub_key: signs the receipts.
    """

    database: Database
    blobs: BlobStore
    key_of: Callable[[Session, str, str], bytes | None]
    hub_key: bytes
    is_encrypted: bool


def of_workspace(ws: Workspace) -> Subject:
    """Return an unlocked workspace as something to be checked."""
    own, member = ws.identity.verify_key, ws.membership

    def key_of(_session: Session, _project: str, log: str) -> bytes | None:
        return own if log == ws.log else member.logs_key if kinds.is_of_hub(log) else None

    return Subject(ws.database, ws.blobs, key_of, member.hub_key, is_encrypted=True)


def of_hub(database: Database, identity: HubIdentity, blobs: BlobStore) -> Subject:
    """Return a hub as something to be checked."""
    own = identity.keys.verify_key

    def key_of(session: Session, project: str, log: str) -> bytes | None:
        if kinds.is_of_hub(log):
            return identity.logs_key
        if name := relay_of(log):
            relay = relays.get(session, project, name)
            return own if identity.is_relay(name) else relay.sign_key if relay else None
        found = workspaces.get(session, project, kinds.workspace_of(log))
        return None if found is None else found.sign_key

    return Subject(database, blobs, key_of, own, is_encrypted=False)


def findings(subject: Subject, *, rebuild: bool = False) -> Iterator[Finding]:
    """Give what there is to say about *subject*; *rebuild* makes the projections again."""
    try:
        subject.database.check(encrypted=subject.is_encrypted)
    except Problem as problem:
        yield Finding("database", "", problem)
        return
    yield Finding("database", "every page is whole")
    with subject.database.read() as session:
        for project in checking.projects(session):
            for log, line in sorted(checking.walk(session, project).items()):
                yield _log(subject, session, project, log, line)
                yield from _receipts(subject, session, project, log, line)
    yield _blobs(subject)
    if rebuild:
        yield from _projections(subject)


def _log(subject: Subject, session: Session, project: str, log: str, line: Line) -> Finding:
    about, seen = f"log {log}", f"{len(line.places)} entries, chain whole, signed"
    if line.fault is not None:
        values: dict[str, str | int] = {"log": log, "entry": line.fault[0], "reason": line.fault[1]}
        return Finding(about, "", Problem(Code.LOG_BROKEN, values))
    key = subject.key_of(session, project, log)
    if not checking.is_signed(
        session,
        project,
        log,
        line,
        lambda one: key is not None and verify(key, one.tip.message(), one.signature),
    ):
        return Finding(about, "", Problem(Code.TIP_WRONG, {"log": log}))
    return Finding(about, seen)


def _receipts(
    subject: Subject, session: Session, project: str, log: str, line: Line
) -> Iterator[Finding]:
    found = receipts.all_of(session, project, log)
    wrong = [
        one
        for one in found
        if line.places.get(one.tip) != one.count
        or not verify(subject.hub_key, one.message(project), one.signature)
    ]
    if wrong:
        values: dict[str, str | int] = {"count": len(wrong), "log": log}
        yield Finding(f"receipts {log}", "", Problem(Code.RECEIPT_WRONG, values))
    elif found:
        yield Finding(f"receipts {log}", f"{len(found)}, signed by the hub")


def _blobs(subject: Subject) -> Finding:
    named: set[str] = set()
    with subject.database.read() as session:
        for project in checking.projects(session):
            for log in entries.logs(session, project):
                named |= {one.name for one in named_blobs.named(session, project, log)}
    here = subject.blobs.names()
    damaged = [name for name in sorted(here) if not subject.blobs.is_whole(name)]
    if damaged:
        values: dict[str, str | int] = {"count": len(damaged), "place": subject.blobs.place}
        return Finding("photos and files", "", Problem(Code.BLOBS_DAMAGED, values))
    missing = len(named - here)
    return Finding(
        "photos and files", f"{len(here)} here, all whole; {missing} that entries name are not here"
    )


def _projections(subject: Subject) -> Iterator[Finding]:
    differ = checking.compare_rebuilt(subject.database)
    for table, count in sorted(differ.items()):
        values: dict[str, str | int] = {"count": count, "table": table}
        yield Finding("projections", "", Problem(Code.PROJECTIONS_DIFFER, values))
    if not differ:
        yield Finding("projections", "made again from the log, the same row by row")
