"""A terminal for tests: runs the program as a person would type it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

SECONDS = 240


@dataclass(frozen=True)
class Said:
    """What a command left behind: exit code, what it said, and what it complained of."""

    code: int
    out: str
    err: str


def run(*arguments: str, typed: str = "", temporary: Path | None = None) -> Said:
    """Run `fieldtool …` to its end; *typed* goes to its prompts."""
    done = subprocess.run(
        [sys.executable, "-m", "fieldtool", *arguments],
        input=typed.encode(),
        capture_output=True,
        env=environment(temporary),
        timeout=SECONDS,
        check=False,
    )
    return Said(done.returncode, done.stdout.decode(), done.stderr.decode())


def begin(*arguments: str, temporary: Path | None = None) -> subprocess.Popen[str]:
    """Start `fieldtool …` and let it run."""
    return subprocess.Popen(
        [sys.executable, "-m", "fieldtool", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env=environment(temporary),
    )


def environment(temporary: Path | None = None) -> dict[str, str]:
    """Return an environment without settings of ours; throw-away folders go to *temporary*."""
    kept = {name: value for name, value in os.environ.items() if "FIELDTOOL_" not in name}
    places = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(temporary)) if temporary else {}
    return {**kept, **places, "PYTHONUTF8": "1"}


@contextmanager
def taken_port() -> Iterator[int]:
    """Give the number of a port that somebody else listens on."""
    with closing(socket.socket()) as door:
        door.bind(("127.0.0.1", 0))
        door.listen(1)
        yield int(door.getsockname()[1])


def answers(address: str) -> bool:
    """Tell whether somebody listens at an address such as http://127.0.0.1:8470/."""
    port = int(address.rstrip("/").rpartition(":")[2])
    with closing(socket.socket()) as door:
        door.settimeout(5)
        return door.connect_ex(("127.0.0.1", port)) == 0
