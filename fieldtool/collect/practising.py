"""Practice: the real questionnaires in a workspace that nobody keeps, counts or sends."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from fieldtool.collect import facts, unkept
from fieldtool.collect.sitting import Sittings
from fieldtool.collect.synthetic import fill
from fieldtool.log.clock import ZonedClock, elapsed
from fieldtool.log.people import PersonTold
from fieldtool.security import caches
from fieldtool.storage import files, projects
from fieldtool.storage import forms as stored_forms
from fieldtool.storage import registers as stored_registers
from fieldtool.storage import sites as stored_sites

if TYPE_CHECKING:
    from fieldtool.collect.form_cache import FormCache
    from fieldtool.collect.sitting import Beginning
    from fieldtool.log.clock import Clock
    from fieldtool.security.workspace import Workspace
    from fieldtool.storage.drafts import Draft

# Numbers of interviews say it too: PRACTICE-001. No project gives this code to anybody.
PERSON = "PRACTICE"
# What is left lying for so long was forgotten; milliseconds.
LONGEST = 24 * 60 * 60 * 1000


@dataclass(frozen=True)
class Practice:
    """Somebody practises since `begun` (milliseconds of the monotonic clock).

    Attributes:
        guided: the steps of a first interview stand beside its pages.
    """

    sittings: Sittings
    begun: int
    guided: bool = False


class Practices:
    """The practice of each workspace that is open; it ends with that at the latest.

    What is answered lies in an encrypted file of its own, whose key is in memory. It has its own
    log, which belongs to a hub that there is not: no query of the real work can find it, and
    nothing of it can be sent. Files that an earlier process left are deleted.
    """

    def __init__(self, folder: Path, forms: FormCache) -> None:
        self.elapsed = elapsed
        self._folder = folder
        self._forms = forms
        self._open: dict[str, Practice] = {}
        self._lock = threading.Lock()
        files.forget_folder(folder)

    def begin(self, own: Workspace, clock: Clock, *, guided: bool = False) -> Practice:
        """Begin to practise what *own* has here; an earlier practice of the same person ends.

        Raises:
            Problem: the project is not here yet, or the disk does not take it.
        """
        said, person = _said(own), facts.person(own)
        told = PersonTold(PERSON, person.sex, person.trained, person.language)
        ws = unkept.made(self._folder, said, told, clock)
        zoned = ZonedClock(clock, ZoneInfo(said.settings.zone))
        # Forms on the disk are sealed under a key that outlives this one.
        sittings = Sittings(ws, self._forms, zoned, caches.key_of(own))
        made = Practice(sittings, self.elapsed(), guided)
        self.end(own.id)
        with self._lock:
            self._open[own.id] = made
        return made

    def find(self, workspace: str) -> Practice | None:
        """Return the practice of a workspace; what is a day old has ended."""
        with self._lock:
            found = self._open.get(workspace)
        if found is not None and self.elapsed() - found.begun >= LONGEST:
            self.end(workspace)
            return None
        return found

    def end(self, workspace: str) -> bool:
        """Destroy the practice of a workspace; return whether there was one."""
        with self._lock:
            practice = self._open.pop(workspace, None)
        if practice is None:
            return False
        ws = practice.sittings.workspace
        ws.close()
        files.forget_folder(ws.folder)
        return True


def begin_filled(practice: Practice, chosen: Beginning, clock: Clock) -> Draft:
    """Begin an interview that invented people have answered already, to be looked through."""
    rng = Random(secrets.randbits(64))  # noqa: S311 - nobody is to guess it, and nobody cares
    ws = practice.sittings.workspace
    return practice.sittings.begin(
        chosen,
        lambda interview: fill(interview, rng, lambda: facts.now(ws, clock), agreeing=True),
    )


def _said(own: Workspace) -> unkept.Said:
    project = own.project_id
    with own.database.read() as session:
        settings = projects.get(session, project)
        found = [
            stored_forms.published(session, project, form.hash)
            for form in stored_forms.startable(session, project)
        ]
        register = stored_sites.all_of(session, project)
        entities = stored_registers.contents(session, project, unkept.MOST_CHANGES)
    known = [form for form in found if form is not None]
    return unkept.Said(settings, known, register, _sealed(own), entities)


def _sealed(own: Workspace) -> Callable[[str], bytes | None]:
    return lambda name: own.blobs.get(name) if own.blobs.has(name) else None
