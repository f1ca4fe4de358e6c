"""Answers that are a picture, a recording, a film or any other file."""

from __future__ import annotations

from urllib.parse import quote

from flask import Response, request

from fieldtool.log.media_types import kind_of, type_of


def file_response(content: bytes, name: str) -> Response:
    """Give *content* to the browser: whole, or the range that a player asks for.

    What it is, its first bytes say. What a browser might run is only ever downloaded.
    """
    found = type_of(content)
    place = "inline" if kind_of(found) else "attachment"
    response = Response(content, content_type=found)
    response.headers["Content-Disposition"] = f"{place}; filename*=UTF-8''{quote(name, safe='')}"
    response.make_conditional(request.environ, accept_ranges=True, complete_length=len(content))
    return response


def is_beginning() -> bool:
    """Say whether this request asks for a file from its first byte on."""
    wanted = request.range
    return wanted is None or not wanted.ranges or wanted.ranges[0][0] == 0
