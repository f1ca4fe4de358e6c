"""A browser window of its own for the node, whose profile is thrown away.

No saved passwords, no history of what was typed, no spell-check, translation or other service that
would send words elsewhere; nothing of it is left on the disk when the window is closed.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

from fieldtool import diagnostics

PREFIX = "fieldtool-window-"
_SECONDS_TO_CLOSE = 5.0
_ON_PATH = (
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge",
    "microsoft-edge-stable", "brave-browser", "chrome", "msedge",
)  # fmt: skip
_ON_WINDOWS = (
    "Microsoft/Edge/Application/msedge.exe",
    "Google/Chrome/Application/chrome.exe",
    "Chromium/Application/chrome.exe",
)
_ON_MAC = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
OFF = (
    "AutofillAddressEnabled", "AutofillServerCommunication", "InterestFeedContentSuggestions",
    "MediaRouter", "OptimizationHints", "PasswordManagerOnboarding", "SpellcheckUI", "Translate",
    "WebOTP", "msEdgeTranslate", "msSmartScreenProtection", "msTextPrediction",
)  # fmt: skip
NOWHERE = "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
PREFERENCES = {
    "autofill": {"credit_card_enabled": False, "profile_enabled": False},
    "browser": {"enable_spellchecking": False},
    "credentials_enable_autosignin": False,
    "credentials_enable_service": False,
    "profile": {"password_manager_enabled": False},
    "search": {"suggest_enabled": False},
    "spellcheck": {"dictionaries": [], "use_spelling_service": False},
    "translate": {"enabled": False},
    "safebrowsing": {"enabled": False},
}


class Window:
    """A window at an address; closing it deletes all that the browser wrote."""

    def __init__(self, browser: str, address: str, place: Path) -> None:
        self.profile = Path(tempfile.mkdtemp(prefix=PREFIX, dir=place))
        default = self.profile / "Default"
        default.mkdir()
        (default / "Preferences").write_text(json.dumps(PREFERENCES), encoding="utf-8")
        self._process = subprocess.Popen(  # noqa: S603 - a known program, no shell
            command(browser, address, self.profile),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        threading.Thread(target=self._tidy_up, daemon=True).start()

    def close(self) -> None:
        """Close the window where it is still open, and delete its profile."""
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(_SECONDS_TO_CLOSE)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        _delete(self.profile)

    def _tidy_up(self) -> None:
        # Whoever closes the window leaves nothing, also while the program goes on.
        self._process.wait()
        _delete(self.profile)


def open_window(address: str, place: Path) -> Window | None:
    """Open a window at *address* with a profile in the folder *place*; None without a browser.

    What an earlier window left there, after a power cut, is deleted first.
    """
    place.mkdir(parents=True, exist_ok=True)
    delete_leftovers(place)
    browser = find()
    if browser is None:
        return None
    try:
        return Window(browser, address, place)
    except OSError as error:
        diagnostics.event("window:not-opened", reason=type(error).__name__)
        return None


def can_be_seen(environ: Mapping[str, str]) -> bool:
    """Say whether somebody sits before this computer: a server without a screen has no windows."""
    if sys.platform in {"win32", "darwin"}:
        return True
    return bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))


def delete_leftovers(place: Path) -> None:
    """Delete the profiles that windows left in *place*."""
    for left in place.glob(f"{PREFIX}*"):
        _delete(left)


def find() -> str | None:
    """Return a browser of this computer that can open such a window."""
    return next((one for one in _candidates() if one is not None), None)


def command(browser: str, address: str, profile: Path) -> list[str]:
    """Return how *browser* is started."""
    return [
        browser,
        f"--app={address}",
        f"--user-data-dir={profile}",
        f"--disk-cache-dir={profile / 'cache'}",
        "--no-first-run",
        "--no-default-browser-check",
        "--no-pings",
        "--disable-background-networking",
        "--disable-breakpad",
        "--disable-client-side-phishing-detection",
        "--disable-component-update",
        "--disable-default-apps",
        "--disable-domain-reliability",
        "--disable-extensions",
        "--disable-sync",
        "--metrics-recording-only",
        # Whatever a browser would look up all the same, it finds nothing but this computer.
        f"--host-resolver-rules={NOWHERE}",
        "--no-proxy-server",
        "--password-store=basic",
        f"--disable-features={','.join(OFF)}",
    ]


def _candidates() -> Iterator[str | None]:
    if sys.platform == "win32":
        # The third is where a Python of 32 bits finds programs of 64.
        for variable in ("PROGRAMFILES(X86)", "PROGRAMFILES", "PROGRAMW6432", "LOCALAPPDATA"):
            base = os.environ.get(variable)
            for name in _ON_WINDOWS if base else ():
                yield _existing(Path(str(base)) / name)
    for place in _ON_MAC if sys.platform == "darwin" else ():
        yield _existing(Path(place))
    for name in _ON_PATH:
        yield shutil.which(name)


def _existing(path: Path) -> str | None:
    return str(path) if path.is_file() else None


def _delete(profile: Path) -> None:
    # Windows keeps files for a moment after their program ended; the next start tries again.
    shutil.rmtree(profile, ignore_errors=True)
