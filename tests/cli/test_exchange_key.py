"""`fieldtool hub exchange-key …`: another key for what laptops send, from a command line."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner, Result

from fieldtool.cli import fieldtool
from fieldtool.problems import Code, Problem


def said(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(fieldtool, ["hub", "exchange-key", *arguments, "--data", str(folder)])


def test_a_key_is_made_taken_over_and_the_earlier_one_destroyed(tmp_path: Path) -> None:
    before = said(tmp_path, "retire")
    made = said(tmp_path, "new")
    fresh = said(tmp_path, "retire")
    status = said(tmp_path, "status")
    retired = said(tmp_path, "retire", "--early")

    assert isinstance(before.exception, Problem)
    assert before.exception.code is Code.EXCHANGE_KEY_ALONE
    assert made.output.startswith("Key 2; 1 earlier ones still open.\n")
    assert "A backup that has it was made.\n" in made.output
    assert isinstance(fresh.exception, Problem)
    assert fresh.exception.code is Code.EXCHANGE_KEY_IN_USE
    assert "Laptops that know it: 0; not yet: 0.\n" in status.output
    assert (retired.exit_code, retired.output.split()[0]) == (0, "1")
    assert said(tmp_path, "status").output.startswith("Key 2; 0 earlier ones")
