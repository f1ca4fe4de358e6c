"""The session cookie: unreadable for scripts, sent to this site alone, one per program."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from fieldtool.config import Config


def install(app: Flask, config: Config) -> None:
    """Set the attributes of *app*'s cookies."""
    app.config.update(
        SESSION_COOKIE_NAME=session_cookie_name(config),
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        SESSION_COOKIE_SECURE=config.public_url.startswith("https://"),
    )


def session_cookie_name(config: Config) -> str:
    """Return a name of its own for each program.

    Browsers share cookies between the ports of one address, and a demonstration runs a node and a
    hub side by side; they would sign each other's people out.
    """
    place = zlib.crc32(str(config.folder).encode())
    return f"fieldtool-{config.face.value}-{place:08x}"
