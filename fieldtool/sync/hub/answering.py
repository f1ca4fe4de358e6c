"""The one door of a hub for requests: those of laptops and those of relays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldtool.sync.hub import hub_relays
from fieldtool.sync.hub import receiving as hub
from fieldtool.sync.wire import container
from fieldtool.sync.wire.messages import RELAY

if TYPE_CHECKING:
    from fieldtool.log.clock import Clock
    from fieldtool.security.hubkeys import HubIdentity
    from fieldtool.storage.blobs import BlobStore
    from fieldtool.storage.database import Database


def answer(
    database: Database, identity: HubIdentity, request: bytes, clock: Clock, blobs: BlobStore
) -> bytes:
    """Store what *request* brings and return the signed answer.

    Raises:
        Problem: the request is not accepted; nothing of it was stored.
    """
    if container.peek(request).header.get("type") == RELAY:
        return hub_relays.answer(database, identity, request, clock, blobs)
    return hub.answer(database, identity, request, clock, blobs)
