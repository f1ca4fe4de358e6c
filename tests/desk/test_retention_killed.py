"""Kill -9 before the writes of a destruction: what was destroyed is counted, and the rest goes."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from itertools import repeat
from pathlib import Path

import pytest

from fieldtool.app import create_app, hub_database, hub_services, running
from fieldtool.storage import erased_list
from fieldtool.storage.queries import audit, erasures, interviews, retention
from fieldtool.sync.hub import ending
from tests import killing
from tests.desk.killed import config_of
from tests.desk.world import ADMINISTRATOR, World
from tests.killing import Worker
from tests.power.witness import Witness, only_on_linux

pytestmark = [only_on_linux, pytest.mark.processes]
HELD = 5


@pytest.fixture
def hub_url(tmp_path: Path, ready_file: Path) -> str:
    shutil.copy(ready_file, tmp_path / "hub.db")
    return f"sqlite:///{tmp_path / 'hub.db'}"


@pytest.fixture
def project(world: World) -> str:
    """Return the project of a stopped hub in which a destruction was begun."""
    laptop = world.laptop()
    for _ in range(HELD):
        world.interview(laptop)
    world.sync(laptop)
    with world.services.database.work() as session:
        ending.begin(session, world.project, ADMINISTRATOR, world.clock.now().wall)
    world.services.database.close()
    running(world.app).lock.close()
    return world.project


@pytest.fixture
def worker(tmp_path: Path) -> Iterator[Worker]:
    witness = Witness([tmp_path], tmp_path.parent / f"{tmp_path.name}-seen")
    with killing.worker("tests.desk.killed", witness) as made:
        yield made


def counted(folder: Path, project: str) -> tuple[int, int]:
    """Return how many interviews are left, and how many the destruction says it destroyed."""
    with closing(hub_database(config_of(folder))) as database, database.read() as session:
        said = retention.destructions(session, project)[-1].total
        gone = len(erasures.reasons(session, project))
        assert gone == said
        return interviews.count(session, project), said


def test_a_hub_that_is_killed_anywhere_goes_on_where_it_was(
    tmp_path: Path, project: str, worker: Worker
) -> None:
    seen = set()
    for _folder, said in worker.killed_everywhere("destroy", repeat(tmp_path), project):
        left, destroyed = counted(tmp_path, project)
        assert left + destroyed == HELD
        seen.add(destroyed)
        if destroyed and said[-1] == ["killed"]:
            break
    assert seen <= {0, 2, 4}
    # The next start of the hub takes it up.
    app = create_app(config_of(tmp_path))
    folder = hub_services(app).config.folder
    hub_services(app).destroying.wait()
    with hub_services(app).database.read() as session:
        certificate = retention.destructions(session, project)[-1]
        (line,) = [one for one in audit.lines(session, project, 0, 9) if "destroyed" in one.event]
        reasons = set(erasures.reasons(session, project).values())
        assert not erasures.is_unfinished(session, project)
    running(app).close()

    assert (certificate.total, certificate.login) == (HELD, ADMINISTRATOR)
    assert certificate.done
    assert line.details == {"interviews": str(HELD)}
    assert reasons == {"retention"}
    assert len(erased_list.read(folder)) == HELD
