"""Interviews with photos, written into a workspace's log."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fieldtool.log import kinds
from fieldtool.log.blobs import BlobRef
from fieldtool.security import writer
from fieldtool.security.blobs import seal
from tests.sync.interviews import revision

if TYPE_CHECKING:
    from fieldtool.log.clock import Clock
    from fieldtool.security.workspace import Workspace


def photo(number: int, size: int = 100_000) -> bytes:
    """Return a photo; the same for the same *number*."""
    return b"\xff\xd8\xff\xe0" + bytes((number * 7 + at) % 251 for at in range(size))


def photograph(ws: Workspace, clock: Clock, number: int, *contents: bytes) -> list[BlobRef]:
    """Finalise an interview with photos: the blobs first, then the entry that names them."""
    refs = {}
    for place, content in enumerate(contents):
        ref, ciphertext = seal(content, "image/jpeg")
        ws.blobs.put(ref.name, ciphertext)
        refs[f"{number}-{place}.jpg"] = ref
    said = replace(revision(number), attachments=refs)
    with ws.database.work() as session:
        writer.append(
            session,
            ws,
            kinds.FINALISE,
            said.interview,
            said.to_content(),
            clock=clock.now(),
            blobs=[ref.blob for ref in refs.values()],
        )
    return list(refs.values())
