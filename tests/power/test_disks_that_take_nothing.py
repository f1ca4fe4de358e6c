"""A full disk, and one that can only be read: said plainly, nothing lost, and then it goes on."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse

from fieldtool.cli.processes import Child
from fieldtool.i18n.locales import by_code
from fieldtool.problems import Code, ProblemKind
from tests import memory
from tests.collect import pictures
from tests.power import day as days
from tests.power import over_http
from tests.power.day import HUB, NODE
from tests.power.over_http import Interviewer
from tests.power.witness import Witness, only_on_linux
from tests.web.laptop import PASSPHRASE, address_of
from tests.web.pages import Page

pytestmark = [only_on_linux, pytest.mark.processes]

# Nothing is set aside, so that nothing more fits at once.
SETTINGS = {"FIELDTOOL_RESERVE": "0"}


@dataclass
class Disks:
    """A laptop and its hub as programs, each with a disk of its own."""

    folder: Path
    hub_address: str
    witnesses: dict[str, Witness]
    node: Child

    def window(self, language: str) -> Interviewer:
        """Return a window of somebody who reads *language*."""
        return Interviewer(over_http.app(self.node.address), by_code(language).tag)


def full(witness: Witness) -> None:
    """Let nothing more fit."""
    witness.leave_room(0)


def read_only(witness: Witness) -> None:
    """Let nothing be changed."""
    witness.write_protect(on=True)


def as_before(witness: Witness) -> None:
    """Let the disk take everything again."""
    witness.make_room()
    witness.write_protect(on=False)


BROKEN: list[tuple[Callable[[Witness], None], ProblemKind]] = [
    (full, Code.DISK_FULL),
    (read_only, Code.DISK_READ_ONLY),
]
ways = pytest.mark.parametrize(("breaks", "code"), BROKEN, ids=["full", "read-only"])


@pytest.fixture(scope="module")
def disks() -> Iterator[Disks]:
    folder = Path(tempfile.mkdtemp(prefix="fieldtool-disks-", dir=memory.place()))
    address = days.prepare(folder)
    witnesses = {side: Witness([folder / side], folder / f"{side}-seen") for side in (NODE, HUB)}
    environ = {side: one.environ(traced=False) | SETTINGS for side, one in witnesses.items()}
    port = address.rpartition(":")[2]
    with (
        Child(("hub", "start", "--port", port, "--data", str(folder / HUB)), environ[HUB]),
        Child(("start", "--port", "0", "--data", str(folder / NODE)), environ[NODE]) as node,
    ):
        yield Disks(folder, address, witnesses, node)
    shutil.rmtree(folder)


@pytest.fixture
def disk(disks: Disks) -> Iterator[Witness]:
    """Return the laptop's disk, which is whole again afterwards."""
    yield disks.witnesses[NODE]
    as_before(disks.witnesses[NODE])


def read(answer: TestResponse) -> Page:
    return Page.of(answer)


def is_told(answer: TestResponse, code: ProblemKind, language: str) -> bool:
    """Say whether the page names the problem in the reader's language and repeats no fault."""
    page = read(answer)
    html = page.one("html")
    return (
        code.reference in page.text
        and Code.PROGRAM_FAILED.reference not in page.text
        and html["lang"] == by_code(language).tag
    )


@ways
@pytest.mark.parametrize("language", ["fa_AF", "ps", "it"])
def test_every_change_is_refused_with_a_reason_and_done_when_the_disk_takes_it_again(
    disks: Disks,
    disk: Witness,
    breaks: Callable[[Witness], None],
    code: ProblemKind,
    language: str,
) -> None:
    person = disks.window(language)
    person.sign_in_here()
    page = person.start()
    address = address_of(page)
    assert person.change(page, "why", why="پیش از آن").status_code == 200
    content = person.content(page)

    def changes() -> list[TestResponse]:
        photo = FileStorage(io.BytesIO(pictures.photo()), "x.jpg")
        send = person.client.post
        return [
            person.change(page, "age", age="44"),
            send(f"{address}/1", data={**content, "safety/age": "44", "go": "1"}),
            send(
                f"{address}/1/files",
                data={**content, "safety/photo": photo, "changed": "safety/photo"},
            ),
            send(
                f"{address}/2/rows",
                data={"csrf_token": content["csrf_token"], "row": "add:hazard[zz22bb]"},
            ),
            send(
                f"{address}/finish",
                data={"csrf_token": content["csrf_token"], "result": "partial"},
            ),
        ]

    breaks(disk)
    refused = changes()
    assert [one.status_code for one in refused] == [507] * 5
    assert all(is_told(one, code, language) for one in refused)
    shown = read(person.client.get(f"{address}/1")).question("safety/why")
    assert "پیش از آن" in str(shown)

    as_before(disk)
    assert [one.status_code for one in changes()] == [200, 303, 200, 200, 303]
    over_http.close(person)


@ways
def test_signing_in_says_what_the_disk_refuses_or_works(
    disks: Disks, disk: Witness, breaks: Callable[[Witness], None], code: ProblemKind
) -> None:
    person = disks.window("ps")
    page = person.open("/sign-in")
    form = page.one('form[action="/sign-in"]')
    given = {str(one["name"]): str(one.get("value", "")) for one in form.select("input[name]")} | {
        "passphrase": PASSPHRASE
    }
    breaks(disk)
    answer = person.client.post("/sign-in", data=given)

    # What is open can be read on a full disk; one that is read-only lets nobody in.
    assert answer.status_code == (303 if code is Code.DISK_FULL else 422)
    assert code is Code.DISK_FULL or is_told(answer, code, "ps")
    as_before(disk)
    over_http.close(person)
    again = disks.window("ps")
    again.sign_in_here()
    over_http.close(again)


@ways
def test_a_hub_whose_disk_takes_nothing_says_so_and_takes_it_later(
    disks: Disks, breaks: Callable[[Witness], None], code: ProblemKind
) -> None:
    person = disks.window("it")
    person.sign_in_here()
    finish = address_of(person.start(), "/finish")
    person.send(person.open(finish), finish, {"result": "partial"})
    breaks(disks.witnesses[HUB])
    try:
        page = sent(person)
    finally:
        as_before(disks.witnesses[HUB])
    assert code.reference in page.text
    assert Code.HUB_REFUSED.reference in page.text

    assert "confermat" in sent(person).text
    over_http.close(person)


def sent(person: Interviewer) -> Page:
    """Send, and return the page when that is over."""
    page = person.send(person.open("/send"), "/send", {})
    while not page.has("#go"):
        time.sleep(0.05)
        page = person.open("/send")
    return page


@pytest.mark.parametrize("side", [NODE, HUB])
@ways
def test_a_program_that_cannot_write_at_the_start_says_so_without_a_fault(
    tmp_path: Path, breaks: Callable[[Witness], None], code: ProblemKind, side: str
) -> None:
    witness = Witness([tmp_path], tmp_path.parent / f"{tmp_path.name}-seen")
    environ = os.environ | SETTINGS | witness.environ(traced=False)
    breaks(witness)
    command = ("start",) if side == NODE else ("hub", "start")
    done = subprocess.run(
        [sys.executable, "-m", "fieldtool", *command, "--port", "0", "--data", str(tmp_path)],
        env=environ,
        check=False,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 1
    assert done.stderr.startswith(f"{code.reference}: ")
    assert "Traceback" not in done.stderr
