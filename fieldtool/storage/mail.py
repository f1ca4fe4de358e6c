"""The mailboxes of a laptop: sealed parcels that wait to go out, and answers that came in.

outbox/<address>/parcel.ftb · outbox/<address>/hub.txt · outbox/<address>/photos.txt
outbox/left/<blob>
inbox/<address>/….ftb · inbox/<address>/key.json · inbox/media/<blob>

Everybody at the laptop may send or carry a parcel, nobody there can read one. An address is not
the name of a workspace, and everything here is of use to its owner alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from fieldtool.log import ids
from fieldtool.log.blobs import is_name
from fieldtool.problems import Code, Problem
from fieldtool.storage import files
from fieldtool.storage.blobs import BlobStore

_ADDRESS = 16
_PARCEL, _HUB, _ANSWERED, _PHOTOS = "parcel.ftb", "hub.txt", "answered.txt", "photos.txt"
_NOTICE = "key.json"


@dataclass(frozen=True)
class Parcel:
    """A parcel that waits.

    Attributes:
        number: which one it is for the people at this laptop, from 1.
        hub: where it goes, an address of the web.
        is_answered: whether the hub has it; its person has not seen the answer yet.
        photos: how many photos and recordings belong to it.
    """

    number: int
    address: str
    size: int
    hub: str
    is_answered: bool
    photos: int


class Mail:
    """The mailboxes in the data folder of a laptop.

    All methods that write raise Problem for what the disk does not do; the file that was there
    before is whole then.
    """

    def __init__(self, folder: Path) -> None:
        """Use *folder*, where nothing is made before the first parcel is kept."""
        self._out, self._in = folder / "outbox", folder / "inbox"
        self._workspaces = folder / "workspaces"
        # Media of forms, sealed as they came, for whoever here works with those forms.
        # Photos that wait and whose work was erased here: they belong to the parcel alone.
        self._left = BlobStore(self._out / "left")
        self.media = BlobStore(self._in / "media", keep_free=files.WARN_BELOW_BYTES)

    def addresses(self) -> tuple[str, ...]:
        """Return the mailboxes whose owners work on this laptop."""
        found = self._out.glob(f"*/{_HUB}")
        return tuple(sorted(path.parent.name for path in found if _is_address(path.parent.name)))

    def waiting(self) -> tuple[Parcel, ...]:
        """Return all parcels, in an order that stays.

        One that cannot be read is left out: its person's next sign-in makes it again.
        """
        found = []
        for number, address in enumerate(self.addresses(), start=1):
            try:
                parcel = self.parcel(address)
            except Problem:
                continue
            if parcel is not None:
                answered = self._answered(address) == _digest(parcel)
                photos = len(self.photos(address))
                hub = self._hub(address)[0]
                found.append(Parcel(number, address, len(parcel), hub, answered, photos))
        return tuple(found)

    def begin(self, address: str, hub: str, hub_address: str) -> None:
        """Set up the mailbox *address*, whose parcels go to *hub*, which has a mailbox too."""
        if self._hub(address) != (hub, hub_address):
            _write(self._box(address) / _HUB, f"{hub}\n{hub_address}\n".encode())

    def hubs(self) -> frozenset[str]:
        """Return the addresses of the hubs that people here work for."""
        return frozenset(self._hub(address)[1] for address in self.addresses())

    def keep_photos(self, address: str, blobs: Sequence[str]) -> None:
        """Let the photos and recordings *blobs* belong to what waits."""
        path = self._box(address) / _PHOTOS
        if tuple(blobs) != self.photos(address):
            _write(path, "\n".join(blobs).encode("ascii"))

    def photos(self, address: str) -> tuple[str, ...]:
        """Return the names of photos and recordings that belong to what waits."""
        try:
            text = (self._box(address) / _PHOTOS).read_text(encoding="ascii")
        except (OSError, UnicodeDecodeError):
            return ()
        return tuple(name for name in text.split() if is_name(name))

    def photo_store(self, blob: str) -> BlobStore | None:
        """Return where a photo lies; its sealed bytes are of no use to anybody but the hub."""
        if self._left.has(blob):
            return self._left
        for found in self._workspaces.glob(f"*/blobs/{blob}"):
            return BlobStore(found.parent)
        return None

    def keep_left(self, store: BlobStore) -> None:
        """Keep the photos and recordings of *store* that belong to what waits; its work goes."""
        for address in self.addresses():
            for blob in self.photos(address):
                if store.has(blob):
                    store.give(blob, self._left)

    def forget_media(self) -> None:
        """Delete the media that everybody here has taken."""
        everybody = [path.parent for path in self._workspaces.glob("*/keys.json")]
        for blob in self.media.names():
            if all((home / "blobs" / blob).is_file() for home in everybody):
                self.media.remove(blob)

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

    def keep_notice(self, address: str, raw: bytes) -> None:
        """Keep the hub's word on which key to seal to, until its person signs in."""
        _write(self._in / _checked(address) / _NOTICE, raw)

    def notice(self, address: str) -> bytes | None:
        """Return such a word; None where none waits."""
        try:
            return (self._in / _checked(address) / _NOTICE).read_bytes()
        except OSError:
            return None  # the hub says it again

    def drop_notice(self, address: str) -> None:
        """Take such a word away."""
        self.drop_answer(address, _NOTICE)

    def drop_answer(self, address: str, name: str) -> None:
        """Take an answer away that its person has seen."""
        _sweep(self._in / _checked(address))
        _remove(self._in / _checked(address) / name)

    def end(self, address: str) -> None:
        """Take the mailbox *address* away, with everything that waits in it.

        Raises:
            Problem: ERASING_NOT_FINISHED.
        """
        for box in (self._box(address), self._in / _checked(address)):
            files.forget_folder(box)
            if box.exists():
                raise Problem(Code.ERASING_NOT_FINISHED, {"place": str(box)})

    def _hub(self, address: str) -> tuple[str, str]:
        try:
            text = (self._box(address) / _HUB).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            text = ""  # it is written again when its person signs in
        url, _line, hub_address = text.strip().partition("\n")
        return url, hub_address

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
