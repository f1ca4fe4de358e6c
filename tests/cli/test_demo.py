"""`fieldtool demo` as a real process: it checks itself, stops cleanly and leaves nothing behind."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from fieldtool.cli import demo_world
from fieldtool.i18n.locales import LOCALES
from tests.browser.world import usual_ports_taken
from tests.cli import terminal

pytestmark = pytest.mark.processes

STEPS = ("sign in", "fill", "finalise", "sync", "hub: sign in", "hub: look up", "hub: download")
SECONDS_TO_END = 60
by_signal = pytest.mark.skipif(
    sys.platform == "win32", reason="only on systems where a signal can be sent to one process"
)


def test_the_demo_does_the_main_job_by_itself_in_four_languages(tmp_path: Path) -> None:
    with usual_ports_taken():
        said = terminal.run("demo", "--check", temporary=tmp_path)

    assert said.err == ""
    assert said.code == 0
    for locale in LOCALES:
        lines = [line for line in said.out.splitlines() if line.startswith(f"{locale.tag} ")]
        told = [(line[7:].partition("  ")[0], line) for line in lines]
        assert [name for name, _line in told] == list(STEPS)
        assert [line for _name, line in told if not re.search(r" \d+ ms ", line)] == []
    assert "All done in 4 languages" in said.out
    assert list(tmp_path.iterdir()) == []


@by_signal
def test_ctrl_c_stops_both_and_removes_everything(tmp_path: Path) -> None:
    with usual_ports_taken(), terminal.begin("demo", temporary=tmp_path) as demo:
        addresses = _addresses(demo)
        while_running = [terminal.answers(address) for address in addresses]
        demo.send_signal(signal.SIGINT)
        out, err = demo.communicate(timeout=SECONDS_TO_END)

    assert while_running == [True, True]
    assert (demo.returncode, err) == (0, "")
    assert "everything removed" in out
    assert [address for address in addresses if terminal.answers(address)] == []
    assert list(tmp_path.iterdir()) == []


@by_signal
def test_ctrl_c_while_it_still_prepares_leaves_nothing_either(tmp_path: Path) -> None:
    with terminal.begin("demo", temporary=tmp_path) as demo:
        assert demo.stdout is not None
        demo.stdout.readline()
        demo.send_signal(signal.SIGINT)
        _out, err = demo.communicate(timeout=SECONDS_TO_END)

    assert "Traceback" not in err
    assert list(tmp_path.iterdir()) == []


@by_signal
def test_a_kept_demo_goes_on_where_it_was(tmp_path: Path) -> None:
    kept = tmp_path / "نمایش"
    passphrases = []
    for _time in range(2):
        with terminal.begin("demo", "--keep", str(kept)) as demo:
            said = "".join(_lines_up_to_the_end(demo))
            demo.send_signal(signal.SIGTERM)
            out, err = demo.communicate(timeout=SECONDS_TO_END)
        assert (demo.returncode, err) == (0, "")
        assert "removed" not in out
        passphrases.append("Making up" in said)

    assert passphrases == [True, False], "interviews are made up once"
    assert (kept / "hub" / "hub.db").is_file()


@by_signal
def test_a_second_demo_in_the_same_folder_is_refused_clearly(tmp_path: Path) -> None:
    with terminal.begin("demo", "--keep", str(tmp_path)) as first:
        _lines_up_to_the_end(first)
        second = terminal.run("demo", "--keep", str(tmp_path))
        first.send_signal(signal.SIGINT)
        first.communicate(timeout=SECONDS_TO_END)

    assert second.code == 1
    assert "FT-409" in second.err
    assert str(tmp_path) in second.err
    assert "Traceback" not in second.err


def _lines_up_to_the_end(demo: subprocess.Popen[str]) -> list[str]:
    """Return what is said until the demo runs; it then says how to stop it."""
    lines: list[str] = []
    assert demo.stdout is not None
    for line in demo.stdout:
        lines.append(line)
        if "Ctrl-C" in line:
            return lines
    raise AssertionError("".join(lines))


def _addresses(demo: subprocess.Popen[str]) -> list[str]:
    said = "".join(_lines_up_to_the_end(demo))
    assert demo_world.PASSPHRASE in said
    assert demo_world.FACILITATOR.code in said
    return re.findall(r"http://127\.0\.0\.1:\d+", said)
