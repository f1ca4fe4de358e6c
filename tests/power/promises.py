"""What was promised by a moment of the day: what pages had shown as done by then."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.power.day import Shown


@dataclass
class Promised:
    """What has to be there of one interview.

    Attributes:
        answers: by path the values that it may have: the last one shown as saved, and one that was
            on its way.
        must: what was shown: `started`, `finalised`, `deleted`, `erased`.
        may: what was asked for, shown or not.
    """

    answers: dict[str, set[str]] = field(default_factory=dict)
    must: set[str] = field(default_factory=set)
    may: set[str] = field(default_factory=set)


def by(shown: Iterable[Shown], moment: int) -> dict[str, Promised]:
    """Return the promises of each interview by *moment*, in nanoseconds of the steady clock."""
    found: dict[str, Promised] = {}
    for one in shown:
        if one.asked >= moment or not one.draft:
            continue
        promised = found.setdefault(one.draft, Promised())
        was_seen = one.seen < moment
        if one.kind in {"answer", "file"}:
            before = set() if was_seen else promised.answers.get(one.path, {""})
            promised.answers[one.path] = before | {one.value}
        else:
            promised.may.add(one.kind)
            if was_seen:
                promised.must.add(one.kind)
    return {draft: one for draft, one in found.items() if "started" in one.must}


def has_backup(shown: Iterable[Shown], moment: int) -> bool:
    """Say whether a backup had been made by *moment*."""
    return any(one.kind == "backup" and one.seen < moment for one in shown)
