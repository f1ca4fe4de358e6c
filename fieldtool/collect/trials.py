"""Trials: a form is filled as on a laptop, in a workspace that nobody keeps."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from fieldtool.collect import unkept
from fieldtool.collect.sitting import Sittings
from fieldtool.log.clock import ZonedClock
from fieldtool.log.kinds import FormPublished, ProjectSettings
from fieldtool.log.people import PersonTold
from fieldtool.log.sites import Site
from fieldtool.storage import files

if TYPE_CHECKING:
    from fieldtool.collect.form_cache import FormCache
    from fieldtool.log.canonical import Encodable
    from fieldtool.log.clock import Clock
    from fieldtool.security.workspace import Workspace

# The person of every trial; no project gives this code to anybody.
PERSON = "TRIAL"
# Each is an open file; more people than this do not try forms at once.
_MOST = 8


@dataclass(frozen=True)
class Tried:
    """What a trial's laptop is told, as if a hub had said it.

    Attributes:
        place: stands in for a register, its name by language.
        entities: changes of entities of the project, by the entity.
        sealed: gives the ciphertext of a medium of the form by the name of the blob.
    """

    settings: ProjectSettings
    form: FormPublished
    sites: Sequence[Site]
    place: Mapping[str, str] = field(default_factory=dict)
    sealed: Callable[[str], bytes] | None = None
    entities: Sequence[tuple[str, Mapping[str, Encodable]]] = ()


@dataclass(frozen=True)
class Trial:
    """Somebody tries a form; `back` is where they came from."""

    form: FormPublished
    sittings: Sittings
    back: str


class Trials:
    """The trials of this process, one per account; nothing of them is kept or sent anywhere.

    Each has an encrypted file whose key is in memory, because the pages and what is under them
    are those of a laptop, to the last line. Files that an earlier process left are deleted.
    """

    def __init__(self, folder: Path, forms: FormCache) -> None:
        self._folder = folder
        self._forms = forms
        self._open: OrderedDict[str, Trial] = OrderedDict()
        self._lock = threading.Lock()
        files.forget_folder(folder)

    def begin(self, who: str, tried: Tried, clock: Clock, back: str) -> Trial:
        """Begin a trial for the account *who*; an earlier one of the same account ends.

        Raises:
            Problem: the disk does not take it.
        """
        ws = _workspace(self._folder, tried, clock)
        zoned = ZonedClock(clock, ZoneInfo(tried.settings.zone))
        trial = Trial(tried.form, Sittings(ws, self._forms, zoned), back)
        with self._lock:
            ended = [self._open.pop(who)] if who in self._open else []
            self._open[who] = trial
            while len(self._open) > _MOST:
                ended.append(self._open.popitem(last=False)[1])
        for one in ended:
            _end(one)
        return trial

    def find(self, who: str) -> Trial | None:
        """Return the trial of *who*."""
        with self._lock:
            if who in self._open:
                self._open.move_to_end(who)
            return self._open.get(who)

    def end(self, who: str) -> Trial | None:
        """End the trial of *who*; everything typed into it is gone."""
        with self._lock:
            trial = self._open.pop(who, None)
        if trial is not None:
            _end(trial)
        return trial

    def close(self) -> None:
        """End all."""
        with self._lock:
            ended = list(self._open.values())
            self._open.clear()
        for trial in ended:
            _end(trial)


def _end(trial: Trial) -> None:
    ws = trial.sittings.workspace
    ws.close()
    files.forget_folder(ws.folder)


def _workspace(folder: Path, tried: Tried, clock: Clock) -> Workspace:
    places = tuple(tried.sites) or (_stand_in(tried),)
    # Whoever tries a form sees all of it.
    settings = replace(tried.settings, same_sex="no")
    said = unkept.Said(settings, (tried.form,), places, tried.sealed, tried.entities)
    return unkept.made(folder, said, PersonTold(PERSON, "", trained=True, language=""), clock)


def _stand_in(tried: Tried) -> Site:
    return Site("trial", "", "place", "", "", dict(tried.place))
