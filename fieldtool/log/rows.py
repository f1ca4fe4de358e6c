"""The wire form of a run: one row per entry, without what the receiver recomputes."""

from __future__ import annotations

from collections.abc import Sequence

from fieldtool.log import canonical, entry
from fieldtool.log.canonical import NotCanonicalError, Tree
from fieldtool.log.entry import SALT_SIZE, Entry, Header
from fieldtool.problems import Code, Problem

# `prev` is the row before, `hash` follows from salt and payload; the id follows from both.
_RECOMPUTED = ("prev", "hash")


def encode(entries: Sequence[Entry]) -> dict[str, Tree]:
    """Return the rows of a run that follows the chain.

    Header fields that all entries share are said once in `same`. Salts stand apart in one text,
    since random bytes between the rows would spoil the compression of both.
    """
    trees = [item.header.tree() for item in entries]
    same = _shared(trees)
    rows: list[Tree] = []
    salts = bytearray()
    for item, tree in zip(entries, trees, strict=True):
        own: Tree = {
            name: value
            for name, value in tree.items()
            if name not in same and name not in _RECOMPUTED
        }
        rows.append({"header": own, **_body(item)})
        salts += item.salt or b""
    return {"rows": rows, "salts": canonical.to_base64(bytes(salts)), "same": same}


def decode(tree: Tree, after: str) -> tuple[Entry, ...]:
    """Return the entries of a run whose first entry follows *after*, byte for byte as written.

    Raises:
        Problem: the rows cannot be read. Whether they are the right ones, the chain's signed tip
            says: any change here changes the last id.
    """
    try:
        same, rows, salts = _parts(tree)
        entries: list[Entry] = []
        used = 0
        for row in rows:
            salt = salts[used : used + SALT_SIZE]
            made = _entry(row, same, entries[-1].id if entries else after, salt)
            used += len(made.salt or b"")
            entries.append(made)
        _no_more(salts[used:])
    except (KeyError, NotCanonicalError) as error:
        raise Problem(Code.ENTRY_DAMAGED, {"entry": "?"}) from error
    return tuple(entries)


def _shared(trees: Sequence[dict[str, Tree]]) -> dict[str, Tree]:
    if not trees:
        return {}
    return {
        name: value
        for name, value in trees[0].items()
        if name not in _RECOMPUTED
        and all(name in tree and tree[name] == value for tree in trees[1:])
    }


def _body(item: Entry) -> dict[str, Tree]:
    if item.payload is None:
        return {"stub": item.header.hash}
    try:
        return {"content": canonical.decode(item.payload)}
    except NotCanonicalError:
        # A payload that a later version sealed or packed in its own way travels as it is.
        return {"bytes": canonical.to_base64(item.payload)}


def _parts(tree: Tree) -> tuple[dict[str, Tree], list[Tree], bytes]:
    if not isinstance(tree, dict):
        raise NotCanonicalError("no run")
    same, rows, salts = tree["same"], tree["rows"], tree["salts"]
    if not (isinstance(same, dict) and isinstance(rows, list) and isinstance(salts, str)):
        raise NotCanonicalError("no rows")
    return same, rows, canonical.from_base64(salts)


def _entry(row: Tree, same: dict[str, Tree], prev: str, salt: bytes) -> Entry:
    if not isinstance(row, dict) or not isinstance(row["header"], dict):
        raise NotCanonicalError("no row")
    fields: dict[str, Tree] = {**same, **row["header"], "prev": prev}
    if "stub" in row:
        return Entry(Header.of_tree({**fields, "hash": row["stub"]}), None, None)
    payload = _payload(row)
    if len(salt) != SALT_SIZE:
        raise NotCanonicalError("no salt")
    hashed: Tree = {**fields, "hash": entry.payload_hash(salt, payload)}
    return Entry(Header.of_tree(hashed), salt, payload)


def _no_more(salts: bytes) -> None:
    if salts:
        raise NotCanonicalError("salts left over")


def _payload(row: dict[str, Tree]) -> bytes:
    if "content" in row:
        return canonical.encode(row["content"])
    packed = row["bytes"]
    if not isinstance(packed, str):
        raise NotCanonicalError("no bytes")
    return canonical.from_base64(packed)
