"""What secrecy costs a laptop: unlocking beside Argon2id, answers in an encrypted file."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

from fieldtool.security import passphrase, workspace
from fieldtool.security.passphrase import MEBIBYTE
from fieldtool.storage import schema
from fieldtool.storage.database import Database, open_file
from fieldtool.storage.models import Side
from fieldtool.storage.queries import drafts
from fieldtool.storage.queries.drafts import Draft, Line
from tests import memberships
from tests.benchmarks.tables import Spent, Table, middle, ms, percentile, times
from tests.conftest import open_encrypted

WORDS = "باران می‌بارد ۷۲"
OPENED = 9
ANSWERS = 400
_NOW = 1_795_321_800_000
_PROJECT, _DRAFT = "k7m3q9afgh", "m4xahrt7q2zz5k3f"


def measure() -> Table:
    """Unlock a workspace and answer in one run, each beside what it would be without secrecy."""
    with tempfile.TemporaryDirectory() as folder:
        unlocking = _unlocking(Path(folder))
        answering = _answering(Path(folder))
    rows = []
    for pair in (unlocking, answering):
        floor = middle(pair[0][1].worked)
        for what, spent in pair:
            wall, worked = spent.passed, spent.worked
            rows.append(
                (
                    what,
                    ms(middle(wall)),
                    ms(percentile(wall, 0.95)),
                    ms(middle(worked)),
                    times(middle(worked), floor),
                )
            )
    return Table(
        "What secrecy costs a laptop",
        ("what", "median ms", "p95 ms", "processor, median ms", "processor beside the first"),
        tuple(rows),
        "Unlocking is meant to take 0.7 s, nearly all of it Argon2id. "
        "What sealing an interview costs, alone and in a batch, is measured by `wire`.",
    )


def _unlocking(folder: Path) -> list[tuple[str, Spent]]:
    effort = passphrase.calibrate()
    membership = memberships.membership(_PROJECT)
    workspace.create(folder, membership, WORDS, effort).close()
    slot = passphrase.make(WORDS, secrets.token_bytes(32), effort)
    alone, whole = Spent(), Spent()
    for _time in range(OPENED):
        with alone.once():
            passphrase.open_slot(slot, WORDS)
        with whole.once():
            opened = workspace.unlock(folder, membership.workspace, WORDS, _NOW)
        opened.close()
    said = f"Argon2id alone, {effort.passes} passes over {effort.memory // MEBIBYTE} MiB"
    return [(said, alone), ("unlock: Argon2id, file opened and looked at", whole)]


def _answering(folder: Path) -> list[tuple[str, Spent]]:
    key = secrets.token_bytes(32)
    opens: tuple[tuple[str, Callable[[], Database]], ...] = (
        ("answer flushed to a plain SQLite file", partial(open_file, folder / "plain.db")),
        ("the same, SQLCipher", partial(open_encrypted, folder / "sealed.db", key)),
    )
    with closing(opens[0][1]()) as plain, closing(opens[1][1]()) as encrypted:
        databases = (plain, encrypted)
        for database in databases:
            _begin(database)
        spents = (Spent(), Spent())
        # In turns, so that what else the computer does meets both alike.
        for number in range(1, ANSWERS + 1):
            for database, spent in zip(databases, spents, strict=True):
                with spent.once():
                    _answer(database, number)
        return [(what, spent) for (what, _open), spent in zip(opens, spents, strict=True)]


def _begin(database: Database) -> None:
    schema.prepare(database, Side.NODE)
    draft = Draft(_DRAFT, "HRT-07-001", "a" * 64, "AF3201", "fa-AF", "", _NOW)
    with database.work() as session:
        drafts.put(session, _PROJECT, draft)


def _answer(database: Database, number: int) -> None:
    line = Line(number, f"places/question_{number % 60}", "کوچه تاریک است", "window", _NOW)
    with database.work() as session:
        drafts.head(session, _PROJECT, _DRAFT)
        drafts.write(session, _PROJECT, _DRAFT, [line])
