"""Laptops that exist as keys and a chain alone: thousands of them send what one has written."""

from __future__ import annotations

import string
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import TYPE_CHECKING

from fieldtool.log import entry, ids
from fieldtool.log.chain import Run, Tip
from fieldtool.log.clock import ClockEvidence
from fieldtool.log.entry import Entry
from fieldtool.log.kinds import FINALISE, PROJECT_LOG, Revision, team_log, workspace_log
from fieldtool.security.keys import SALT_SIZE, Identity, new_identity, random_bytes
from fieldtool.security.writer import sign_tip
from fieldtool.storage.queries import entries, people, workspaces
from fieldtool.storage.queries.people import Person
from fieldtool.storage.queries.workspaces import Workspace
from fieldtool.sync.wire import container, runs
from fieldtool.sync.wire.messages import RequestBody, RequestHeader
from tests.benchmarks.invented import clock_of_project

if TYPE_CHECKING:
    from fieldtool.storage.database import Database

TEAM = "HRT"


@dataclass(frozen=True)
class Place:
    """The hub that a fleet sends to: what a laptop knows of it after its first sync.

    Attributes:
        have: the newest entry of each of the hub's logs.
    """

    project: str
    box_key: bytes
    have: dict[str, str]


@dataclass
class Sender:
    """One person on one laptop, whose log is kept in memory."""

    place: Place
    person: str
    id: str
    identity: Identity = field(default_factory=new_identity)
    last: str = ""
    count: int = 0

    @property
    def log(self) -> str:
        """Return the name of the log that this one writes."""
        return workspace_log(self.id)

    def workspace(self, at: int) -> Workspace:
        """Return what the hub knows of this one."""
        keys = self.identity
        return Workspace(self.id, self.person, self.id * 2, keys.verify_key, keys.box_key, at)

    def write(self, revisions: Sequence[Revision]) -> Run:
        """Finalise *revisions* and return them as what is to be sent next."""
        after, made = self.last, list[Entry]()
        for one in revisions:
            now = clock_of_project().now()
            clock = replace(now, wall=now.wall - 60_000 * (len(revisions) - len(made)))
            self.last = self._entry(one, clock, made)
        self.count += len(made)
        tip = Tip(self.place.project, self.log, self.last, self.count)
        return Run(after, tuple(made), sign_tip(self.identity, tip))

    def request(self, run: Run | None) -> bytes:
        """Return the container that brings *run*, and asks for the hub's news."""
        header = RequestHeader(
            project=self.place.project,
            log=self.log,
            tip=self.last,
            count=self.count,
            finalised=self.count,
            have=self.place.have,
            clock=clock_of_project().now(),
        )
        body = RequestBody(() if run is None else (runs.to_wire(run),))
        tree = header.to_tree()
        return container.pack(tree, body.to_tree(), self.identity, self.place.box_key)

    def _entry(self, revision: Revision, clock: ClockEvidence, made: list[Entry]) -> str:
        one = entry.make(
            FINALISE,
            revision.interview,
            prev=self.last,
            person=self.person,
            clock=clock,
            content=revision.to_content(),
            salt=random_bytes(SALT_SIZE),
        )
        made.append(one)
        return one.id


def enrol(database: Database, place: Place, count: int) -> list[Sender]:
    """Put *count* laptops, each with a person of its own, on the hub's lists."""
    senders = [
        Sender(place, f"{TEAM}-{number:05}", ids.new_id(ids.WORKSPACE)) for number in range(count)
    ]
    at = clock_of_project().now().wall
    for some in (senders[first : first + 500] for first in range(0, count, 500)):
        with database.work() as session:
            for one in some:
                person = Person(one.person, "لیلا", "female", trained=True, language="fa_AF")
                people.put(session, place.project, replace(person, team=TEAM))
                workspaces.put(session, place.project, one.workspace(at))
    return senders


def place_of(database: Database, project: str, box_key: bytes) -> Place:
    """Return the hub as laptops know it that have heard all it said until now."""
    have: dict[str, str] = {}
    with database.read() as session:
        for log in (PROJECT_LOG, team_log(TEAM)):
            newest = entries.tip(session, project, log)
            if newest is not None:
                have[log] = newest.tip.id
    return Place(project, box_key, have)


def others(pool: Sequence[Revision], count: int, chance: Random) -> list[Revision]:
    """Return *count* interviews like those of *pool*, no two alike in ids, numbers and times."""
    drawn = chance.sample(pool, min(count, len(pool)))
    drawn += chance.choices(pool, k=count - len(drawn))
    return [replace(one, interview=_id(chance), number=_number(chance)) for one in drawn]


def _id(chance: Random) -> str:
    return "".join(chance.choices(string.ascii_lowercase + "234567", k=16))


def _number(chance: Random) -> str:
    return f"{TEAM}-07-{chance.randrange(100_000):05}"
