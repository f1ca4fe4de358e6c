"""Matches a regular expression by following all places at once, which no pattern makes slow.

Python's own matcher tries one way after the other, and a pattern such as `(a|a)*b` has more ways
than anybody can wait for. Here a part of a pattern leads from a set of places to a set of places.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from re import _constants as sre
from re import _parser
from typing import Any

MOST_WAYS = 1_000_000  # up to so many ways, trying one after the other is quick enough
MOST_STEPS = 1_000_000

Places = frozenset[int]
Item = tuple[Any, Any]  # an operator of Python's parser, and what belongs to it

_REPEATS = (sre.MAX_REPEAT, sre.MIN_REPEAT)
# What remembers earlier text or forbids going back cannot be followed place by place.
_NOT_FOLLOWED = (
    sre.GROUPREF,
    sre.GROUPREF_EXISTS,
    sre.ATOMIC_GROUP,
    sre.POSSESSIVE_REPEAT,
)
_WORD = re.compile(r"\w", re.ASCII)
_CATEGORIES: dict[Any, Callable[[str], bool]] = {
    sre.CATEGORY_DIGIT: lambda letter: "0" <= letter <= "9",
    sre.CATEGORY_SPACE: lambda letter: letter in " \t\n\r\f\v",
    sre.CATEGORY_WORD: lambda letter: _WORD.match(letter) is not None,
    sre.CATEGORY_NOT_DIGIT: lambda letter: not "0" <= letter <= "9",
    sre.CATEGORY_NOT_SPACE: lambda letter: letter not in " \t\n\r\f\v",
    sre.CATEGORY_NOT_WORD: lambda letter: _WORD.match(letter) is None,
}


class _TooLong(Exception):
    """So many steps that it is better to stop."""


@dataclass(frozen=True)
class Parsed:
    """A pattern as Python's parser understands it.

    Attributes:
        choices: for each repetition of varying length, by how much it varies.
        nested: a repetition holds another one, or alternatives.
    """

    items: tuple[Item, ...]
    flags: int
    choices: tuple[int, ...]
    nested: bool

    def is_quick(self, length: int) -> bool:
        """Return whether Python's matcher needs a bounded time for a text of this length."""
        if self.nested:
            return False
        ways = 1
        for each in self.choices:
            ways *= min(each, length) + 1
        return ways <= MOST_WAYS

    def matches(self, text: str) -> bool | None:
        """Return whether the whole text matches, None when that cannot be told in time."""
        if any(operator in _NOT_FOLLOWED for operator, _ in everything(self.items)):
            return None
        try:
            return len(text) in _Walk(text, self.flags).along(self.items, frozenset([0]))
        except (_TooLong, RecursionError):
            return None


def read_pattern(pattern: str) -> Parsed:
    """Return the parts of *pattern*; raises `re.error` when it is not valid."""
    tree = _parser.parse(pattern, re.ASCII)
    items = tuple(tree)
    repeats = [(low, high, inner) for op, (low, high, inner) in _repeats(items)]
    choices = tuple(int(high) - int(low) for low, high, _ in repeats if high != low)
    nested = any(int(high) > 1 and _varies(tuple(inner)) for _, high, inner in repeats)
    return Parsed(items, tree.state.flags, choices, nested)


def _repeats(items: tuple[Item, ...]) -> Iterable[Item]:
    return (item for item in everything(items) if item[0] in (*_REPEATS, sre.POSSESSIVE_REPEAT))


def _varies(items: tuple[Item, ...]) -> bool:
    return any(
        op is sre.BRANCH or (op in _REPEATS and value[0] != value[1])
        for op, value in everything(items)
    )


def everything(items: Iterable[Item]) -> list[Item]:
    """Return *items* and all inside them."""
    found: list[Item] = []
    waiting = list(items)
    while waiting:
        item = waiting.pop()
        found.append(item)
        for inside in _inside(item):
            waiting.extend(inside)
    return found


