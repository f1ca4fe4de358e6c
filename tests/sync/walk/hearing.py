"""Who took which answer of which hub, by whatever way it came: noted beside the product."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest

from fieldtool.storage.queries import asked
from fieldtool.sync.hub import hub_relays
from fieldtool.sync.hub import receiving as hub
from fieldtool.sync.laptop import node, taking
from fieldtool.sync.relay import relay_taking
from fieldtool.sync.wire import container, protocol
from tests.sync.walk.met import met
from tests.sync.walk.truths import demand
from tests.sync.walk.world import Answered

if TYPE_CHECKING:
    from tests.sync.walk.acts import World

Real = Callable[..., Any]


def listen(world: World, put: pytest.MonkeyPatch) -> None:
    """Let the laptops and relays of *world* say which answer they took last.

    Demand of each that it never takes one that is older, as long as no clock was set.
    """
    ear = _Ear(world)
    for module in (hub, hub_relays):
        put.setattr(module, "answer", ear.numbered(module.answer))
    for module in (node, taking, relay_taking):
        put.setattr(module, "take", ear.hearing(module.take))
    put.setattr(asked, "is_overtaken", _counted(asked.is_overtaken))


class _Ear:
    def __init__(self, world: World) -> None:
        self._world = world
        self._numbers = count(1)
        self._answers: dict[tuple[str, int], Answered] = {}

    def numbered(self, real: Real) -> Real:
        """Give every answer of a hub a number."""

        def answer(database: Any, *more: Any, **named: Any) -> bytes:
            reply: bytes = real(database, *more, **named)
            given = protocol.read_answer(container.peek(reply).header)
            hubs = self._world.hubs.values()
            of = next(one for one in hubs if one.database.place == database.place)
            made = Answered(next(self._numbers), of.generation)
            self._answers[given.request, given.clock.wall] = made
            return reply

        return answer

    def hearing(self, real: Real) -> Real:
        """Note who took an answer."""

        def take(who: Any, given: Any, *more: Any, **named: Any) -> Any:
            taken = real(who, given, *more, **named)
            found = self._answers.get((given.request, given.clock.wall))
            if found is not None:
                self._took(who, found)
            return taken

        return take

    def _took(self, who: Any, found: Answered) -> None:
        place = next(one for one in self._world.places if one.database is who.database)
        is_newer = found.number > place.heard.number
        demand(is_newer or not self._world.is_steady, "an older answer was taken after a newer one")
        place.heard = found


def _counted(real: Real) -> Real:
    def is_overtaken(*asked_of: Any) -> bool:
        found: bool = real(*asked_of)
        if found:
            met("older answer brought after a newer one")
        return found

    return is_overtaken
