"""How long a node takes from its start to its first page, and how much memory it needs."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import httpx

from fieldtool.cli import demo
from fieldtool.cli.processes import Child
from tests.benchmarks import laptop
from tests.benchmarks.tables import Spent, Table, middle, times

ROUNDS = 9
_IMPORTS = "import flask, sqlalchemy.orm"


def measure() -> Table:
    """Start nodes and bare imports by turns, so that both meet the same noise."""
    ours, peer = Spent(), Spent()
    idle = []
    for _round in range(ROUNDS):
        _bare_import(peer)
        idle.append(_first_page(ours))
    busy = _with_an_interview_open()
    return Table(
        "Start of a node, and memory",
        ("what", "median", "beside the bare import", "processor", "beside that of the import"),
        (
            ("import flask, sqlalchemy.orm", *_row(peer, peer)),
            ("node to its first page", *_row(ours, peer)),
            ("memory at the first page", _megabytes(middle(idle)), "", "", ""),
            ("memory with Q1 open, unlocked", _megabytes(busy), "", "", ""),
        ),
        "Aim: at most 3 × the bare import, unlocking apart; at most 120 MB with Q1 open.",
    )


def _row(spent: Spent, peer: Spent) -> tuple[str, ...]:
    passed, worked = middle(spent.passed), middle(spent.worked)
    known = worked > 0 and middle(peer.worked) > 0
    return (
        f"{passed:.2f} s",
        times(passed, middle(peer.passed)),
        f"{worked:.2f} s" if known else "",
        times(worked, middle(peer.worked)) if known else "",
    )


def _bare_import(spent: Spent) -> None:
    before = os.times()
    subprocess.run([sys.executable, "-c", _IMPORTS], check=True)
    after = os.times()
    spent.passed.append(after.elapsed - before.elapsed)
    spent.worked.append(sum(after[2:4]) - sum(before[2:4]))  # of the children


def _first_page(spent: Spent) -> float:
    with tempfile.TemporaryDirectory() as folder:
        before = os.times()
        with Child(("start", "--data", folder, "--port", "0")) as node:
            httpx.get(f"{node.address}/", trust_env=False, follow_redirects=True).raise_for_status()
            spent.passed.append(os.times().elapsed - before.elapsed)
            spent.worked.append(laptop.worked_by(node.pid))
            return laptop.memory_of(node.pid)


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
