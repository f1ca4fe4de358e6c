"""Functions of digests, codes and chance."""

# What a function does is in the specification; docstrings here add what it leaves open.
# ruff: noqa: D103

from __future__ import annotations

import base64
import binascii
import hashlib
import math

from fieldtool.forms.nodes import Node
from fieldtool.forms.xpath.context import Context
from fieldtool.forms.xpath.functions.registry import checks_literal, failed, function
from fieldtool.forms.xpath.paths import nodes_of
from fieldtool.forms.xpath.values import Value, to_number, to_text

_ALGORITHMS = {
    "MD5": "md5",
    "SHA-1": "sha1",
    "SHA-256": "sha256",
    "SHA-384": "sha384",
    "SHA-512": "sha512",
}
LONGEST_ID = 1_000
_LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz"


@function("digest", 2, 3)
def digest(_context: Context, text: Value, algorithm: Value, encoding: Value = "base64") -> Value:
    _check_algorithm(to_text(algorithm))
    _check_encoding(to_text(encoding))
    name = _ALGORITHMS[to_text(algorithm)]
    made = hashlib.new(name, to_text(text).encode(), usedforsecurity=False)
    if to_text(encoding) == "hex":
        return made.hexdigest()
    return base64.b64encode(made.digest()).decode()


@function("extract-signed", 2)
def extract_signed(_context: Context, _text: Value, _key: Value) -> Value:
    """Refuse: signed codes are for phones that scan them; a laptop has them typed."""
    raise failed("extract-signed", "signed codes are not read here")


def _check_algorithm(name: str) -> None:
    if name not in _ALGORITHMS:
        raise failed("digest", f"“{name}” is none of {', '.join(_ALGORITHMS)}")


def _check_encoding(name: str) -> None:
    if name not in ("base64", "hex"):
        raise failed("digest", f"“{name}” is neither base64 nor hex")


checks_literal("digest", 1, _check_algorithm)
checks_literal("digest", 2, _check_encoding)


@function("base64-decode", 1)
def base64_decode(_context: Context, text: Value) -> Value:
    try:
        return base64.b64decode(to_text(text), validate=True).decode("utf-8", errors="replace")
    except (binascii.Error, ValueError):
        return ""


@function("uuid", 0, 1)
def uuid(context: Context, length: Value | None = None) -> Value:
    """Return a random UUID, or as many random letters and digits as asked for."""
    chance = context.world.chance
    if length is None:
        import uuid as standard

        return str(standard.UUID(int=chance.getrandbits(128), version=4))
    wanted = to_number(length, context.world.zone)
    if not wanted <= LONGEST_ID:
        raise failed("uuid", f"its length must be a number up to {LONGEST_ID}")
    return "".join(chance.choice(_LETTERS) for _ in range(int(max(wanted, 0))))


@function("randomize", 1, 2)
def randomize(context: Context, nodes: Value, seed: Value | None = None) -> Value:
    """Shuffle; the same seed gives the same order as on phones (Park-Miller, Fisher-Yates)."""
    shuffled = list(nodes_of(nodes, "randomize"))
    if seed is None:
        context.world.chance.shuffle(shuffled)
        return shuffled
    return _shuffled(shuffled, _seed(context, seed))


def _seed(context: Context, seed: Value) -> int:
    number = to_number(seed, context.world.zone)
    if math.isnan(number) or math.isinf(number):
        text = to_text(seed)
        first = hashlib.sha256(text.encode()).digest()[:8] if text else bytes(8)
        return int.from_bytes(first, "big", signed=True)
    return int(number)


def _shuffled(nodes: list[Node], seed: int) -> list[Node]:
    state = math.fmod(seed, 2147483647)
    state = int(state)
    if state <= 0:
        state += 2147483646
    shuffled: list[Node] = []
    for place, node in enumerate(nodes):
        state = state * 16807 % 2147483647
        other = int((state - 1) / 2147483646 * (place + 1))
        shuffled.append(node)
        shuffled[place], shuffled[other] = shuffled[other], node
    return shuffled
