"""A hub with accounts, people and laptops whose interviews came by enrolling and syncing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import httpx
from flask import Flask

from fieldtool.app import create_app, hub_services, running
from fieldtool.collect import finalising
from fieldtool.collect.form_cache import FormCache
from fieldtool.collect.sitting import Sittings
from fieldtool.config import Config, Face
from fieldtool.log.kinds import FormPublished, ProjectSettings
from fieldtool.log.sites import Site
from fieldtool.security.accounts import NewAccount, Role, open_account
from fieldtool.security.passphrase import MEBIBYTE, Effort
from fieldtool.security.workspace import Workspace
from fieldtool.storage.queries import forms, people, projects
from fieldtool.storage.queries.people import Person
from fieldtool.sync.hub import sealing
from fieldtool.sync.hub.inviting import invite
from fieldtool.sync.hub.publishing import (
    Prepared,
    Workbook,
    begin_project,
    prepared,
    publish_prepared,
    publish_project,
    publish_sites,
)
from fieldtool.sync.laptop import node
from fieldtool.sync.laptop.enrol import Invitation, enrol
from fieldtool.web.services import HubServices
from tests.clocks import StepClock
from tests.desk.pages import Browser

CHEAP = Effort(1, MEBIBYTE)
PASSWORD = "انار شیرین کوچه"
PASSPHRASE = "باران می‌بارد ۷۲"
ADMINISTRATOR, COORDINATOR = "karima", "yusuf.herat"
ANALYST, VIEWER = "shabnam", "donor.visit"
TITLE = {"fa_AF": "مصونیت جامعه", "ps": "د ټولنې خونديتوب", "en": "Community safety"}
FORM_TITLE = {"fa_AF": "احساس مصونیت", "en": "Perception of safety", "it": "Percezione"}

FARIBA = Person("HRT-07", "فریبا", "female", trained=True, language="fa_AF")
TORYALAI = Person("JAL-03", "توریالی", "male", trained=False, language="ps")

FORM = """
| survey | |  | |  | |
| | type | name | label::دری (fa-AF) | label::پښتو (ps) | label::English (en) |
| | begin_group | person | شخص | کس | The person |
| | integer | age | چند ساله هستید؟ | څو کلن یاست؟ | How old are you? |
| | date | since | از چه روزی؟ | له کومې ورځې؟ | Since which day? |
| | end_group | |  | |  |
| | begin_group | safety | مصونیت | خونديتوب | Safety |
| | select_one feeling | night | شب چه احساس دارید؟ | د شپې څه احساس لرئ؟ | How safe at night? |
| | select_multiple places | avoid | کجا نمی‌روید؟ | چېرته نه ځئ؟ | Where do you not go? |
| | text | why | چرا؟ | ولې؟ | Why? |
| | end_group | |  | |  |
| choices | |  | |  | |
| | list_name | name | label::دری (fa-AF) | label::پښتو (ps) | label::English (en) |
| | feeling | 1 | بسیار مصون | ډېر خوندي | Very safe |
| | feeling | 4 | بسیار نامصون | ډېر ناخوندي | Very unsafe |
| | places | market | بازار | بازار | Market |
| | places | park | پارک | پارک | Park |
| settings | |  | |
| | form_id | version | default_language |
| | safety | {version} | دری (fa-AF) |
"""

SITES = (
    Site("AF", "", "country", "iso", "AF", {"fa_AF": "افغانستان", "en": "Afghanistan"}),
    Site("AF32", "AF", "province", "cod", "AF32", {"fa_AF": "هرات", "en": "Herat province"}),
    Site("AF3201", "AF32", "city", "cod", "AF3201", {"fa_AF": "شهر هرات", "en": "Herat"}),
    Site("AF0601", "AF", "city", "cod", "AF0601", {"fa_AF": "جلال‌آباد", "en": "Jalalabad"}),
)

ANSWERS = {
    "person/age": "34",
    "person/since": "2026-11-20",
    "safety/night": "4",
    "safety/avoid": "market park",
    "safety/why": "کوچه تاریک است",
}


@cache
def form(version: str) -> Prepared:
    """Return a version of the form; it is converted once for all tests."""
    content = FORM.replace("{version}", version).encode()
    return prepared(Workbook("safety.md", content, title=FORM_TITLE))


class World:
    """The hub and everybody around it."""

    def __init__(self, hub_url: str, folder: Path, clock: StepClock) -> None:
        self.folder, self.clock = folder, clock
        self.app: Flask = create_app(
            # Twenty megabytes for each test would be minutes of writing.
            Config(Face.HUB, folder / "hub", database=hub_url, reserve=0)
        )
        # A fault of ours fails the test where it happens, instead of showing the page for it.
        self.app.testing = True
        self.services: HubServices = replace(hub_services(self.app), clock=clock, effort=CHEAP)
        self.app.extensions["fieldtool"] = self.services
        self.project = ""
        self.workspaces: list[Workspace] = []

    def begin(self, profile: str = "afghanistan") -> None:
        """Begin the project, with its register and an account of each role."""
        languages = ("fa_AF", "en")
        wanted = ProjectSettings("", TITLE, "Asia/Kabul", profile, "solar", languages)
        # What is not about sealing is tested without; `want_sealing` takes the decision back.
        wanted = replace(wanted, sealing=sealing.WAIVED)
        with self.services.database.work() as session:
            now = self.clock.now()
            begun = begin_project(session, self.services.identity, wanted, now)
            self.project = begun.id
            publish_sites(session, self.services.identity, begun.id, SITES, now)
            for login, name, role in (
                (ADMINISTRATOR, "کریمه", Role.ADMINISTRATOR),
                (COORDINATOR, "یوسف", Role.COORDINATOR),
                (ANALYST, "شبنم", Role.ANALYST),
                (VIEWER, "مهمان", Role.VIEWER),
            ):
                account = NewAccount(login, name, role, "en", PASSWORD)
                open_account(session, begun.id, account, CHEAP)

    def say_sensitive(self, label: str) -> None:
        """Say how sensitive the project is; with `moderate` a file needs nobody's agreement."""
        with self.services.database.work() as session:
            settings = replace(projects.get(session, self.project), sensitivity=label)
            publish_project(session, self.services.identity, settings, self.clock.now())

    def want_sealing(self) -> None:
        """Let nobody have decided whether interviews are sealed."""
        with self.services.database.work() as session:
            settings = replace(projects.get(session, self.project), sealing="")
            publish_project(session, self.services.identity, settings, self.clock.now())

    def publish(self, version: str = "1") -> FormPublished:
        """Publish a version of the form."""
        hub, now, blobs = self.services.identity, self.clock.now(), self.services.blobs
        with self.services.database.work() as session:
            return publish_prepared(session, hub, self.project, form(version), now, blobs)

    def add(self, *persons: Person) -> None:
        """Put people on the list."""
        with self.services.database.work() as session:
            for person in persons:
                people.put(session, self.project, person)

    def browser(self, login: str = "", language: str = "en") -> Browser:
        """Return a browser, signed in as *login* when one is given."""
        browser = Browser(self.app, language)
        if login:
            browser.sign_in(login, PASSWORD)
        return browser

    def client(self) -> httpx.Client:
        """Return a laptop's way to the hub."""
        transport = httpx.WSGITransport(app=self.app)
        return httpx.Client(transport=transport, base_url="http://localhost")

    def laptop(self, person: Person = FARIBA, code: str = "") -> Workspace:
        """Set a laptop up for *person* and fetch what the project says."""
        if not code:
            with self.services.database.work() as session:
                now = self.clock.now().wall
                code = invite(session, self.project, person.code, now=now).code
        folder = self.folder / f"laptop-{len(self.workspaces)}"
        with self.client() as client:
            invitation = Invitation("http://localhost", code)
            workspace = enrol(client, invitation, PASSPHRASE, folder, CHEAP)
            node.sync(workspace, client, self.clock)
        self.workspaces.append(workspace)
        return workspace

    def interview(
        self,
        workspace: Workspace,
        answers: Mapping[str, str] | None = None,
        *,
        site: str = "AF3201",
        result: str = finalising.PARTIAL,
    ) -> str:
        """Hold and finalise an interview on a laptop; return its id."""
        with workspace.database.read() as session:
            version = forms.current(session, workspace.project_id)[0]
        sittings = Sittings(workspace, FormCache(self.folder / "forms"), self.clock)
        draft = sittings.start(version.hash, site, "")
        with sittings.of(draft.id) as sitting:
            seq = sitting.seq
        sittings.answer(draft.id, ANSWERS if answers is None else answers, seq, "window")
        finalising.finalise(sittings, draft.id, result, self.clock)
        return draft.id

    def sync(self, workspace: Workspace) -> None:
        """Send what the laptop has."""
        with self.client() as client:
            node.sync(workspace, client, self.clock)

    def close(self) -> None:
        """Lock every laptop and stop the hub."""
        for workspace in self.workspaces:
            workspace.close()
        running(self.app).close()
        self.services.database.close()
