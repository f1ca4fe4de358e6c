"""The node's own window: a profile that is thrown away, and nothing that tells others."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import pytest

from fieldtool.cli import window
from fieldtool.cli.window import PREFIX, Window, can_be_seen, command, open_window


def profiles(place: Path) -> list[Path]:
    return sorted(place.glob(f"{PREFIX}*"))


def until(holds: object, seconds: float = 20) -> bool:
    assert callable(holds)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.05)
    return False


@pytest.fixture
def patient(tmp_path: Path) -> str:
    """Return a program that is open until it is closed, whatever it is told."""
    program = tmp_path / "browser"
    program.write_text("#!/bin/sh\nexec sleep 60\n", encoding="ascii")
    program.chmod(0o755)
    return str(program)


def test_a_window_deletes_its_profile_when_it_is_closed(tmp_path: Path, patient: str) -> None:
    made = Window(patient, "http://127.0.0.1:9/", tmp_path)
    assert profiles(tmp_path) == [made.profile]
    made.close()

    assert until(lambda: profiles(tmp_path) == [])


def test_the_profile_goes_also_when_its_person_closes_the_window(tmp_path: Path) -> None:
    made = Window("/bin/true", "http://127.0.0.1:9/", tmp_path)

    assert until(lambda: not made.profile.exists())


def test_what_a_power_cut_left_is_deleted_at_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = tmp_path / f"{PREFIX}left" / "Default"
    left.mkdir(parents=True)
    (left / "Login Data").write_bytes(b"x")
    (tmp_path / "kept.txt").write_bytes(b"x")
    monkeypatch.setattr(window, "find", lambda: None)

    assert open_window("http://127.0.0.1:9/", tmp_path) is None
    assert profiles(tmp_path) == []
    assert (tmp_path / "kept.txt").exists()


def test_a_browser_that_cannot_be_started_is_no_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(window, "find", lambda: str(tmp_path / "nowhere"))

    assert open_window("http://127.0.0.1:9/", tmp_path) is None


def test_the_browser_is_told_to_save_and_tell_nothing(tmp_path: Path, patient: str) -> None:
    made = Window(patient, "http://127.0.0.1:9/", tmp_path)
    wanted = json.loads((made.profile / "Default" / "Preferences").read_text(encoding="utf-8"))
    said = command("chromium", "http://127.0.0.1:8470/", made.profile)
    made.close()

    assert wanted["credentials_enable_service"] is False
    assert wanted["profile"]["password_manager_enabled"] is False
    assert wanted["autofill"]["profile_enabled"] is False
    assert wanted["browser"]["enable_spellchecking"] is False
    assert wanted["translate"]["enabled"] is False
    assert "--app=http://127.0.0.1:8470/" in said
    assert f"--user-data-dir={made.profile}" in said
    assert {"--disable-sync", "--disable-background-networking", "--no-first-run"} <= set(said)
    assert f"--host-resolver-rules={window.NOWHERE}" in said
    assert "Translate" in next(one for one in said if one.startswith("--disable-features="))


def test_a_browser_is_found_where_there_is_one_on_windows_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edge = tmp_path / "Microsoft" / "Edge" / "Application" / "msedge.exe"
    edge.parent.mkdir(parents=True)
    edge.write_bytes(b"")
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setenv("PROGRAMFILES(X86)", str(tmp_path))

    assert window.find() == str(edge)
    assert can_be_seen({})


def test_a_server_without_a_screen_opens_no_window(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")

    assert not can_be_seen({})
    assert can_be_seen({"DISPLAY": ":0"})
    assert can_be_seen({"WAYLAND_DISPLAY": "wayland-0"})
