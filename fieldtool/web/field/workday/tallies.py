"""How many questions of each section are asked, answered, wrong and needed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from fieldtool.web.field.controls.kinds import ASKED, kind_of

if TYPE_CHECKING:
    from fieldtool.forms import Interview, NodeState

    Counted = dict[int, tuple[tuple[NodeState, ...], "Tally"]]


@dataclass(frozen=True)
class Tally:
    """What was counted in one section."""

    asked: int = 0
    answered: int = 0
    wrong: int = 0
    needed: int = 0

    def state(self, *, relevant: bool) -> str:
        """Return the state of the section in a word of the program's own."""
        if not relevant:
            return "hidden"
        if self.wrong:
            return "wrong"
        if not self.needed and (self.answered or not self.asked):
            return "done"
        return "begun" if self.answered else "open"


# One answer changes few sections of a large form; the others need not be counted again.
_COUNTED: WeakKeyDictionary[Interview, Counted] = WeakKeyDictionary()


def of(interview: Interview, number: int) -> Tally:
    """Return the tally of page *number*, from 0."""
    states = interview.states_on(number)
    counted = _COUNTED.setdefault(interview, {})
    known = counted.get(number)
    if known is None or known[0] is not states:
        known = counted[number] = (states, _tally(states))
    return known[1]


def _tally(states: tuple[NodeState, ...]) -> Tally:
    asked = [one for one in states if one.relevant and is_asked(one)]
    return Tally(
        asked=len(asked),
        answered=sum(1 for one in asked if one.value),
        wrong=sum(1 for one in asked if one.value and one.violation is not None),
        needed=sum(1 for one in asked if one.required and not one.value),
    )


def is_asked(state: NodeState) -> bool:
    """Tell whether somebody is to answer it: it is no heading, note or calculation."""
    return kind_of(state) in ASKED
