"""What both faces share: language, filters, protection of requests, error pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldtool.web.parts import (
    appearance,
    cookies,
    csrf,
    errors,
    filters,
    headers,
    languages,
    origin,
    patterns,
    uploads,
)

if TYPE_CHECKING:
    from flask import Flask

    from fieldtool.config import Config


def install(app: Flask, config: Config, home: str) -> None:
    """Give *app* everything both faces need; *home* is the endpoint of its start page.

    `app.secret_key` must be set by the caller. Call it before the blueprints are registered: the
    language is chosen first, so that a refusal is said in the reader's language.
    """
    uploads.install(app)
    cookies.install(app, config)
    languages.install(app, config, home)
    appearance.install(app)
    origin.install(app, config)
    csrf.install(app)
    filters.install(app)
    headers.install(app, config)
    errors.install(app)
    if config.log_level == "debug":
        app.register_blueprint(patterns.blueprint)
