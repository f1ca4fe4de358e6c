"""What one page of a large form takes at the server: the first one, and one after an answer."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from flask import Flask

from fieldtool.collect.form_cache import FormCache
from fieldtool.web.services import NodeServices
from tests.benchmarks import large
from tests.benchmarks.tables import Spent, Table, middle, ms, percentile, times
from tests.clocks import StepClock
from tests.desk.world import FARIBA, World
from tests.web.laptop import Facilitator, Laptop, publish_sheet, set_up
from tests.web.pages import Page

QUESTIONS = 1_000
ANSWERS = 150
OPENINGS = 7
TITLE = {"en": "A large form"}


@dataclass
class Measured:
    """What was spent at the server; *size* is that of the fragment in bytes."""

    started: Spent = field(default_factory=Spent)
    first: Spent = field(default_factory=Spent)
    answers: Spent = field(default_factory=Spent)
    beside: Spent = field(default_factory=Spent)
    flushes: Spent = field(default_factory=Spent)
    floor: Spent = field(default_factory=Spent)
    size: int = 0


def measure() -> Table:
    """Ask for pages in this process; beside it a bare view of the same size, and a flush."""
    with tempfile.TemporaryDirectory() as text:
        measured = _measured(Path(text))
    rows = (
        ("flush of 4 kB to this disk (floor)", measured.flushes),
        (f"bare Flask view of {measured.size / 1024:.0f} kB (floor)", measured.floor),
        ("first page, form cached on the disk", measured.first),
        ("the same, first page of a node just started", measured.started),
        ("answer, saved and questions back", measured.answers),
        ("the same with a second language", measured.beside),
    )
    return Table(
        f"A page of a form of {QUESTIONS:,} questions, in four languages, at the server",
        ("what", "median ms", "p95 ms", "processor ms", "beside the bare view"),
        tuple(_row(name, spent, measured.floor) for name, spent in rows),
        "Aim: first page at most 300 ms; an answer at most 15 ms, the flush included. The "
        "processor's time is without waiting for the disk and for other programs.",
    )


def _row(name: str, spent: Spent, floor: Spent) -> tuple[str, ...]:
    return (
        name,
        ms(middle(spent.passed)),
        ms(percentile(spent.passed, 0.95)),
        ms(middle(spent.worked)),
        times(middle(spent.worked), middle(floor.worked)),
    )


def _measured(folder: Path) -> Measured:
    world = World(f"sqlite:///{folder / 'hub.db'}", folder, StepClock())
    world.begin()
    sheet = folder / "large.md"
    sheet.write_text(large.markdown(QUESTIONS), encoding="utf-8")
    publish_sheet(world, sheet, TITLE)
    world.add(FARIBA)
    set_up(world, folder / "laptop", FARIBA)
    try:
        return _at(world, folder)
    finally:
        world.close()


@contextmanager
def _signed_in(world: World, folder: Path) -> Iterator[Facilitator]:
    """Give a node that has just been started, with somebody signed in and no form in memory."""
    laptop = Laptop(world, folder / "laptop")
    try:
        yield laptop.facilitator()
    finally:
        laptop.close()


def _at(world: World, folder: Path) -> Measured:
    measured = Measured()
    with _signed_in(world, folder) as person:
        page = person.start(language=large.LANGUAGES[1])
        address = str(page.one("#page-form")["action"])
    for _ in range(OPENINGS):
        with _signed_in(world, folder) as person:
            _open(person, address, measured.started)
            app = person.client.application
            app.extensions["fieldtool"] = _without_forms(app)
            person.sign_in_here()
            _open(person, address, measured.first)
    with _signed_in(world, folder) as person:
        page = person.open(address)
        measured.size = _answer(person, page, address, measured.answers)
        person.press(page, {"beside": large.LANGUAGES[2], "go": "stay"})
        assert "څومره" in person.client.get(address).text
        _answer(person, page, address, measured.beside)
    _flush(folder, measured.flushes)
    _bare(measured.size, measured.floor)
    return measured


def _without_forms(app: Flask) -> NodeServices:
    """Return the services of the node with no form in memory."""
    services: NodeServices = app.extensions["fieldtool"]
    return replace(services, forms=FormCache(services.config.folder / "forms"))


def _open(person: Facilitator, address: str, spent: Spent) -> None:
    with spent.once():
        reply = person.client.get(address)
    assert reply.status_code == 200


def _answer(person: Facilitator, page: Page, address: str, spent: Spent) -> int:
    content = person.content(page)
    path = next(name for name in content if name.endswith("q0_0"))
    size = 0
    for number in range(ANSWERS):
        content = {**content, "changed": path, path: str(1 + number % 9), f"{path}:base": "999999"}
        with spent.once():
            reply = person.client.post(f"{address}/answer", data=content)
        assert reply.status_code == 200
        size = len(reply.data)
    return size


def _flush(folder: Path, spent: Spent) -> None:
    with (folder / "floor").open("wb", buffering=0) as file:
        for _ in range(ANSWERS):
            with spent.once():
                file.write(os.urandom(4096))
                os.fsync(file.fileno())


def _bare(size: int, spent: Spent) -> None:
    app = Flask("bare")
    text = "ن" * (size // 2)
    app.add_url_rule("/", view_func=lambda: text, methods=["POST"])
    client = app.test_client()
    for _ in range(ANSWERS):
        with spent.once():
            client.post("/", data={"a": "1"})
