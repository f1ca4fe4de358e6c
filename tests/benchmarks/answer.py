"""How long an answer takes until it is saved and the page is there again."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from urllib.parse import urljoin

from fieldtool.cli import demo
from fieldtool.cli.browsing import Form
from tests.benchmarks import floors, laptop
from tests.benchmarks.laptop import Work
from tests.benchmarks.tables import Table, middle, ms, percentile, times

ANSWERS = 300
# A page of Q1 with two lists and a number; the number decides what a constraint later says.
_PATH = "visit/adults"


def measure() -> Table:
    """Answer over HTTP on a real node; beside it a bare flush and a page that saves nothing."""
    with tempfile.TemporaryDirectory() as folder:
        with (
            demo.started(Path(folder), lambda _line: None) as running,
            laptop.signed_in(running.node.address) as work,
        ):
            answers, pages = _answer(work)
        flushes = floors.flushes(Path(folder), ANSWERS)
    floor = middle(flushes)
    rows = [("flush of 4 kB to this disk (floor)", flushes), ("page that saves nothing", pages)]
    rows.append(("answer, saved and page back", answers))
    return Table(
        "Answer → saved and rendered again, over HTTP, Q1",
        ("what", "median ms", "p95 ms", "beside the floor"),
        tuple(
            (name, ms(middle(found)), ms(percentile(found, 0.95)), times(middle(found), floor))
            for name, found in rows
        ),
        "Aim: at most 15 ms at the server for a 1,000-question form.",
    )


def _answer(work: Work) -> tuple[list[float], list[float]]:
    page = work.open_interview()
    form = page.form(lambda one: one.id == "page-form")
    answers, pages = [], []
    for number in range(ANSWERS):
        began = time.perf_counter()
        work.browser.open(page.url)
        pages.append(time.perf_counter() - began)
        answers.append(_one(work, page.url, form, 1 + number % 9))
    return answers, pages


def _one(work: Work, url: str, form: Form, number: int) -> float:
    form.put(_PATH, str(number))
    began = time.perf_counter()
    target = urljoin(url, f"{url}/answer")
    work.browser.download(target, form, {"changed": _PATH}).raise_for_status()
    return time.perf_counter() - began
