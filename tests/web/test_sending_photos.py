"""Sending photos from the laptop's page: what and how big before, how far during, proven after."""

from __future__ import annotations

from dataclasses import replace

import httpx

from fieldtool.security.workspace import Workspace
from tests.desk.world import World
from tests.sync.photographs import photo, photograph
from tests.web.laptop import Facilitator, Laptop
from tests.web.pages import Page


class Portal(httpx.BaseTransport):
    """A network on which interviews get through and photos do not."""

    def __init__(self, world: World) -> None:
        self._hub = httpx.WSGITransport(app=world.app)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Pass on what is small."""
        if request.url.path.startswith("/blobs"):
            raise httpx.ReadError("the link broke")
        return self._hub.handle_request(request)


def work_of(laptop: Laptop) -> Workspace:
    """Return the work that is open on the laptop."""
    (sittings,) = laptop.services.work._open.values()
    return sittings.workspace


def send(facilitator: Facilitator, status: int = 200) -> Page:
    return facilitator.send(facilitator.open("/send"), "/send", {}, status=status)


def going_on(page: Page) -> str:
    """Return after how many milliseconds the page goes on by itself; empty when it does not."""
    form = page.soup.select_one("form[data-goes-on]")
    return str(form["data-goes-on"]) if form else ""


def test_photos_are_announced_sent_and_proven(
    world: World, laptop: Laptop, facilitator: Facilitator
) -> None:
    photograph(work_of(laptop), world.clock, 1, photo(1), photo(2))
    page = facilitator.open("/send")
    assert "Photos and recordings: 0 of 2 at the hub" in page.text
    assert "201 kB of 201 kB are still to be sent" in page.text
    assert not page.soup.select("progress")
    page = send(facilitator)

    assert "All photos and recordings are at the hub." in page.text
    assert "Photos and recordings: 2 of 2 at the hub" in page.text
    assert "still to be sent" not in page.text
    assert going_on(page) == ""
    assert len(world.services.blobs.names()) == 2


def test_while_photos_go_the_page_says_how_far_they_are_and_goes_on(
    world: World, laptop: Laptop, facilitator: Facilitator
) -> None:
    first, _second = photograph(work_of(laptop), world.clock, 1, photo(1), photo(2))
    laptop.services = replace(laptop.services, hub_client=lambda _address: client_without(world))
    laptop.app.extensions["fieldtool"] = laptop.services
    send(facilitator, 502)
    world.services.blobs.put(first.name, work_of(laptop).blobs.get(first.name))
    send(facilitator, 502)
    page = facilitator.open("/send?go=on")

    assert "Photos and recordings: 1 of 2 at the hub" in page.text
    bar = page.one("progress")
    assert bar["value"] == str(int(str(bar["max"])) // 2)
    assert going_on(page) == "500"
    assert "Go on sending" in page.text
    assert "/send" in page.links()
    assert going_on(facilitator.open("/send")) == ""


def client_without(world: World) -> httpx.Client:
    """Return a client whose link does not carry photos."""
    return httpx.Client(transport=Portal(world), base_url="http://localhost")


def test_when_the_link_breaks_under_photos_the_interviews_are_proven_already(
    world: World, laptop: Laptop, facilitator: Facilitator
) -> None:
    photograph(work_of(laptop), world.clock, 1, photo(1))
    laptop.services = replace(laptop.services, hub_client=lambda _address: client_without(world))
    laptop.app.extensions["fieldtool"] = laptop.services
    page = send(facilitator, 502)

    assert "1 interview is now proven at the hub." in page.text
    assert "All interviews are at the hub" in page.text
    assert "Photos and recordings: 0 of 1 at the hub" in page.text
    assert "FT-321" in page.text
    assert going_on(page) == "15000"


def test_without_photos_the_page_does_not_speak_of_them(facilitator: Facilitator) -> None:
    assert "Photos" not in facilitator.open("/send").text
    assert "Photos" not in send(facilitator).text
