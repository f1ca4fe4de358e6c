"""What an interview must say, worked out from plain entries by brute force."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tests.sync.walk.truths import Stored

REVISIONS = ("finalise", "resolve")
PATHS = ("age", "night", "why")
# Rows of a repeat, and the one answer that is asked in each.
ROWS = ("aaaaaa", "bbbbbb")
HERE = "here"


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
        if one.payload is None:
            continue
        if said["kind"] in REVISIONS and is_of_hub == (said["kind"] == "resolve"):
            made = Decided(tuple(said["parents"]), one.content["answers"])
            by_interview.setdefault(said["subject"], {})[one.id] = made
    return by_interview


def last_words(revisions: dict[str, Decided], path: str) -> set[str | None]:
    """Return what was decided on *path* and what no later decision on it has seen."""
    deciders = [name for name in revisions if _decided(revisions, name, path)]
    seen = {name: _all_before(revisions, name) for name in deciders}
    return {
        _value(revisions[name].answers, path)
        for name in deciders
        if not any(name in seen[later] for later in deciders)
    } or {None}


def _decided(revisions: dict[str, Decided], name: str, path: str) -> bool:
    mine = revisions[name].answers
    parents = [revisions[one].answers for one in revisions[name].parents if one in revisions]
    if _is_row(path):
        # Who adds a row, changes anything in it or removes it says something about the row.
        own = _inside(mine, path)
        return any(_inside(one, path) != own for one in parents) if parents else bool(own)
    row = path.partition("/")[0]
    if _is_row(row) and not _inside(mine, row):
        return False  # who removes a row writes nothing else
    if not parents:
        return path in mine
    return any(one.get(path) != mine.get(path) for one in parents)


def _is_row(path: str) -> bool:
    return path.endswith("]")


def _inside(answers: dict[str, str], row: str) -> dict[str, str]:
    """Return what *answers* say in a row, and that it is there; nothing where it is not."""
    repeat, _bracket, name = row.rstrip("]").partition("[")
    found = {path: value for path, value in answers.items() if path.startswith(f"{row}/")}
    is_there = name in answers.get(repeat, "").split()
    return {**found, row: HERE} if found or is_there else {}


def _value(answers: dict[str, str], path: str) -> str | None:
    return _inside(answers, path).get(path) if _is_row(path) else answers.get(path)


def _all_before(revisions: dict[str, Decided], name: str) -> set[str]:
    found: set[str] = set()
    waiting = [name]
    while waiting:
        for parent in revisions[waiting.pop()].parents:
            if parent in revisions and parent not in found:
                found.add(parent)
                waiting.append(parent)
    return found
