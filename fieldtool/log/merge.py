"""Merging: what an interview says is a function of the set of its revisions, and of nothing else.

Each answer has *writers*: revisions that gave it another value than a revision they knew. A writer
that another writer of the same answer has seen does not count any more; those that are left are its
*maximal writers*. Where they agree, that is the value; where they do not, all values are kept and a
person chooses. No clock decides, nor the order in which revisions arrive.

A row of a repeat is an answer too: whoever adds it, or changes something in it, says that it is
there; whoever removes it says that it is not. Removing a row writes nothing else, so that a row
that one person removed while another filled it is in conflict as a whole, with all its answers.

The order of rows (`hazard: "k3f7qa zz22bb"`) decides nothing: rows that stay keep the order of the
revision shown first, and those that only others know follow in theirs.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

_ROW = re.compile(r"\[[a-z2-7]{6}\]")
# What a row's own answer says; without a value the row is not there.
HERE = "here"


@dataclass(frozen=True)
class Version:
    """One revision, as far as merging asks.

    Attributes:
        parents: ids of the revisions it knew; some may not be here.
        answers: path to text; None when they were erased.
        rank: decides, before anything else, which value is shown while a conflict is open.
    """

    parents: tuple[str, ...]
    answers: Mapping[str, str] | None = field(repr=False)
    rank: int = 0


@dataclass(frozen=True)
class Candidate:
    """One value of an answer in conflict, None where it was taken away, and who wrote it."""

    value: str | None = field(repr=False)
    revisions: tuple[str, ...]


@dataclass(frozen=True)
class Conflict:
    """An answer, or a row of a repeat, with the values a person has to choose from.

    The first candidate is the one shown meanwhile; that closes nothing.
    """

    path: str
    candidates: tuple[Candidate, ...]

    @property
    def is_row(self) -> bool:
        """Tell whether it is about a whole row of a repeat."""
        return _is_row(self.path)


@dataclass(frozen=True)
class Merged:
    """What all revisions together say.

    Attributes:
        answers: with the first candidate where there is a conflict.
        heads: revisions that no other has seen, the one first whose values are shown meanwhile.
        order: all revisions; of two, the first is the one whose value is shown meanwhile.
        combined: whether values of several heads stand together here that nobody saw together.
    """

    answers: dict[str, str] = field(repr=False)
    conflicts: tuple[Conflict, ...]
    heads: tuple[str, ...]
    order: tuple[str, ...]
    combined: bool


def merge(versions: Mapping[str, Version]) -> Merged:
    """Return what *versions*, by id, say together; the same whatever their order."""
    lineage = _Lineage(versions)
    heads = lineage.heads()
    if len(heads) == 1 and (only := versions[heads[0]].answers) is not None:
        return Merged(dict(only), (), heads, lineage.order(), combined=False)
    values: dict[str, str | None] = {}
    conflicts: list[Conflict] = []
    for path, writers in sorted(_writers(lineage).items()):
        candidates = _candidates(lineage, path, lineage.maximal(writers))
        values[path] = candidates[0].value
        if len(candidates) > 1:
            conflicts.append(Conflict(path, candidates))
    answers = {path: value for path, value in values.items() if value is not None}
    shown = {path: value for path, value in answers.items() if _is_shown(path, answers)}
    plain = {path: value for path, value in shown.items() if not _is_row(path)}
    plain |= _orders(lineage, {path for path in shown if _is_row(path)})
    seen = [versions[head].answers for head in heads]
    return Merged(
        plain,
        tuple(each for each in conflicts if _is_shown(each.path, {**answers, each.path: HERE})),
        heads,
        lineage.order(),
        combined=len(heads) > 1 and plain not in seen,
    )


class _Lineage:
    """Who has seen whom; sets of revisions are the bits of whole numbers."""

    def __init__(self, versions: Mapping[str, Version]) -> None:
        self.versions = versions
        self.ids = sorted(versions)
        self.bit = {name: 1 << place for place, name in enumerate(self.ids)}
        self.repeats = frozenset(
            row[:-8]
            for one in versions.values()
            for path in one.answers or ()
            for row in _rows_of(path)
        )
        self.values = {
            name: None if one.answers is None else _with_rows(one.answers, self.repeats)
            for name, one in versions.items()
        }
        self.seen = self._ancestors()

    def heads(self) -> tuple[str, ...]:
        """Return the revisions that no other has seen."""
        known = 0
        for seen in self.seen.values():
            known |= seen
        return tuple(name for name in self.order() if not self.bit[name] & known)

    def order(self) -> tuple[str, ...]:
        """Return all revisions, the weightiest and then the latest in line first."""
        return tuple(sorted(self.ids, key=self.precedence))

    def maximal(self, writers: Sequence[str]) -> list[str]:
        """Return those of *writers* that no other of them has seen."""
        known = 0
        for name in writers:
            known |= self.seen[name]
        return [name for name in writers if not self.bit[name] & known]

    def parents(self, name: str) -> list[Mapping[str, str]]:
        """Return the answers of the parents of *name*, as far as they are known."""
        found = (self.values.get(parent) for parent in self.versions[name].parents)
        return [answers for answers in found if answers is not None]

    def precedence(self, name: str) -> tuple[int, int, str]:
        """Return what orders the candidates of a conflict, the same on every computer."""
        return -self.versions[name].rank, -self.seen[name].bit_count(), name

    def _ancestors(self) -> dict[str, int]:
        return _seen_bits({name: one.parents for name, one in self.versions.items()}, self.bit)


def ancestors(parents: Mapping[str, Sequence[str]]) -> dict[str, frozenset[str]]:
    """Return for each name all that are here and were seen before it, itself not among them."""
    bit = {name: 1 << place for place, name in enumerate(parents)}
    seen = _seen_bits(parents, bit)
    return {
        name: frozenset(other for other in parents if seen[name] & bit[other]) for name in parents
    }


def _seen_bits(parents: Mapping[str, Sequence[str]], bit: Mapping[str, int]) -> dict[str, int]:
    """Return the bits of all that each name has seen."""
    seen: dict[str, int] = {}
    waiting = list(parents)
    while waiting:
        name = waiting[-1]
        here = [one for one in parents[name] if one in parents]
        later = [one for one in here if one not in seen]
        if name not in seen and later:
            # Ids are hashes of what came before, so this ends: nothing is its own ancestor.
            waiting.extend(later)
            continue
        waiting.pop()
        seen[name] = 0
        for parent in here:
            seen[name] |= seen[parent] | bit[parent]
    return seen


def _with_rows(answers: Mapping[str, str], repeats: Container[str]) -> dict[str, str]:
    """Return *answers* with every row, also those that hold no answer and are only in the order."""
    rows = dict.fromkeys(chain.from_iterable(map(_rows_of, answers)), HERE)
    for path in filter(repeats.__contains__, answers):
        rows |= {f"{path}[{row}]": HERE for row in answers[path].split()}
    return {**rows, **{path: value for path, value in answers.items() if not _is_row(path)}}


def _orders(lineage: _Lineage, rows: set[str]) -> dict[str, str]:
    """Return the ids of the rows that are left of each repeat, by its path, in their order."""
    orders: dict[str, str] = {}
    for name in lineage.order():
        for path, said in (lineage.versions[name].answers or {}).items():
            if path in lineage.repeats and _is_shown(path, dict.fromkeys(rows, HERE)):
                known = orders.get(path, "").split()
                new = [row for row in said.split() if f"{path}[{row}]" in rows]
                orders[path] = " ".join(dict.fromkeys([*known, *new]))
    return orders


def _rows_of(path: str) -> Iterator[str]:
    """Return the rows around *path*, the outermost first, and itself where it is one."""
    return (path[: found.end()] for found in _ROW.finditer(path))


def _is_row(path: str) -> bool:
    return path.endswith("]") and _ROW.fullmatch(path[-8:]) is not None


def _is_shown(path: str, answers: Mapping[str, str]) -> bool:
    return all(row in answers for row in _rows_of(path))


def _writers(lineage: _Lineage) -> dict[str, list[str]]:
    writers: dict[str, list[str]] = {}
    for name in lineage.ids:
        answers = lineage.values[name]
        if answers is None:
            continue
        for path in _written(answers, lineage.parents(name)) - lineage.repeats:
            writers.setdefault(path, []).append(name)
    return writers


def _written(answers: Mapping[str, str], parents: Sequence[Mapping[str, str]]) -> set[str]:
    """Return what a revision decided: where it differs from a parent; a first one decides all."""
    if not parents:
        return set(answers)
    found: set[str] = set()
    for parent in parents:
        for path in answers.keys() | parent.keys():
            if answers.get(path) != parent.get(path) and not _went_with_its_row(path, answers):
                found.add(path)
    inside = chain.from_iterable(_rows_of(path) for path in found if path in answers)
    return found | {row for row in inside if row in answers}


def _went_with_its_row(path: str, answers: Mapping[str, str]) -> bool:
    return any(row not in answers for row in _rows_of(path) if row != path)


def _candidates(lineage: _Lineage, path: str, writers: list[str]) -> tuple[Candidate, ...]:
    by_value: dict[str | None, list[str]] = {}
    for name in sorted(writers, key=lineage.precedence):
        by_value.setdefault((lineage.values[name] or {}).get(path), []).append(name)
    found = [Candidate(value, tuple(names)) for value, names in by_value.items()]
    if _is_row(path):
        # What somebody filled stays in sight until somebody decides.
        found.sort(key=lambda one: one.value is None)
    return tuple(found)
