"""A planted name, number, answer, photo and passphrase are nowhere outside of sealed files."""

from __future__ import annotations

import base64
import gzip
import json
import re
import shutil
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import BrowserContext, Page, expect, sync_playwright

from fieldtool.cli.processes import Child
from fieldtool.security.folding import fold
from tests import chromium, memory
from tests.browser.windows import FLAGS, follows
from tests.collect import pictures
from tests.desk.pages import Browser
from tests.desk.test_exporting import ADDRESS as EXPORT
from tests.desk.test_exporting import DEIDENTIFIED, PURPOSE
from tests.desk.world import ADMINISTRATOR, PASSWORD
from tests.power import day as days
from tests.power import over_http, trace
from tests.power.day import HUB, NODE
from tests.power.witness import Witness, only_on_linux
from tests.security import canaries
from tests.web.laptop import PASSPHRASE

pytestmark = [only_on_linux, pytest.mark.browser, pytest.mark.processes]

NAME, PHONE = "محبوبه کبوتریان", "0799314253"
ANSWER = "راز کوچهٔ کبوترها"
# What she begins and never finishes.
DRAFT = "نیمه‌کارهٔ کبوتر"
PHOTO = "محبوبه-کبوتر.jpg"
SPOKEN = {
    "the name": NAME,
    "the number": PHONE,
    "the answer": ANSWER,
    "the draft": DRAFT,
    "the name of the file": PHOTO.removesuffix(".jpg"),
    "the camera": pictures.SECRET,
    "the passphrase": PASSPHRASE,
    "the folded passphrase": fold(PASSPHRASE),
}
PLANTED = {what: canaries.shapes(text) for what, text in SPOKEN.items()}
# A picture that is not sealed begins like this.
PLANTED["a picture"] = {b"\xff\xd8\xff\xe0\x00\x10JFIF"}
# In a project that is not sealed, a hub's database and its backups are readable; docs/security.md.
READABLE = ("hub.db", "hub.db-wal", "hub.db-journal")


@dataclass(frozen=True)
class Life:
    """What the life of an interview left behind."""

    folder: Path
    witnesses: dict[str, Witness]
    export: str
    released: bytes


@pytest.fixture(scope="module")
def life() -> Iterator[Life]:
    folder = Path(tempfile.mkdtemp(prefix="fieldtool-canary-", dir=memory.place()))
    # The tests of pages have a browser in this thread, and a thread has one at most.
    with ThreadPoolExecutor(1) as another:
        made = another.submit(lived, folder).result()
    yield made
    shutil.rmtree(folder)


def lived(folder: Path) -> Life:
    """Let an interview be held, sent and carried, with everything that may happen to it."""
    address = days.prepare(folder)
    for place in ("temporary", "stick", "elsewhere"):
        (folder / place).mkdir()
    (folder / "elsewhere" / PHOTO).write_bytes(pictures.photo())
    # Every file of the whole computer that the programs write is watched.
    witnesses = {side: Witness([Path("/")], folder / f"{side}-seen") for side in (NODE, HUB)}
    environ = {
        side: one.environ()
        | {"FIELDTOOL_LOG_LEVEL": "debug", "FIELDTOOL_RESERVE": "0"}
        | {"TMPDIR": str(folder / "temporary")}
        for side, one in witnesses.items()
    }
    port = address.rpartition(":")[2]
    command = ("start", "--port", "0", "--data", str(folder / NODE))
    with Child(("hub", "start", "--port", port, "--data", str(folder / HUB)), environ[HUB]) as hub:
        laptop = Child(command, environ[NODE])
        with profile(folder) as window:
            first_half(window.new_page(), laptop.address, folder)
            laptop.kill()
            laptop = Child(
                (*command[:2], laptop.address.rpartition(":")[2], *command[3:]), environ[NODE]
            )
            second_half(window.new_page(), laptop.address, folder, hub.address)
        laptop.stop()
        export, released = exported(hub.address)
    return Life(folder, witnesses, export, released)


