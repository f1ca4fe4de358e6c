"""Kill -9 before every change that an action asks of the disk: nothing shown as done is lost."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, inspect, text

from fieldtool.collect import facts, work
from fieldtool.log.clock import SystemClock
from fieldtool.storage import migrations, schema, settings
from fieldtool.storage.database import Database
from fieldtool.storage.mail import Mail
from fieldtool.storage.models import Side
from fieldtool.sync.hub.hub_bundles import Door, read_folder
from fieldtool.sync.laptop import couriers, outbox
from tests import killing, memory
from tests.clocks import KABUL
from tests.killing import Worker
from tests.power import day as days
from tests.power import killed, opening
from tests.power.opening import Found
from tests.power.promises import Promised
from tests.power.witness import Witness, only_on_linux

pytestmark = [only_on_linux, pytest.mark.processes]

# What stands in the draft before anything is killed.
BEFORE = {"safety/why": "پیش از همه", "safety/age": "33"}


@dataclass(frozen=True)
class Begun:
    """A laptop with a draft in which a photo is, and its hub."""

    folder: Path
    draft: str
    photo: str

    def copies(self) -> Iterator[Path]:
        """Give copies, each where the one before was."""
        copy = self.folder.parent / "copy"
        for _ in count():
            shutil.rmtree(copy, ignore_errors=True)
            shutil.copytree(self.folder, copy)
            yield copy

    def promised(self, said: list[list[str]], *also: str) -> Promised:
        """Return what has to be there after what was *said*; *also* was done before."""
        answers = {path: {value} for path, value in BEFORE.items()}
        answers["safety/photo"] = {self.photo}
        for kind, *rest in said:
            if kind == "answer":
                answers[rest[0]] = {" ".join(rest[1:])}
        must = {"started", *also, *(["finalised"] if ["finalised"] in said else [])}
        return Promised(answers, must, {*must, "finalised"})


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="fieldtool-killed-", dir=memory.place()))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def worker(place: Path) -> Iterator[Worker]:
    with killing.worker("tests.power.killed", Witness([place], place / "seen")) as made:
        yield made


@pytest.fixture(scope="module")
def begun(place: Path) -> Begun:
    folder = place / "begun"
    days.prepare(folder)
    sittings = killed.sittings_of(folder)
    with closing(sittings.workspace):
        (form,) = facts.forms(sittings.workspace)
        draft = sittings.start(form.hash, "AF3201", "").id
        sittings.answer(draft, BEFORE, 99, killed.WINDOW)
        killed.attach_to(sittings, draft)
        with sittings.of(draft) as sitting:
            photo = sitting.interview.state("safety/photo").value
    return Begun(folder, draft, photo)


@pytest.fixture(scope="module")
def finalised(begun: Begun, place: Path) -> Begun:
    """Return the same with the interview finalised."""
    folder = place / "finalised"
    shutil.copytree(begun.folder, folder)
    killed.finalise(folder, begun.draft)
    return Begun(folder, begun.draft, begun.photo)


@pytest.fixture(scope="module")
def carried(finalised: Begun, place: Path) -> Begun:
    """Return the same with the parcel on a stick."""
    folder = place / "carried"
    shutil.copytree(finalised.folder, folder)
    (folder / killed.STICK).mkdir()
    couriers.copy_all(Mail(killed.laptop(folder)), folder / killed.STICK)
    return Begun(folder, finalised.draft, finalised.photo)


@pytest.fixture(scope="module")
def answered(carried: Begun, place: Path) -> Begun:
    """Return the same with the hub's answer on the stick."""
    folder = place / "answered"
    shutil.copytree(carried.folder, folder)
    killed.read_stick(folder, carried.draft)
    return Begun(folder, carried.draft, carried.photo)


@contextmanager
def opened_side(folder: Path, side: Side) -> Iterator[Database]:
    """Open the database of the laptop or of the hub."""
    if side is Side.NODE:
        with closing(killed.opened(folder)) as ws:
            yield ws.database
    else:
        with killed.hub_of(folder) as hub:
            yield hub.database


def make_old(database: Database, side: Side) -> None:
    """Let *database* be as the first version of the program would have left it."""
    with database.work() as session:
        connection = session.connection()
        found = inspect(connection)
        rows = {name: rows_of(connection, name) for name in found.get_table_names()}
        for name in rows:
            connection.execute(text(f"DROP TABLE {name}"))
        migrations.upgrade(connection, side, "0001")
        found = inspect(connection)
        for table in set(found.get_table_names()) & set(rows) - {"alembic_version"}:
            columns = [str(one["name"]) for one in found.get_columns(table)]
            names, values = ", ".join(columns), ", ".join(f":{one}" for one in columns)
            for row in rows[table]:
                connection.execute(
                    text(f"INSERT INTO {table} ({names}) VALUES ({values})"),  # noqa: S608 - names of ours
                    {one: row[one] for one in columns},
                )
        settings.put(session, "", "projection_version", "0")


