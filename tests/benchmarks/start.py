"""How long a node takes from its start to its first page, and how much memory it needs."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx

from fieldtool.cli import demo
from fieldtool.cli.processes import Child
from tests.benchmarks import laptop
from tests.benchmarks.tables import Table, middle, times

ROUNDS = 9
_IMPORTS = "import flask, sqlalchemy.orm"


def measure() -> Table:
    """Start nodes and bare imports by turns, so that both meet the same noise."""
    ours, peer, idle = [], [], []
    for _round in range(ROUNDS):
        peer.append(_bare_import())
        seconds, memory = _first_page()
        ours.append(seconds)
        idle.append(memory)
    busy = _with_an_interview_open()
    return Table(
        "Start of a node, and memory",
        ("what", "median", "beside the bare import"),
        (
            ("import flask, sqlalchemy.orm", f"{middle(peer):.2f} s", "1.00×"),
            (
                "node to its first page",
                f"{middle(ours):.2f} s",
                times(middle(ours), middle(peer)),
            ),
            ("memory at the first page", _megabytes(middle(idle)), ""),
            ("memory with Q1 open, unlocked", _megabytes(busy), ""),
        ),
        "Aim: at most 3 × the bare import, unlocking apart; at most 120 MB with Q1 open.",
    )


def _bare_import() -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", _IMPORTS], check=True)
    return time.perf_counter() - began


def _first_page() -> tuple[float, float]:
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        with Child(("start", "--data", folder, "--port", "0")) as node:
            httpx.get(f"{node.address}/", trust_env=False, follow_redirects=True).raise_for_status()
            return time.perf_counter() - began, laptop.memory_of(node.pid)


def _with_an_interview_open() -> float:
    with (
        tempfile.TemporaryDirectory() as folder,
        demo.started(Path(folder), lambda _line: None) as running,
        laptop.signed_in(running.node.address) as work,
    ):
        work.open_interview()
        return laptop.memory_of(running.node.pid)


def _megabytes(size: float) -> str:
    return f"{size / 1_000_000:.0f} MB" if size else "not measured on this system"
