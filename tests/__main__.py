"""`python3 -m tests`: get what the tests need, check the house, run every test."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

# Nothing but the standard library here: this runs on a Python that has nothing else yet.
from tests import chromium, memory

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")

CHECKS = (
    ("ruff check", (str(PYTHON), "-m", "ruff", "check")),
    ("ruff format", (str(PYTHON), "-m", "ruff", "format", "--check")),
    ("mypy", (str(PYTHON), "-m", "mypy")),
    ("lint-imports", (str(BIN / "lint-imports"),)),
    ("djlint", (str(PYTHON), "-m", "djlint", "fieldtool/web/templates", "--lint", "--quiet")),
)


def main(arguments: list[str]) -> int:
    """Return 0 when all is well; *arguments* go to pytest, whose summary is the last line."""
    if sys.version_info < (3, 11):  # noqa: UP036 - this may be run by any Python
        print("fieldtool needs Python 3.11 or newer; this is", sys.version.split()[0])
        return 1
    os.chdir(ROOT)
    if not install():
        return 1
    failed = [] if browser() else ["Chromium"]
    failed += [] if compiler() else ["a C compiler"]
    failed += [] if proxy() else ["nginx"]
    for name, command in CHECKS:
        if not run(name, command):
            failed.append(name)
    print(f"\nBefore the tests, failed: {', '.join(failed) or 'nothing'}.\n", flush=True)
    return pytest(arguments) or int(bool(failed))


def install() -> bool:
    """Make `.venv` and install the program and what its tests need, unless that was done."""
    stamp = VENV / "installed-for"
    wanted = hashlib.sha256((ROOT / "pyproject.toml").read_bytes()).hexdigest()
    if PYTHON.exists() and stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return True
    if not PYTHON.exists() and not make_venv():
        print("Could not make .venv. On Debian and Ubuntu install the package python3-venv.")
        return False
    pip = (str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--quiet")
    if not run("pip install", (*pip, "--editable", ".[hub,test]")):
        print("Could not install the dependencies. Check the network and run this again.")
        return False
    stamp.write_text(wanted, encoding="utf-8")
    return True


def make_venv() -> bool:
    """Make `.venv`; Debian keeps a part of the standard library in a package of its own."""
    command = (sys.executable, "-m", "venv", "--clear", str(VENV))
    return run("venv", command) or (apt_install("python3-venv") and run("venv", command))


def browser() -> bool:
    """Find a browser, or install one where that needs no question; say what to do otherwise."""
    if not chromium.find():
        apt_install("chromium")
    path = chromium.find()
    if not path:
        print("No Chromium, Chrome or Edge was found. Install one, or name it in the")
        print("environment variable FIELDTOOL_TEST_CHROMIUM. Browser tests fail without it.")
        return False
    os.environ["FIELDTOOL_TEST_CHROMIUM"] = path
    return True


def compiler() -> bool:
    """Find a C compiler for the tests of power cuts, or install one; only Linux needs it."""
    if sys.platform != "linux" or any(map(shutil.which, ("cc", "gcc", "clang"))):
        return True
    if apt_install("gcc", "libc6-dev"):
        return True
    print("No C compiler was found. Install gcc. The tests of power cuts fail without it.")
    return False


def proxy() -> bool:
    """Find nginx for the tests of a hub behind it, or install it; only Linux needs it."""
    # A package of a server lies where only administrators look for commands.
    path = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"))
    if sys.platform != "linux" or shutil.which("nginx", path=path):
        return True
    if apt_install("nginx-light") or apt_install("nginx"):
        return True
    print("No nginx was found. Install nginx. The tests of a hub behind a proxy fail without it.")
    return False


def apt_install(*packages: str) -> bool:
    """Install Debian packages when we are root; nobody is asked for a password."""
    is_root = getattr(os, "geteuid", lambda: 1)() == 0
    if not is_root or not shutil.which("apt-get"):
        return False
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    install_it = ("apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages)
    return run("apt-get update", ("apt-get", "update", "-qq")) and run(packages[0], install_it)


def run(name: str, command: tuple[str, ...]) -> bool:
    """Run one step with its output shown, and say how it went."""
    print(f"== {name}", flush=True)
    began = time.monotonic()
    passed = subprocess.run(command, check=False).returncode == 0
    seconds = time.monotonic() - began
    print(f"== {name}: {'passed' if passed else 'FAILED'} in {seconds:.1f} s", flush=True)
    return passed


def pytest(arguments: list[str]) -> int:
    """Run every test on all cores, the same random examples each time; nothing may be skipped."""
    command = (
        *(str(PYTHON), "-m", "pytest", "-p", "tests.house.no_skips"),
        *("-p", "tests.house.long_first", "--no-loadscope-reorder"),
        *("-n", str(max(2, os.cpu_count() or 2)), "--dist", "loadfile", "-rfER"),
        *("--hypothesis-profile=ci", *arguments),
    )
    with tempfile.TemporaryDirectory(
        prefix="fieldtool-tests-", dir=memory.place(), ignore_cleanup_errors=True
    ) as folder:
        # Half of a test's time would be waiting for the disk to take files that are deleted soon.
        os.environ["TMPDIR"] = folder
        return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
