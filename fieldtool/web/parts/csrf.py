"""Every change carries a token of the session that loaded the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_wtf.csrf import CSRFProtect

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Blueprint, Flask


def install(app: Flask) -> None:
    """Refuse every POST without the token; it lives as long as the session.

    An interview may take hours and a page may stay open overnight, so the token has no age of its
    own: losing what was typed would be worse than what an old token of a live session could do.
    """
    app.config["WTF_CSRF_TIME_LIMIT"] = None
    CSRFProtect(app)


def exempt(app: Flask, pages: Blueprint | Callable[..., object]) -> None:
    """Leave out doors for machines, which hold no session and sign what they send.

    And what must work from a page of an earlier session too. Pages elsewhere are still refused.
    """
    app.extensions["csrf"].exempt(pages)
