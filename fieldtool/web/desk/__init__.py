"""The coordinator's desk: the hub's pages."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from fieldtool.collect.form_cache import FormCache
from fieldtool.web.desk.blueprint import EXTENSION, DeskState, desk
from fieldtool.web.desk.throttle import Throttle

if TYPE_CHECKING:
    from flask import Flask

HOME = "desk.overview"


def install(app: Flask) -> None:
    """Add the desk's pages to *app*, whose `fieldtool` extension is a HubServices."""
    from fieldtool.web.desk import pages  # noqa: F401 - adds the pages to the blueprint

    folder = app.extensions["fieldtool"].config.folder / "forms"
    app.extensions[EXTENSION] = DeskState(Throttle(time.monotonic), FormCache(folder))
    app.register_blueprint(desk)
