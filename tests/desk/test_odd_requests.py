"""Whatever is asked of a hub in whatever way, on either database: a clear page, never a fault."""

from __future__ import annotations

from tests.desk.world import ADMINISTRATOR, World
from tests.web import odd

STAYS = {"desk.leave"}


def test_no_odd_request_of_an_administrator_makes_a_hub_fail(world: World) -> None:
    laptop = world.laptop()
    world.interview(laptop)
    world.sync(laptop)
    browser = world.browser(ADMINISTRATOR)

    assert odd.walk(world.app, browser.client, "/about", STAYS) == []


def test_no_odd_request_of_a_stranger_makes_a_hub_fail(world: World) -> None:
    client = world.app.test_client()

    assert odd.broken(client) == []
    for rule in odd.rules(world.app, "GET"):
        for address in odd.addresses(rule):
            answer = client.get(address)
            assert odd.good(answer), address
            answer.close()
