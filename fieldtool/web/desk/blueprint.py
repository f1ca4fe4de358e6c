"""The blueprint of the coordinators' pages and what they work with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast

from flask import Blueprint, current_app

from fieldtool.collect.form_cache import FormCache
from fieldtool.collect.trials import Trials
from fieldtool.outputs.labelling import Labels
from fieldtool.web.desk.accounts.throttle import Throttle
from fieldtool.web.desk.kept import Kept
from fieldtool.web.services import HubServices

EXTENSION = "fieldtool_desk"

desk = Blueprint("desk", __name__)


@dataclass(frozen=True)
class DeskState:
    """What the desk remembers between requests, and what it would have to compile again."""

    throttle: Throttle
    forms: FormCache
    trials: Trials
    labels: Labels
    lists: Kept = field(default_factory=Kept)


def services() -> HubServices:
    """Return what this hub works with."""
    return cast("HubServices", current_app.extensions["fieldtool"])


def state() -> DeskState:
    """Return what the desk remembers."""
    return cast("DeskState", current_app.extensions[EXTENSION])
