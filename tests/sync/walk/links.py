"""Links between a laptop and the hub that do everything that bad links do, and hubs that die."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

import httpx

from fieldtool.problems import Problem
from fieldtool.storage.database import Database, Session
from fieldtool.sync.hub import answering, hub_blobs
from fieldtool.sync.wire import protocol, refusals
from tests.sync.walk.met import met
from tests.sync.walk.truths import Row, demand, fingerprint
from tests.sync.walk.world import Hub, Laptop

Result = TypeVar("Result")
_MOST_LATE = 12


class Weather(StrEnum):
    """What becomes of one request and its reply."""

    GOOD = "good"
    LOSE_REQUEST = "lose request"
    LOSE_REPLY = "lose reply"
    LATE = "request comes later"
    TWICE = "request comes twice"
    OLD_REPLY = "an older reply comes instead"
    CUT_REQUEST = "cut request"
    CUT_REPLY = "cut reply"
    FLIP_REQUEST = "flip a bit of the request"
    FLIP_REPLY = "flip a bit of the reply"
    DIE_BEFORE = "hub dies before the commit"
    DIE_AFTER = "hub dies after the commit"


class DeathError(Exception):
    """The hub's process is gone."""


class Dying(Database):
    """The hub's database, whose process dies around the commit of the next work."""

    def __init__(self, real: Database, *, after: bool) -> None:
        super().__init__(real.engine, real.place)
        self._after = after

    def do(self, work: Callable[[Session], Result]) -> Result:
        """Do the work and die."""

        def cut(session: Session) -> Result:
            work(session)
            raise DeathError

        super().do(work if self._after else cut)
        raise DeathError


