"""`fieldtool enrol …`: request, answer and finish, by the command line alone."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.cli import terminal
from tests.clocks import StepClock
from tests.desk.world import FARIBA, PASSPHRASE, World
from tests.web.laptop import code_for

pytestmark = pytest.mark.processes


def test_two_files_set_a_laptop_up(tmp_path: Path) -> None:
    (tmp_path / "hub").mkdir()
    world = World(f"sqlite:///{tmp_path / 'hub' / 'hub.db'}", tmp_path, StepClock())
    world.begin()
    world.add(FARIBA)
    # The command answers by this computer's clock.
    world.clock.put(datetime.now(UTC) - world.clock.moment)
    code = code_for(world, FARIBA)
    world.close()
    request, answer = tmp_path / "a.ft-request", tmp_path / "a.ft-answer"
    data = ("--data", str(tmp_path))
    typed = f"{code}\n{PASSPHRASE}\n{PASSPHRASE}\n"
    made = terminal.run(
        "enrol", "request", str(request), "--hub", "http://localhost", *data, typed=typed
    )
    answered = terminal.run("enrol", "answer", str(request), str(answer), *data)
    finished = terminal.run("enrol", "finish", str(answer), *data, typed=f"{PASSPHRASE}\n")
    again = terminal.run("enrol", "finish", str(answer), *data, typed=f"{PASSPHRASE}\n")

    assert [made.code, answered.code, finished.code, again.code] == [0, 0, 0, 1]
    assert "Set up for HRT-07" in finished.out
    assert "FT-559" in again.err
    assert PASSPHRASE not in made.out + made.err + finished.out + finished.err
