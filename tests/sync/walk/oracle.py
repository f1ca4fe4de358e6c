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


def late(found: Iterable[Stored], line: Iterable[Stored]) -> frozenset[str]:
    """Return what revoked workspaces wrote late and nobody accepted, by the last words of *line*.

    *line* is what holds of the log `project`, in its order.
    """
    revoked: dict[str, list[str]] = {}
    accepted: set[str] = set()
    for one in line:
        if one.said["kind"] == "revoke":
            revoked[one.said["subject"]] = one.content["ends"]
        elif one.said["kind"] == "readmit":
            revoked.pop(one.said["subject"], None)
        elif one.said["kind"] == "admit":
            accepted |= set(one.content["accepted"])
            accepted -= set(one.content["left"])
    gone: set[str] = set()
    everything = list(found)
    for workspace, ends in revoked.items():
        own = {one.id: one for one in everything if one.log == f"workspace/{workspace}"}
        proven: set[str] = set()
        for end in ends:
            while end in own:
                proven.add(end)
                end = own[end].said["prev"]  # noqa: PLW2901 - back along the line
        gone |= {one.id for one in own.values() if one.payload is not None}
        gone -= proven | accepted
    return frozenset(gone)


@dataclass(frozen=True)
class Stands:
    """Where an interview stands: what was said last of it, and whether it waits for somebody."""

    state: str
    verdict: str
    is_returned: bool


def standings(found: Iterable[Stored]) -> dict[str, Stands]:
    """Return where each interview stands of which anything is said, from plain entries."""
    by_interview: dict[str, list[Stored]] = {}
    for one in found:
        if one.payload is not None:
            by_interview.setdefault(one.said["subject"], []).append(one)
    stand = {name: _stands(some) for name, some in by_interview.items()}
    return {name: one for name, one in stand.items() if one is not None}


def _stands(said: list[Stored]) -> Stands | None:
    reviews = [o for o in said if o.said["kind"] == "review" and o.log.startswith("to/")]
    asked = [o for o in said if o.said["kind"] == "request" and o.log.startswith("workspace/")]
    if not reviews and not asked:
        return None
    seen = {
        parent
        for one in reviews
        for parent in one.said["parents"]
        # What says the same in another log, or once more, has not been overtaken by that.
        if not any(o.id == parent and _name(o) == _name(one) for o in reviews)
    }
    is_open = any(one.id not in seen for one in asked)
    overtaken = {_name(one) for one in reviews if one.id in seen}
    last = [one for one in reviews if _name(one) not in overtaken]
    if not last:
        return Stands("asked" if is_open else "", "", is_returned=False)
    ranks = ("return", "reject", "approve")
    holds = min(last, key=lambda one: (ranks.index(one.content["verdict"]), _name(one)))
    holding = [one for one in last if _name(one) == _name(holds)]
    state = _state(holds.content["verdict"], holding, said)
    return Stands("asked" if is_open else state, holds.content["verdict"], state == "returned")


def _name(review: Stored) -> str:
    return str(review.content["review"])


def _state(verdict: str, holding: list[Stored], said: list[Stored]) -> str:
    revisions = [one for one in said if _is_revision(one)]
    named = {parent for one in revisions for parent in one.said["parents"]}
    if verdict == "return":
        return "answered" if any(one.id in named for one in holding) else "returned"
    heads = {one.id for one in revisions} - named
    known = {parent for one in holding for parent in one.said["parents"]}
    if heads - known:
        return "changed"
    return {"approve": "approved", "reject": "rejected"}[verdict]


def _is_revision(one: Stored) -> bool:
    is_of_hub = not one.log.startswith("workspace/")
    return one.said["kind"] in REVISIONS and is_of_hub == (one.said["kind"] == "resolve")


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
