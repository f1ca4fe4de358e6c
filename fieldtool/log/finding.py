"""Finding a place among thousands by some letters of its name or of what it lies in."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable
from typing import NamedTuple

from fieldtool.i18n.letters import search_key

_LONGEST_NUMBER = 3
_EXACT, _BEGINS, _HAS, _LIES_IN = range(4)


class Outline(NamedTuple):
    """A place as far as it is searched: `key` holds its folded names, codes and id, a line each."""

    id: str
    parent: str
    key: str
    is_open: bool
    successor: str = ""


class Outlines:
    """All places of a register, in its order."""

    def __init__(self, outlines: Iterable[Outline]) -> None:
        """Take them as they are now."""
        self.by_id = {one.id: one for one in outlines}
        self._below: dict[str, list[str]] = {}
        for one in self.by_id.values():
            self._below.setdefault(one.parent, []).append(one.id)

    def below(self, parent: str) -> list[str]:
        """Return the places right below *parent* ("" for the highest ones)."""
        return self._below.get(parent, [])

    def inside(self, sites: Iterable[str]) -> set[str]:
        """Return *sites*, or what they were merged into, and all places in them."""
        found: set[str] = set()
        waiting = list(sites)
        while waiting:
            one = waiting.pop()
            outline = self.by_id.get(one)
            if one in found or outline is None:
                continue
            found.add(one)
            waiting += self.below(one)
            if outline.successor:
                waiting.append(outline.successor)
        return found

    def askable(self) -> set[str]:
        """Return where interviews are held: the open places in which no other open one lies."""
        above = {one.parent for one in self.by_id.values() if one.is_open}
        return {one.id for one in self.by_id.values() if one.is_open and one.id not in above}

    def wide(self, among: Container[str]) -> list[str]:
        """Return those of *among* that are, or lie at most two levels below, the highest places."""
        highest = [one.id for one in self.by_id.values() if one.parent not in self.by_id]
        second = [each for one in highest for each in self.below(one)]
        third = [each for one in second for each in self.below(one)]
        return [one for one in (*highest, *second, *third) if one in among]

    def find(self, text: str, among: Container[str]) -> list[str]:
        """Return those of *among* that *text* names, what fits best first.

        Each word has to stand in a name, a code or the id of the place or of what it lies in, and
        one of them in its own; a number has to be a whole one.
        """
        words = [word for word in map(search_key, text.split()) if word]
        if not words:
            return []
        hits = [self._hits(word) for word in words]
        whole = search_key(text)
        fitting = [
            (self._fit(one.key, words, whole), place, one.id)
            for place, one in enumerate(self.by_id.values())
            if one.id in among and all(hit(one.id) for hit in hits)
        ]
        return [site for _fit, _place, site in sorted(fitting)]

    def _hits(self, word: str) -> Callable[[str], bool]:
        known: dict[str, bool] = {"": False}
        # A short number is one of a name, such as the third nahia; codes are full of digits.
        is_number = word.isdecimal() and len(word) <= _LONGEST_NUMBER
        found = re.compile(rf"(?<!\d){word}(?!\d)" if is_number else re.escape(word)).search

        def hit(site: str) -> bool:
            if site not in known:
                known[site] = False  # a circle of parents ends here
                one = self.by_id.get(site)
                known[site] = one is not None and (bool(found(one.key)) or hit(one.parent))
            return known[site]

        return hit

    def _fit(self, key: str, words: list[str], whole: str) -> int:
        lines = key.split("\n")
        if whole in lines:
            return _EXACT
        if any(line.startswith(words[0]) for line in lines):
            return _BEGINS
        return _HAS if any(word in key for word in words) else _LIES_IN
