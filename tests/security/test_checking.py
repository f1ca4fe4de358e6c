"""Tests of what a check finds: broken by hand, each fault is seen and said."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from sqlalchemy import text

from fieldtool.log import kinds
from fieldtool.log.entry import Blob
from fieldtool.problems import Code, ProblemKind
from fieldtool.security import checking, hubkeys, writer
from fieldtool.security.checking import Subject
from fieldtool.storage.blobs import BlobStore
from fieldtool.storage.database import Database
from fieldtool.storage.queries import entries
from tests.clocks import StepClock
from tests.log import samples

P = samples.PROJECT
PHOTO = b"a photo, sealed"
NAME = hashlib.sha256(PHOTO).hexdigest()


@pytest.fixture
def subject(hub_database: Database, clock: StepClock, tmp_path: Path) -> Subject:
    """Return a hub with three entries in its own log, one of which names a file."""
    identity = hubkeys.load_or_create(hub_database)
    own = identity.writer(P)
    with hub_database.work() as session:
        for kind, subject, content, blobs in (
            (kinds.PROJECT, P, samples.SETTINGS.to_content(), ()),
            (kinds.FORM, samples.FORM.hash, samples.FORM.to_content(), (Blob(NAME, 15),)),
            (kinds.SITES, P, samples.SITES.to_content(), ()),
        ):
            writer.append(session, own, kind, subject, content, clock=clock.now(), blobs=blobs)
    return checking.of_hub(hub_database, identity, BlobStore(tmp_path / "blobs"))


def codes(subject: Subject, *, rebuild: bool = False) -> list[ProblemKind]:
    found = checking.findings(subject, rebuild=rebuild)
    return [one.problem.code for one in found if one.problem is not None]


def change(subject: Subject, statement: str, **values: object) -> int:
    with subject.database.work() as session:
        return session.execute(text(statement), values).rowcount  # type: ignore[attr-defined, no-any-return]


def test_what_was_written_by_the_program_is_whole(subject: Subject) -> None:
    found = list(checking.findings(subject, rebuild=True))

    assert [one.about for one in found] == [
        "database",
        "log project",
        "photos and files",
        "projections",
    ]
    assert [one.problem for one in found] == [None] * 4
    assert found[1].seen == "3 entries, chain whole, signed"
    assert found[2].seen == "0 here, all whole; 1 that entries name are not here"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entry SET count = 9 WHERE count = 2",
        "UPDATE entry SET subject = 'other' WHERE count = 2",
        "UPDATE entry SET id = :other WHERE count = 2",
        "UPDATE entry SET payload = :bytes WHERE count = 2",
        "UPDATE entry SET header = :bytes WHERE count = 3",
        "UPDATE entry SET salt = NULL WHERE count = 1",
        "DELETE FROM entry WHERE count = 2",
    ],
)
def test_a_chain_that_was_changed_by_hand_is_found(subject: Subject, statement: str) -> None:
    values = {"other": "00" * 16, "bytes": '{"x":"۱"}'.encode()}
    used = {name: value for name, value in values.items() if f":{name}" in statement}

    assert change(subject, statement, **used) == 1
    assert codes(subject) == [Code.LOG_BROKEN]


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM tip",
        "DELETE FROM tip WHERE count = 3",
        "UPDATE tip SET signature = :bytes WHERE count = 3",
        "UPDATE tip SET count = 4 WHERE count = 3",
    ],
)
def test_an_end_that_nobody_signed_is_found(subject: Subject, statement: str) -> None:
    values = {"bytes": bytes(64)} if ":bytes" in statement else {}

    assert change(subject, statement, **values) > 0
    assert codes(subject) == [Code.TIP_WRONG]


def test_a_receipt_that_the_hub_did_not_sign_is_found(subject: Subject) -> None:
    with subject.database.work() as session:
        tip = entries.tip(session, P, kinds.PROJECT_LOG)
        assert tip is not None
        session.execute(
            text(
                "INSERT INTO receipt (project_id, log, tip, epoch, count, hub_time, signature)"
                " VALUES (:project, 'project', :tip, 'aaaaaaaaaa', 3, 1, :signature)"
            ),
            {"project": P, "tip": tip.tip.id, "signature": bytes(64)},
        )

    assert codes(subject) == [Code.RECEIPT_WRONG]


def test_a_damaged_photo_is_found(subject: Subject, tmp_path: Path) -> None:
    subject.blobs.put(NAME, PHOTO)
    assert codes(subject) == []
    (tmp_path / "blobs" / NAME).write_bytes(PHOTO[::-1])

    assert codes(subject) == [Code.BLOBS_DAMAGED]


@pytest.mark.parametrize(
    ("statement", "count"),
    [
        ("DELETE FROM form", 1),
        ("UPDATE site SET code = 'AF99'", 2),
        ("INSERT INTO project (project_id, content) VALUES ('aaaaaaaaaa', '{}')", 1),
    ],
)
def test_rows_that_no_log_says_are_found_and_made_again(
    subject: Subject, statement: str, count: int
) -> None:
    change(subject, statement)
    assert codes(subject) == []
    found = [one.problem for one in checking.findings(subject, rebuild=True) if one.problem]

    assert [(one.code, one.values["count"]) for one in found] == [(Code.PROJECTIONS_DIFFER, count)]
    assert codes(subject, rebuild=True) == []


def test_dropped_tables_are_made_again(subject: Subject) -> None:
    for table in ("site", "form", "offer"):
        change(subject, f"DELETE FROM {table}")  # noqa: S608 - our own names
    found = [one.problem for one in checking.findings(subject, rebuild=True) if one.problem]

    assert {one.values["table"] for one in found} == {"site", "form", "offer"}
    with subject.database.read() as session:
        assert session.execute(text("SELECT count(*) FROM site")).scalar_one() == 1
