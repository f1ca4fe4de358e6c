"""Canonical JSON: the only bytes that are ever hashed or signed; strings, lists and objects."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

Tree: TypeAlias = "str | list[Tree] | dict[str, Tree]"
Encodable: TypeAlias = "str | Sequence[Encodable] | Mapping[str, Encodable]"

# Deeper than any entry needs, far from the recursion limit of any Python.
DEEPEST = 32
# The character NUL and halves of pairs: databases and UTF-8 do not hold them.
_NOT_TEXT = re.compile("[\x00\ud800-\udfff]")
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True)
_WHOLE = re.compile(r"0|-?[1-9][0-9]{0,17}")


class NotCanonicalError(ValueError):
    """Bytes that are not the canonical JSON of anything."""


def encode(value: Encodable) -> bytes:
    """Return UTF-8 JSON with keys by code point and no spaces.

    Raises:
        TypeError: something is not a string, a list, a tuple or a dict with string keys: JSON
            numbers, booleans and null differ between programs once they are hashed.
        NotCanonicalError: text with half a pair or with NUL in it, or nesting without end.
    """
    _check(value, 0)
    try:
        raw = _ENCODER.encode(value).encode("utf-8")
    except UnicodeEncodeError as error:
        raise NotCanonicalError("no UTF-8") from error
    if b"\\u0000" in raw:
        _check_texts(value)
    return raw


def decode(raw: bytes) -> Tree:
    """Return the tree whose canonical JSON is *raw*.

    Raises:
        NotCanonicalError: *raw* is not byte for byte what `encode` makes of its own content.
    """
    tree = parse(raw)
    if encode(tree) != raw:
        raise NotCanonicalError("other spelling")
    return tree


def parse(raw: bytes) -> Tree:
    """Return the tree in *raw*, spelled in any way; for what is neither hashed nor signed."""
    try:
        tree: Tree = json.loads(raw.decode("utf-8"), object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise NotCanonicalError("no JSON") from error
    try:
        _check(tree, 0)
    except TypeError as error:
        raise NotCanonicalError("not only strings") from error
    if b"\\u" in raw:
        # Written as themselves neither is JSON in UTF-8, so this is looked for where it may be.
        _check_texts(tree)
    return tree


def whole(text: str) -> int:
    """Return the whole number that *text* spells in the only way allowed."""
    if not _WHOLE.fullmatch(text):
        raise NotCanonicalError("no whole number")
    return int(text)


def to_base64(raw: bytes) -> str:
    """Return *raw* as base64 text, the form of keys and signatures inside JSON."""
    return base64.b64encode(raw).decode("ascii")


def from_base64(text: str) -> bytes:
    """Return the bytes that *text* is the one base64 spelling of."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NotCanonicalError("no base64") from error
    if to_base64(raw) != text:
        raise NotCanonicalError("other spelling")
    return raw


def _check(value: object, depth: int) -> None:
    if isinstance(value, str):
        return
    if depth >= DEEPEST:
        raise NotCanonicalError("too deep")
    if isinstance(value, dict):
        for key in value:
            if not isinstance(key, str):
                raise TypeError("keys are strings")
        _check_all(value.values(), depth + 1)
    elif isinstance(value, (list, tuple)):
        _check_all(value, depth + 1)
    else:
        raise TypeError(f"no {type(value).__name__} in canonical JSON")


def _check_all(values: Iterable[object], depth: int) -> None:
    for value in values:
        # Most are texts: they are passed over without a call each.
        if not isinstance(value, str):
            _check(value, depth)


def _check_texts(value: Encodable) -> None:
    if isinstance(value, str):
        if _NOT_TEXT.search(value):
            raise NotCanonicalError("no text")
    elif isinstance(value, Mapping):
        for key, item in value.items():
            _check_texts(key)
            _check_texts(item)
    else:
        for item in value:
            _check_texts(item)


def _once(pairs: list[tuple[str, Tree]]) -> dict[str, Tree]:
    tree = dict(pairs)
    if len(tree) != len(pairs):
        raise NotCanonicalError("a key twice")
    return tree
