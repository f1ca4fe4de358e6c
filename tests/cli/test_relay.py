"""`fieldtool hub relay …` with real programs: two hubs as processes, killed while they pass on."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from fieldtool.cli.processes import Child
from fieldtool.log.kinds import workspace_log
from fieldtool.problems import Code
from fieldtool.security import workspace
from fieldtool.storage.database import Database, open_file
from fieldtool.storage.queries import entries, people, projects
from fieldtool.sync.hub.inviting import invite
from fieldtool.sync.laptop import node
from fieldtool.sync.laptop.enrol import Invitation, enrol
from tests.cli import terminal
from tests.cli.terminal import Said
from tests.clocks import StepClock
from tests.sync.interviews import finalise
from tests.sync.rooms import CHEAP, PERSON, WORDS

pytestmark = pytest.mark.processes

FORM = ("--form", "safety-perception")
_CODE = re.compile(r"[A-Z2-7]{4}(?:-[A-Z2-7]{4}){3}")


def hub(folder: Path, *arguments: str, typed: str = "") -> Said:
    return terminal.run("hub", *arguments, "--data", str(folder), typed=typed)


def serve(folder: Path, port: str = "0") -> Child:
    return Child(("hub", "start", "--data", str(folder), "--port", port))


def database(folder: Path) -> Database:
    return open_file(folder / "hub" / "hub.db")


def stored(folder: Path, log: str) -> list[str]:
    found = database(folder)
    with found.read() as session:
        (project,) = projects.ids(session)
        ids = [one.id for one in entries.all_of(session, project, log)]
    found.close()
    return ids


@pytest.fixture(scope="module")
def hubs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Path, Child]]:
    """Return the folders of a national hub and of its relay, and the first one's process."""
    national, relay = (tmp_path_factory.mktemp(name) for name in ("national", "herat"))
    said = hub(national, "init", "--title", "مصونیت ۱۴۰۵", "--profile", "italy", *FORM)
    assert (said.code, said.err) == (0, "")
    said = hub(national, "relay", "invite", "هرات")
    (code,) = _CODE.findall(said.out)
    with serve(national) as server:
        said = hub(relay, "relay", "enrol", server.address, typed=f"{code}\n")
        assert (said.code, "FT-" in said.err, code in said.out) == (0, False, False)
        yield national, relay, server


def a_laptop(relay: Path, folder: Path, interviews: range) -> str:
    """Let a laptop work and sync with the relay; return its log."""
    found = database(relay)
    with found.work() as session:
        (project,) = projects.ids(session)
        people.put(session, project, PERSON)
        made = invite(session, project, PERSON.code, now=int(time.time() * 1000))
    found.close()
    with serve(relay) as server, httpx.Client(timeout=60) as client:
        ws = enrol(client, Invitation(server.address, made.code), WORDS, folder, CHEAP)
        finalise(ws, StepClock(), interviews)
        node.sync(ws, client, StepClock())
        ws.close()
    return workspace_log(workspace.listing(folder)[0][0])


def test_nothing_is_lost_when_either_side_is_killed_while_it_passes_on(
    hubs: tuple[Path, Path, Child], tmp_path: Path
) -> None:
    national, relay, server = hubs
    log = a_laptop(relay, tmp_path / "one", range(60))
    port = server.address.rstrip("/").rpartition(":")[2]
    passing = begin_passing(relay)
    time.sleep(0.9)
    passing.kill()
    passing.wait()
    server.kill()
    assert Code.HUB_UNREACHABLE.reference in hub(relay, "relay", "run").err
    with serve(national, port):
        said = hub(relay, "relay", "run")

    assert (said.code, said.err) == (0, "")
    assert stored(national, log) == stored(relay, log)
    assert len(stored(national, log)) == 60
    assert "60 of 60 entries are at the hub above" in hub(relay, "relay", "status").out
    assert terminal.run("check", "--rebuild", "--data", str(relay)).code == 0


def test_a_stick_goes_to_the_hub_above_and_back(
    hubs: tuple[Path, Path, Child], tmp_path: Path
) -> None:
    national, relay, server = hubs
    # Before the relay starts: it would pass on over the network at once.
    server.kill()
    log = a_laptop(relay, tmp_path / "two", range(100, 103))
    stick = tmp_path / "stick"
    stick.mkdir()
    written = bundle(relay, "write", stick)
    above = bundle(national, "read", stick)
    back = bundle(relay, "read", stick)

    assert [said.err for said in (written, above, back)] == [""] * 3
    assert "For the hub above: 3 entries, 16 kB, 0 photos." in written.out
    assert "3 new interviews." in above.out
    assert "From the hub above: 3 entries proven" in back.out
    assert all("Remove the stick now." in said.out for said in (written, above, back))
    assert stored(national, log) == stored(relay, log)


def bundle(folder: Path, act: str, stick: Path) -> Said:
    return terminal.run("bundle", act, str(stick), "--face", "hub", "--data", str(folder))


def test_a_hub_that_is_no_relay_passes_nothing_on(tmp_path: Path) -> None:
    said = hub(tmp_path, "relay", "run")

    assert (said.code, Code.NOT_A_RELAY.reference in said.err) == (1, True)


def begin_passing(relay: Path) -> subprocess.Popen[bytes]:
    """Start `fieldtool hub relay run`, to be killed."""
    command = [sys.executable, "-m", "fieldtool", "hub", "relay", "run", "--data", str(relay)]
    return subprocess.Popen(command, env=terminal.environment(None), stderr=subprocess.DEVNULL)
