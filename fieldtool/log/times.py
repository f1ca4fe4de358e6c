"""Times of many interviews in a form that compresses well: how long after the one before.

Each row is an object of names to seconds such as `42`, or `42+2` for what was changed twice later.
From one question to the next it is some seconds in most cases, which is one mark instead of a
number that grows from question to question:

    {"order": [names], "at": marks, "more": [texts]}

`at` has a mark per row for the first name in `order`, then per row for the second, and so on: `-`
where a row does not have it, a mark that counts the seconds since the time before it in the same
row, or `*` for the next text of `more`, which says the seconds and the changes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from fieldtool.log.canonical import NotCanonicalError, Tree

if TYPE_CHECKING:
    from fieldtool.log.columns import Budget

MARKS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_."
ABSENT, LONGER = "-", "*"
_SECONDS = {mark: number for number, mark in enumerate(MARKS)}
_TIME = re.compile(r"(0|-?[1-9][0-9]{0,8})(\+[1-9][0-9]{0,8})?")
# What a cell costs a receiver beside its text.
_CELL = 16


def are_times(row: dict[str, Tree]) -> bool:
    """Say whether all that *row* holds can be written by `encode`."""
    return all(isinstance(text, str) and _TIME.fullmatch(text) for text in row.values())


def encode(rows: Sequence[dict[str, Tree]]) -> Tree:
    """Return the form for the wire of *rows*, of which all `are_times`."""
    order = _order(rows)
    before = [0] * len(rows)
    marks: list[str] = []
    more: list[Tree] = []
    for name in order:
        for number, row in enumerate(rows):
            if name not in row:
                marks.append(ABSENT)
                continue
            seconds, changes = _parted(row[name])
            step = seconds - before[number]
            before[number] = seconds
            if changes or not 0 <= step < len(MARKS):
                marks.append(LONGER)
                more.append(f"{step}{changes}")
            else:
                marks.append(MARKS[step])
    return {"at": "".join(marks), "more": more, "order": list[Tree](order)}


def decode(tree: Tree, rows: Sequence[dict[str, Tree]], budget: Budget) -> None:
    """Put into *rows* the times that *tree* holds.

    Raises:
        NotCanonicalError: it is no such form for so many rows.
    """
    order, marks, more = _fields(tree)
    if len(marks) != len(order) * len(rows) or len(set(order)) != len(order):
        raise NotCanonicalError("other rows")
    budget.spend(len(marks) + (len(marks) - marks.count(ABSENT)) * _CELL)
    following, longer = iter(marks), iter(more)
    before = [0] * len(rows)
    for name in order:
        for number, mark in enumerate(islice(following, len(rows))):
            if mark == ABSENT:
                continue
            step, changes = _step(mark, longer)
            before[number] += step
            rows[number][name] = f"{before[number]}{changes}"
    if next(longer, None) is not None:
        raise NotCanonicalError("times left over")


def _order(rows: Sequence[dict[str, Tree]]) -> list[str]:
    """Return all names, those that come early in most rows first, so that steps are short."""
    places: dict[str, list[float]] = {}
    for row in rows:
        timely = sorted(row, key=lambda name: (_parted(row[name])[0], name))
        for place, name in enumerate(timely):
            places.setdefault(name, []).append(place / len(row))
    return sorted(places, key=lambda name: (sum(places[name]) / len(places[name]), name))


def _parted(text: Tree) -> tuple[int, str]:
    found = _TIME.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise NotCanonicalError("no time")
    return int(found[1]), found[2] or ""


def _step(mark: str, longer: Iterator[str]) -> tuple[int, str]:
    if mark == LONGER:
        return _parted(next(longer, ""))
    if mark not in _SECONDS:
        raise NotCanonicalError("no such mark")
    return _SECONDS[mark], ""


def _fields(tree: Tree) -> tuple[list[str], str, list[str]]:
    if not isinstance(tree, dict) or not isinstance(tree.get("at"), str):
        raise NotCanonicalError("no times")
    return _texts(tree.get("order", "")), str(tree["at"]), _texts(tree.get("more", ""))


def _texts(tree: Tree) -> list[str]:
    if not isinstance(tree, list) or not all(isinstance(text, str) for text in tree):
        raise NotCanonicalError("no texts")
    return [str(text) for text in tree]