def changed(content: bytes, weather: Weather, where: int) -> bytes:
    """Return *content* cut or with a bit flipped, somewhere."""
    if weather in (Weather.CUT_REQUEST, Weather.CUT_REPLY):
        return content[: where % len(content)]
    place = where % (8 * len(content))
    flipped = bytearray(content)
    flipped[place // 8] ^= 1 << place % 8
    return bytes(flipped)


@dataclass
class Link(httpx.BaseTransport):
    """A link with a forecast: what becomes of each request, then good weather.

    Attributes:
        laptop: who sends; a relay does so too.
    """

    hub: Hub
    laptop: Laptop | Hub
    late: list[bytes]
    forecast: list[tuple[Weather, int]] = field(default_factory=list)
    # What the laptop held when a reply came that it must not take.
    before_bad_reply: list[Row] | None = None

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Let a request go the way of the forecast."""
        demand(self.before_bad_reply is None, "a reply that was damaged or old was taken")
        content = request.read()
        if request.url.path.startswith("/blobs/"):
            return self.blob(request.url.path, content)
        weather, where = self.forecast.pop(0) if self.forecast else (Weather.GOOD, 0)
        met(f"link: {weather}")
        self.late.append(content)
        del self.late[:-_MOST_LATE]
        return _WAYS[weather](self, content, weather, where)

    def answered(self, content: bytes) -> httpx.Response:
        """Let the hub answer."""
        try:
            reply = answering.answer(
                self.hub.database, self.hub.identity, content, self.hub.clock, self.hub.blobs
            )
        except Problem as problem:
            return _refusal(problem)
        return httpx.Response(200, content=reply, headers={"Content-Type": protocol.CONTENT_TYPE})

    def blob(self, path: str, content: bytes) -> httpx.Response:
        """Let part of a photo go up or part of a medium come down; in bad weather, break off."""
        weather, _where = self.forecast.pop(0) if self.forecast else (Weather.GOOD, 0)
        if weather in (Weather.LOSE_REQUEST, Weather.LATE, Weather.DIE_BEFORE):
            raise httpx.ReadError(weather)
        database, blobs = self.hub.database, self.hub.blobs
        try:
            if path.endswith("/put"):
                reply, kind = hub_blobs.take_range(database, blobs, content), protocol.HERE_TYPE
            else:
                reply, kind = hub_blobs.give_range(database, blobs, content), protocol.BYTES_TYPE
        except Problem as problem:
            return _refusal(problem)
        if weather not in (Weather.GOOD, Weather.TWICE):
            raise httpx.ReadError(weather)
        return httpx.Response(200, content=reply, headers={"Content-Type": kind})

    def good(self, content: bytes, _weather: Weather, _where: int) -> httpx.Response:
        """Deliver both."""
        response = self.answered(content)
        if response.status_code == 200:
            self.laptop.replies.append(response.content)
        return response

    def lost(self, content: bytes, weather: Weather, _where: int) -> httpx.Response:
        """Lose the request, or the reply; which one, nobody can see."""
        if weather is Weather.LOSE_REPLY:
            self.laptop.replies.append(self.answered(content).content)
        raise httpx.ReadError(weather)

    def slow(self, _content: bytes, weather: Weather, _where: int) -> httpx.Response:
        """Hold the request until nobody waits for it any more."""
        raise httpx.ReadTimeout(weather)

    def twice(self, content: bytes, weather: Weather, where: int) -> httpx.Response:
        """Deliver the request two times."""
        self.answered(content)
        before = fingerprint(self.hub.database)
        response = self.good(content, weather, where)
        demand(fingerprint(self.hub.database) == before, "the same request again changed the hub")
        return response

    def bad_request(self, content: bytes, weather: Weather, where: int) -> httpx.Response:
        """Deliver something else than what was sent."""
        return self.refused(changed(content, weather, where))

    def refused(self, content: bytes) -> httpx.Response:
        """Deliver what the hub must refuse."""
        before = fingerprint(self.hub.database)
        response = self.answered(content)
        demand(response.status_code != 200, "a damaged request was accepted")
        demand(fingerprint(self.hub.database) == before, "a damaged request changed the hub")
        return response

    def bad_reply(self, content: bytes, weather: Weather, where: int) -> httpx.Response:
        """Deliver something else than what was replied."""
        response = self.answered(content)
        self.laptop.replies.append(response.content)
        return self._bad(changed(response.content, weather, where))

    def old_reply(self, content: bytes, weather: Weather, where: int) -> httpx.Response:
        """Deliver the reply to an earlier request of this laptop."""
        if not self.laptop.replies:
            return self.good(content, weather, where)
        self.answered(content)
        return self._bad(self.laptop.replies[where % len(self.laptop.replies)])

    def dying(self, content: bytes, weather: Weather, _where: int) -> httpx.Response:
        """Let the hub's process die while it answers."""
        real, before = self.hub.database, fingerprint(self.hub.database)
        self.hub.database = Dying(real, after=weather is Weather.DIE_AFTER)
        try:
            response = self.answered(content)
        except DeathError as error:
            raise httpx.RemoteProtocolError(weather) from error
        finally:
            self.hub.database = real
            if weather is Weather.DIE_BEFORE:
                is_same = fingerprint(real) == before
                demand(is_same, "a hub that died before the commit had stored something")
        demand(response.status_code != 200, "a hub answered without storing anything")
        return response

    def _bad(self, reply: bytes) -> httpx.Response:
        self.before_bad_reply = fingerprint(self.laptop.database)
        kind = {"Content-Type": protocol.CONTENT_TYPE}
        return httpx.Response(200, content=reply, headers=kind)


def _refusal(problem: Problem) -> httpx.Response:
    body, kind = refusals.to_bytes(problem), {"Content-Type": refusals.CONTENT_TYPE}
    return httpx.Response(problem.status, content=body, headers=kind)


_WAYS: dict[Weather, Callable[[Link, bytes, Weather, int], httpx.Response]] = {
    Weather.GOOD: Link.good,
    Weather.LOSE_REQUEST: Link.lost,
    Weather.LOSE_REPLY: Link.lost,
    Weather.LATE: Link.slow,
    Weather.TWICE: Link.twice,
    Weather.OLD_REPLY: Link.old_reply,
    Weather.CUT_REQUEST: Link.bad_request,
    Weather.CUT_REPLY: Link.bad_reply,
    Weather.FLIP_REQUEST: Link.bad_request,
    Weather.FLIP_REPLY: Link.bad_reply,
    Weather.DIE_BEFORE: Link.dying,
    Weather.DIE_AFTER: Link.dying,
}
