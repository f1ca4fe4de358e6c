"""What was met on walks, counted: an act that never has anything to do proves nothing."""

from __future__ import annotations

from collections import Counter

MET: Counter[str] = Counter()


def met(what: str) -> None:
    """Count that *what* happened."""
    MET[what] += 1


def told() -> str:
    """Return what was met and how often, the rarest first."""
    counted = sorted(MET.items(), key=lambda one: (one[1], one[0]))
    return "\n".join(f"{count:9,}  {what}" for what, count in counted)
