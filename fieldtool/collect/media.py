"""Media of the questionnaires on this laptop: which are here, and what is in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldtool.problems import Code, Problem
from fieldtool.security.blobs import open_
from fieldtool.storage.queries import forms as stored_forms

if TYPE_CHECKING:
    from fieldtool.log.blobs import BlobRef
    from fieldtool.security.workspace import Workspace


def here(ws: Workspace, form_hash: str) -> frozenset[str]:
    """Return the file names of a form version whose content has arrived."""
    return frozenset(name for name, ref in _refs(ws, form_hash).items() if ws.blobs.has(ref.name))


def content(ws: Workspace, form_hash: str, name: str) -> bytes:
    """Return the content of the file *name* of a form version.

    Raises:
        Problem: the form has no such file, or it has not arrived, or it is damaged.
    """
    ref = _refs(ws, form_hash).get(name)
    if ref is None:
        raise Problem(Code.BLOB_NOT_HERE)
    return open_(ref, ws.blobs.get(ref.name))


def _refs(ws: Workspace, form_hash: str) -> dict[str, BlobRef]:
    with ws.database.read() as session:
        return stored_forms.media(session, ws.project_id, form_hash)
