"""The facilitator's pages on a node."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldtool.web.field.blueprint import blueprint

if TYPE_CHECKING:
    from flask import Flask

HOME = "field.home"


def install(app: Flask) -> None:
    """Add the field's pages to *app*, whose `fieldtool` extension is a NodeServices."""
    from fieldtool.web.field import pages  # noqa: F401 - adds the pages to the blueprint

    app.register_blueprint(blueprint)
