"""Finalising where the project seals: nobody reads it here again, whatever they know."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from nacl.public import PrivateKey
from sqlalchemy import MetaData

from fieldtool.collect import finalising, work
from fieldtool.collect.form_cache import FormCache
from fieldtool.collect.sitting import Sittings
from fieldtool.log import kinds
from fieldtool.log.canonical import to_base64
from fieldtool.log.kinds import FormPublished, Revision
from fieldtool.log.sites import Sites
from fieldtool.problems import Code, Problem
from fieldtool.security import backups, restoring
from fieldtool.security import workspace as workspaces
from fieldtool.security.workspace import Workspace
from fieldtool.storage import backups as stored_backups
from fieldtool.storage import schema
from fieldtool.storage.database import Database, open_file
from fieldtool.storage.models import Side
from fieldtool.storage.queries import interviews
from tests.clocks import StepClock
from tests.collect.conftest import DARI, PASSPHRASE, SETTINGS, SITE, ProjectLog, membership

SECRET = bytes(range(32))
KEY = to_base64(bytes(PrivateKey(SECRET).public_key))
CANARY, CHANGED = "قناری‌زرد‌کنار‌جوی", "قناری‌سیاه‌که‌پس‌گرفته‌شد"
NOW = 1_795_400_000_000


def _settings(ws: Workspace, clock: StepClock, form: FormPublished, key: str = KEY) -> None:
    log = ProjectLog(ws, clock)
    log.arrives(kinds.PROJECT, replace(SETTINGS, seal_key=key).to_content())
    log.arrives(kinds.FORM, form.to_content())


def _hold(sittings: Sittings, form: FormPublished) -> str:
    """Hold an interview in which somebody says something and takes it back."""
    draft = sittings.start(form.hash, SITE.id, DARI).id
    for value in (CHANGED, CANARY):
        sittings.answer(draft, {"why": value}, 100, "windowaaaa")
    return draft


@pytest.fixture
def sealed(workspace: Workspace, clock: StepClock, form: FormPublished) -> Workspace:
    _settings(workspace, clock, form)
    return workspace


def _rows(database: Database) -> bytes:
    with database.read() as session:
        found = MetaData()
        found.reflect(session.connection())
        rows = [row for table in found.sorted_tables for row in session.execute(table.select())]
    cells = [cell for row in rows for cell in row]
    return b"".join(one if isinstance(one, bytes) else str(one).encode() for one in cells)


def test_what_was_said_is_in_no_row_that_the_passphrase_opens(
    sealed: Workspace, sittings: Sittings, clock: StepClock, form: FormPublished
) -> None:
    draft = _hold(sittings, form)
    assert CANARY.encode() in _rows(sealed.database)
    entry = finalising.finalise(sittings, draft, "partial", clock)

    for word in (CANARY, CHANGED):
        assert word.encode() not in _rows(sealed.database)
    assert Revision.from_entry(entry).box
    with pytest.raises(Problem):
        sittings.answer(draft, {"why": "دوباره"}, 100, "windowaaaa")


def test_nothing_of_it_is_left_in_any_page_of_the_file_or_its_journal(
    tmp_path: Path, clock: StepClock, form: FormPublished
) -> None:
    # In a file that is not encrypted the pages can be looked at as they lie on the disk.
    database = open_file(tmp_path / "plain.db")
    schema.prepare(database, Side.NODE)
    ws = Workspace(membership(), tmp_path, database)
    log = ProjectLog(ws, clock)
    log.arrives(kinds.PROJECT, replace(SETTINGS, seal_key=KEY).to_content())
    log.arrives(kinds.SITES, Sites((SITE,)).to_content())
    log.arrives(kinds.FORM, form.to_content())
    sittings = Sittings(ws, FormCache(tmp_path / "forms"), clock)
    draft = _hold(sittings, form)

    def on_disk() -> bytes:
        return b"".join(path.read_bytes() for path in tmp_path.glob("plain.db*"))

    assert CANARY.encode() in on_disk()
    assert CHANGED.encode() in on_disk()
    finalising.finalise(sittings, draft, "partial", clock)
    after = on_disk()
    database.close()

    assert CANARY.encode() not in after
    assert CHANGED.encode() not in after


def test_no_backup_of_before_keeps_it(
    sealed: Workspace, sittings: Sittings, clock: StepClock, form: FormPublished, tmp_path: Path
) -> None:
    draft = _hold(sittings, form)
    backups.daily(sealed, NOW)
    before = stored_backups.listing(sealed.folder / "backups")
    finalising.finalise(sittings, draft, "partial", clock)
    after = stored_backups.listing(sealed.folder / "backups")

    assert len(before) == len(after) == 1
    assert before[0].number != after[0].number
    assert not before[0].folder.exists()
    sealed.close()
    restoring.restore(tmp_path / "new", after[0], PASSPHRASE, NOW)
    ws = workspaces.unlock(tmp_path / "new", sealed.id, PASSPHRASE, NOW)
    rows = _rows(ws.database)
    ws.close()
    assert CANARY.encode() not in rows


def test_its_line_stays_with_number_form_place_day_and_result(
    sealed: Workspace, sittings: Sittings, clock: StepClock, form: FormPublished
) -> None:
    draft = _hold(sittings, form)
    finalising.finalise(sittings, draft, "partial", clock)
    found = work.overview(sealed).finished[0]
    line = found.interview

    assert (line.number, line.form_id, line.site, line.result, line.day) == (
        "HRT-07-001",
        "safety",
        SITE.id,
        "partial",
        "2026-11-22",
    )
    with sealed.database.read() as session:
        whole = interviews.get(session, sealed.project_id, draft)
    assert whole is not None
    assert (whole.answers, whole.paradata, whole.is_closed) == ({}, {}, True)


def test_finalising_again_gives_the_same_box(
    sealed: Workspace, sittings: Sittings, clock: StepClock, form: FormPublished
) -> None:
    draft = _hold(sittings, form)
    first = finalising.finalise(sittings, draft, "partial", clock)

    assert finalising.finalise(sittings, draft, "partial", clock).id == first.id


def test_with_a_key_that_cannot_be_used_the_draft_stays(
    workspace: Workspace, sittings: Sittings, clock: StepClock, form: FormPublished
) -> None:
    _settings(workspace, clock, form, to_base64(bytes(32)))
    draft = _hold(sittings, form)
    with pytest.raises(Problem) as raised:
        finalising.finalise(sittings, draft, "partial", clock)

    assert raised.value.code is Code.SEAL_KEY_NOT_VALID
    with sittings.of(draft) as sitting:
        assert sitting.values["why"] == CANARY
