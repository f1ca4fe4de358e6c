"""A laptop is taken: what somebody finds on its disk who knows no passphrase, or a colleague's."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlcipher3

from fieldtool.collect import attachments, finalising
from fieldtool.collect.attachments import Sent
from fieldtool.collect.form_cache import FormCache
from fieldtool.collect.sitting import Sittings
from fieldtool.problems import Code, Problem
from fieldtool.security import backups
from fieldtool.security import workspace as workspaces
from fieldtool.security.keys import derived
from fieldtool.security.workspace import Workspace
from fieldtool.storage import backups as kept
from fieldtool.storage.mail import Mail
from fieldtool.storage.queries import forms
from fieldtool.storage.queries.people import Person
from fieldtool.sync.laptop import node, outbox
from fieldtool.sync.laptop.enrol import Invitation, enrol
from tests.clocks import StepClock
from tests.collect import pictures
from tests.desk.world import World
from tests.security import canaries
from tests.web.laptop import CHEAP, code_for, publish_sheet
from tests.web.test_uploads import FORM

PEOPLE = {
    "HRT-07": (Person("HRT-07", "فریبا کبوتریان", "female", trained=True, language="fa_AF"), 97),
    "HRT-08": (Person("HRT-08", "زرغونه لالکی", "female", trained=True, language="ps"), 3),
}
WORDS = {"HRT-07": "انار سرخ کندهار ۷۷", "HRT-08": "د باغ سپینه کوتره ۸۸"}
DAY = 86_400_000
FINISHED, BEGUN = "راز کوچهٔ {} در {}", "نیمه‌کارهٔ {} در {}"


@dataclass(frozen=True)
class Taken:
    """A laptop's folder as whoever took it has it."""

    folder: Path
    said: tuple[str, ...]

    def files(self) -> dict[str, bytes]:
        """Return every file by its name."""
        found = (path for path in self.folder.rglob("*") if path.is_file())
        return {str(path.relative_to(self.folder)): path.read_bytes() for path in found}


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> Taken:
    """Return a laptop of two people with 100 finished interviews, 3 begun, backups of 3 days."""
    folder = tmp_path_factory.mktemp("taken")
    world = World("", folder, StepClock())
    world.begin()
    publish_sheet(world, FORM, {"fa_AF": "فایل‌ها"})
    world.add(*(person for person, _ in PEOPLE.values()))
    said: list[str] = []
    for code, (person, count) in PEOPLE.items():
        with world.client() as client:
            invitation = Invitation("http://localhost", code_for(world, person))
            ws = enrol(client, invitation, WORDS[code], folder / "laptop", CHEAP)
            node.sync(ws, client, world.clock)
        with closing(ws):
            said += work(ws, world.clock, count, begun=2 if code == "HRT-07" else 1)
    world.close()
    return Taken(folder / "laptop", tuple(said))


