"""A whole day at a laptop and its hub, both real programs whose every change is written down."""

from __future__ import annotations

import io
import socket
import time
from collections.abc import Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import httpx
from werkzeug.datastructures import FileStorage

from fieldtool.cli.processes import Child
from fieldtool.log.clock import SystemClock
from fieldtool.sync.laptop import node
from fieldtool.sync.laptop.enrol import Invitation, enrol
from tests.clocks import KABUL
from tests.collect import pictures
from tests.desk.pages import Browser
from tests.desk.world import ADMINISTRATOR, FARIBA, PASSWORD, World
from tests.power import disk, over_http
from tests.power.disk import Files
from tests.power.over_http import Interviewer
from tests.power.witness import Witness
from tests.web.laptop import CHEAP, PASSPHRASE, address_of, code_for, publish_sheet
from tests.web.pages import Page
from tests.web.test_carrying import bring

FORM = Path(__file__).with_name("day.md")
TITLE = {"fa_AF": "روز کار", "en": "A day"}
LATER_MS = 8 * 86_400_000
NODE, HUB = "node", "hub"
Window = TypeVar("Window", Interviewer, Browser)
# No 20 MB that a full disk would need; what happens then is tested elsewhere.
_SETTINGS = {"FIELDTOOL_RESERVE": "0", "FIELDTOOL_LOG_LEVEL": "debug"}


@dataclass(frozen=True)
class Shown:
    """Something that a page showed as done.

    Attributes:
        kind: `answer`, `file`, `finalised`, `deleted`, `started`, `backup` or `erased`.
        asked, seen: nanoseconds of the steady clock, before the request and after its reply.
    """

    kind: str
    draft: str
    path: str
    value: str
    asked: int
    seen: int


@dataclass
class Day:
    """What was done, and what both disks were asked for meanwhile."""

    folder: Path
    witnesses: dict[str, Witness]
    first: dict[str, Path]
    shown: list[Shown] = field(default_factory=list)
    # What both folders held at quiet moments, and when.
    quiet: list[tuple[int, str, Files]] = field(default_factory=list)
    # From when on both clocks were eight days ahead.
    days_later: int = 0

    def shows(
        self, kind: str, asked: int, draft: str = "", path: str = "", value: str = ""
    ) -> None:
        self.shown.append(Shown(kind, draft, path, value, asked, time.monotonic_ns()))

    def look(self, *sides: str) -> None:
        """Keep what is on the disks now, where nobody writes."""
        for side in sides:
            self.quiet.append((time.monotonic_ns(), side, disk.loaded(self.folder / side)))


def prepare(folder: Path) -> str:
    """Set up a hub and a laptop below *folder*, and return the hub's address."""
    with closing(socket.socket()) as door:
        door.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{door.getsockname()[1]}"
    clock = SystemClock(KABUL)
    world = World("", folder, clock)  # type: ignore[arg-type]  # nobody turns this clock
    world.begin()
    publish_sheet(world, FORM, TITLE)
    world.add(FARIBA)
    with httpx.Client(transport=httpx.WSGITransport(app=world.app)) as client:
        invitation = Invitation(address, code_for(world, FARIBA))
        made = enrol(client, invitation, PASSPHRASE, folder / NODE / "node", CHEAP)
        node.sync(made, client, clock)
        made.close()
    world.close()
    return address


def spend(folder: Path) -> Day:
    """Let a whole day pass below *folder*; both programs are killed at its end."""
    address = prepare(folder)
    first = {side: folder / f"{side}-first" for side in (NODE, HUB)}
    for side, place in first.items():
        disk.write(disk.loaded(folder / side), place)
    witnesses = {side: Witness([folder / side], folder / f"{side}-seen") for side in first}
    day = Day(folder, witnesses, first)
    port = address.rpartition(":")[2]
    hub = _started(day, HUB, ("hub", "start", "--port", port))
    laptop = _started(day, NODE, ("start", "--port", "0"))
    try:
        with ExitStack() as windows:
            _Work(day, windows, laptop.address, hub.address).do_all()
    finally:
        laptop.kill()
        hub.kill()
    day.look(NODE, HUB)
    return day


def _started(day: Day, side: str, command: Sequence[str]) -> Child:
    environ = day.witnesses[side].environ() | _SETTINGS
    return Child((*command, "--data", str(day.folder / side)), environ)


