"""The wire form of a run: columns of entries, without what the receiver recomputes."""

from __future__ import annotations

from collections.abc import Sequence

from fieldtool.log import canonical, columns, entry
from fieldtool.log.canonical import NotCanonicalError, Tree
from fieldtool.log.columns import Budget, Cell
from fieldtool.log.entry import SALT_SIZE, Entry, Header
from fieldtool.problems import Code, Problem

# `prev` is the entry before, `hash` follows from salt and payload; the id follows from both.
_RECOMPUTED = ("prev", "hash")
_STUB, _BYTES = "stub", "bytes"
# What the runs of one message may unpack to; the container's own limit is the same.
MOST_CHARACTERS = 64 << 20


def encode(entries: Sequence[Entry]) -> dict[str, Tree]:
    """Return a run that follows the chain, column by column.

    Entries of one kind and form version share columns: `sets` by number, and `set` says for each
    entry which one it is in. Salts stand apart in one text, since random bytes between the columns
    would spoil the compression of both.
    """
    if not entries:
        return {}
    headers: list[Cell] = []
    sets: dict[tuple[str, str], list[Cell]] = {}
    places: list[Cell] = []
    for item in entries:
        tree = item.header.tree()
        headers.append({name: tree[name] for name in tree if name not in _RECOMPUTED})
        key, body = _body(item)
        places.append(_number(sets, key))
        sets[key].append(body)
    salts = b"".join(item.salt or b"" for item in entries)
    return {
        "count": str(len(entries)),
        "headers": columns.encode(headers),
        "salts": canonical.to_base64(salts),
        "set": columns.encode(places),
        "sets": [
            {"bodies": columns.encode(bodies), "count": str(len(bodies)), "form": form}
            for (form, _name), bodies in sets.items()
        ],
    }


def decode(tree: Tree, after: str, budget: Budget | None = None) -> tuple[Entry, ...]:
    """Return the entries of a run whose first entry follows *after*, byte for byte as written.

    *budget* is what the run, and others that came with it, may unpack to.

    Raises:
        Problem: the columns cannot be read. Whether they are the right ones, the chain's signed
            tip says: any change here changes the last id.
    """
    try:
        return _decode(tree, after, budget or Budget(MOST_CHARACTERS)) if tree != {} else ()
    except (KeyError, NotCanonicalError, StopIteration) as error:
        raise Problem(Code.ENTRY_DAMAGED, {"entry": "?"}) from error


def _decode(tree: Tree, after: str, budget: Budget) -> tuple[Entry, ...]:
    run = _object(tree)
    count = canonical.whole(_text(run["count"]))
    salts = canonical.from_base64(_text(run["salts"]))
    if not 0 < count <= MOST_CHARACTERS:
        raise NotCanonicalError("no run")
    headers = columns.decode(run["headers"], count, budget)
    bodies = _bodies(run, count, budget)
    made: list[Entry] = []
    used = 0
    for header, (form, body) in zip(headers, bodies, strict=True):
        fields = {**_object(header), "prev": made[-1].id if made else after}
        made.append(_entry(fields, form, body, salts[used : used + SALT_SIZE]))
        used += 0 if made[-1].is_stub else SALT_SIZE
    if used != len(salts):
        raise NotCanonicalError("salts left over")
    return tuple(made)


def _bodies(run: dict[str, Tree], count: int, budget: Budget) -> list[tuple[str, Cell]]:
    """Return what each entry says, in the order of the run, with the form it is given in."""
    following = []
    for part in _list(run["sets"]):
        one = _object(part)
        size = canonical.whole(_text(one["count"]))
        if not 0 < size <= count:
            raise NotCanonicalError("no set")
        form = _text(one["form"])
        following.append(
            iter([(form, cell) for cell in columns.decode(one["bodies"], size, budget)])
        )
    numbers = [canonical.whole(_text(cell)) for cell in columns.decode(run["set"], count, budget)]
    if any(not 0 <= number < len(following) for number in numbers):
        raise NotCanonicalError("no such set")
    bodies = [next(following[number]) for number in numbers]
    if any(True for rest in following for _more in rest):
        raise NotCanonicalError("bodies left over")
    return bodies


def _number(sets: dict[tuple[str, str], list[Cell]], key: tuple[str, str]) -> str:
    """Return the number of the set named *key*, which is begun where it is new."""
    sets.setdefault(key, [])
    return str(list(sets).index(key))


def _body(item: Entry) -> tuple[tuple[str, str], Cell]:
    if item.payload is None:
        return (_STUB, ""), item.header.hash
    try:
        content = canonical.decode(item.payload)
    except NotCanonicalError:
        # A payload that a later version sealed or packed in its own way travels as it is.
        return (_BYTES, ""), canonical.to_base64(item.payload)
    version = content.get("hash", "") if isinstance(content, dict) else ""
    return ("", f"{item.header.kind} {version if isinstance(version, str) else ''}"), content


def _entry(fields: dict[str, Tree], form: str, body: Cell, salt: bytes) -> Entry:
    if body is None:
        raise NotCanonicalError("no body")
    if form == _STUB:
        return Entry(Header.of_tree({**fields, "hash": body}), None, None)
    if form not in {"", _BYTES} or len(salt) != SALT_SIZE:
        raise NotCanonicalError("no salt")
    payload = canonical.from_base64(_text(body)) if form == _BYTES else canonical.encode(body)
    hashed: Tree = {**fields, "hash": entry.payload_hash(salt, payload)}
    return Entry(Header.of_tree(hashed), salt, payload)


def _object(tree: Cell) -> dict[str, Tree]:
    if not isinstance(tree, dict):
        raise NotCanonicalError("no object")
    return tree


def _list(tree: Tree) -> list[Tree]:
    if not isinstance(tree, list):
        raise NotCanonicalError("no list")
    return tree


def _text(tree: Cell) -> str:
    if not isinstance(tree, str):
        raise NotCanonicalError("no text")
    return tree
