"""Memory sticks on the walk: parcels go to hubs and answers back, in any order, also damaged."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path

from fieldtool.storage.mail import Mail
from fieldtool.sync import bundles, couriers, hub_bundles, outbox
from fieldtool.sync.hub_bundles import Door
from tests.sync.walk.truths import demand, fingerprint
from tests.sync.walk.world import Hub, Laptop


@dataclass
class Stick:
    """One stick that goes around.

    Attributes:
        spoilt: what was in files that are damaged now, by name.
        written: by what hub, in which generation, each answer on it was written.
    """

    folder: Path
    spoilt: dict[str, bytes] = field(default_factory=dict)
    written: dict[str, tuple[str, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Begin with an empty one."""
        self.folder.mkdir()

    def files(self) -> list[Path]:
        """Return what is on it."""
        return sorted(self.folder.glob("*.ftb"))

    def pack(self, laptop: Laptop) -> None:
        """Put what waits on a laptop on the stick."""
        mail = Mail(laptop.folder)
        outbox.settle(laptop.ws, mail, laptop.clock, asks=True)
        before = {file: file.read_bytes() for file in self.files()}
        went = couriers.copy_all(mail, self.folder)
        demand(all(one.problem is None for one in went), "a stick was not written")
        for file in self.files():
            if before.get(file) != file.read_bytes():
                self.spoilt.pop(file.name, None)

    def read_at(self, hub: Hub) -> None:
        """Let a hub take in what is on the stick and write its answers beside it."""
        before = {file: file.read_bytes() for file in self.files()}
        state = fingerprint(hub.database)
        reading = hub_bundles.read_folder(
            Door(hub.database, hub.identity, hub.clock, hub.blobs), self.folder
        )
        if set(before) and all(file.name in self.spoilt for file in before):
            demand(fingerprint(hub.database) == state, "damaged bundles changed a hub")
        refused = {name for name, _problem in reading.refused}
        damaged = {file.name for file in before} & set(self.spoilt)
        demand(damaged <= refused, "a damaged bundle was accepted")
        for file in self.files():
            if before.get(file) != file.read_bytes():
                self.written[file.name] = hub.folder.name, hub.generation
                self.spoilt.pop(file.name, None)

    def bring(self, laptop: Laptop, *, is_steady: bool) -> None:
        """Bring a laptop the answers that are for it, whichever came before them."""
        mail = Mail(laptop.folder)
        own = bundles.address(laptop.ws.identity.box_key)
        brought = couriers.bring(mail, self.folder)
        damaged = {file.name for file in self.files()} & set(self.spoilt)
        demand(damaged <= {name for name, _why in brought.refused}, "a damaged bundle was accepted")
        outbox.settle(laptop.ws, mail, laptop.clock)
        if own in brought.taken and not is_steady:
            # By clocks that were set nobody can see which answer is the newer one.
            laptop.met = -1

    def spoil(self, number: int, where: int) -> None:
        """Flip a bit of a file, or cut it off."""
        found = self.files()
        if found:
            file = found[number % len(found)]
            before = file.read_bytes()
            content = bytearray(before or b"?")
            if where % 4 == 0:
                del content[where // 4 % len(content) :]
            else:
                content[where // 8 % len(content)] ^= 1 << where % 8
            file.write_bytes(content)
            # The same bit may be flipped back.
            whole = self.spoilt.pop(file.name, before)
            if content != whole:
                self.spoilt[file.name] = whole

    def repeat(self, number: int) -> None:
        """Let a file be there twice, under another name."""
        found = self.files()
        if found:
            file = found[number % len(found)]
            copy = file.with_name(f"{number}-{file.name[-12:]}")
            if copy == file:
                return
            shutil.copy(file, copy)
            self.spoilt.pop(copy.name, None)
            if file.name in self.spoilt:
                self.spoilt[copy.name] = self.spoilt[file.name]

    def wipe(self) -> None:
        """Delete everything on it."""
        for file in self.files():
            file.unlink()
        self.spoilt.clear()
