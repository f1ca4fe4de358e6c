"""Whatever is asked of a node in whatever way: a clear page, never a fault."""

from __future__ import annotations

from tests.web import odd
from tests.web.laptop import Facilitator, Laptop

# They would end the session, or erase what the others are asked about.
STAYS = {"field.lock"}


def test_no_odd_request_of_somebody_signed_in_makes_a_node_fail(
    facilitator: Facilitator, laptop: Laptop
) -> None:
    laptop.app.testing = True

    assert odd.walk(laptop.app, facilitator.client, "/help", STAYS) == []


def test_no_odd_request_of_a_stranger_makes_a_node_fail(laptop: Laptop) -> None:
    laptop.app.testing = True
    client = laptop.app.test_client()

    assert odd.broken(client) == []
    for rule in odd.rules(laptop.app, "GET"):
        for address in odd.addresses(rule):
            answer = client.get(address)
            assert odd.good(answer), address
            answer.close()
