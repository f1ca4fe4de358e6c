"""Sending from the laptop's page over a real link: before, during, after, and when it breaks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

import httpx
import pytest

from fieldtool.security.workspace import Workspace
from fieldtool.sync.laptop.sending import Patience, Sending, State
from fieldtool.web.services import NodeServices
from tests.browser.world import served
from tests.desk.world import World
from tests.sync.photographs import photo, photograph
from tests.sync.slow_link import Link, link
from tests.web.laptop import Facilitator, Laptop
from tests.web.pages import Page

LONG = 60.0
QUICKLY = Patience(page=LONG, delays=(0.05,))


@pytest.fixture
def line(world: World) -> Iterator[Link]:
    """Return the link to the hub, which answers on a socket of its own."""
    with served(world.app) as address:
        parts = urlsplit(address)
        with link(str(parts.hostname), parts.port or 0) as made:
            yield made


@pytest.fixture
def person(laptop: Laptop, line: Link) -> Facilitator:
    """Return somebody signed in, whose laptop reaches the hub over the link alone."""
    services: NodeServices = replace(
        laptop.services,
        hub_client=lambda _address: httpx.Client(transport=_Through(line), timeout=LONG),
        patience=QUICKLY,
    )
    laptop.services = laptop.app.extensions["fieldtool"] = services
    return laptop.facilitator()


class _Through(httpx.BaseTransport):
    """Finds the hub behind a link, whatever address the laptop knows."""

    def __init__(self, line: Link) -> None:
        self._line = line
        self._network = httpx.HTTPTransport()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send it there."""
        there = urlsplit(self._line.address)
        request.url = request.url.copy_with(host=there.hostname, port=there.port)
        return self._network.handle_request(request)

    def close(self) -> None:
        """Let go of connections."""
        self._network.close()


def work_of(laptop: Laptop) -> Workspace:
    """Return the work that is open on the laptop."""
    (sittings,) = laptop.services.work._open.values()
    return sittings.workspace


def running(laptop: Laptop) -> Sending:
    """Return the sending of the work that is open."""
    (found,) = laptop.services.work._sendings.values()
    return found


def press(facilitator: Facilitator, action: str = "/send") -> Page:
    """Press a button of the page and return the page that follows."""
    return facilitator.send(facilitator.open("/send"), action, {})


def impatient(laptop: Laptop, patience: Patience = Patience(page=0.0)) -> None:  # noqa: B008
    """Let the page not wait for what the thread does."""
    laptop.services = replace(laptop.services, patience=patience)
    laptop.app.extensions["fieldtool"] = laptop.services


def leaves(laptop: Laptop) -> None:
    """Wait until a request has left the laptop."""
    one = running(laptop)
    with one._changed:
        assert one._changed.wait_for(lambda: one._progress.requests, LONG)


def until(laptop: Laptop, *states: State) -> None:
    """Wait until the sending is in one of *states*."""
    one = running(laptop)
    with one._changed:
        assert one._changed.wait_for(lambda: one._progress.state in states, LONG)


def test_before_sending_the_page_says_what_how_many_and_how_much(
    world: World, laptop: Laptop, person: Facilitator
) -> None:
    photograph(work_of(laptop), world.clock, 1, photo(1), photo(2))
    photograph(work_of(laptop), world.clock, 2)
    person.send(person.open("/"), "/lock", {})
    person.sign_in_here()
    page = person.open("/send")

    assert "2 interviews wait on this laptop" in page.text
    assert "Interviews 2 · about 16 kB, packed and sealed" in page.text
    assert "Photos and recordings 2 · 201 kB" in page.text
    assert not page.soup.select("[hx-get]"), "nothing goes, so nothing is looked at"


def test_photos_and_interviews_are_proven_when_it_is_done(
    world: World, laptop: Laptop, person: Facilitator
) -> None:
    photograph(work_of(laptop), world.clock, 1, photo(1), photo(2))
    page = press(person)

    assert "1 interview is now proven at the hub." in page.text
    assert "All photos and recordings are at the hub." in page.text
    assert "Nothing waits on this laptop" in page.text
    assert len(world.services.blobs.names()) == 2


