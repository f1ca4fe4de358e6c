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
from fieldtool.forms.xpath.functions.registry import failed, function
from fieldtool.forms.xpath.paths import nodes_of
from fieldtool.forms.xpath.values import Value, to_number, to_text

_ALGORITHMS = {
    "MD5": "md5",
    "SHA-1": "sha1",
    "SHA-256": "sha256",
    "SHA-384": "sha384",
    "SHA-512": "sha512",
}
_LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz"


@function("digest", 2, 3)
def digest(_context: Context, text: Value, algorithm: Value, encoding: Value = "base64") -> Value:
    name = _ALGORITHMS.get(to_text(algorithm))
    if name is None:
        raise failed("digest", f"“{to_text(algorithm)}” is none of {', '.join(_ALGORITHMS)}")
    made = hashlib.new(name, to_text(text).encode(), usedforsecurity=False)
    if to_text(encoding) == "hex":
        return made.hexdigest()
    if to_text(encoding) != "base64":
        raise failed("digest", f"“{to_text(encoding)}” is neither base64 nor hex")
    return base64.b64encode(made.digest()).decode()


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
    if math.isnan(wanted):
        raise failed("uuid", "its length must be a number")
    count = min(int(wanted), 1000)
    return "".join(chance.choice(_LETTERS) for _ in range(count))


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
