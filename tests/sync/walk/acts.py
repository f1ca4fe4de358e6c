"""What people, links and disks do on the walk; each act leaves what was written in a record."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random

import httpx
import pytest

from fieldtool.log import ids, kinds, merge
from fieldtool.log.entry import Entry
from fieldtool.log.kinds import FormPublished
from fieldtool.problems import Problem
from fieldtool.review import settling
from fieldtool.security import writer
from fieldtool.security.blobs import seal
from fieldtool.storage import revisions
from fieldtool.storage.queries import interviews, workspaces
from fieldtool.storage.queries.interviews import Wanted
from fieldtool.sync.hub import erasing, publishing, rotating
from fieldtool.sync.hub import receiving as hub
from fieldtool.sync.hub.offering import Offering
from fieldtool.sync.laptop import carrying, node, purging
from fieldtool.sync.laptop.taking import Marks
from fieldtool.sync.relay import relay_blobs, relaying
from fieldtool.sync.wire import container, requests, runs
from fieldtool.sync.wire.messages import RequestBody
from fieldtool.sync.wire.pace import Pace
from tests.log import samples
from tests.sync.walk.carried import Stick
from tests.sync.walk.forgeries import FORGERIES
from tests.sync.walk.hearing import listen
from tests.sync.walk.links import Link, Weather
from tests.sync.walk.met import met
from tests.sync.walk.questions import FORM
from tests.sync.walk.truths import P, Row, demand, fingerprint, held
from tests.sync.walk.world import BEHIND, NAMES, Hub, Laptop, first_day

_INTERVIEWS = "abcdefghijklmnopqrstuvwxyz234567"
# So small that every message is cut where messages can be cut.
SMALL_DOWN = 64
Answers = dict[str, str]


@dataclass
class World:
    """Everything on the walk.

    Attributes:
        written: every entry that somebody wrote, by id.
        late: requests that a link held or delivered; they may arrive once more.
        form: what interviews are finalised with; the hub may not have it.
        dirty: which databases changed since they were looked at.
        has_relay: whether the second hub and its laptop take part.
        erased: every subject that was ever erased.
        photos: which blob belongs to which interview.
        handed: drafts that a laptop handed over since it was last restored, by its folder.
        is_steady: whether no clock was set so far.
        is_revoked: whether any workspace was ever revoked.
    """

    folder: Path
    seed: int = 0
    has_relay: bool = False
    hub: Hub = field(init=False)
    hubs: dict[str, Hub] = field(default_factory=dict)
    stick: Stick = field(init=False)
    erased: set[str] = field(default_factory=set)
    photos: dict[str, str] = field(default_factory=dict)
    handed: dict[str, set[str]] = field(default_factory=dict)
    is_steady: bool = True
    is_revoked: bool = False
    laptops: list[Laptop] = field(default_factory=list)
    written: dict[str, Row] = field(default_factory=dict)
    late: list[bytes] = field(default_factory=list)
    begun: int = 0
    said: int = 0
    form: FormPublished = FORM
    dirty: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Begin on the first day."""
        day = first_day()
        behind = ("relay", BEHIND) if self.has_relay else ()
        for name in ("hub", *NAMES, *behind):
            shutil.copytree(day / name, self.folder / name)
        self.hub = Hub(self.folder / "hub")
        self.hubs = {"hub": self.hub}
        self.laptops = [Laptop(self.folder / name, name) for name in NAMES]
        if self.has_relay:
            self.hubs["relay"] = Hub(self.folder / "relay")
            self.laptops.append(Laptop(self.folder / BEHIND, BEHIND, home="relay"))
        self.stick = Stick(self.folder / "stick")
        self.note_new_of_hub()
        chance = Random(self.seed)  # noqa: S311 - the same walk again has the same ids
        self._set = pytest.MonkeyPatch()
        self._set.setattr(writer, "random_bytes", chance.randbytes)
        names = lambda length: "".join(chance.choices(ids.ALPHABET, k=length))  # noqa: E731
        self._set.setattr(ids, "new_id", names)
        listen(self, self._set)
        self._set.setattr(hub, "_DOWN_BYTES", SMALL_DOWN)
        # The hubs' clocks jump by years here, and nothing would stay on a laptop.
        self._set.setattr(purging, "_due", lambda *_: [])

    def close(self) -> None:
        """Let go of everything."""
        self._set.undo()
        for laptop in self.laptops:
            laptop.ws.close()
        for one in self.hubs.values():
            one.database.close()

    @property
    def places(self) -> list[Laptop | Hub]:
        """Return everybody who has a database."""
        return [*self.hubs.values(), *self.laptops]

    def touch(self, *places: Laptop | Hub) -> None:
        """Note whose database changed."""
        self.dirty |= {place.folder.name for place in places}

    # -- people

    def finalise(self, laptop: Laptop, answers: Answers, photo: bytes = b"") -> str:
        """Finalise a new interview, perhaps with a *photo*, and return its id."""
        interview = self.new_id()
        self._write(laptop, interview, answers, (), photo)
        return interview

    def new_id(self) -> str:
        """Return an id that no interview has."""
        letters = _INTERVIEWS[self.begun // 32 % 32], _INTERVIEWS[self.begun % 32]
        self.begun += 1
        return f"m4xahrt7q2zz5k{''.join(letters)}"

    def edit(self, laptop: Laptop, interview: str, answers: dict[str, str | None]) -> None:
        """Finalise *interview* again, knowing what this laptop knows of it."""
        with laptop.ws.database.read() as session:
            found = {one.entry.id: one for one in revisions.of_interview(session, P, interview)}
        merged = merge.merge(revisions.versions_of(found.values())) if found else None
        known = {**(merged.answers if merged else {}), **answers}
        said = {path: value for path, value in known.items() if value is not None}
        self._write(laptop, interview, said, sorted(merged.heads) if merged else ())

    def edit_row(self, laptop: Laptop, interview: str, row: str, value: str | None) -> None:
        """Add a row of a repeat to an interview, change it, or (without a *value*) remove it."""
        known = self._known(laptop, interview)
        order = [one for one in known.get("hazard", "").split() if one != row]
        order += [row] if value is not None else []
        self.edit(
            laptop, interview, {"hazard": " ".join(order) or None, f"hazard[{row}]/kind": value}
        )

    def _known(self, laptop: Laptop, interview: str) -> Answers:
        with laptop.ws.database.read() as session:
            found = {one.entry.id: one for one in revisions.of_interview(session, P, interview)}
        return merge.merge(revisions.versions_of(found.values())).answers if found else {}

    def erase(self, interview: str) -> None:
        """Erase an interview at the hub, whether it is there or not."""
        with self.hub.database.work() as session:
            made = erasing.erase(
                session,
                self.hub.identity,
                P,
                interview,
                reason="withdrawn",
                clock=self.hub.clock.now(),
            )
        erasing.finish_at_hub(self.hub.database, self.hub.blobs)
        self.note(made)
        self.erased.add(interview)
        self.touch(self.hub)
        met("interview erased")

    def _write(
        self,
        laptop: Laptop,
        interview: str,
        answers: Answers,
        parents: tuple[str, ...] | list[str],
        photo: bytes = b"",
    ) -> None:
        said = replace(
            samples.REVISION,
            interview=interview,
            number=f"{laptop.ws.person}-{self.begun:03}-{len(self.written)}",
            site=laptop.folder.name,
            form_version=self.form.version,
            form_hash=self.form.hash,
            answers=answers,
            paradata={},
            language="",
        )
        if photo:
            ref, sealed = seal(photo)
            laptop.ws.blobs.put(ref.name, sealed)
            self.photos[ref.name] = interview
            said = replace(said, attachments={"photo.jpg": ref})
            met("photo taken")
        with laptop.ws.database.work() as session:
            made = writer.append(
                session,
                laptop.ws,
                kinds.FINALISE,
                interview,
                said.to_content(),
                clock=laptop.clock.now(),
                parents=parents,
                blobs=[ref.blob for ref in said.attachments.values()],
            )
        self.note(made)
        self.touch(laptop)
        met("revision finalised")

    def note(self, *made: Entry) -> None:
        """Remember what was written."""
        for entry in made:
            self.written[entry.id] = (entry.header.raw, entry.salt, entry.payload)

    def settle(self, number: int, choice: int) -> None:
        """Choose at the hub between the values of an interview in conflict."""
        with self.hub.database.work() as session:
            open_ = interviews.page(session, P, Wanted(state=revisions.CONFLICT), order="number")
            if not open_:
                return
            interview = open_[number % len(open_)].id
            found = settling.unsettled(session, P, interview)
            assert found is not None
            choices = {one.path: choice % len(one.candidates) for one in found.conflicts}
            made = settling.settle(
                session,
                self.hub.identity,
                P,
                interview,
                token=found.token,
                choices=choices,
                clock=self.hub.clock.now(),
            )
        self.note(*made)
        self.touch(self.hub)
        met("conflict settled")

    def rename(self) -> None:
        """Change the settings of the project."""
        self.said += 1
        wanted = replace(samples.SETTINGS, title={"fa_AF": f"هرات {self.said}"})
        with self.hub.database.work() as session:
            now = self.hub.clock.now()
            self.note(publishing.publish_project(session, self.hub.identity, wanted, now))
        self.touch(self.hub)

    def another_key(self, hub: Hub) -> None:
        """Let laptops seal to another key of a hub."""
        with hub.database.work() as session:
            rotating.make(session, hub.identity, hub.clock.now())
        self.note_new_of_hub()
        self.touch(hub)
        met("another key")

    def retire_keys(self, hub: Hub) -> None:
        """Destroy the earlier keys of a hub, whoever still needs them."""
        with hub.database.work() as session:
            if rotating.standing(session, hub.identity).ring.earlier:
                rotating.retire(session, hub.identity, hub.clock.now().wall, early=True)
                met("earlier key destroyed")
        self.touch(hub)

    def place(self, number: int) -> None:
        """Put a place on the register, or give it another name."""
        self.said += 1
        names = {"fa_AF": f"ناحیه {self.said}"}
        site = replace(samples.SITES.sites[0], id=f"AF320{number}", names=names)
        with self.hub.database.work() as session:
            now = self.hub.clock.now()
            (made,) = publishing.publish_sites(session, self.hub.identity, P, [site], now)
        self.note(made)
        self.touch(self.hub)

    def offer(self, form: FormPublished | None) -> None:
        """Offer a version of the form to everybody, or retire the form."""
        with self.hub.database.work() as session:
            offering = Offering(session, self.hub.identity, P, self.hub.clock.now())
            if form is None:
                offering.retire(FORM.form_id)
            else:
                offering.publish(form)
        self.note_new_of_hub()
        self.touch(self.hub)

    def note_new_of_hub(self) -> None:
        """Remember what the hub wrote without saying so, as when it publishes."""
        for one in held(self.hub.database).values():
            if not one.log.startswith("workspace/"):
                self.written.setdefault(one.id, one.bytes)

    # -- links

    def sync(self, laptop: Laptop, forecast: list[tuple[Weather, int]], limit: int) -> bool:
        """Sync in that weather, with requests of *limit* bytes; return whether it came to an end.

        In good weather it must.
        """
        home = self.hubs[laptop.home]
        link = Link(home, laptop, self.late, list(forecast))
        self.touch(laptop, home)

        def exchange(client: httpx.Client) -> None:
            result = node._Sync(laptop.ws, client, laptop.clock, Pace(limit)).run()
            demand(result.waiting == 0, "a sync came to its end and something still waits")

        if not _came_through(link, forecast, exchange):
            return False
        erasing.finish_at_laptop(laptop.ws, 0)
        met("sync came through")
        return True

    def pass_on(self, forecast: list[tuple[Weather, int]], limit: int) -> bool:
        """Let the relay pass on in that weather; return whether it came to an end."""
        relay = self.hubs["relay"]
        link = Link(self.hub, relay, self.late, list(forecast))
        self.touch(relay, self.hub)

        def exchange(client: httpx.Client) -> None:
            passed = relaying.pass_on(relay.relay, client, Pace(limit))
            demand(passed.refused == (), "the hub above refuses a laptop of the relay")
            if passed.sent:
                met("relay passed entries on")

        return _came_through(link, forecast, exchange)

    def carry(self, place: Laptop | Hub, forecast: list[tuple[Weather, int]]) -> None:
        """Carry photos up from a laptop, or from the relay."""
        home = self.hubs[place.home] if isinstance(place, Laptop) else self.hub
        self.touch(place, home)
        link = Link(home, place, self.late, list(forecast))
        with httpx.Client(transport=link) as client:
            if isinstance(place, Laptop):
                carried = carrying.carry(place.ws, client, place.clock, 60.0)
            else:
                carried = relay_blobs.carry(place.relay, client, 60.0)
        problem = carried.problem
        name = problem.code.name if problem else ""
        demand(bool(forecast) or problem is None, f"photos did not go over a good link: {name}")
        met("photos carried" if problem is None else "photos did not go")

    def arrive(self, number: int) -> None:
        """Let a request arrive that was sent long ago, perhaps once already."""
        if self.late:
            for one in self.hubs.values():
                link = Link(one, self.laptops[0], [])
                link.answered(self.late[number % len(self.late)])
                self.touch(one)

    def forge(self, laptop: Laptop, way: str, where: int) -> None:
        """Send what a spoilt program might: signed as a whole, and not what the log says."""
        asked = requests.prepared(laptop.ws, laptop.clock, Marks(own=""))
        if asked.own is None:
            return
        wire = runs.to_wire(asked.own)
        spoilt = FORGERIES[way](wire, laptop, where)
        body = RequestBody((spoilt,))
        ws = laptop.ws
        raw = container.pack(
            asked.header.to_tree(), body.to_tree(), ws.identity, ws.membership.hub_box_key
        )
        Link(self.hubs[laptop.home], laptop, []).refused(raw)
        met(f"forged request refused: {way}")

    # -- disks and clocks

    def clone(self, laptop: Laptop) -> None:
        """Copy a laptop; both go on."""
        self.laptops.append(laptop.clone(f"clone-{len(self.laptops)}"))
        met("laptop copied")
        self.touch(self.laptops[-1])

    def restore(self, laptop: Laptop, number: int) -> None:
        """Let a laptop go on from an old copy, if there is one."""
        if laptop.copies:
            laptop.restore(number % len(laptop.copies))
            self.handed.pop(laptop.folder.name, None)
            met("laptop restored")
            self.touch(laptop)

    def restore_hub(self, number: int, *, is_known: bool, name: str = "hub") -> None:
        """Let a hub go on from an old copy, if there is one."""
        found = self.hubs[name]
        if found.copies:
            found.restore(number % len(found.copies), is_known=is_known)
            met(f"{name} restored{'' if is_known else ', and does not know'}")
            self.touch(found)

    def move(self, laptop: Laptop) -> None:
        """Let a laptop of the relay sync with the hub above itself."""
        if laptop.home == "relay":
            with self.hub.database.read() as session:
                is_known = workspaces.get(session, P, laptop.workspace) is not None
            if is_known:
                laptop.move(self.hub)
                met("laptop moved past its relay")

    def carry_stick(self, act: str, number: int, where: int) -> None:
        """Do something with the stick."""
        laptop = self.laptops[number % len(self.laptops)]
        if act in ("read", "elsewhere"):
            home = self.hubs[laptop.home]
            others = [one for one in self.hubs.values() if one is not home]
            found = others[0] if act == "elsewhere" and others else home
            self.stick.read_at(found)
            self.touch(found)
        elif act == "spoil":
            self.stick.spoil(number, where)
        elif act == "repeat":
            self.stick.repeat(number)
        elif act == "wipe":
            self.stick.wipe()
        else:
            self._carry_to(laptop, act, where)

    def carry_relay_stick(self, act: str, where: int) -> None:
        """Do something with the stick, which goes between the relay and the hub above too."""
        relay = self.hubs["relay"]
        self.touch(relay)
        if act == "pack":
            self.stick.pack_at(relay)
        elif act == "read":
            self.stick.read_at(self.hub)
            self.touch(self.hub)
        elif act == "bring":
            self.stick.read_at(relay)
        elif act == "find":
            self.stick.find_at(relay, where)
        elif act == "spoil":
            self.stick.spoil(where // 16, where)
        else:
            self.stick.repeat(where)

    def _carry_to(self, laptop: Laptop, act: str, where: int) -> None:
        self.touch(laptop)
        if act == "pack":
            self.stick.pack(laptop)
        elif act == "bring":
            self.stick.bring(laptop)
        else:
            self.stick.find(laptop, where)


def _came_through(
    link: Link, forecast: list[tuple[Weather, int]], exchange: Callable[[httpx.Client], None]
) -> bool:
    is_good = all(weather in (Weather.GOOD, Weather.TWICE) for weather, _ in forecast)
    try:
        with httpx.Client(transport=link) as client:
            exchange(client)
    except Problem as problem:
        demand(not is_good, f"a sync over a good link failed: {problem.code.name}")
        if link.before_bad_reply is not None:
            now = fingerprint(link.laptop.database)
            demand(now == link.before_bad_reply, "a damaged or old reply changed a laptop")
        return False
    demand(link.before_bad_reply is None, "a reply that was damaged or old was taken")
    return True


@contextmanager
def world(folder: Path, seed: int = 0, *, has_relay: bool = False) -> Iterator[World]:
    """Give a world in an empty *folder*."""
    made = World(folder, seed, has_relay)
    yield made
    made.close()
