"""The name of a form version, and of the engine that compiled it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

ENGINE_VERSION = 2  # raise it when the compiled tree of a form changes


def form_hash(xform: str, files: Mapping[str, bytes]) -> str:
    """Return the SHA-256 over the XForm and the names and hashes of its files, as hex.

    *files* are all that belong to the form version: its attached lists and its media.
    """
    digest = hashlib.sha256(xform.encode())
    for name in sorted(files):
        digest.update(f"\n{name}\n{hashlib.sha256(files[name]).hexdigest()}".encode())
    return digest.hexdigest()
