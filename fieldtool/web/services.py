"""What the pages of each face work with, wired once at the start."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fieldtool.log.clock import elapsed
from fieldtool.log.stated import Stated
from fieldtool.security.sealing import OpenKeys
from fieldtool.sync.hub.destroying import Destroying
from fieldtool.sync.laptop.sending import Job, Patience, Sending

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx

    from fieldtool.collect.form_cache import FormCache
    from fieldtool.collect.practising import Practices
    from fieldtool.collect.sitting import Sittings
    from fieldtool.config import Config
    from fieldtool.log.clock import Clock
    from fieldtool.security.hubkeys import HubIdentity
    from fieldtool.security.passphrase import Effort
    from fieldtool.security.team_file import TeamFile
    from fieldtool.security.workspace import Workspace
    from fieldtool.storage.blobs import BlobStore
    from fieldtool.storage.database import Database
    from fieldtool.sync.hub.hub_bundles import Door
    from fieldtool.sync.relay.rounds import Rounds


# Milliseconds; the setting `lock_after` says otherwise.
IDLE = 300_000


class OpenWork:
    """The unlocked workspaces of this process, by the random token of a browser session.

    They live in memory alone: when the process ends, everybody is signed out. Work that nobody
    touched for a while is locked, whether or not a page asks.
    """

    def __init__(self, idle: int = IDLE) -> None:
        """Lock work that nobody touched for *idle* milliseconds."""
        self.idle = idle
        self.elapsed = elapsed
        self._touched: dict[str, int] = {}
        self._stop = threading.Event()
        self._open: dict[str, Sittings] = {}
        self._sendings: dict[str, Sending] = {}
        self._lock = threading.Lock()
        self._closes_too: list[Callable[[str], object]] = []
        self._ends_too: list[Callable[[str], object]] = []

    def goes_with(self, close: Callable[[str], object], end: Callable[[str], object]) -> None:
        """Call *close* with the id of a workspace whenever that is closed, *end* before its end."""
        self._closes_too.append(close)
        self._ends_too.append(end)

    def find(self, token: str) -> Sittings | None:
        """Return the open work of a session, or None when it is locked."""
        with self._lock:
            self._lock_idle()
            return self._open.get(token)

    def touch(self, token: str) -> None:
        """Note that somebody is at work in a session."""
        with self._lock:
            self._touched[token] = self.elapsed()

    def watch(self, seconds: float = 5.0) -> None:
        """Look every so many seconds for work that nobody touches, until all is closed."""
        threading.Thread(target=self._watch, args=(seconds,), daemon=True, name="idle").start()

    def keep(self, token: str, sittings: Sittings) -> None:
        """Hold *sittings* open for the session *token*.

        Two windows signed in to the same work share one database and one set of drafts in memory.
        """
        with self._lock:
            same = [one for one in self._open.values() if _are_one(one, sittings)]
            if same and same[0] is not sittings:
                sittings.workspace.close()
            self._open[token] = same[0] if same else sittings
            self._touched[token] = self.elapsed()

    def lock(self, token: str) -> None:
        """Let go of the work of one session; it closes when no other session has it."""
        with self._lock:
            self._let_go(token)

    def sending(self, job: Job) -> Sending:
        """Return the one sending of the open workspace of *job*, also after a pause."""
        with self._lock:
            return self._sendings.setdefault(job.ws.id, Sending(job))

    def shut(self, workspace: str) -> None:
        """Close the work *workspace* in every window, as before it is destroyed."""
        with self._lock:
            tokens = [one for one, work in self._open.items() if work.workspace.id == workspace]
            closed = [self._open.pop(token) for token in tokens]
            for sittings in closed[:1]:
                self._shut(sittings.workspace)
            for end in self._ends_too:
                end(workspace)

    def close(self) -> None:
        """Close all."""
        self._stop.set()
        with self._lock:
            for sittings in {id(one): one for one in self._open.values()}.values():
                self._shut(sittings.workspace)
            self._open.clear()

    def _watch(self, seconds: float) -> None:
        while not self._stop.wait(seconds):
            with self._lock:
                self._lock_idle()

    def _lock_idle(self) -> None:
        now = self.elapsed()
        for token in [one for one, at in self._touched.items() if now - at >= self.idle]:
            self._let_go(token)

    def _let_go(self, token: str) -> None:
        self._touched.pop(token, None)
        sittings = self._open.pop(token, None)
        if sittings is not None and sittings not in self._open.values():
            self._shut(sittings.workspace)

    def _shut(self, ws: Workspace) -> None:
        sending = self._sendings.pop(ws.id, None)
        if sending is not None:
            # It stops at once: nothing can be read or written any more, whatever is on its way.
            sending.pause()
        for close in self._closes_too:
            close(ws.id)
        ws.close()


class Together:
    """The people who set themselves up one after the other from one file; in memory alone."""

    def __init__(self) -> None:
        self._file: TeamFile | None = None
        self._done: set[str] = set()
        self._lock = threading.Lock()

    def begin(self, file: TeamFile) -> None:
        """Take the codes of a file; those of an earlier one are forgotten."""
        with self._lock:
            self._file, self._done = file, set()

    def file(self) -> TeamFile | None:
        """Return the file, as long as somebody in it is left."""
        with self._lock:
            is_left = self._file is not None and set(self._file.codes) - self._done
            return self._file if is_left else None

    def people(self) -> tuple[tuple[str, bool], ...]:
        """Return (person code, whether set up) of everybody in the file."""
        with self._lock:
            codes = self._file.codes if self._file else {}
            return tuple((person, person in self._done) for person in sorted(codes))

    def done(self, person: str) -> None:
        """Note that *person* is set up."""
        with self._lock:
            self._done.add(person)

    def end(self) -> None:
        """Forget the codes."""
        with self._lock:
            self._file, self._done = None, set()


def _are_one(one: Sittings, other: Sittings) -> bool:
    return one.workspace.id == other.workspace.id


@dataclass(frozen=True)
class NodeServices:
    """A laptop.

    Attributes:
        forms: the compiled forms of everybody.
        hub_client: makes a client for the hub at an address, given the address.
        effort: what one guess of a new passphrase costs; measured on this computer if not given.
        practices: what is practised now.
        stated: the date that a person gave, where the clock cannot be right.
        patience: how long one waits for the hub, and a page for that.
    """

    config: Config
    clock: Clock
    forms: FormCache
    hub_client: Callable[[str], httpx.Client]
    practices: Practices
    work: OpenWork = field(default_factory=OpenWork)
    together: Together = field(default_factory=Together)
    effort: Effort | None = None
    patience: Patience = field(default_factory=Patience)
    stated: Stated = field(default_factory=Stated)

    def close(self) -> None:
        """Lock everybody's work, and destroy what was practised."""
        self.work.close()
        self.practices.close()


