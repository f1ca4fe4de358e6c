"""Memory sticks on the walk: parcels go to hubs and answers back, in any order, also damaged."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path

from fieldtool.storage.mail import Mail
from fieldtool.sync.hub import hub_bundles
from fieldtool.sync.hub.hub_bundles import Door
from fieldtool.sync.laptop import couriers, outbox
from fieldtool.sync.relay import relay_bundles
from fieldtool.sync.wire import bundles
from tests.sync.walk.met import met
from tests.sync.walk.truths import demand, fingerprint
from tests.sync.walk.world import Hub, Laptop

_MOST_ANSWERS = 12


@dataclass
class Stick:
    """One stick that goes around.

    Attributes:
        spoilt: what was in files that are damaged now, by name.
        answers: what hubs wrote onto it for each mailbox, the newest last; older ones lie on other
            sticks, or in somebody's post.
    """

    folder: Path
    spoilt: dict[str, bytes] = field(default_factory=dict)
    answers: dict[str, list[bytes]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Begin with an empty one."""
        self.folder.mkdir()
        self.found = self.folder.with_name("found")
        self.found.mkdir()

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

    def pack_at(self, relay: Hub) -> None:
        """Put what the hub above has not got on the stick."""
        before = {file: file.read_bytes() for file in self.files()}
        relay_bundles.write(relay.relay, self.folder)
        for file in self.files():
            if before.get(file) != file.read_bytes():
                self.spoilt.pop(file.name, None)

    def find_at(self, relay: Hub, number: int) -> None:
        """Bring a relay one of all answers for it that the hub above ever wrote onto a stick."""
        if not (kept := self.answers.get(_door(relay).address)):
            return
        (self.found / "found.ftb").write_bytes(kept[number % len(kept)])
        hub_bundles.read_folder(_door(relay), self.found)
        met("answer for a relay found on another stick")

    def read_at(self, hub: Hub) -> None:
        """Let a hub take in what is on the stick and write its answers beside it."""
        before = {file: file.read_bytes() for file in self.files()}
        state = fingerprint(hub.database)
        reading = hub_bundles.read_folder(_door(hub), self.folder)
        if set(before) and all(file.name in self.spoilt for file in before):
            demand(fingerprint(hub.database) == state, "damaged bundles changed a hub")
        if reading.above.answers:
            met("relay took answers from a stick")
        if reading.relays:
            met("relay's parcel read at the hub above")
        refused = {name for name, _problem in reading.refused}
        damaged = {file.name for file in before} & set(self.spoilt)
        demand(damaged <= refused, "a damaged bundle was accepted")
        for file in self.files():
            if before.get(file) != (raw := file.read_bytes()):
                self.spoilt.pop(file.name, None)
                self._keep(raw)

    def _keep(self, raw: bytes) -> None:
        found = bundles.parse(raw)
        if found.type == bundles.ANSWER:
            kept = self.answers.setdefault(found.receiver, [])
            kept.append(raw)
            del kept[:-_MOST_ANSWERS]

    def bring(self, laptop: Laptop) -> None:
        """Bring a laptop the answers that are for it, whichever came before them."""
        mail = Mail(laptop.folder)
        brought = couriers.bring(mail, self.folder)
        damaged = {file.name for file in self.files()} & set(self.spoilt)
        demand(damaged <= {name for name, _why in brought.refused}, "a damaged bundle was accepted")
        if brought.taken:
            met("answers brought on a stick")
        outbox.settle(laptop.ws, mail, laptop.clock)

    def find(self, laptop: Laptop, number: int) -> None:
        """Bring a laptop one of all answers for it that a hub ever wrote onto a stick."""
        own = bundles.address(laptop.ws.identity.box_key)
        if not (kept := self.answers.get(own)):
            return
        (self.found / "found.ftb").write_bytes(kept[number % len(kept)])
        mail = Mail(laptop.folder)
        couriers.bring(mail, self.found)
        outbox.settle(laptop.ws, mail, laptop.clock)
        met("answer found on another stick")

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


def _door(hub: Hub) -> Door:
    relay = hub.relay if hub.identity.higher else None
    return Door(hub.database, hub.identity, hub.clock, hub.blobs, relay)
