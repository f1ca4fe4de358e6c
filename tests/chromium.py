"""Where a Chromium, Chrome or Edge is on this computer; standard library only."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

_COMMANDS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "msedge",
)
_ON_MACOS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
_ON_WINDOWS = ("Google/Chrome/Application/chrome.exe", "Microsoft/Edge/Application/msedge.exe")
_WINDOWS_FOLDERS = ("ProgramFiles", "ProgramFiles(x86)", "LocalAppData")


def find() -> str:
    """Return the path of a browser, FIELDTOOL_TEST_CHROMIUM first; "" when none is here."""
    named = os.environ.get("FIELDTOOL_TEST_CHROMIUM", "")
    commands = filter(None, map(shutil.which, _COMMANDS))
    return (
        named or next(commands, "") or next((str(path) for path in _places() if path.exists()), "")
    )


def _places() -> list[Path]:
    folders = [Path(os.environ[name]) for name in _WINDOWS_FOLDERS if name in os.environ]
    return [Path(path) for path in _ON_MACOS] + [
        folder / path for path in _ON_WINDOWS for folder in folders
    ]