def test_while_it_goes_the_page_counts_requests_and_bytes_and_looks_every_second(
    world: World, laptop: Laptop, person: Facilitator, line: Link
) -> None:
    photograph(work_of(laptop), world.clock, 1, photo(1), photo(2))
    impatient(laptop)
    line.hold()
    press(person)
    leaves(laptop)
    page = person.open("/send")

    assert "Interviews: 0 of 1 at the hub" in page.text
    assert "1 request made" in page.text
    assert "the hub has not answered yet" in page.text
    assert page.one("[hx-get]")["hx-get"] == "/send/progress"
    part = person.client.get("/send/progress", headers={"HX-Request": "true"})
    assert part.status_code == 200
    assert "<html" not in part.text
    line.go()
    running(laptop).wait(LONG)
    assert "Nothing waits on this laptop" in person.open("/send").text


def test_a_pause_lets_no_further_request_leave_and_going_on_sends_the_rest(
    world: World, laptop: Laptop, person: Facilitator, line: Link
) -> None:
    photograph(work_of(laptop), world.clock, 1, photo(1, 400_000))
    impatient(laptop)
    line.hold()
    press(person)
    leaves(laptop)
    page = press(person, "/send/pause")
    assert "Pausing: the request on its way comes to its end" in page.text
    line.go()
    until(laptop, State.PAUSED)
    paused = running(laptop).seen().requests
    page = person.open("/send")

    assert "Paused" in page.text
    assert "Interviews: 1 of 1 at the hub" in page.text
    assert paused == 1
    assert "Go on sending" in page.text
    press(person)
    running(laptop).wait(LONG)
    assert "Nothing waits on this laptop" in person.open("/send").text


def test_a_link_that_breaks_is_tried_again_and_no_photo_is_sent_twice(
    world: World, laptop: Laptop, person: Facilitator, line: Link
) -> None:
    (ref,) = photograph(work_of(laptop), world.clock, 1, photo(1, 400_000))
    line.breaks_after = 150_000
    page = press(person)
    assert "Everything is kept on this laptop." in page.text
    assert "Interviews: 1 of 1 at the hub" in page.text
    assert 0 < running(laptop).seen().bytes_taken < ref.size
    before = line.passed
    line.mend()
    until(laptop, State.DONE)

    assert world.services.blobs.get(ref.name)
    assert before + line.passed < ref.size * 1.3
    page = person.open("/send")
    assert "All photos and recordings are at the hub." in page.text


def test_a_broken_link_is_left_alone_when_nobody_looks_on(
    world: World, laptop: Laptop, person: Facilitator, line: Link
) -> None:
    impatient(laptop, Patience(delays=(0.05,), seen_for=0.0))
    photograph(work_of(laptop), world.clock, 1)
    line.cut()
    press(person)
    until(laptop, State.STOPPED)
    page = person.open("/send")
    assert "Not everything was sent" in page.text
    assert "FT-321" in page.text
    line.mend()
    press(person)
    running(laptop).wait(LONG)

    assert "Nothing waits on this laptop" in person.open("/send").text


def test_locking_stops_a_sending_and_nothing_is_written_with_the_key_afterwards(
    world: World, laptop: Laptop, person: Facilitator, line: Link
) -> None:
    photograph(work_of(laptop), world.clock, 1)
    impatient(laptop)
    line.hold()
    press(person)
    leaves(laptop)
    cut_off = running(laptop)
    person.send(person.open("/send"), "/lock", {})
    line.go()
    with cut_off._changed:
        assert cut_off._changed.wait_for(lambda: not cut_off._progress.is_alive, LONG)
    assert laptop.services.work._sendings == {}
    person.sign_in_here()
    page = person.open("/send")

    assert "1 interview waits on this laptop" in page.text, "the answer came after the lock"
    press(person)
    running(laptop).wait(LONG)
    assert "Nothing waits on this laptop" in person.open("/send").text


def test_two_windows_share_one_sending(
    world: World, laptop: Laptop, person: Facilitator, line: Link
) -> None:
    photograph(work_of(laptop), world.clock, 1)
    impatient(laptop)
    line.hold()
    other = laptop.facilitator()
    seen = other.open("/send")
    press(person)
    other.send(seen, "/send", {})
    line.go()
    running(laptop).wait(LONG)

    assert len(laptop.services.work._sendings) == 1
    assert "1 interview is now proven at the hub." in other.open("/send").text
