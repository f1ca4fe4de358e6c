"""Small changes to bytes, texts and trees, as a broken link or an attacker would make them."""

from __future__ import annotations

import json
from collections.abc import Callable
from random import Random
from typing import Any

from fieldtool.log.canonical import Tree

# Texts that broke programs before: numbers that are none, other digits, paths, signs that show
# nothing, half a pair, and what is longer than anybody writes.
NASTY = (
    "", "0", "-1", "-0", "00", "1e9", "۱۲", "1" * 19, "9" * 400, " 1", "1\n", "NaN", "null", "yes",
    "a" * 32, "f" * 64, "9A" * 32, "project", "to/aaaaaaaa", "workspace/aaaaaaaa", "team/HRT",
    "../../hub.db", "..\\..\\hub.db", "C:\\hub.db", "/etc/passwd", "con", ".", "..", "a[]", "a[][]",
    "[k3f7qa]", "a[k3f7qa]/b", "\x00", "\x7f", "\u2028", "\u202e", "\ufeff", "\ud800", "\U0010ffff",
    "é", "e\u0301", "ﷺ" * 40, "x" * 5000, "[" * 2000, "{}", "==", "AA==", "AAA", "%(log)s",
    "<script>", "'; drop table entry; --", "finalise", "erase", "stub", "bytes", "0123456789" * 9,
    "-" * 70, "+-+", "9999-12-31T23:59:59.999+14:00", "0000-00-00", "answer", "put", "get", "2",
)  # fmt: skip
_TREES: tuple[Tree, ...] = ([], {}, [[]], [{}], {"": ""}, ["", []], {"of": [], "at": ""},
    {"of": ["a"], "in": "-"}, {"record": {}}, {"json": "{}"}, {"json": "["}, {"record": {"a": "b"}},
    {"json": ["1", "null"]}, {"record": {}, "rows": {"a[]": {"of": "0", "ids": "k3f7qa",
    "columns": {"b": "c"}}}}, {"at": "0", "of": {"a": "b"}})  # fmt: skip
_JSON = (b"1", b"-1", b"1e999", b"null", b"true", b"NaN", b"Infinity", b'"\\ud800"', b'"\\u0000"',
    b"[" * 600, b'{"a":' * 600, b'"x":1,', b",", b'"', b"}", b"]", b"\xff", b"\xed\xa0\x80", b"\\",
    b'{"a":"","a":""}', b" ", b"\n")  # fmt: skip


def bytes_of(chance: Random, raw: bytes) -> bytes:
    """Return *raw* with bits flipped, parts left out, doubled, moved, or something put in."""
    changed = bytearray(raw)
    for _time in range(chance.choice((1, 1, 1, 2, 4))):
        _CHANGES[chance.randrange(len(_CHANGES))](chance, changed)
    return bytes(changed)


def json_of(chance: Random, raw: bytes) -> bytes:
    """Return *raw*, which is JSON, with something put in that JSON knows and we do not."""
    place = chance.randrange(len(raw) + 1)
    if chance.random() < 0.4:
        return bytes_of(chance, raw)
    end = min(len(raw), place + chance.choice((0, 0, 1, 2, 9)))
    return raw[:place] + chance.choice(_JSON) + raw[end:]


def tree_of(chance: Random, tree: Tree) -> Tree:
    """Return *tree* with one to three of its parts changed; *tree* itself stays."""
    copied: Any = json.loads(json.dumps(tree))
    for _time in range(chance.choice((1, 1, 2, 3))):
        copied = _changed(chance, copied)
    made: Tree = copied
    return made


def _changed(chance: Random, tree: Any) -> Any:
    way: list[tuple[Any, Any]] = []
    inside = tree
    while isinstance(inside, (dict, list)) and inside and (not way or chance.random() < 0.8):
        key = chance.choice(sorted(inside) if isinstance(inside, dict) else range(len(inside)))
        way.append((inside, key))
        inside = inside[key]
    if not way:
        return _other(chance, tree)
    holder, key = way[-1]
    action = chance.random()
    if action < 0.15:
        del holder[key]
    elif action < 0.25 and isinstance(holder, dict):
        holder[chance.choice(NASTY)] = holder.pop(key)
    elif action < 0.3 and isinstance(holder, list):
        holder.insert(key, holder[key])
    elif action < 0.4:
        # Something that stands elsewhere in the same message.
        other, place = chance.choice(way)
        holder[key] = json.loads(json.dumps(other[place]))
    else:
        holder[key] = _other(chance, holder[key])
    return tree


def _other(chance: Random, value: Any) -> Any:
    if isinstance(value, str) and value and chance.random() < 0.4:
        place = chance.randrange(len(value))
        middle = chance.choice((value[place] * 2, "", chr(ord(value[place]) ^ 1), "0", "f", "\n"))
        return value[:place] + middle + value[place + 1 :]
    if chance.random() < 0.3:
        return json.loads(json.dumps(chance.choice(_TREES)))
    return chance.choice(NASTY)


# -- bytes


def _flip(chance: Random, raw: bytearray) -> None:
    if raw:
        raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)


def _set(chance: Random, raw: bytearray) -> None:
    if raw:
        raw[chance.randrange(len(raw))] = chance.choice((0, 1, 0x7F, 0x80, 0xFF))


def _cut(chance: Random, raw: bytearray) -> None:
    del raw[chance.randrange(len(raw) + 1) :]


def _leave_out(chance: Random, raw: bytearray) -> None:
    place = chance.randrange(len(raw) + 1)
    del raw[place : place + chance.randrange(1, 40)]


def _double(chance: Random, raw: bytearray) -> None:
    place = chance.randrange(len(raw) + 1)
    raw[place:place] = raw[place : place + chance.randrange(1, 40)]


def _put_in(chance: Random, raw: bytearray) -> None:
    place = chance.randrange(len(raw) + 1)
    raw[place:place] = chance.randbytes(chance.randrange(1, 12))


def _count(chance: Random, raw: bytearray) -> None:
    """Change a length of four bytes, wherever one may be."""
    place = chance.choice((4, chance.randrange(len(raw) + 1)))
    raw[place : place + 4] = chance.choice((0, 1, 255, 65_536, 1 << 31, (1 << 32) - 1)).to_bytes(
        4, "big"
    )


_CHANGES: tuple[Callable[[Random, bytearray], None], ...] = (
    _flip, _flip, _set, _cut, _leave_out, _double, _put_in, _count,
)  # fmt: skip
