"""Drafts that go from one laptop to another on the walk, and what the hub may say of them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from fieldtool.log.canonical import to_base64
from fieldtool.log.handovers import BACK, COLLEAGUE, HAND, TAKEN

if TYPE_CHECKING:
    from tests.sync.walk.acts import World
    from tests.sync.walk.truths import Stored

# What the hub adds to an offer when it brings it.
_ADDED = ("by", "root")


def is_true(world: World, one: Stored, payloads: Iterable[bytes | None]) -> bool:
    """Say whether what the hub says by itself of colleagues and hand-overs is so."""
    kind, said = one.said["kind"], one.content
    if kind == COLLEAGUE:
        keys = {
            (laptop.workspace, laptop.ws.person, to_base64(laptop.ws.identity.box_key))
            for laptop in world.laptops
        }
        return (one.said["subject"], said["person"], said["box_key"]) in keys
    offers = [offer for offer in map(_read, payloads) if "hand" in offer and "for" in offer]
    if kind == HAND:
        plain = {name: text for name, text in said.items() if name not in _ADDED}
        return any(plain.items() <= offer.items() for offer in offers)
    return kind in (TAKEN, BACK) and said["hand"] in {offer["hand"] for offer in offers}


def _read(payload: bytes | None) -> dict[str, Any]:
    tree: dict[str, Any] = json.loads(payload or b"{}")
    return tree
