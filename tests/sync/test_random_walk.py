"""Nothing is lost, whatever laptops, links and hubs do: a walk at random over the real product.

A longer walk by hand: python -m tests.sync.walk --examples 5000 --seed 1.
"""

from __future__ import annotations

from tests.sync.walk.machine import walk

_WALKS = 12


def test_nothing_is_lost_on_any_walk() -> None:
    walk(_WALKS, number=1)
