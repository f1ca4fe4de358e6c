"""Keeps closed what the safety of people forbids, whatever the form itself finds relevant."""

from __future__ import annotations

import re
from collections.abc import Callable

from fieldtool.forms.instance.changes import Record
from fieldtool.forms.instance.nodes import AnswerNode, spread_relevance
from fieldtool.forms.instance.recalculation import Recalculation
from fieldtool.forms.safety import Guard, Standing
from fieldtool.problems import Problem

_ROW = re.compile(r"\[[^\]]*\]")
# What is closed may change an answer that matters; what does not come to rest stays closed.
_ROUNDS = 4


class Guarding:
    """A guard at work on one interview."""

    def __init__(
        self,
        recalculation: Recalculation,
        guard: Guard | None,
        find: Callable[[str], AnswerNode],
    ) -> None:
        self.guard = guard
        self._recalculation = recalculation
        self._find = find
        # An answer that decides what is closed never stands alone.
        recalculation.acting |= guard.watched if guard else set()

    @property
    def standing(self) -> Standing:
        """Return what the answers say now of whoever answers."""
        return self.guard.standing(self._read) if self.guard else Standing()

    def apply(self, record: Record) -> None:
        """Close and open what follows from the answers, and work out what follows from that."""
        recalculation = self._recalculation
        for turn in range(_ROUNDS if self.guard else 0):
            wanted = self._wanted() if turn < _ROUNDS - 1 else self._wanted() | recalculation.closed
            changed = wanted ^ recalculation.closed
            recalculation.closed = wanted
            # Rows that came meanwhile know nothing of it yet.
            for index in sorted(changed | wanted if record.rows else changed):
                for node in recalculation.at.get(index, ()):
                    self._put(node, record, closed=index in wanted)
            if not changed:
                return
            recalculation.settle(record)

    def _wanted(self) -> frozenset[int]:
        return self.guard.closed(self.standing) if self.guard else frozenset()

    def is_closed(self, path: str) -> bool:
        """Return whether a question or group, or a group around it, is closed."""
        if path.startswith("#"):
            return False  # a group of the screen alone; what is in it is closed by itself
        try:
            each: object = self._find(path)
        except Problem:
            return self._is_repeat_closed(path)
        while isinstance(each, AnswerNode):
            if each.closed:
                return True
            each = each.parent
        return False

    def _is_repeat_closed(self, path: str) -> bool:
        """Return whether a repeat is closed; all its rows together are no node of their own."""
        if self.guard is None:
            return False
        definitions = self.guard.safety.definitions
        wanted = f"{definitions[0].path}/{_ROW.sub('', path)}"
        return any(definitions[one].path == wanted for one in self._recalculation.closed)

    def _put(self, node: AnswerNode, record: Record, *, closed: bool) -> None:
        if node.closed == closed:
            return
        node.closed = closed
        for each in spread_relevance(node):
            record.relevant.add(each)
            each.known.clear()
            self._recalculation.touch(each, record)

    def _read(self, index: int) -> str:
        """Return an answer that the form finds relevant, whether or not it is closed now."""
        node = next(iter(self._recalculation.at.get(index, ())), None)
        each: object = node
        while isinstance(each, AnswerNode):
            if not each.own_relevant:
                return ""
            each = each.parent
        return "" if node is None else node.value
