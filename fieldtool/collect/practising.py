"""Practice: the real questionnaires in a workspace that nobody keeps, counts or sends."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from fieldtool.collect import facts, unkept
from fieldtool.collect.sitting import Sittings
from fieldtool.collect.synthetic import fill
from fieldtool.log.clock import ZonedClock, elapsed
from fieldtool.log.people import PersonTold
from fieldtool.problems import Problem
from fieldtool.security import caches
from fieldtool.security import workspace as workspaces
from fieldtool.storage import files
from fieldtool.storage.queries import forms as stored_forms
from fieldtool.storage.queries import projects
from fieldtool.storage.queries import registers as stored_registers
from fieldtool.storage.queries import sites as stored_sites

if TYPE_CHECKING:
    from fieldtool.collect.form_cache import FormCache
    from fieldtool.collect.sitting import Beginning
    from fieldtool.log.clock import Clock
    from fieldtool.security.workspace import Membership, Workspace
    from fieldtool.storage.queries.drafts import Draft

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


@dataclass(frozen=True)
class _Parked:
    """A practice while its person's work is locked: what it takes to open it, but for the key.

    The key is sealed to that person, so that nothing in memory opens the file meanwhile.
    """

    membership: Membership = field(repr=False)
    sealed: bytes = field(repr=False)
    home: Path
    begun: int
    guided: bool


class Practices:
    """The practice of each workspace; locking that closes it, and unlocking lets it go on.

    What is answered lies in an encrypted file of its own, whose key is in memory. It has its own
    log, which belongs to a hub that there is not: no query of the real work can find it, and
    nothing of it can be sent. Files that an earlier process left are deleted.
    """

    def __init__(self, folder: Path, forms: FormCache) -> None:
        self.elapsed = elapsed
        self._folder = folder
        self._forms = forms
        self._open: dict[str, Practice] = {}
        self._parked: dict[str, _Parked] = {}
        self._lock = threading.RLock()
        files.forget_folder(folder)

    def begin(self, own: Workspace, clock: Clock, *, guided: bool = False) -> Practice:
        """Begin to practise what *own* has here; an earlier practice of the same person ends.

        Raises:
            Problem: the project is not here yet, or the disk does not take it.
        """
        said, person = _said(own), facts.person(own)
        told = PersonTold(PERSON, person.sex, person.trained, person.language)
        ws = unkept.made(self._folder, said, told, clock, own.identity.box_key)
        made = Practice(self._sittings(own, ws, clock), self.elapsed(), guided)
        self.end(own.id)
        with self._lock:
            self._open[own.id] = made
        return made

    def _sittings(self, own: Workspace, ws: Workspace, clock: Clock) -> Sittings:
        zoned = ZonedClock(clock, ZoneInfo(ws.membership.zone))
        # Forms on the disk are sealed under a key that outlives this one.
        return Sittings(ws, self._forms, zoned, caches.key_of(own))

    def find(self, own: Workspace, clock: Clock) -> Practice | None:
        """Return the practice of *own*, which goes on where the work was locked meanwhile.

        Everybody's that is a day old has ended.
        """
        with self._lock:
            begun = {name: one.begun for name, one in self._open.items()}
            begun |= {name: one.begun for name, one in self._parked.items()}
            for workspace, at in begun.items():
                if self.elapsed() - at >= LONGEST:
                    self.end(workspace)
            parked = self._parked.pop(own.id, None)
            if parked is not None:
                self._go_on(own, parked, clock)
            return self._open.get(own.id)

    def park(self, workspace: str) -> None:
        """Close the practice of a workspace that is being locked; only its person opens it."""
        with self._lock:
            practice = self._open.pop(workspace, None)
            if practice is not None:
                ws = practice.sittings.workspace
                self._parked[workspace] = _Parked(
                    ws.membership, ws.sealed_key, ws.folder, practice.begun, practice.guided
                )
                ws.close()

    def end(self, workspace: str) -> bool:
        """Destroy the practice of a workspace; return whether there was one."""
        with self._lock:
            practice = self._open.pop(workspace, None)
            parked = self._parked.pop(workspace, None)
        if practice is not None:
            practice.sittings.workspace.close()
            files.forget_folder(practice.sittings.workspace.folder)
        if parked is not None:
            files.forget_folder(parked.home)
        return practice is not None or parked is not None

    def close(self) -> None:
        """Destroy what everybody practised."""
        with self._lock:
            for workspace in [*self._open, *self._parked]:
                self.end(workspace)

    def _go_on(self, own: Workspace, parked: _Parked, clock: Clock) -> None:
        try:
            ws = workspaces.reopen_unkept(
                self._folder, parked.membership, parked.sealed, own.identity
            )
        except Problem:
            # Enrolled anew, or the file is gone: what cannot be opened by anybody need not lie.
            files.forget_folder(parked.home)
            return
        made = Practice(self._sittings(own, ws, clock), parked.begun, parked.guided)
        self._open[own.id] = made


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
