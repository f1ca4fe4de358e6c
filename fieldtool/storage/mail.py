"""The mailboxes of a laptop: sealed parcels that wait to go out, and answers that came in.

outbox/<address>/parcel.ftb · outbox/<address>/hub.txt · inbox/<address>/….ftb

Everybody at the laptop may send or carry a parcel, nobody there can read one. An address is not
the name of a workspace, and everything here is of use to its owner alone.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from fieldtool.log import ids
from fieldtool.problems import Problem
from fieldtool.storage import files

_ADDRESS = 16
_PARCEL, _HUB, _ANSWERED = "parcel.ftb", "hub.txt", "answered.txt"


@dataclass(frozen=True)
class Parcel:
    """A parcel that waits.

    Attributes:
        number: which one it is for the people at this laptop, from 1.
        hub: where it goes, an address of the web.
        is_answered: whether the hub has it; its person has not seen the answer yet.
    """

    number: int
    address: str
    size: int
    hub: str
    is_answered: bool


class Mail:
    """The mailboxes in the data folder of a laptop.

    All methods that write raise Problem for what the disk does not do; the file that was there
    before is whole then.
    """

    def __init__(self, folder: Path) -> None:
        """Use *folder*, where nothing is made before the first parcel is kept."""
        self._out, self._in = folder / "outbox", folder / "inbox"

    def addresses(self) -> tuple[str, ...]:
        """Return the mailboxes whose owners work on this laptop."""
        found = self._out.glob(f"*/{_HUB}")
        return tuple(sorted(path.parent.name for path in found if _is_address(path.parent.name)))

    def waiting(self) -> tuple[Parcel, ...]:
        """Return all parcels, in an order that stays."""
        found = []
        for number, address in enumerate(self.addresses(), start=1):
            parcel = self.parcel(address)
            if parcel is not None:
                hub = (self._out / address / _HUB).read_text(encoding="utf-8").strip()
                answered = self._answered(address) == _digest(parcel)
                found.append(Parcel(number, address, len(parcel), hub, answered))
        return tuple(found)

    def begin(self, address: str, hub: str) -> None:
        """Set up the mailbox *address*, whose parcels go to *hub*."""
        path = self._box(address) / _HUB
        if not path.is_file() or path.read_text(encoding="utf-8") != hub:
            _write(path, hub.encode("utf-8"))

    def parcel(self, address: str) -> bytes | None:
        """Return the parcel that waits; None where there is none."""
        try:
            return (self._box(address) / _PARCEL).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise files.problem_of(error, self._box(address)) from error

    def keep_parcel(self, address: str, raw: bytes) -> None:
        """Let *raw* wait instead of what waited so far."""
        _sweep(self._box(address))
        _write(self._box(address) / _PARCEL, raw)

    def drop_parcel(self, address: str) -> None:
        """Take the parcel away: all that is in it is proven."""
        _sweep(self._box(address))
        _remove(self._box(address) / _PARCEL)

    def note_answered(self, address: str, raw: bytes) -> None:
        """Note that the hub answered the parcel *raw*."""
        _write(self._box(address) / _ANSWERED, _digest(raw).encode("ascii"))

    def keep_answer(self, address: str, raw: bytes) -> bool:
        """Keep an answer until its person signs in; return whether it was new here."""
        path = self._in / _checked(address) / f"{_digest(raw)[:16]}.ftb"
        if path.is_file():
            return False
        _write(path, raw)
        return True

    def answers(self, address: str) -> dict[str, bytes]:
        """Return the answers that wait, by the names of their files."""
        found = {}
        for path in sorted((self._in / _checked(address)).glob("*.ftb")):
            try:
                found[path.name] = path.read_bytes()
            except OSError as error:
                raise files.problem_of(error, path) from error
        return found

    def drop_answer(self, address: str, name: str) -> None:
        """Take an answer away that its person has seen."""
        _sweep(self._in / _checked(address))
        _remove(self._in / _checked(address) / name)

    def _box(self, address: str) -> Path:
        return self._out / _checked(address)

    def _answered(self, address: str) -> str:
        try:
            return (self._box(address) / _ANSWERED).read_text(encoding="ascii")
        except (OSError, UnicodeDecodeError):
            return ""


def _is_address(text: str) -> bool:
    return ids.is_id(text, _ADDRESS)


def _checked(address: str) -> str:
    if not _is_address(address):
        raise ValueError(address)
    return address


def _digest(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


def _write(path: Path, content: bytes) -> None:
    try:
        files.write_atomically(path, content)
    except OSError as error:
        raise files.problem_of(error, path) from error


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
        if path.parent.is_dir():
            files.flush_folder(path.parent)
    except OSError as error:
        raise files.problem_of(error, path) from error


def _sweep(folder: Path) -> None:
    """Delete what a write left behind that was cut off before its end."""
    for part in folder.glob("*.part"):
        try:
            part.unlink(missing_ok=True)
        except OSError as error:
            raise Problem(files.problem_of(error, part).code, {"place": str(part)}) from error
