"""Kill -9 at any moment, and a full disk: what was shown as saved is there afterwards."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from fieldtool.collect import attachments, drafts
from fieldtool.collect.form_cache import FormCache
from fieldtool.collect.sitting import Sittings
from fieldtool.log.kinds import FormPublished
from fieldtool.security import workspace as workspaces
from fieldtool.security.passphrase import FLOOR
from fieldtool.security.workspace import Workspace
from fieldtool.storage.queries import drafts as stored
from fieldtool.storage.queries import entries
from tests import killing
from tests.clocks import StepClock
from tests.collect.conftest import DARI, PASSPHRASE, filled, membership, questionnaire
from tests.collect.test_attachments import PLACES
from tests.collect.test_rows import HAZARDS
from tests.killing import Worker

# What happens between any two changes of the disk is in tests/power.
KILLS = 12
INTERVIEW = "m4xahrt7q2zz5k3f"

pytestmark = [
    pytest.mark.processes,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="the killed process is made by fork"),
]


@pytest.fixture
def folder(tmp_path: Path, form: FormPublished) -> Path:
    ws = workspaces.create(tmp_path, membership(), PASSPHRASE, FLOOR)
    filled(ws, StepClock(), form)
    drafts.start(ws, drafts.Begun(INTERVIEW, form.hash, "hrt-3", DARI), StepClock())
    ws.close()
    return tmp_path


@pytest.fixture
def worker() -> Iterator[Worker]:
    with killing.worker("tests.collect.killed") as made:
        yield made


@contextmanager
def reopened(folder: Path) -> Iterator[Workspace]:
    """Open the workspace as after a restart; opening verifies every page of the file."""
    name = workspaces.listing(folder)[0][0]
    ws = workspaces.unlock(folder, name, PASSPHRASE, 0)
    yield ws
    ws.close()


def answers_in(folder: Path) -> list[tuple[str, str]]:
    """Return what was given, in order; not what the form worked out from it."""
    with reopened(folder) as ws, ws.database.read() as session:
        lines = stored.journal(session, ws.project_id, INTERVIEW)
    assert [line.seq for line in lines] == list(range(1, len(lines) + 1))
    return [(line.path, line.value) for line in lines if line.window]


def test_no_answer_shown_as_saved_is_lost_by_kill_9(folder: Path, worker: Worker) -> None:
    rng = random.Random(1405)  # noqa: S311 - moments to kill at
    saved: list[tuple[str, str]] = []
    for _ in range(KILLS):
        known = len(answers_in(folder))
        said = worker.run_and_kill("answer", folder, INTERVIEW, rng.uniform(0, 0.12))
        shown = [(path, value) for _, path, value in said]
        found = answers_in(folder)
        saved += shown

        assert found[known : known + len(shown)] == shown
        assert len(found) <= known + len(shown) + 1, "at most one answer more than was shown"
    assert set(saved) <= set(answers_in(folder))
    assert len(saved) > KILLS * 2


def test_an_interview_killed_while_it_is_finalised_is_a_draft_or_in_the_log(
    folder: Path, worker: Worker, form: FormPublished
) -> None:
    rng = random.Random(1406)  # noqa: S311 - moments to kill at
    finalised: set[tuple[str, str]] = set()
    for _ in range(KILLS // 2):
        said = worker.run_and_kill("finalise", folder, form.hash, rng.uniform(0, 0.2))
        finalised.update((draft, entry) for _, draft, entry in said)
        with reopened(folder) as ws, ws.database.read() as session:
            run = entries.run(session, ws.project_id, ws.log)
            closed = stored.all_of(session, ws.project_id, stored.FINALISED)
            still_open = stored.all_of(session, ws.project_id)
        assert run is not None
        in_log = {entry.header.subject for entry in run.entries}

        assert finalised <= {(entry.header.subject, entry.id) for entry in run.entries}
        assert in_log == {draft.id for draft in closed}
        assert not in_log & {draft.id for draft in still_open}
    assert len(finalised) >= KILLS // 2


def begun(folder: Path, sheet: str) -> str:
    """Return an interview of another questionnaire, just begun."""
    with reopened(folder) as ws:
        filled(ws, StepClock(), questionnaire(sheet))
        sittings = Sittings(ws, FormCache(folder / "forms"), StepClock())
        return sittings.start(questionnaire(sheet).hash, "hrt-3", "").id


def files_in(folder: Path, draft: str) -> dict[str, str]:
    """Return the files that are answers, by path, each opened and none beside them."""
    with reopened(folder) as ws:
        attachments.tidy(ws)
        answers, _ = drafts.answers_of(ws, draft)
        kept = attachments.of_draft(ws, draft)
        found = {path: file for path, file in answers.items() if file in kept}
        for file in found.values():
            assert len(attachments.content(ws, draft, file)) == kept[file].length
        assert {each.ref.name for each in kept.values()} == ws.blobs.names()
    assert sorted(kept) == sorted(found.values())
    return found


def test_a_file_that_was_shown_as_attached_can_be_opened_after_kill_9(
    folder: Path, worker: Worker
) -> None:
    rng = random.Random(1408)  # noqa: S311 - moments to kill at
    draft = begun(folder, PLACES)
    known: dict[str, str] = {}
    for _ in range(KILLS // 3):
        said = worker.run_and_kill("attach", folder, draft, rng.uniform(0, 0.15))
        known |= {path: file for _, path, file in said}
        found = files_in(folder, draft)
        newer = [path for path, file in known.items() if found[path] != file]

        assert len(newer) <= 1, "at most one file more than was shown"
        known = found
    assert sorted(known) == ["photo", "voice"]


def test_a_file_that_does_not_fit_on_the_disk_leaves_the_one_before(
    folder: Path, worker: Worker
) -> None:
    draft = begun(folder, PLACES)
    said = worker.run("attach-much", folder, draft)[:-1]

    assert said == [["attached", "900000"], ["problem", "DISK_FULL"], ["attached", "800000"]]
    assert sorted(files_in(folder, draft)) == ["paper", "voice"]


def test_rows_that_were_shown_as_added_or_removed_are_so_after_kill_9(
    folder: Path, worker: Worker
) -> None:
    rng = random.Random(1407)  # noqa: S311 - moments to kill at
    draft = begun(folder, HAZARDS)
    state: dict[str, str] = {}
    for _ in range(KILLS // 3):
        said = worker.run_and_kill("rows", folder, draft, rng.uniform(0, 0.15))
        shown = {row: what for _, row, what in said}
        with reopened(folder) as ws:
            sittings = Sittings(ws, FormCache(folder / "forms"), StepClock())
            with sittings.of(draft) as sitting:
                there = dict.fromkeys(sitting.interview.state("hazard").rows, "there")
                found = there | dict.fromkeys(sitting.interview.removed_rows, "removed")
        state |= shown
        differs = [row for row, what in state.items() if found[row] != what]

        assert not [row for row in differs if row != list(shown)[-1]]
        assert len(found) <= len(state) + 2, "the row it began with, and at most one not shown"
        state = found
    assert len(state) > KILLS


def test_a_full_disk_loses_nothing_and_the_interview_goes_on_when_there_is_room(
    folder: Path, worker: Worker
) -> None:
    said = worker.run("fill", folder, INTERVIEW)
    shown = [words[2] for words in said if words[0] == "saved"]
    found = [value.split()[0] for _, value in answers_in(folder)]

    assert ["problem", "DISK_FAILING"] in said
    assert len(shown) > 10
    assert found == shown
