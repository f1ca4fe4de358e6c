"""Requests that carry files: what people attach is never written to the disk in clear."""

from __future__ import annotations

import io
from typing import IO, TYPE_CHECKING

from flask import Request

if TYPE_CHECKING:
    from flask import Flask


class InMemory(Request):
    """A request whose files stay in memory; Werkzeug would write large ones to a temporary file."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        return io.BytesIO()


def install(app: Flask) -> None:
    """Let no request of *app* leave a file behind."""
    app.request_class = InMemory
