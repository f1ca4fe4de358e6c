"""The coordinator's desk: the hub's pages."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from fieldtool.collect.form_cache import FormCache
from fieldtool.collect.trials import Trials
from fieldtool.outputs.labelling import Labels
from fieldtool.web.desk.accounts.throttle import Throttle
from fieldtool.web.desk.blueprint import EXTENSION, DeskState, desk

if TYPE_CHECKING:
    from flask import Flask

    from fieldtool.web.services import HubServices

HOME = "desk.overview"


def allow_uploads(app: Flask) -> None:
    """Let signed-in people send whole forms; call it before anything reads what was sent."""
    from fieldtool.web.desk.forms import preparing

    preparing.allow_uploads(app)


def install(app: Flask) -> None:
    """Add the desk's pages to *app*, whose `fieldtool` extension is a HubServices."""
    from fieldtool.web.desk import pages  # noqa: F401 - adds the pages to the blueprint
    from fieldtool.web.desk.forms import trying

    services: HubServices = app.extensions["fieldtool"]
    forms = FormCache(services.config.folder / "forms")
    trials = Trials(services.config.folder / "trials", forms)
    services.closes.append(trials.close)
    labels = Labels(lambda source: forms.get(source.hash, lambda: source))
    app.extensions[EXTENSION] = DeskState(Throttle(time.monotonic), forms, trials, labels)
    app.register_blueprint(desk)
    app.register_blueprint(trying.part(), url_prefix="/trial")