@dataclass(frozen=True)
class HubServices:
    """The central server.

    Attributes:
        blobs: photos and recordings of all interviews, and the media of forms.
        keys: what opens sealed interviews, while an administrator has unlocked the hub.
        closes: to be called when it stops, before the database closes.
        effort: what one guess of the passphrase of a key's holder costs.
        destroying: all answers, where their time is over.
        rounds: how a relay passes on; None where the hub is no relay.
        stated: nothing; the pages on which a form is tried are those of a laptop, and ask for it.
    """

    config: Config
    clock: Clock
    database: Database
    identity: HubIdentity
    blobs: BlobStore
    closes: list[Callable[[], None]] = field(default_factory=list)
    effort: Effort | None = None
    keys: OpenKeys = field(default_factory=OpenKeys)
    rounds: Rounds | None = None
    stated: Stated = field(default_factory=Stated)
    destroying: Destroying = field(default_factory=Destroying)

    def __post_init__(self) -> None:
        """Let whoever reads from the database read what the keys open."""
        self.database.opens = self.keys

    @property
    def door(self) -> Door:
        """Return what reads the files that others carried here, and answers them."""
        from fieldtool.sync.hub.hub_bundles import Door

        relay = self.rounds.relay if self.rounds else None
        return Door(self.database, self.identity, self.clock, self.blobs, relay)

    def go_on_destroying(self, project: str) -> None:
        """Destroy in a thread what is left of all answers, where somebody has begun that."""
        from fieldtool.sync.hub import ending

        def step() -> bool:
            return ending.step(self.database, self.identity, project, self.clock.now())

        self.destroying.begin(step, self.finish_erasing)

    def finish_erasing(self) -> None:
        """Destroy what lies beside the tables; call it after an erasure is committed."""
        from fieldtool.security import hub_backups
        from fieldtool.sync.hub import erasing

        folder, now = self.config.folder, self.clock.now().wall
        erasing.remember(self.database, folder)
        if erasing.finish_at_hub(self.database, self.blobs):
            owner, second = hub_backups.owner_of(self.identity), self.config.second_place
            hub_backups.after_erasure(folder, self.database, owner, now, second)

    def close(self) -> None:
        """Let go of the keys, and close the database."""
        self.destroying.stop()
        self.keys.close()
        for close in self.closes:
            close()
        self.database.close()
