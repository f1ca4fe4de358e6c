"""What must be true of one database of a laptop or a hub, whatever happened; read as plain rows.

Nothing here asks the product: ids, hashes and chains are worked out again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

from fieldtool.storage.database import Database, Session
from tests.log import samples

P = samples.PROJECT
Row = tuple[Any, ...]


class BrokenError(AssertionError):
    """Something that must always be true is not."""


def demand(holds: bool, sentence: str) -> None:
    """Stop the walk where *sentence* is not true."""
    if not holds:
        raise BrokenError(sentence)


@dataclass(frozen=True)
class Stored:
    """An entry as a database holds it."""

    log: str
    id: str
    count: int
    header: bytes
    salt: bytes | None
    payload: bytes | None

    @property
    def said(self) -> dict[str, Any]:
        """Return the header."""
        return _read(self.header)

    @property
    def content(self) -> dict[str, Any]:
        """Return the payload."""
        return _read(self.payload or b"{}")

    @property
    def bytes(self) -> Row:
        """Return what must be the same wherever the entry is."""
        return self.header, self.salt, self.payload


Held = Mapping[str, Stored]


def rows(database: Database, query: str) -> list[Row]:
    """Return what a plain query finds."""
    with database.read() as session:
        return rows_in(session, query)


def rows_in(session: Session, query: str) -> list[Row]:
    """Return what a plain query finds in the work of *session*."""
    return [tuple(row) for row in session.connection().exec_driver_sql(query)]


def held(database: Database) -> dict[str, Stored]:
    """Return every entry in *database* by its id."""
    query = "SELECT log, id, count, header, salt, payload FROM entry ORDER BY position"
    found = [Stored(*row) for row in rows(database, query)]
    demand(len({one.id for one in found}) == len(found), "an entry is stored twice")
    return {one.id: one for one in found}


def fingerprint(database: Database) -> list[Row]:
    """Return what a refused message must not change."""
    tables = ("entry", "tip", "receipt", "interview", "counter")
    return [
        (name, *row)
        for name in tables
        for row in sorted(rows(database, f"SELECT * FROM {name}"))  # noqa: S608
    ]


def check_chains(found: Held) -> None:
    """Demand that every entry has the right id and hash and follows the one before it."""
    for one in found.values():
        right = hashlib.sha256(b"fieldtool entry v1\n" + one.header).hexdigest()[:32]
        demand(one.id == right, "an entry does not have the id of its content")
        if one.payload is not None and one.salt is not None:
            salted = hashlib.sha256(one.salt + one.payload).hexdigest()
            demand(one.said["hash"] == salted, "a payload is not the one its header names")
        before = found.get(one.said["prev"])
        if one.said["prev"] == "":
            demand(one.count == 1, "a first entry has another place")
        else:
            demand(before is not None, "an entry stands behind a gap")
            assert before is not None
            follows = (before.log, before.count + 1) == (one.log, one.count)
            demand(follows, "an entry has not the place after the one before it")


def check_salts(found: Held) -> None:
    """Demand that no two entries share a salt, since equal answers would be seen then."""
    salts = [one.salt for one in found.values() if one.salt is not None]
    demand(all(len(salt) == 16 for salt in salts), "a salt has not 16 bytes")
    demand(len(set(salts)) == len(salts), "two entries have the same salt")


def check_tips(database: Database, found: Held, keys: Mapping[str, bytes]) -> None:
    """Demand that writers signed where their lines end; *keys* by log, "" for the hub's."""
    tips = rows(database, "SELECT log, id, count, signature FROM tip")
    for log, name, count, signature in tips:
        demand(name in found and found[name].log == log, "a signed tip has no entry")
        demand(found[name].count == count, "a tip counts other entries than there are")
        key = keys.get(log, keys[""])
        message = {"count": str(count), "id": name, "log": log, "project": P}
        demand(_signed(key, b"fieldtool tip v1\n", _plain(message), signature), "a tip is forged")
    followed = {one.said["prev"] for one in found.values()}
    ends = set(found) - followed
    demand(ends <= {tip[1] for tip in tips}, "nobody signed where a line ends")


def check_erased(found: Held) -> None:
    """Demand that nothing is left of what a line of the project's log erases."""
    erased = {
        one.said["subject"]
        for one in found.values()
        if one.said["kind"] == "erase" and one.log == "project"
    }
    for one in found.values():
        if one.said["subject"] in erased and one.said["kind"] in ("finalise", "resolve", "entity"):
            demand(one.payload is None and one.salt is None, "what was erased is still there")


def check_receipts(
    database: Database, key: bytes, epoch: str, at_hub: Held, table: str = "receipt"
) -> None:
    """Demand that what receipts of *epoch* prove is stored at the hub."""
    query = f"SELECT log, tip, count, epoch, hub_time, signature FROM {table}"  # noqa: S608
    for log, tip, count, of, at, signature in rows(database, query):
        if of != epoch:
            continue
        said = {"log": log, "tip": tip, "count": str(count), "epoch": of, "time": str(at)}
        message = _plain({**said, "project": P})
        demand(_signed(key, b"fieldtool receipt v1\n", message, signature), "a receipt is forged")
        there = at_hub.get(tip)
        demand(there is not None, "what a receipt proves is not at the hub")
        assert there is not None
        demand((there.log, there.count) == (log, count), "a receipt counts what is not there")


def _plain(tree: dict[str, str]) -> bytes:
    return json.dumps(tree, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


@lru_cache(maxsize=4096)
def _signed(key: bytes, prefix: bytes, message: bytes, signature: bytes) -> bool:
    try:
        VerifyKey(key).verify(prefix + message, signature)
    except BadSignatureError:
        return False
    return True


@lru_cache(maxsize=8192)
def _read(raw: bytes) -> dict[str, Any]:
    tree: dict[str, Any] = json.loads(raw)
    return tree
