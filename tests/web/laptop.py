"""A laptop enrolled at a hub, and a questionnaire with every kind of question."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.test import TestResponse

from fieldtool.app import create_app, running
from fieldtool.config import Config, Face
from fieldtool.security.passphrase import MEBIBYTE, Effort
from fieldtool.storage.queries.people import Person
from fieldtool.sync.hub.inviting import invite
from fieldtool.sync.hub.publishing import Workbook, publish_form, publish_sites
from fieldtool.sync.laptop import node
from fieldtool.sync.laptop.enrol import Invitation, enrol
from fieldtool.sync.laptop.sending import Patience
from fieldtool.web.services import NodeServices
from tests.clocks import StepClock
from tests.desk.world import SITES, World
from tests.web.pages import Browser, Page

CHEAP = Effort(1, MEBIBYTE)
PASSPHRASE = "باران می‌بارد ۷۲"

FORM = Path(__file__).with_name("kinds.md")
TITLE = {"fa_AF": "همهٔ انواع سؤال", "en": "All kinds of questions"}


class Laptop:
    """A node whose pages are asked for without a network; the hub is in the same process."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world, self.folder = world, folder
        self.app: Flask = create_app(Config(Face.NODE, folder, reserve=0))
        wired: NodeServices = self.app.extensions["fieldtool"]
        self.services = replace(
            wired,
            clock=world.clock,
            hub_client=lambda _address: world.client(),
            effort=CHEAP,
            patience=Patience(page=60.0),
        )
        self.app.extensions["fieldtool"] = self.services

    def facilitator(self, language: str = "en") -> Facilitator:
        """Return a person at the laptop, signed in."""
        person = Facilitator(self.app, language)
        person.sign_in_here()
        return person

    def close(self) -> None:
        """Stop the node."""
        running(self.app).close()


def code_for(world: World, person: Person) -> str:
    """Return a code with which *person* can set up a laptop."""
    with world.services.database.work() as session:
        now = world.clock.now().wall
        return invite(session, world.project, person.code, now=now).code


def set_up(world: World, folder: Path, person: Person) -> None:
    """Set up the work of *person* on the laptop of *folder* and fetch what the project says."""
    with world.client() as client:
        invitation = Invitation("http://localhost", code_for(world, person))
        made = enrol(client, invitation, PASSPHRASE, folder / "node", CHEAP)
        node.sync(made, client, world.clock)
        made.close()


def publish_all_kinds(world: World) -> None:
    """Publish the questionnaire of this module."""
    publish_sheet(world, FORM, TITLE)


def publish_sheet(world: World, sheet: Path, title: dict[str, str]) -> None:
    """Publish the questionnaire that is written in the markdown file *sheet*."""
    with world.services.database.work() as session:
        workbook = Workbook(sheet.name, sheet.read_bytes(), title=title)
        hub, blobs = world.services.identity, world.services.blobs
        publish_form(session, hub, world.project, workbook, world.clock.now(), blobs)


def whole_hub(folder: Path, *people: Person) -> World:
    """Return a hub in *folder* with *people*; its form has its name in every language.

    Its places have names in English alone, so that nothing on a page is left to be translated.
    """
    world = World(f"sqlite:///{folder / 'hub.db'}", folder, StepClock())
    world.begin()
    publish_sheet(world, FORM, dict.fromkeys(("fa_AF", "ps", "en", "it"), "پرسشنامهٔ کوچه"))
    with world.services.database.work() as session:
        now = world.clock.now()
        named = [replace(one, names={"en": one.names["fa_AF"]}) for one in SITES]
        publish_sites(session, world.services.identity, world.project, named, now)
    world.add(*people)
    return world


class Facilitator(Browser):
    """Somebody who interviews with JavaScript switched off."""

    def sign_in_here(self, passphrase: str = PASSPHRASE) -> Page:
        """Open the only work on this laptop."""
        page = self.open("/sign-in")
        return self.send(page, "/sign-in", {"passphrase": passphrase})

    def start(self, language: str = "fa_AF", site: str = "AF3201") -> Page:
        """Start an interview and return its first page."""
        page = self.open("/start")
        return self.send(page, "/start", {"language": language, "site": site})

    def fill(
        self, page: Page, go: str = "next", status: int = 200, **answers: str | list[str]
    ) -> Page:
        """Fill a page of questions (`age=…` for `person/age`) and press a button of it."""
        answer = self.press(page, {"go": go}, **answers)
        return self.checked(answer, status)

    def press(self, page: Page, button: dict[str, str], **answers: str | list[str]) -> TestResponse:
        """Send a page of questions with a button of it."""
        form = page.one("#page-form")
        return self.client.post(
            str(form["action"]),
            data={**self.content(page, **answers), **button},
            follow_redirects=True,
        )

    def change(self, page: Page, name: str, **answers: str | list[str]) -> TestResponse:
        """Change one answer as the page's script does, without leaving the page."""
        form = page.one("#page-form")
        changed = path_of(page, name)
        return self.client.post(
            f"{form['action']}/answer",
            data={**self.content(page, **answers), "changed": changed},
            headers={"HX-Request": "true"},
        )

    def content(self, page: Page, **answers: str | list[str]) -> dict[str, str | list[str]]:
        """Return what the page's form would send after *answers* were typed."""
        form = page.one("#page-form")
        given: dict[str, str | list[str]] = {}
        for one in form.select("input[name], textarea[name]"):
            if one.get("type") not in {"radio", "checkbox"}:
                given[str(one["name"])] = str(one.get("value", "")) or one.get_text()
            elif one.has_attr("checked"):
                name = str(one["name"])
                given[name] = [*given.get(name, []), str(one["value"])]
        for select in form.select("select[name]"):
            chosen = select.select_one("option[selected]")
            given[str(select["name"])] = str(chosen["value"]) if chosen else ""
        return {**given, **{path_of(page, name): text for name, text in answers.items()}}


def path_of(page: Page, name: str) -> str:
    """Return the path that ends in *name*; `since_day` is the day of the date `since`."""
    base, _, part = name.partition("_")
    paths = [str(one["data-path"]) for one in page.soup.select("[data-path]")]
    path = next(one for one in paths if one.rpartition("/")[2] == base)
    return f"{path}:{part}" if part else path


def interview_of(address: str) -> str:
    """Return the id of the interview in an address."""
    found = re.match(r"/interviews/([a-z2-7]+)", urlsplit(address).path)
    assert found
    return found[1]


def address_of(page: Page, ending: str = "") -> str:
    """Return the address of the interview that a page of questions belongs to."""
    return f"/interviews/{interview_of(str(page.one('#page-form')['action']))}{ending}"
