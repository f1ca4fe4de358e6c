"""A random walk of people, sticks, old files, restored hubs and wrong clocks: nothing is lost.

Whatever happened, some quiet round trips with one stick bring everything to the hub and its proof
back; and on the way nothing is called proven that the hub has not got.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from fieldtool.problems import Code
from fieldtool.security import hubkeys
from fieldtool.storage import settings
from fieldtool.storage.database import open_file
from fieldtool.storage.queries import cursors, entries
from fieldtool.sync.laptop import couriers, photos
from fieldtool.sync.laptop.taking import HUB_EPOCH
from tests.log import samples
from tests.sync.interviews import finalise
from tests.sync.photographs import photo, photograph
from tests.sync.post import Shared, read, stored

P = samples.PROJECT
STEPS = 50


@dataclass
class Walk:
    """Two laptops with three people, two sticks, and a hub that is restored now and then."""

    chance: random.Random
    laptops: tuple[Shared, Shared]
    folder: Path
    written: int = 0
    steps: list[str] = field(default_factory=list)
    seen: list[bytes] = field(default_factory=list)
    copies: list[Path] = field(default_factory=list)
    heard: set[tuple[str, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.hub = self.laptops[0].hub
        one, two = self.laptops
        self.people = [(one, 0), (one, 1), (two, 0)]
        self.sticks = [self.folder / name for name in ("first stick", "second stick")]
        for stick in self.sticks:
            stick.mkdir()
        self.ways: dict[Callable[[], None], float] = {
            self.interview: 6,
            self.sign_in: 5,
            self.copy: 5,
            self.bring: 5,
            self.read: 5,
            self.send: 2,
            self.find_an_old_file: 2,
            self.sync: 1,
            self.lose_files: 1,
            self.back_up: 1,
            self.restore: 1,
            self.put_the_clock: 2,
        }

    def step(self) -> None:
        way = self.chance.choices(list(self.ways), list(self.ways.values()))[0]
        self.steps.append(way.__name__)
        way()
        for stick in self.sticks:
            self.seen += [path.read_bytes() for path in stick.glob("*.ftb")]

    def interview(self) -> None:
        laptop, person = self.chance.choice(self.people)
        ws, clock = laptop.people[person], laptop.clock
        if self.chance.random() < 0.25:
            photograph(ws, clock, self.written, photo(self.written, 2_000))
        else:
            finalise(ws, clock, range(self.written, self.written + 1))
        self.written += 1
        if self.chance.random() < 0.8:
            laptop.settle(person)

    def sign_in(self) -> None:
        laptop, person = self.chance.choice(self.people)

        assert laptop.settle(person, asks=self.chance.random() < 0.2).refused == ()

    def sync(self) -> None:
        laptop, person = self.chance.choice(self.people)
        laptop.sync(person)

    def send(self) -> None:
        assert [one.problem for one in self._laptop().send() if one.problem] == []

    def copy(self) -> None:
        went = couriers.copy_all(self._laptop().mail, self._stick())

        assert [one.problem for one in went if one.problem] == []

    def bring(self) -> None:
        assert couriers.bring(self._laptop().mail, self._stick()).refused == ()

    def read(self) -> None:
        refused = {problem.code for _, problem in read(self.hub, self._stick()).refused}

        assert refused <= {Code.BLOB_NOT_NAMED}, "a photo whose interview came another way"

    def find_an_old_file(self) -> None:
        if self.seen:
            name = f"found {self.chance.randrange(3)}.ftb"
            (self._stick() / name).write_bytes(self.chance.choice(self.seen))

    def lose_files(self) -> None:
        for path in list(self._stick().iterdir()):
            if self.chance.random() < 0.5:
                path.unlink()

    def back_up(self) -> None:
        self.hub.database.close()
        copy = self.folder / f"copy {len(self.copies)}.db"
        shutil.copy(self._database, copy)
        self.copies.append(copy)
        self.hub.use(open_file(self._database))

    def restore(self) -> None:
        if not self.copies:
            return
        self.hub.database.close()
        for path in self.folder.glob("hub.db*"):
            path.unlink()
        shutil.copy(self.chance.choice(self.copies), self._database)
        database = open_file(self._database)
        hubkeys.renew_epoch(database)
        self.hub.use(database)

    def put_the_clock(self) -> None:
        self.hub.clock.put(timedelta(hours=self.chance.randint(-50, 50)))

    def proof_holds(self) -> bool:
        """Return whether the hub has all that receipts of its present epoch prove.

        Who has heard of that epoch never goes back to an earlier one.
        """
        for laptop, person in self.people:
            ws = laptop.people[person]
            with ws.database.read() as session:
                receipt = cursors.newest_receipt(session, P, ws.log)
                epoch = settings.get(session, P, HUB_EPOCH)
            current = self.hub.identity.epoch
            if epoch != current:
                if (ws.id, current) in self.heard:
                    return False
                continue
            self.heard.add((ws.id, current))
            if receipt is None:
                continue
            with self.hub.database.read() as session:
                place = entries.count_of(session, P, ws.log, receipt.tip)
            if (receipt.epoch, receipt.count) != (epoch, place):
                return False
        return True

    def end(self) -> None:
        """Let everybody meet one stick until the hub has had the chance to ask for what it lost."""
        stick = self.folder / "last stick"
        stick.mkdir()
        for _ in range(6):
            for laptop, person in self.people:
                laptop.settle(person, asks=True)
            for laptop in self.laptops:
                couriers.copy_all(laptop.mail, stick)
            read(self.hub, stick)
            for laptop in self.laptops:
                couriers.bring(laptop.mail, stick)
        for laptop, person in self.people:
            laptop.settle(person)

    @property
    def _database(self) -> Path:
        return self.folder / "hub.db"

    def _laptop(self) -> Shared:
        return self.chance.choice(self.laptops)

    def _stick(self) -> Path:
        return self.chance.choice(self.sticks)


# The first one goes wrong when answers that others overtook are taken.
@pytest.mark.parametrize("seed", [102, 1405])
def test_everything_arrives_and_nothing_is_proven_that_is_not_there(
    seed: int, two_laptops: tuple[Shared, Shared], tmp_path: Path
) -> None:
    walk = Walk(random.Random(seed), two_laptops, tmp_path)  # noqa: S311 - a walk
    for _ in range(STEPS):
        walk.step()
        assert walk.proof_holds(), walk.steps
    walk.end()
    proven = sum(laptop.proven(person) for laptop, person in walk.people)

    assert walk.proof_holds()
    assert (stored(walk.hub), proven) == (walk.written, walk.written), walk.steps
    assert [photos.waiting(laptop.people[person]) for laptop, person in walk.people] == [()] * 3
    assert [laptop.mail.waiting() for laptop in walk.laptops] == [(), ()]