def rows_of(connection: Connection, table: str) -> list[dict[str, Any]]:
    found = connection.execute(text(f"SELECT * FROM {table}"))  # noqa: S608 - a name of ours
    return [dict(row) for row in found.mappings()]


def faults(
    folder: Path, draft: str, promised: Promised, *, is_sent: bool = True, hub_fell: bool = False
) -> list[str]:
    """Return what is wrong after everything was started again and sent."""
    found = Found(
        killed.laptop(folder),
        folder / "hub" / "hub",
        SystemClock(KABUL).now().wall,
        is_sent=is_sent,
        is_backed_up=False,
        hub_fell=hub_fell,
        is_late=False,
        has_backup=False,
        promised={draft: promised},
    )
    return opening.faults(found)


@pytest.mark.parametrize("what", ["answer", "attach", "finalise"])
def test_work_on_a_draft_killed_anywhere(begun: Begun, worker: Worker, what: str) -> None:
    moments = 0
    for folder, said in worker.killed_everywhere(what, begun.copies(), begun.draft):
        moments += 1
        promised = begun.promised(said)
        for path, later in (
            ("safety/why", "کوچه تاریک است"),
            ("safety/age", "44"),
        ):
            # One answer more than was shown may be there.
            promised.answers[path] |= {later} if what == "answer" else set()
        if what == "attach":
            promised.answers.pop("safety/photo")

        # What was begun is sent with the rest, or goes on to be a draft.
        is_sent = what == "finalise" or said[-1] == ["end"]
        assert faults(folder, begun.draft, promised, is_sent=is_sent) == []
    assert moments > 8


def test_sending_killed_anywhere_at_the_laptop_or_at_the_hub(
    carried: Begun, worker: Worker
) -> None:
    moments = 0
    for folder, said in worker.killed_everywhere("send", carried.copies(), carried.draft):
        moments += 1
        promised = carried.promised(said, "finalised")
        assert faults(folder, carried.draft, promised, hub_fell=moments % 3 == 0) == []
    assert moments > 20


def test_a_hub_killed_while_it_reads_a_stick_reads_it_again(
    carried: Begun, worker: Worker, answered: Begun
) -> None:
    moments = 0
    for folder, said in worker.killed_everywhere("read-stick", carried.copies()):
        moments += 1
        with killed.hub_of(folder) as hub:
            door = Door(hub.database, hub.identity, killed.CLOCK, hub.blobs)
            assert read_folder(door, folder / killed.STICK).is_whole
        assert not list((folder / killed.STICK).glob("*.part"))
        if moments % 4 == 0:
            promised = carried.promised(said, "finalised")
            assert faults(folder, carried.draft, promised, hub_fell=True) == []
    assert moments > 15
    assert list((answered.folder / killed.STICK).iterdir())


def test_an_answer_is_taken_from_a_stick_by_a_laptop_that_was_killed_meanwhile(
    answered: Begun, worker: Worker
) -> None:
    moments = 0
    for folder, _said in worker.killed_everywhere("bring", answered.copies()):
        moments += 1
        mail = Mail(killed.laptop(folder))
        couriers.bring(mail, folder / killed.STICK)
        with closing(killed.opened(folder)) as ws:
            outbox.settle(ws, mail, killed.CLOCK)

            assert work.overview(ws).to_send == ()
        assert mail.waiting() == ()
    assert moments > 15


@pytest.mark.parametrize("side", list(Side))
def test_a_migration_killed_anywhere_is_done_at_the_next_start(
    finalised: Begun, worker: Worker, place: Path, side: Side
) -> None:
    old = Begun(place / f"old-{side.value}", finalised.draft, finalised.photo)
    shutil.copytree(finalised.folder, old.folder)
    moments = 0
    with opened_side(old.folder, side) as database:
        make_old(database, side)
    for folder, _said in worker.killed_everywhere(f"open-{side.value}", old.copies()):
        moments += 1
        killed.WORKS[f"open-{side.value}"](folder, "")
        with opened_side(folder, side) as database, database.read() as session:
            assert schema.version(session.connection()) == schema.HEADS[side]
        if moments % 6 == 0:
            promised = old.promised([], "finalised")
            assert faults(folder, old.draft, promised, hub_fell=True) == []
    assert moments > 15
