"""What an interview must say, worked out from plain entries by brute force."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tests.sync.walk.truths import Stored

REVISIONS = ("finalise", "resolve")
PATHS = ("age", "night", "why")


@dataclass(frozen=True)
class Decided:
    """One revision: what it knew and what it says."""

    parents: tuple[str, ...]
    answers: dict[str, str]


def histories(found: Iterable[Stored]) -> dict[str, dict[str, Decided]]:
    """Return the revisions of every interview by their ids."""
    by_interview: dict[str, dict[str, Decided]] = {}
    for one in found:
        said = one.said
        is_of_hub = not one.log.startswith("workspace/")
        if said["kind"] in REVISIONS and is_of_hub == (said["kind"] == "resolve"):
            made = Decided(tuple(said["parents"]), one.content["answers"])
            by_interview.setdefault(said["subject"], {})[one.id] = made
    return by_interview


def last_words(revisions: dict[str, Decided], path: str) -> set[str | None]:
    """Return what was decided on *path* and what no later decision on it has seen."""
    deciders = [name for name in revisions if _decided(revisions, name, path)]
    seen = {name: _all_before(revisions, name) for name in deciders}
    return {
        revisions[name].answers.get(path)
        for name in deciders
        if not any(name in seen[later] for later in deciders)
    } or {None}


def _decided(revisions: dict[str, Decided], name: str, path: str) -> bool:
    own = revisions[name].answers.get(path)
    parents = [parent for parent in revisions[name].parents if parent in revisions]
    if not parents:
        return path in revisions[name].answers
    return any(revisions[parent].answers.get(path) != own for parent in parents)


def _all_before(revisions: dict[str, Decided], name: str) -> set[str]:
    found: set[str] = set()
    waiting = [name]
    while waiting:
        for parent in revisions[waiting.pop()].parents:
            if parent in revisions and parent not in found:
                found.add(parent)
                waiting.append(parent)
    return found
