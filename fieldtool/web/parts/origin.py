"""Only pages of this program, opened at its own address, may talk to it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import request

from fieldtool.config import Face
from fieldtool.problems import Code, Problem

if TYPE_CHECKING:
    from flask import Flask

    from fieldtool.config import Config

LOOPBACK = ("127.0.0.1", "localhost")


def install(app: Flask, config: Config) -> None:
    """Check Host and Origin of every request.

    Without the Host check a page elsewhere could point its own name at 127.0.0.1 and read what a
    node shows. A hub without a `public_url` answers at any name, as nobody told it its own.
    """
    names = (*LOOPBACK, urlsplit(config.public_url).netloc) if config.public_url else LOOPBACK
    anywhere = config.face is Face.HUB and not config.public_url

    def check() -> None:
        if not anywhere and not _is_ours(names):
            raise Problem(Code.ADDRESS_WRONG, {"address": f"http://127.0.0.1:{_port()}/"})
        if request.method not in {"GET", "HEAD", "OPTIONS"} and _comes_from_elsewhere(config):
            raise Problem(Code.ORIGIN_FOREIGN)

    app.before_request(check)


def _port() -> str:
    return str(request.environ.get("SERVER_PORT", ""))


def _is_ours(names: tuple[str, ...]) -> bool:
    host = request.environ.get("HTTP_HOST", "")
    port = _port()
    allowed = {f"{name}:{port}" for name in LOOPBACK} | set(names[len(LOOPBACK) :])
    if port == "80":
        allowed.update(LOOPBACK)
    return host in allowed


def _comes_from_elsewhere(config: Config) -> bool:
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        return True
    origin = request.headers.get("Origin")
    if origin is None:
        # Not a browser: it has no cookies of ours that it did not get itself.
        return False
    ours = {f"{request.scheme}://{request.host}", config.public_url or None}
    return origin not in ours
