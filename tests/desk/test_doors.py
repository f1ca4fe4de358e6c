"""The hub's doors for laptops in the whole program, with the limits that its pages have too."""

from __future__ import annotations

import pytest

from fieldtool.problems import Code, ProblemKind
from fieldtool.sync.wire import container, refusals
from tests.desk.world import World


def knock(world: World, door: str, raw: bytes) -> ProblemKind:
    answer = world.app.test_client().post(f"/{door}", data=raw)
    return refusals.of_bytes(answer.data, answer.status_code).code


@pytest.mark.parametrize("door", ["sync", "bundles", "blobs/put"])
def test_a_door_takes_what_the_protocol_allows_though_pages_take_less(
    world: World, door: str
) -> None:
    assert world.app.config["MAX_CONTENT_LENGTH"] < container.MOST_BYTES

    largest = knock(world, door, bytes(container.MOST_BYTES))
    larger = knock(world, door, bytes(container.MOST_BYTES * 2))

    # A photo's range is smaller than a container; nothing but zeros is none of them.
    otherwise = {"blobs/put": Code.CONTAINER_TOO_LARGE, "bundles": Code.BUNDLE_DAMAGED}
    assert largest is otherwise.get(door, Code.CONTAINER_DAMAGED)
    assert larger is Code.CONTAINER_TOO_LARGE


def test_a_door_that_takes_little_says_so_to_whoever_sends_more(world: World) -> None:
    assert knock(world, "enrol", bytes(20_000)) is Code.CONTAINER_TOO_LARGE
    assert knock(world, "blobs/get", bytes(200_000)) is Code.CONTAINER_TOO_LARGE
