"""JavaRosa in a process of its own, spoken to in lines of JSON."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

_DRIVER = Path(__file__).parent / "Driver.java"

Reply = dict[str, Any]  # what Driver.java writes; its shape is the command's


def jar() -> Path:
    """Return ODK Validate, which pyxform brings and which holds JavaRosa."""
    found = find_spec("pyxform")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent / "validators" / "odk_validate" / "bin" / "ODK_Validate.jar"


def is_here() -> bool:
    """Tell whether there is a JDK; a JRE is too little, since the driver is compiled at start."""
    return shutil.which("java") is not None and shutil.which("javac") is not None


class JavaRosa:
    """One Java process; `ask` sends a command and gives what came back."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def ask(self, do: str, **values: object) -> Reply:
        """Return the reply; raises Refused where JavaRosa raised an exception."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"do": do, **values}) + "\n")
        self._process.stdin.flush()
        reply: Reply = json.loads(self._process.stdout.readline())
        if "error" in reply:
            raise Refused(reply["error"])
        return reply


class Refused(Exception):
    """JavaRosa raised an exception."""


@contextmanager
def started(folder: Path, files: Mapping[str, str]) -> Iterator[JavaRosa]:
    """Start JavaRosa in Kabul's time with *files* for its forms."""
    for name, content in files.items():
        (folder / name).write_text(content, encoding="utf-8")
    options = ["-Duser.timezone=Asia/Kabul", "-Duser.language=en"]
    command = ["java", *options, "-cp", str(jar()), str(_DRIVER), str(folder)]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
    ) as process:
        try:
            yield JavaRosa(process)
        finally:
            process.kill()
