"""Growing delays after wrong passphrases, kept in a file so that a restart does not end them."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from fieldtool.log.canonical import NotCanonicalError, encode, parse
from fieldtool.log.content import Fields
from fieldtool.problems import Code, Problem
from fieldtool.storage import files

# Typing errors are free; from then on each one costs twice the wait of the one before.
FREE = 3
FIRST_SECONDS = 5
LONGEST_SECONDS = 900


def delay(wrong: int) -> int:
    """Return the seconds to wait after *wrong* wrong passphrases in a row."""
    if wrong < FREE:
        return 0
    return min(FIRST_SECONDS << min(wrong - FREE, 16), LONGEST_SECONDS)


class Tries:
    """The wrong passphrases of one workspace in a row."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def admit(self, now: int) -> None:
        """Let a try pass, or say how long to wait; *now* is in milliseconds.

        Raises:
            Problem: PASSPHRASE_WAIT.
        """
        wrong, at = self._read()
        if now < at and delay(wrong):
            # The clock was set back, by years perhaps: the wait begins again, and ends.
            at = now
            with suppress(Problem):
                self._write(wrong, at)
        left = delay(wrong) - (now - at) // 1000
        if left > 0:
            raise Problem(Code.PASSPHRASE_WAIT, {"seconds": left})

    def wrong(self, now: int) -> None:
        """Count one wrong passphrase."""
        self._write(self._read()[0] + 1, now)

    def right(self) -> None:
        """Forget the wrong ones, where the disk lets them go: they cost nothing but time."""
        with suppress(OSError):
            self._path.unlink(missing_ok=True)

    def _write(self, wrong: int, at: int) -> None:
        files.write_atomically(self._path, encode({"at": str(at), "wrong": str(wrong)}))

    def _read(self) -> tuple[int, int]:
        try:
            fields = Fields.of_tree(parse(self._path.read_bytes()), "tries")
            return fields.number("wrong"), fields.number("at")
        except (OSError, NotCanonicalError, Problem):
            return 0, 0
