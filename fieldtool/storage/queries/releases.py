"""Named queries on releases: sensitive files that leave the hub with a second person's word."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace

from sqlalchemy.orm import Session

from fieldtool.storage import settings

_NAME = "releases"
# What was agreed to is fetched within a day.
LIFE_MS = 86_400_000


@dataclass(frozen=True)
class Release:
    """A file that somebody asked for.

    Attributes:
        texts: the filter, by field.
        at: when it was asked for, then when it was agreed to; milliseconds UTC.
        agreed: the login of whoever agreed; empty before.
        label: how sensitive the file is.
    """

    id: str
    login: str
    form: str
    purpose: str
    at: int
    texts: dict[str, str] = field(default_factory=dict)
    agreed: str = ""
    label: str = ""

    def covers(self, login: str, texts: Mapping[str, str]) -> bool:
        """Return whether this is the file that *login* asks for with a filter."""
        return self.login == login and self.texts == texts


def all_of(session: Session, project: str, now: int) -> list[Release]:
    """Return the releases that are not older than a day, the newest first."""
    return _young(settings.get(session, project, _NAME), now)


def put(session: Session, project: str, release: Release, now: int) -> None:
    """Keep *release*, in the place of what was known of it."""
    _keep(session, project, [release, *_others(session, project, release, now)])


def agree(session: Session, project: str, release: Release, login: str, now: int) -> None:
    """Note that *login* agreed."""
    put(session, project, replace(release, agreed=login, at=now), now)


def remove(session: Session, project: str, release: Release, now: int) -> None:
    """Forget a release: it was fetched, or is not wanted any more."""
    _keep(session, project, _others(session, project, release, now))


def _others(session: Session, project: str, release: Release, now: int) -> list[Release]:
    found = _young(settings.hold(session, project, _NAME), now)
    return [one for one in found if one.id != release.id]


def _young(text: str | None, now: int) -> list[Release]:
    found = [Release(**one) for one in json.loads(text)] if text else []
    return [one for one in found if now - one.at < LIFE_MS]


def _keep(session: Session, project: str, releases: list[Release]) -> None:
    text = json.dumps([asdict(one) for one in releases], ensure_ascii=False)
    settings.put(session, project, _NAME, text)
