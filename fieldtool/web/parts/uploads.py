"""Requests that carry files: what people attach is never written to the disk in clear."""

from __future__ import annotations

import io
from typing import IO, TYPE_CHECKING

from flask import Request

if TYPE_CHECKING:
    from flask import Flask


# What people type is never so large; files come in forms of another kind.
MOST_TYPED = 2 * 1024 * 1024
# A page of forty rows with ten questions each, a photo among them, has some thousand fields.
MOST_FIELDS = 20_000


class InMemory(Request):
    """A request whose files stay in memory; Werkzeug would write large ones to a temporary file."""

    @property
    def max_content_length(self) -> int | None:
        """Return how many bytes may come with this request."""
        limit = super().max_content_length
        is_typed = self.mimetype == "application/x-www-form-urlencoded"
        return min(limit, MOST_TYPED) if is_typed and limit is not None else limit

    @max_content_length.setter
    def max_content_length(self, value: int | None) -> None:
        self._max_content_length = value

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
    app.config["MAX_FORM_PARTS"] = MOST_FIELDS
