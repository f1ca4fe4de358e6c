"""What this program is, and whose work it stands on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from flask import current_app, render_template

from fieldtool import __version__
from fieldtool.security import hub_backups
from fieldtool.storage import backups
from fieldtool.web.desk.blueprint import desk, services
from fieldtool.web.desk.visits import Answer, Visit, permitted
from fieldtool.web.parts.vendored import vendored

_NAME = re.compile(r"[A-Za-z0-9._-]+")


@dataclass(frozen=True)
class Library:
    """A library the program uses."""

    name: str
    version: str
    licence: str


@desk.get("/about")
@permitted("about.read")
def about(visit: Visit) -> Answer:
    """Show version, licences, and when the last backup was made."""
    place = services().config.folder / hub_backups.BACKUPS
    backup = next(iter(backups.listing(place)), None)
    shipped = vendored(Path(current_app.static_folder or ""))
    return render_template(
        "desk/about.html",
        version=__version__,
        vendored=shipped,
        libraries=libraries(),
        is_server=not services().database.is_sqlite,
        backup=backup,
        backed_up=visit.moment(backup.about.made if backup else None),
    )


def libraries() -> list[Library]:
    """Return the installed libraries that the program asks for, by name."""
    try:
        required = metadata.requires("fieldtool") or []
    except metadata.PackageNotFoundError:  # started from a checkout that was not installed
        required = []
    names = {found[0] for line in required if (found := _NAME.match(line)) is not None}
    return sorted(
        (library for name in names if (library := _library(name)) is not None),
        key=lambda library: library.name.lower(),
    )


def _library(name: str) -> Library | None:
    try:
        about = metadata.metadata(name)
    except metadata.PackageNotFoundError:  # an extra that this computer does not have
        return None
    return Library(about["Name"], about["Version"], _licence(about))


def _licence(about: metadata.PackageMetadata) -> str:
    # Three generations of packages say it in three places; the oldest put the whole text in one.
    if "License-Expression" in about:
        return about["License-Expression"]
    lines = [line for line in about.get_all("Classifier") or [] if line.startswith("License ::")]
    names = [line.rsplit(" :: ", 1)[1] for line in lines if line.count("::") > 1]
    return ", ".join(names or about.get_all("License") or [])[:40]
