"""The hub's HTTP doors against their description: no 5xx, refusals and content types as said."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import load_all_checks, not_a_server_error
from schemathesis.specs.openapi import checks

from fieldtool.app import create_app, hub_services, running
from fieldtool.config import Config, Face
from fieldtool.log import canonical
from fieldtool.sync.wire import bundles, protocol
from fieldtool.sync.wire.messages import GET, PUT, Range
from tests.house import openapi
from tests.sync.fuzz.mutations import bytes_of
from tests.sync.fuzz.targets import sealed, signed
from tests.sync.fuzz.world import HUB, LAPTOP, P, World, world

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.unsupported_method,
]
PER_DOOR = 80


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with world(tmp_path_factory.mktemp("doors")) as fresh:
        yield fresh


@pytest.fixture(scope="module")
def hub(made: World) -> Iterator[Flask]:
    """Return the whole hub, whose keys a laptop of the test knows."""
    config = Config(Face.HUB, made.folder / "served", reserve=0)
    app = create_app(replace(config, database=f"sqlite:///{made.folder / 'hub.db'}"))
    wired = hub_services(app)
    app.extensions["fieldtool"] = replace(wired, identity=made.identity, blobs=made.blobs)
    yield app
    running(app).close()


def _requests(made: World, number: int) -> bytes:
    """Return an honest request, or one that was changed before or after it was signed."""
    chance = Random(number)  # noqa: S311 - test data
    plain = canonical.encode(made.body())
    if number % 3 == 0:
        return made.honest[0]
    if number % 3 == 1:
        return bytes_of(chance, made.honest[0])
    return sealed(made.header(), bytes_of(chance, plain))


def _bundles(made: World, number: int) -> bytes:
    own = bundles.address(LAPTOP.box_key)
    raw = bundles.pack(bundles.REQUEST, own, HUB.box_key, _requests(made, number))
    return bytes_of(Random(number), raw) if number % 2 else raw  # noqa: S311 - test data


def _ranges(made: World, number: int) -> bytes:
    chance = Random(number)  # noqa: S311 - test data
    kind = chance.choice((PUT, GET))
    asked = Range(kind, P, made.ws.log, made.photo.name, 0, 16)
    raw = signed(canonical.encode(asked.to_tree()), made.ciphertext[:16] if kind == PUT else b"")
    return bytes_of(chance, raw) if number % 2 else raw


@pytest.fixture(scope="module")
def doors(made: World, hub: Flask) -> schemathesis.BaseSchema:
    """Return the description, and beside it messages of the binary types."""
    numbers = st.integers(0, 1 << 30)
    for kind, make in (
        (protocol.CONTENT_TYPE, _requests),
        (bundles.CONTENT_TYPE, _bundles),
        (protocol.RANGE_TYPE, _ranges),
    ):
        messages = numbers.map(partial(make, made))
        schemathesis.openapi.media_type(kind, st.binary(max_size=300) | messages)
    load_all_checks()
    return schemathesis.openapi.from_wsgi("/openapi.json", _Described(hub))


class _Described:
    """The hub, which also says how it is to be used."""

    def __init__(self, hub: Flask) -> None:
        self._hub = hub

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        if environ["PATH_INFO"] != "/openapi.json":
            return self._hub.wsgi_app(environ, start)
        start("200 OK", [("Content-Type", "application/json")])
        return [json.dumps(openapi.description()).encode()]


@pytest.mark.parametrize("door", openapi.DOORS)
def test_a_door_answers_as_it_is_described(doors: schemathesis.BaseSchema, door: str) -> None:
    operation = doors[door]["POST"]
    statuses = set()

    @settings(
        max_examples=PER_DOOR,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(
        case=operation.as_strategy() | operation.as_strategy(schemathesis.GenerationMode.NEGATIVE)
    )
    def answers(case: Any) -> None:
        statuses.add(case.call_and_validate(checks=CHECKS).status_code)

    answers()
    # Refused in more than one way, so not at the first look alone.
    assert len(statuses) >= 2


def test_the_description_knows_every_refusal(doors: schemathesis.BaseSchema) -> None:
    told = openapi.description()["paths"]["/sync"]["post"]["responses"]

    assert {"200", "400", "403", "404", "409", "413", "422"} <= set(told)
    assert not any(status.startswith("5") for status in told)
    assert len(list(doors.get_all_operations())) == len(openapi.DOORS)
