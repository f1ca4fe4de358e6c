"""A small library in C that stands between a program and its disk; Linux only, made when needed."""

from __future__ import annotations

import ctypes
import hashlib
import mmap
import os
import shutil
import struct
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

SOURCE = Path(__file__).with_name("witness.c")
_COMPILERS = ("cc", "gcc", "clang")
_CONTROL = struct.Struct("<qqq")
_UNLIMITED = -1

# Elsewhere no library can be put before the C library's own functions in this way.
only_on_linux = pytest.mark.skipif(sys.platform != "linux", reason="only on Linux")


def library() -> Path:
    """Return the compiled library; workers that need it at the same time make it once each."""
    source = SOURCE.read_bytes()
    folder = Path(tempfile.gettempdir()) / f"fieldtool-witness-{os.getuid()}"
    made = folder / f"witness-{hashlib.sha256(source).hexdigest()[:16]}.so"
    if not made.is_file():
        folder.mkdir(mode=0o700, exist_ok=True)
        part = made.with_suffix(f".{os.getpid()}.part")
        compiler = next(filter(None, map(shutil.which, _COMPILERS)), "cc")
        flags = ("-O1", "-fPIC", "-shared", "-w")
        libraries = ("-ldl", "-lpthread")
        subprocess.run([compiler, *flags, "-o", str(part), str(SOURCE), *libraries], check=True)
        part.replace(made)
    return made


@dataclass(frozen=True)
class Witness:
    """What is seen of one program, and what is done to it while it runs.

    Attributes:
        roots: folders whose files are watched.
        folder: where the trace and the switches lie; not below a root.
    """

    roots: Sequence[Path]
    folder: Path

    @property
    def trace(self) -> Path:
        """Return where every change is written down."""
        return self.folder / "trace"

    def environ(self, *, traced: bool = True) -> dict[str, str]:
        """Return what a program has to be started with."""
        control = self._control
        if not control.is_file():
            self.folder.mkdir(parents=True, exist_ok=True)
            control.write_bytes(_CONTROL.pack(_UNLIMITED, 0, 0))
        roots = ":".join(str(root.resolve()) for root in self.roots)
        return {
            "LD_PRELOAD": str(library()),
            "FIELDTOOL_TEST_WITNESS_ROOTS": roots,
            "FIELDTOOL_TEST_WITNESS_TRACE": str(self.trace) if traced else "",
            "FIELDTOOL_TEST_WITNESS_CONTROL": str(control),
        }

    def leave_room(self, size: int) -> None:
        """Let only *size* bytes more fit on the disk."""
        self._set(0, size)

    def make_room(self) -> None:
        """Let the disk take everything again."""
        self._set(0, _UNLIMITED)

    def write_protect(self, *, on: bool) -> None:
        """Let nothing be changed any more, as on a disk that was mounted again for reading."""
        self._set(1, int(on))

    def turn_clock_on(self, milliseconds: int) -> None:
        """Let the wall clock be ahead."""
        self._set(2, milliseconds * 1_000_000)

    @property
    def _control(self) -> Path:
        return self.folder / "control"

    def _set(self, place: int, value: int) -> None:
        with (
            self._control.open("r+b") as file,
            mmap.mmap(file.fileno(), _CONTROL.size) as seen,
        ):
            struct.pack_into("<q", seen, place * 8, value)


def kill_me_at(number: int) -> None:
    """Kill this process, which has the library, before its *number*th change from now."""
    ctypes.CDLL(None).witness_kill_at(ctypes.c_long(number))
