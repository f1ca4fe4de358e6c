"""Nothing is lost, whatever laptops, links and hubs do: a walk at random over the real product.

A longer walk by hand: python -m tests.sync.walk --examples 5000 --seed 1.
"""

from __future__ import annotations

from tests.sync.walk.machine import KEYS, walk

_WALKS = 12
# What has to do with who seals to which key, and what a hub still opens.
_SEALING = {"finalise", "sync", "stick", "relay_stick", "pass_on", "carry"}
_SEALING |= {"back_up", "restore", "back_up_hub", "restore_hub", "clone", "be_late", "arrive"}


def test_nothing_is_lost_on_any_walk() -> None:
    walk(_WALKS, number=1)


def test_nothing_is_lost_when_hubs_change_the_key_that_is_sealed_to() -> None:
    walk(2, number=7, acts=_SEALING | KEYS)