class profile:  # noqa: N801 - used like a function
    """A Chromium with a profile of its own in *folder*, as somebody may use by mistake."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __enter__(self) -> BrowserContext:
        self._playwright = sync_playwright().start()
        self._context = self._playwright.chromium.launch_persistent_context(
            self._folder / "profile", executable_path=chromium.find(), args=list(FLAGS)
        )
        return self._context

    def __exit__(self, *_reason: object) -> None:
        # What the browser has before it closes stays there when the power goes.
        shutil.copytree(
            self._folder / "profile",
            self._folder / "profile-open",
            ignore=shutil.ignore_patterns("Singleton*"),
        )
        self._context.close()
        self._playwright.stop()


def signs_in(page: Page, address: str) -> None:
    page.goto(f"{address}/sign-in")
    page.fill("#passphrase", PASSPHRASE)
    follows(page, 'form[action="/sign-in"] button[type=submit]')


def begins(page: Page, address: str) -> None:
    page.goto(f"{address}/start")
    page.select_option("#site", "AF3201")
    follows(page, "main form button")


def says(page: Page, name: str, value: str) -> None:
    with page.expect_response("**/answer"):
        page.fill(f'[name="{name}"]', value)
        page.press(f'[name="{name}"]', "Tab")
    expect(page.locator('#saved[data-state="saved"]')).to_be_visible()


def first_half(page: Page, address: str, folder: Path) -> None:
    """Hold an interview, begin another; then the power goes."""
    page.goto(f"{address}/sign-in")
    page.fill("#passphrase", f"{PASSPHRASE} غلط")
    follows(page, 'form[action="/sign-in"] button[type=submit]')
    signs_in(page, address)
    begins(page, address)
    says(page, "safety/why", f"{NAME} {PHONE}")
    says(page, "safety/why", f"{NAME} {PHONE} {ANSWER}")
    with page.expect_response("**/files"):
        page.set_input_files("input[type=file] >> nth=0", folder / "elsewhere" / PHOTO)
    expect(page.locator(".questions img")).to_be_visible()
    interview = page.url.split("/")[4]
    page.goto(f"{address}/interviews/{interview}/review")
    page.goto(f"{address}/interviews/{interview}/finish")
    page.check("[value=partial]")
    follows(page, "main form button[data-kind=first]")
    begins(page, address)
    says(page, "safety/why", DRAFT)


def second_half(page: Page, address: str, folder: Path, hub: str) -> None:
    """Go on after the power cut, carry everything, and send it."""
    signs_in(page, address)
    page.goto(f"{address}/carry")
    page.fill("#place", str(folder / "stick"))
    follows(page, 'form[action="/carry/copy"] button[type=submit] >> nth=0')
    administrator = Browser(over_http.app(hub))
    administrator.sign_in(ADMINISTRATOR, PASSWORD)
    stick = str(folder / "stick")
    administrator.send(administrator.open("/stick"), "/stick", place=stick)
    over_http.close(administrator)
    page.goto(f"{address}/send")
    follows(page, "#go button")
    expect(page.locator("#go")).to_be_visible()
    page.goto(f"{address}/interviews")
    page.goto(f"{address}/")
    follows(page, 'form[action="/lock"] button')


def exported(hub: str) -> tuple[str, bytes]:
    """Return what the administrator downloads: everything, and what may be released."""
    administrator = Browser(over_http.app(hub))
    administrator.sign_in(ADMINISTRATOR, PASSWORD)
    label = "/project/sensitivity"
    chosen_label = {"sensitivity": "moderate", "reason": "آزمایش"}
    administrator.send(administrator.open(label), label, **chosen_label)
    page = administrator.open(EXPORT)
    text = administrator.post(page, EXPORT, purpose=PURPOSE).text
    (chosen,) = page.soup.select(f"form[action='{DEIDENTIFIED}'] input[name=form]")
    page = administrator.open(f"{DEIDENTIFIED}?form={chosen['value']}")
    released = str(page.soup).encode() + administrator.post(page, DEIDENTIFIED).data
    released += administrator.post(administrator.open("/tables"), "/tables").data
    over_http.close(administrator)
    return text, released


def files_below(*places: Path) -> Iterator[tuple[str, bytes]]:
    """Give every file, its name with it: a name may tell as much."""
    for place in places:
        for path in place.rglob("*"):
            yield str(path), str(path).encode()
            if path.is_file():
                yield str(path), path.read_bytes()


def written(witness: Witness) -> Iterator[tuple[str, bytes]]:
    """Give what was ever written to each file, also what is deleted, and their names."""
    names: dict[int, str] = {}
    whole: dict[str, bytearray] = {}
    for change in trace.read(witness.trace):
        for name in (change.name, change.to):
            yield name, name.encode()
        if change.kind == trace.OPEN:
            names[change.file] = change.name
        elif change.kind == trace.WRITE:
            whole.setdefault(names[change.file], bytearray()).extend(change.content)
    for name, content in whole.items():
        yield name, bytes(content)


def is_sealed_away(where: str) -> bool:
    """Say whether a file may be read by whoever has it."""
    return Path(where).name not in READABLE


def test_a_laptop_writes_nothing_that_can_be_read(life: Life) -> None:
    there = [*files_below(life.folder / NODE), *written(life.witnesses[NODE])]

    assert any("work.db" in where for where, _ in there)
    assert any(where.endswith("parcel.ftb") for where, _ in there)
    assert any(where.endswith("fieldtool.log") for where, _ in there)
    assert canaries.found_in(there, PLANTED) == set()


def test_a_stick_and_the_temporary_files_of_both_programs_tell_nothing(life: Life) -> None:
    there = list(files_below(life.folder / "stick", life.folder / "temporary"))

    assert sum(where.endswith(".ftb") for where, _ in there) >= 4
    assert canaries.found_in(there, PLANTED) == set()


def test_a_hub_writes_nothing_that_can_be_read_beside_its_database(life: Life) -> None:
    there = [*files_below(life.folder / HUB), *written(life.witnesses[HUB])]
    beside = [(where, raw) for where, raw in there if is_sealed_away(where)]

    assert any(where.endswith("fieldtool.log") for where, _ in beside)
    assert canaries.found_in(beside, PLANTED) == set()


def test_the_browser_remembers_nothing_of_it(life: Life) -> None:
    there = list(files_below(life.folder / "profile", life.folder / "profile-open"))

    assert len(there) > 20
    assert canaries.found_in(there, PLANTED) == set()


def test_it_would_be_found_where_it_is(life: Life) -> None:
    there = [*files_below(life.folder / HUB), *written(life.witnesses[HUB])]
    readable = [(where, raw) for where, raw in there if not is_sealed_away(where)]
    found = {one.split(" in ")[0] for one in canaries.found_in(readable, PLANTED)}

    assert {"the name", "the number", "the answer"} <= found
    assert ANSWER in life.export


def test_what_is_released_holds_nothing_of_it(life: Life) -> None:
    """With one interview, nearly nothing is; `outputs/test_tiers` has files with lines in them."""
    assert canaries.found_in([("what is released", life.released)], PLANTED) == set()


@pytest.mark.parametrize(
    "leak",
    [
        NAME.encode("utf-16-le"),
        quote(f"why={ANSWER}").encode(),
        json.dumps({"why": ANSWER}).encode(),
        re.sub("u....", lambda one: "u" + one[0][1:].upper(), json.dumps(ANSWER)).encode(),
        b"x" + base64.b64encode(b"1" + ANSWER.encode() + b"1"),
        base64.urlsafe_b64encode(b"12" + NAME.encode()),
        b"ab" + gzip.compress(f"{NAME}".encode()),
        "تلفون ۰۷۹۹۳۱۴۲۵۳".encode(),
    ],
    ids=["utf-16", "url", "json", "JSON", "base64", "base64url", "gzip", "digits"],
)
def test_a_leak_is_found_in_any_shape(leak: bytes) -> None:
    assert canaries.found_in([("somewhere", b"before" + leak + b"after")], PLANTED)
