"""Questions that are answered with a file, as a page shows them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from flask import url_for

from fieldtool.collect import attachments, given_files
from fieldtool.log.media_types import kind_of
from fieldtool.web.field.blueprint import workspace
from fieldtool.web.field.filling.questions import FileShown, UploadShown

if TYPE_CHECKING:
    from collections.abc import Callable

    from fieldtool.collect.sitting import Sitting
    from fieldtool.forms import NodeState

_DRAWN = frozenset({"draw", "signature", "annotate"})
_ACCEPT = {"image": "image/*", "audio": "audio/*", "video": "video/*"}


def asked_for(sitting: Sitting) -> Callable[[NodeState], UploadShown]:
    """Return what says how the files of an interview are asked for, and which are here."""
    here = attachments.of_draft(workspace(), sitting.draft.id)

    def shown(state: NodeState) -> UploadShown:
        found = here.get(state.value)
        if found is None:
            return blank(state)
        # What came back with a returned interview may still be at the hub alone.
        is_here = workspace().blobs.has(found.ref.name)
        address = _address(sitting, found.file) if is_here else ""
        file = FileShown(found.file, kind_of(found.ref.type), found.length, address)
        return replace(blank(state), file=file)

    return shown


def blank(state: NodeState) -> UploadShown:
    """Return how a file is asked for where none is attached yet."""
    kind = given_files.wanted(state)
    looks = set(state.appearance.split())
    return UploadShown(
        kind=kind,
        accept=_ACCEPT.get(kind, ""),
        capture=_capture(looks),
        drawn=bool(looks & _DRAWN),
        most=given_files.MOST_BYTES,
    )


def _capture(looks: set[str]) -> str:
    if looks & {"new-front", "selfie"}:
        return "user"
    return "environment" if looks & {"new", "new-rear"} else ""


def _address(sitting: Sitting, file: str) -> str:
    return url_for("field.attached_file", interview=sitting.draft.id, name=file)
