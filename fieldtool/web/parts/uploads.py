"""Requests: files in them never reach the disk in clear, and no text of them breaks a database."""

from __future__ import annotations

import io
from typing import IO, TYPE_CHECKING

from flask import Request, request
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.utils import cached_property

from fieldtool.problems import Code, Problem

if TYPE_CHECKING:
    from flask import Flask


NUL = "\x00"
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

    @cached_property
    def args(self) -> MultiDict[str, str]:
        """Return what stands behind the question mark."""
        return _without_nul(super().args)

    def _load_form_data(self) -> None:
        super()._load_form_data()
        self.__dict__["form"] = _without_nul(self.form)

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
    app.before_request(_check_path)


def _check_path() -> None:
    if NUL in request.path:
        raise Problem(Code.PAGE_UNKNOWN)


def _without_nul(given: MultiDict[str, str]) -> MultiDict[str, str]:
    """Leave the character NUL out: nobody types it, and PostgreSQL does not take it."""
    pairs = list(given.items(multi=True))
    if not any(NUL in name or NUL in value for name, value in pairs):
        return given
    return ImmutableMultiDict([(name, value.replace(NUL, "")) for name, value in pairs])