def _inside(item: Item) -> list[Any]:
    operator, value = item
    if operator is sre.BRANCH:
        return list(value[1])
    if operator in (*_REPEATS, sre.POSSESSIVE_REPEAT):
        return [value[2]]
    if operator is sre.SUBPATTERN:
        return [value[3]]
    if operator in (sre.ASSERT, sre.ASSERT_NOT):
        return [value[1]]
    return [value] if operator is sre.ATOMIC_GROUP else []


class _Walk:
    """One text, walked along a pattern."""

    def __init__(self, text: str, flags: int) -> None:
        self.text = text
        self.fold = bool(flags & re.IGNORECASE)
        self.flags = flags
        self.steps = 0

    def along(self, items: Iterable[Item], places: Places) -> Places:
        """Return where one may be after *items*, beginning at any of *places*."""
        for operator, value in items:
            if not places:
                break
            self.steps += len(places)
            if self.steps > MOST_STEPS:
                raise _TooLong
            places = self._after(operator, value, places)
        return places

    def _after(self, operator: Any, value: Any, places: Places) -> Places:
        if operator in _REPEATS:
            return self._repeated(value, places)
        if operator is sre.SUBPATTERN:
            return self.along(value[3], places)
        if operator is sre.BRANCH:
            return frozenset().union(*(self.along(each, places) for each in value[1]))
        if operator in (sre.ASSERT, sre.ASSERT_NOT):
            wanted = operator is sre.ASSERT
            return frozenset(p for p in places if self._looks(value, p) == wanted)
        if operator is sre.AT:
            return frozenset(p for p in places if self._is_at(value, p))
        end = len(self.text)
        return frozenset(p + 1 for p in places if p < end and self._is(operator, value, p))

    def _repeated(self, value: Any, places: Places) -> Places:
        least, most, inner = value
        for _ in range(int(least)):
            further = self.along(inner, places)
            if further == places:
                break
            places = further
        reached = new = places
        for _ in range(int(min(most - least, len(self.text) + 1))):
            new = self.along(inner, new) - reached
            if not new:
                break
            reached |= new
        return reached

    def _looks(self, value: Any, place: int) -> bool:
        direction, inner = value
        if direction > 0:
            return bool(self.along(inner, frozenset([place])))
        return any(place in self.along(inner, frozenset([p])) for p in range(place + 1))

    def _is_at(self, kind: Any, place: int) -> bool:
        end = len(self.text)
        if kind in (sre.AT_BEGINNING, sre.AT_BEGINNING_STRING):
            after = self.flags & re.MULTILINE and self.text[place - 1 : place] == "\n"
            return place == 0 or bool(kind is sre.AT_BEGINNING and after)
        if kind in (sre.AT_END, sre.AT_END_STRING):
            return place == end or (kind is sre.AT_END and self.text[place:] == "\n")
        words = [
            _WORD.match(self.text[p]) is not None if 0 <= p < end else False
            for p in (place - 1, place)
        ]
        return (words[0] != words[1]) == (kind is sre.AT_BOUNDARY)

    def _is(self, operator: Any, value: Any, place: int) -> bool:
        letter = self.text[place]
        if operator is sre.ANY:
            return letter != "\n" or bool(self.flags & re.DOTALL)
        letters = {letter, letter.lower(), letter.upper()} if self.fold else {letter}
        if operator is sre.IN:
            return _in_class(value, letters)
        found = chr(value) in letters or (self.fold and chr(value).lower() in letters)
        return found == (operator is sre.LITERAL)


def _in_class(items: list[Item], letters: set[str]) -> bool:
    negated = bool(items) and items[0][0] is sre.NEGATE
    found = any(_is_one(item, letter) for item in items for letter in letters)
    return found != negated


def _is_one(item: Item, letter: str) -> bool:
    operator, value = item
    if operator is sre.LITERAL:
        return len(letter) == 1 and ord(letter) == value
    if operator is sre.RANGE:
        return len(letter) == 1 and value[0] <= ord(letter) <= value[1]
    return operator is sre.CATEGORY and _CATEGORIES[value](letter)
