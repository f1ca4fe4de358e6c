"""Pictures, recordings and films of a questionnaire, for the pages where it is filled."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from flask import url_for

from fieldtool.collect import drafts
from fieldtool.collect import media as media_here
from fieldtool.web.field.blueprint import blueprint, workspace
from fieldtool.web.parts.files import file_response

if TYPE_CHECKING:
    from flask import Response


@blueprint.get("/interviews/<interview>/media/<name>")
def media(interview: str, name: str) -> Response:
    """Give a file of the form version that the interview is filled with."""
    ws = workspace()
    draft = drafts.read(ws, interview)
    return file_response(media_here.content(ws, draft.form_hash, name), name)


def addresses(interview: str, form_hash: str) -> Callable[[str], str | None]:
    """Return what says where a page gets a file of the form; None while it is not here."""
    ws = workspace()

    @cache
    def here() -> frozenset[str]:
        # Most pages have no media and need not look.
        return media_here.here(ws, form_hash)

    def address(name: str) -> str | None:
        return url_for("field.media", interview=interview, name=name) if name in here() else None

    return address
