"""Headers on every answer: nothing from elsewhere, nothing kept, nothing framed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request

if TYPE_CHECKING:
    from flask import Flask, Response

    from fieldtool.config import Config

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "media-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # `no-referrer` would make browsers send “Origin: null” with our own forms.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # A question about a place may take the laptop's own position, when somebody asks it to.
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(self)",
}


_OVER_TLS = {"Strict-Transport-Security": "max-age=31536000"}


def install(app: Flask, config: Config) -> None:
    """Add the headers to every answer of *app*, also to refusals."""
    is_over_tls = config.public_url.startswith("https://")
    wanted = {**HEADERS, **_OVER_TLS} if is_over_tls else HEADERS

    def add(response: Response) -> Response:
        for name, value in wanted.items():
            response.headers.setdefault(name, value)
        response.headers["Cache-Control"] = _keeping()
        return response

    app.after_request(add)


def _keeping() -> str:
    if request.endpoint != "static":
        return "no-store"
    # A vendored file has its version in its name; ours are asked for again each time.
    return "max-age=31536000, immutable" if "/vendor/" in request.path else "no-cache"
