"""What one page of a large form takes at the server: the first one, and one after an answer."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from flask import Flask

from fieldtool.collect.form_cache import FormCache
from fieldtool.web.services import NodeServices
from tests.benchmarks import large
from tests.benchmarks.tables import Table, middle, ms, percentile, times
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
    """Seconds at the server; *size* is that of the fragment in bytes."""

    started: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)
    answers: list[float] = field(default_factory=list)
    beside: list[float] = field(default_factory=list)
    flushes: list[float] = field(default_factory=list)
    floor: list[float] = field(default_factory=list)
    size: int = 0


def measure() -> Table:
    """Ask for pages in this process; beside it a bare view of the same size, and a flush."""
    with tempfile.TemporaryDirectory() as text:
        measured = _measured(Path(text))
    floor = middle(measured.floor)
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
        ("what", "median ms", "p95 ms", "beside the bare view"),
        tuple(
            (name, ms(middle(found)), ms(percentile(found, 0.95)), times(middle(found), floor))
            for name, found in rows
        ),
        "Aim: first page at most 300 ms; an answer at most 15 ms, the flush included.",
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
            measured.started.append(_first(person, address))
            app = person.client.application
            app.extensions["fieldtool"] = _without_forms(app)
            person.sign_in_here()
            measured.first.append(_first(person, address))
    with _signed_in(world, folder) as person:
        page = person.open(address)
        measured.answers, measured.size = _answers(person, page, address)
        person.press(page, {"beside": large.LANGUAGES[2], "go": "stay"})
        assert "څومره" in person.client.get(address).text
        measured.beside, _ = _answers(person, page, address)
    measured.flushes = _flushes(folder)
    measured.floor = _bare(measured.size)
    return measured


def _without_forms(app: Flask) -> NodeServices:
    """Return the services of the node with no form in memory."""
    services: NodeServices = app.extensions["fieldtool"]
    return replace(services, forms=FormCache(services.config.folder / "forms"))


def _first(person: Facilitator, address: str) -> float:
    began = time.perf_counter()
    reply = person.client.get(address)
    found = time.perf_counter() - began
    assert reply.status_code == 200
    return found


def _answers(person: Facilitator, page: Page, address: str) -> tuple[list[float], int]:
    content = person.content(page)
    path = next(name for name in content if name.endswith("q0_0"))
    found, size = [], 0
    for number in range(ANSWERS):
        content = {**content, "changed": path, path: str(1 + number % 9), f"{path}:base": "999999"}
        began = time.perf_counter()
        reply = person.client.post(f"{address}/answer", data=content)
        found.append(time.perf_counter() - began)
        assert reply.status_code == 200
        size = len(reply.data)
    return found, size


def _flushes(folder: Path) -> list[float]:
    found = []
    with (folder / "floor").open("wb", buffering=0) as file:
        for _ in range(ANSWERS):
            began = time.perf_counter()
            file.write(os.urandom(4096))
            os.fsync(file.fileno())
            found.append(time.perf_counter() - began)
    return found


def _bare(size: int) -> list[float]:
    app = Flask("bare")
    text = "ن" * (size // 2)
    app.add_url_rule("/", view_func=lambda: text, methods=["POST"])
    client = app.test_client()
    found = []
    for _ in range(ANSWERS):
        began = time.perf_counter()
        client.post("/", data={"a": "1"})
        found.append(time.perf_counter() - began)
    return found
