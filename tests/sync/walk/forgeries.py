"""Requests that no sound program makes: signed as a whole, and not what the log says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from fieldtool.log import rows
from fieldtool.log.chain import Tip
from fieldtool.security import writer
from fieldtool.sync.wire.messages import WireRun
from tests.sync.walk.truths import P
from tests.sync.walk.world import Laptop


def _without_first(wire: WireRun, _laptop: Laptop, _where: int) -> WireRun:
    """Leave out the beginning, and count as if it were there."""
    whole = rows.decode(wire.rows, wire.after)
    return replace(wire, rows=rows.encode(whole[1:]))


def _other_signature(wire: WireRun, _laptop: Laptop, where: int) -> WireRun:
    signature = bytearray(wire.signature)
    signature[where % len(signature)] ^= 1
    return replace(wire, signature=bytes(signature))


def _other_answer(wire: WireRun, _laptop: Laptop, where: int) -> WireRun:
    whole = list(rows.decode(wire.rows, wire.after))
    place = where % len(whole)
    payload = (whole[place].payload or b"").replace(b"complete", b"refused")
    whole[place] = replace(whole[place], payload=payload)
    return replace(wire, rows=rows.encode(whole))


def _other_salt(wire: WireRun, _laptop: Laptop, where: int) -> WireRun:
    whole = list(rows.decode(wire.rows, wire.after))
    place = where % len(whole)
    whole[place] = replace(whole[place], salt=bytes(16))
    return replace(wire, rows=rows.encode(whole))


def _other_count(wire: WireRun, laptop: Laptop, where: int) -> WireRun:
    """Count what is not there, and sign it."""
    tip = Tip(P, wire.log, wire.tip, wire.count + 1 + where % 3)
    return replace(
        wire, count=tip.count, signature=writer.sign_tip(laptop.ws.identity, tip).signature
    )


FORGERIES: dict[str, Callable[[WireRun, Laptop, int], WireRun]] = {
    "without the first entry": _without_first,
    "with another signature of the tip": _other_signature,
    "with another answer": _other_answer,
    "with another salt": _other_salt,
    "with another count": _other_count,
}