def work(ws: Workspace, clock: StepClock, count: int, begun: int) -> Iterator[str]:
    """Hold interviews over three days, a backup each day; give what was said."""
    sittings = Sittings(ws, FormCache(ws.folder.parent.parent / "forms"), clock)
    with ws.database.read() as session:
        form = forms.current(session, ws.project_id)[0].hash
    for number in range(count + begun):
        draft = sittings.start(form, "AF3201", "").id
        text = (FINISHED if number < count else BEGUN).format(number + 1, ws.person)
        yield text
        sittings.answer(draft, {"place/note": text}, 99, "windowaaaa")
        if number < 2 or number >= count:
            sent = Sent(pictures.photo(80, 40), "محبوبه.jpg", 99, "windowaaaa")
            attachments.attach(sittings, draft, "place/photo", sent)
        if number < count:
            finalising.finalise(sittings, draft, finalising.PARTIAL, clock)
        if number % max(1, count // 3) == 0:
            backups.daily(ws, clock.now().wall + number * DAY)
    outbox.settle(ws, Mail(ws.folder.parent.parent), clock)


def test_the_laptop_is_as_it_is_meant_to_be(taken: Taken) -> None:
    assert len([text for text in taken.said if text.startswith("راز")]) == 100
    assert len(taken.said) == 103
    for name, _person in workspaces.listing(taken.folder):
        assert len(kept.listing(taken.folder / "workspaces" / name / "backups")) == 3


def test_whoever_knows_no_passphrase_finds_no_answer_name_or_picture(taken: Taken) -> None:
    planted = {text: canaries.shapes(text) for text in taken.said[::9]}
    planted |= {person.name: canaries.shapes(person.name) for person, _ in PEOPLE.values()}
    planted |= {words: canaries.shapes(words) for words in WORDS.values()}
    planted["an answer"] = canaries.shapes("راز کوچهٔ") | canaries.shapes("نیمه‌کارهٔ")
    planted["a question"] = canaries.shapes("نامهٔ شورا") | canaries.shapes("Letter of the council")
    planted["a picture"] = {b"\xff\xd8\xff\xe0\x00\x10JFIF"}

    assert canaries.found_in(taken.files().items(), planted) == set()


def test_nothing_in_the_files_opens_any_of_them(taken: Taken, tmp_path: Path) -> None:
    files = taken.files()
    keys = set().union(*map(possible_keys, files.values()))
    keys |= {derived(key, "fieldtool db v1") for key in keys}
    databases = [name for name in files if name.endswith(".db")]
    assert len(databases) == 2 + 2 * 3
    assert len(keys) > 10
    for name in databases:
        copy = tmp_path / "copy.db"
        copy.write_bytes(files[name])
        assert not any(opens(copy, key) for key in (b"", *keys)), name


def possible_keys(raw: bytes) -> set[bytes]:
    """Return all in a small text that may be a key: 32 bytes in hexadecimal or base64."""
    if len(raw) > 20_000:
        return set()
    found = {bytes.fromhex(one.decode()) for one in re.findall(rb"\b[0-9a-f]{64}\b", raw)}
    for one in re.findall(rb"[A-Za-z0-9+/_=-]{43,120}", raw):
        found.add(canaries.from_base64(one)[:32])
    return found | ({raw[:32], raw[-32:]} if len(raw) < 200 else set())


def opens(path: Path, key: bytes) -> bool:
    """Say whether the database opens with *key*; none: in clear."""
    module = sqlcipher3 if key else sqlite3
    with closing(module.connect(str(path))) as connection:
        try:
            if key:
                connection.execute("PRAGMA cipher_log_level = NONE")
                connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except module.DatabaseError:
            return False
        return True


def test_a_colleagues_passphrase_opens_the_colleagues_work_alone(taken: Taken) -> None:
    names = {person: name for name, person in workspaces.listing(taken.folder)}
    for mine, other in (("HRT-07", "HRT-08"), ("HRT-08", "HRT-07")):
        with pytest.raises(Problem) as refused:
            workspaces.unlock(taken.folder, names[other], WORDS[mine], 1)
        assert refused.value.code is Code.PASSPHRASE_WRONG
        for backup in kept.listing(taken.folder / "workspaces" / names[other] / "backups"):
            with pytest.raises(Problem) as refused:
                backups.data_key_of(backup, WORDS[mine])
            assert refused.value.code is Code.PASSPHRASE_WRONG
        with closing(workspaces.unlock(taken.folder, names[mine], WORDS[mine], 1)) as ws:
            seen = everything_in(ws)

        assert [text for text in taken.said if mine in text and text not in seen] == []
        assert [text for text in taken.said if other in text and text in seen] == []


def everything_in(ws: Workspace) -> str:
    """Return all rows of all tables of open work, with what is in their JSON."""
    with closing(ws.database.engine.raw_connection()) as connection:
        cursor = connection.cursor()
        tables = cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        cells = [
            cell
            for (table,) in tables
            for row in cursor.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608
            for cell in row
        ]
        cursor.close()
    texts = [
        cell.decode("utf-8", "replace") if isinstance(cell, bytes) else str(cell) for cell in cells
    ]
    return "\n".join(texts)


def test_what_can_be_seen_is_what_the_page_on_security_says(taken: Taken) -> None:
    files = taken.files()
    workspace = workspaces.listing(taken.folder)[0][0]
    box = next(path.parent for path in (taken.folder / "outbox").glob("*/parcel.ftb"))

    # Who works here by code, for which hub, how many questionnaires, how much waits, when.
    assert {person for _, person in workspaces.listing(taken.folder)} == set(PEOPLE)
    assert b"http://localhost" in (box / "hub.txt").read_bytes()
    assert len([name for name in files if name.startswith("forms/")]) == len(PEOPLE)
    assert len((box / "parcel.ftb").read_bytes()) % 16_384 == 0
    about = json.loads(
        kept.listing(taken.folder / "workspaces" / workspace / "backups")[0]
        .folder.joinpath("about.json")
        .read_bytes()
    )
    assert {"made", "entries", "size"} <= set(about)
