"""The hub's doors for laptops: POST /sync, /bundles, /blobs/put, /blobs/get and /enrol."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from flask import Blueprint, Response, current_app, request
from werkzeug.exceptions import RequestEntityTooLarge

from fieldtool import diagnostics
from fieldtool.problems import Code, Problem
from fieldtool.sync.hub import answering, hub_blobs, hub_bundles
from fieldtool.sync.hub.enrolment import answer_enrolment
from fieldtool.sync.laptop import enrol
from fieldtool.sync.wire import bundles, container, protocol, refusals

if TYPE_CHECKING:
    from fieldtool.web.services import HubServices

# Laptops sign what they send and hold no session: this blueprint is exempt from CSRF.
api = Blueprint("api", __name__)

_MOST_ENROLMENT = 16 * 1024


@api.post("/sync")
def sync() -> Response:
    """Take a container and answer with one."""
    services = _services()
    raw = _body(container.MOST_BYTES)
    reply = answering.answer(
        services.database, services.identity, raw, services.clock, services.blobs
    )
    return Response(reply, content_type=protocol.CONTENT_TYPE)


@api.post("/bundles")
def bundle() -> Response:
    """Take a request that waited in an outbox, and answer with one that can wait too."""
    reply = hub_bundles.answer(_services().door, _body(bundles.MOST_BYTES))
    return Response(reply, content_type=bundles.CONTENT_TYPE)


@api.post("/blobs/put")
def put_range() -> Response:
    """Take part of a photo, a recording or a medium."""
    services = _services()
    raw = _body(container.MOST_BYTES)
    reply = hub_blobs.take_range(services.database, services.blobs, raw)
    return Response(reply, content_type=protocol.HERE_TYPE)


@api.post("/blobs/get")
def get_range() -> Response:
    """Give part of a medium."""
    services = _services()
    raw = _body(container.MOST_HEADER)
    reply = hub_blobs.give_range(services.database, services.blobs, raw)
    return Response(reply, content_type=protocol.BYTES_TYPE)


@api.post("/enrol")
def enrol_laptop() -> Response:
    """Take a request under an enrolment code and answer it."""
    services = _services()
    raw = _body(_MOST_ENROLMENT)
    reply = answer_enrolment(services.database, services.identity, raw, services.clock)
    return Response(reply, content_type=enrol.CONTENT_TYPE)


@api.errorhandler(Problem)
def refuse(problem: Problem) -> Response:
    """Say what is wrong in a form that the laptop puts into its reader's words."""
    diagnostics.event("sync:refused", reason=problem.code.reference)
    return Response(
        refusals.to_bytes(problem), status=problem.status, content_type=refusals.CONTENT_TYPE
    )


def _services() -> HubServices:
    return cast("HubServices", current_app.extensions["fieldtool"])


def _body(most: int) -> bytes:
    """Return what was sent, up to what this door takes, whatever the other pages of a hub do."""
    request.max_content_length = most + 1
    try:
        # Read with a bound: the length that the client claims may be missing or wrong.
        raw = request.stream.read(most + 1)
    except RequestEntityTooLarge:
        raise _too_large(most) from None
    if len(raw) > most:
        raise _too_large(most)
    return raw


def _too_large(most: int) -> Problem:
    return Problem(Code.CONTAINER_TOO_LARGE, {"most": max(1, most // container.MEBIBYTE)})