class _Work:
    """What is done in the day."""

    def __init__(self, day: Day, windows: ExitStack, laptop: str, hub: str) -> None:
        self.day = day
        self.hub, self._windows = hub, windows
        self.person = self._window(Interviewer(over_http.app(laptop)))
        self.stranger = self._window(Interviewer(over_http.app(laptop)))
        self.stick = day.folder / "stick"

    def do_all(self) -> None:
        self._sign_in()
        first, left = self._interview_with_rows(), self._draft("نیمه")
        self._send()
        self.day.look(NODE, HUB)
        self._interview_on_a_stick()
        self._delete(self._draft("غلط"))
        self._erase(first)
        self.day.look(NODE)
        self._days_later()
        self._answer(self.person.open(f"/interviews/{left}/1"), left, "why", "دوباره")
        self._lock()
        self._sign_in()

    def _sign_in(self) -> None:
        asked = time.monotonic_ns()
        self.person.sign_in_here()
        self.day.shows("backup", asked)

    def _interview_with_rows(self) -> str:
        page, draft = self._start()
        for number in range(4):
            for name, value in (("why", f"کوچهٔ {number} تاریک است"), ("age", str(30 + number))):
                self._answer(page, draft, name, value)
        for width in (400, 300):
            self._attach(page, draft, pictures.photo(width, width // 2))
        for number in range(3):
            page = self._row(draft, "add:hazard[")
            self._answer(page, draft, "where", f"بازار {number}")
        self._row(draft, "remove:hazard[")
        self._finalise(draft)
        return draft

    def _draft(self, why: str) -> str:
        page, draft = self._start()
        self._answer(page, draft, "why", why)
        # Without JavaScript the whole page is sent.
        asked = time.monotonic_ns()
        self.person.fill(page, age="41", why=f"{why} تمام")
        self.day.shows("answer", asked, draft, "safety/age", "41")
        self.day.shows("answer", asked, draft, "safety/why", f"{why} تمام")
        return draft

    def _interview_on_a_stick(self) -> None:
        self.stick.mkdir()
        page, draft = self._start()
        self._answer(page, draft, "why", "با فلش")
        self._attach(page, draft, pictures.photo(200, 100))
        self._finalise(draft)
        self._lock()
        place = {"place": str(self.stick)}
        self.stranger.send(self.stranger.open("/carry"), "/carry/copy", place)
        coordinator = self._at_hub()
        coordinator.send(coordinator.open("/stick"), "/stick", place=str(self.stick))
        page = bring(self.stranger, self.stick)
        assert "1 answer of the hub is on this laptop." in page.text
        self._sign_in()

    def _delete(self, draft: str) -> None:
        action = f"/interviews/{draft}/delete"
        page = self.person.open(action)
        asked = time.monotonic_ns()
        self.person.send(page, action, {"reason": "فقط آزمایش"})
        self.day.shows("deleted", asked, draft)

    def _erase(self, interview: str) -> None:
        administrator = self._at_hub()
        action = f"/interviews/{interview}/erase"
        asked = time.monotonic_ns()
        administrator.send(administrator.open(action), action, reason="withdrawn", sure="yes")
        self.day.shows("erased", asked, interview)
        self._send()

    def _days_later(self) -> None:
        self._draft("هفتهٔ بعد")
        for witness in self.day.witnesses.values():
            witness.turn_clock_on(LATER_MS)
        self.day.days_later = time.monotonic_ns()
        self._send()
        page, draft = self._start()
        self._answer(page, draft, "why", "تازه")
        self._finalise(draft)
        self._send()

    # ---- at the laptop

    def _start(self) -> tuple[Page, str]:
        page = self.person.open("/start")
        asked = time.monotonic_ns()
        page = self.person.send(page, "/start", {"language": "fa_AF", "site": "AF3201"})
        draft = address_of(page).rpartition("/")[2]
        self.day.shows("started", asked, draft)
        return page, draft

    def _answer(self, page: Page, draft: str, name: str, value: str) -> None:
        asked = time.monotonic_ns()
        paths = [str(one["data-path"]) for one in page.soup.select("[data-path]")]
        answer = self.person.change(page, name, **{name: value})
        assert answer.status_code == 200, answer.text
        path = next(one for one in paths if one.rpartition("/")[2] == name)
        self.day.shows("answer", asked, draft, path, value)

    def _attach(self, page: Page, draft: str, content: bytes) -> None:
        asked = time.monotonic_ns()
        path = "safety/photo"
        sent = FileStorage(io.BytesIO(content), "محبوبه.jpg")
        fields = {**self.person.content(page), path: sent, "changed": path}
        answer = self.person.client.post(
            f"{page.one('#page-form')['action']}/files",
            data=fields,
            headers={"HX-Request": "true"},
        )
        shown = self.person.checked(answer).one("img")
        self.day.shows("file", asked, draft, path, str(shown["src"]).rpartition("/")[2])

    def _row(self, draft: str, button: str) -> Page:
        page = self.person.open(f"/interviews/{draft}/2")
        before = _rows(page)
        values = [str(one["value"]) for one in page.soup.select("button[name=row]")]
        value = next(one for one in values if one.startswith(button))
        asked = time.monotonic_ns()
        after = self.person.checked(self.person.press(page, {"row": value}))
        (row,) = set(_rows(after)) ^ set(before)
        self.day.shows("answer", asked, draft, row, "" if row in _rows(after) else "removed")
        return after

    def _finalise(self, draft: str) -> None:
        action = f"/interviews/{draft}/finish"
        page = self.person.open(action)
        asked = time.monotonic_ns()
        self.person.send(page, action, {"result": "partial"})
        self.day.shows("finalised", asked, draft)

    def _send(self) -> None:
        page = self.person.send(self.person.open("/send"), "/send", {})
        while not page.has("#go"):
            # It goes on by itself; this is how far it is.
            time.sleep(0.05)
            page = self.person.open("/send")
        assert not page.has('.notice[data-kind="bad"]'), page.text

    def _lock(self) -> None:
        self.person.send(self.person.open("/"), "/lock", {})

    def _window(self, browser: Window) -> Window:
        self._windows.callback(over_http.close, browser)
        return browser

    # ---- at the hub

    def _at_hub(self) -> Browser:
        browser = self._window(Browser(over_http.app(self.hub)))
        browser.sign_in(ADMINISTRATOR, PASSWORD)
        return browser


def _rows(page: Page) -> list[str]:
    return [str(one["id"]).removeprefix("q-") for one in page.soup.select(".rows-row")]
