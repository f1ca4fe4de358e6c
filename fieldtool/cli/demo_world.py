"""What the demo is about: a project, places, people, and interviews that nobody ever gave."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from fieldtool.app import create_app, hub_services, running
from fieldtool.cli import demo_registers, projects
from fieldtool.collect import facts, finalising, guarding, refusing
from fieldtool.collect.form_cache import FormCache
from fieldtool.collect.sitting import Sitting, Sittings, presets
from fieldtool.collect.synthetic import fill
from fieldtool.config import Config, Face
from fieldtool.forms import Interview
from fieldtool.forms.safety import YES
from fieldtool.log import refusals
from fieldtool.log.clock import Clock, ClockEvidence, SystemClock, ZonedClock
from fieldtool.log.sensitivity import Sensitivity
from fieldtool.questionnaires import places
from fieldtool.security import passphrase
from fieldtool.security.accounts import NewAccount, Role
from fieldtool.storage.queries import candidates, forms, people
from fieldtool.storage.queries.candidates import LIST, WORKBOOK
from fieldtool.storage.queries.people import Person
from fieldtool.sync.forms.candidates import Upload, candidate_of
from fieldtool.sync.hub import inviting, publishing, sealing
from fieldtool.sync.hub.publishing import Workbook
from fieldtool.sync.laptop import enrol
from fieldtool.sync.laptop import node as laptop

if TYPE_CHECKING:
    import httpx

    from fieldtool.security.workspace import Workspace
    from fieldtool.storage.database import Session
    from fieldtool.web.services import HubServices

UTC_ZONE, PROJECT_ZONE = ZoneInfo("UTC"), ZoneInfo("Asia/Kabul")
TITLE = {
    "fa_AF": "مصونیت جامعه (نمایشی)",
    "ps": "د ټولنې خونديتوب (نندارتوبيزه)",
    "en": "Community safety (demo)",
    "it": "Sicurezza urbana (demo)",
}
# Shown on the screen and good for nothing else: the demo listens on this computer only.
PASSPHRASE = "pomegranate garden"  # noqa: S105 - public by purpose
LOGINS = (("coordinator", Role.COORDINATOR), ("administrator", Role.ADMINISTRATOR))
# What the administrator is about to change in the first questionnaire.
NEXT_VERSION = "2026120101"
_NEXT_TEXTS = {
    "(. &gt;= 1 and . &lt;= 40)": "(. &gt;= 1 and . &lt;= 30)",
    "How was the person chosen?": "In which way was the person chosen?",
    "بلندترین دورهٔ تعلیمی که تکمیل کرده‌اید کدام است؟": "تا کدام دوره درس خوانده‌اید؟",
}
# Who sits at the demo's laptop.
FACILITATOR = Person("HRT-07", "پروانه", "female", trained=False, language="fa_AF")
_DAY = 24 * 60 * 60 * 1000


@dataclass(frozen=True)
class Team:
    """An invented facilitator on a laptop elsewhere: where, in which language, how many."""

    person: Person
    sites: tuple[str, ...]
    language: str
    interviews: int


def _person(code: str, name: str, sex: str, language: str) -> Person:
    return Person(code, name, sex, trained=False, language=language)


TEAMS = (
    Team(_person("HRT-01", "لیلا", "female", "fa_AF"), ("AF3201",), "fa-AF", 11),
    Team(_person("MZR-02", "فرید", "male", "fa_AF"), ("AF2101", "AF1901"), "fa-AF", 8),
    Team(_person("JAL-03", "زرغونه", "female", "ps"), ("AF0601", "AF0101"), "ps", 9),
    Team(_person("TOR-04", "Giulia", "female", "it"), ("IT001272", "IT001090"), "it", 8),
)

# The questionnaire that the demo's teams have filled in; the others are there to be tried.
ASKED = "safety-perception"
FORMS = (ASKED, "social-cohesion", "public-space-audit", "council-profile", "project-register")


@dataclass(frozen=True)
class Codes:
    """The enrolment codes of everybody in the demo, by person code."""

    by_person: dict[str, str]


def begin(config: Config) -> Codes:
    """Set up the hub in the folder of *config*: project, places, accounts, people, codes."""
    with _hub(config) as services:
        chosen = places.afghan_programme_places() + places.italian_places()
        zone = PROJECT_ZONE.key
        project = projects.begin(services, TITLE, zone, "afghanistan", chosen, FORMS)
        for login, role in LOGINS:
            wanted = NewAccount(login, login.capitalize(), role, "en", PASSPHRASE)
            projects.open_account(services, wanted)
        everybody = [FACILITATOR, *(team.person for team in TEAMS)]
        now = services.clock.now().wall
        with services.database.work() as session:
            # Nobody in it is real: a file with everything needs nobody's agreement, and no key.
            harmless = replace(project, sensitivity=Sensitivity.MODERATE.value)
            harmless = replace(harmless, sealing=sealing.WAIVED)
            clock = services.clock.now()
            publishing.publish_project(session, services.identity, harmless, clock)
            codes = {}
            for person in everybody:
                member = replace(person, team=people.usual_team(person.code))
                people.put(session, project.id, member)
                codes[person.code] = inviting.invite(session, project.id, person.code, now=now).code
            _prepare_next(session, services, project.id)
            demo_registers.register(session, services, project.id)
    return Codes(codes)


def _prepare_next(session: Session, services: HubServices, project: str) -> None:
    """Leave the next version of the questionnaire in preparation, to be looked at and tried."""
    newest = next(each for each in forms.current(session, project) if each.form_id == ASKED)
    source = forms.source(session, project, newest.hash)
    if source is None:
        return
    text = source.xform.replace(f'version="{newest.version}"', f'version="{NEXT_VERSION}"', 1)
    for before, after in _NEXT_TEXTS.items():
        text = text.replace(before, after)
    files = {name: one.encode() for name, one in source.files.items()}
    workbook = Workbook(f"{newest.form_id}.xml", text.encode(), files, newest.title)
    upload = Upload(workbook, LOGINS[1][0], services.clock.now().wall)
    kept = {(WORKBOOK, workbook.name): workbook.content}
    kept |= {(LIST, name): content for name, content in files.items()}
    candidates.put(session, project, candidate_of(upload), kept)


def collect_elsewhere(
    client: httpx.Client, hub_url: str, codes: Codes, folder: Path, rng: Random
) -> Iterator[tuple[str, int]]:
    """Let every team work on a laptop of its own and sync; yield (person code, interviews)."""
    forms = FormCache(folder / "forms")
    for team in TEAMS:
        code = codes.by_person[team.person.code]
        workspace = enrol_person(client, hub_url, code, folder / team.person.code)
        try:
            interview(workspace, forms, team, rng)
            laptop.sync(workspace, client, _clock())
        finally:
            workspace.close()
        yield team.person.code, team.interviews


def prepare_laptop(
    client: httpx.Client, hub_url: str, codes: Codes, folder: Path, rng: Random
) -> None:
    """Enrol the demo's facilitator in *folder* and leave two finished interviews to be sent."""
    workspace = enrol_person(client, hub_url, codes.by_person[FACILITATOR.code], folder)
    try:
        team = Team(FACILITATOR, ("AF3201",), "fa-AF", 2)
        interview(workspace, FormCache(folder / "forms"), team, rng)
    finally:
        workspace.close()


def enrol_person(client: httpx.Client, hub_url: str, code: str, folder: Path) -> Workspace:
    """Set up a workspace with the demo's passphrase and fetch forms and places."""
    # The least effort that is allowed: what is behind it is printed on the screen anyway.
    invitation = enrol.Invitation(hub_url, code)
    workspace = enrol.enrol(client, invitation, PASSPHRASE, folder, passphrase.FLOOR)
    laptop.sync(workspace, client, _clock())
    return workspace


def interview(workspace: Workspace, forms: FormCache, team: Team, rng: Random) -> None:
    """Finalise the team's interviews in *workspace*, given over the last days."""
    version = next(each for each in facts.forms(workspace) if each.form_id == ASKED)
    for number in range(team.interviews):
        clock = _Earlier(_clock(), rng.randrange(_DAY // 4) + _DAY * rng.randrange(1, 12))
        sittings = Sittings(workspace, forms, clock)
        form = sittings.form(version.hash)
        language = next(each.name for each in form.languages if each.tag == team.language)
        draft = sittings.start(version.hash, rng.choice(team.sites), language)
        with sittings.of(draft.id) as sitting:
            answers = _invented(sitting, workspace, clock, rng, agreeing=number % 6 != 5)
        _say(sittings, draft.id, answers)
        clock.pass_minutes(rng.randrange(9, 26))
        _end(sittings, draft.id, clock)


def _say(sittings: Sittings, draft: str, answers: dict[str, str]) -> None:
    """Save *answers*: what a consent opens comes after the consent."""
    while answers:
        with sittings.of(draft) as sitting:
            is_closed, seq = sitting.interview.guarding.is_closed, sitting.seq
            now = {path: text for path, text in answers.items() if not is_closed(path)}
        if not now:
            return
        sittings.answer(draft, now, seq, "demo")
        answers = {path: text for path, text in answers.items() if path not in now}


def _end(sittings: Sittings, draft: str, clock: Clock) -> None:
    """Finalise an interview, or count that somebody did not take part."""
    with sittings.of(draft) as sitting:
        standing = sitting.interview.guarding.standing
        is_whole = not finalising.check(sitting)
    if standing.taking_part == YES:
        result = finalising.COMPLETE if is_whole else finalising.PARTIAL
        finalising.finalise(sittings, draft, result, clock)
    else:
        refusing.refuse(sittings, draft, refusals.REFUSED, standing.sex, clock)


def _invented(
    sitting: Sitting, workspace: Workspace, clock: Clock, rng: Random, *, agreeing: bool
) -> dict[str, str]:
    ws, form = workspace, sitting.form

    def now() -> datetime:
        return facts.now(ws, clock)

    invented = Interview(
        form,
        now,
        presets=presets(ws, form, sitting.draft.site),
        language=sitting.interview.language,
        guard=guarding.guard_of(ws, form),
    )
    fill(invented, rng, now, agreeing=agreeing)
    asked = sitting.interview.state
    return {
        path: text for path, text in invented.answers().items() if asked(path).kind == "question"
    }


def _clock() -> ZonedClock:
    return ZonedClock(SystemClock(UTC_ZONE), PROJECT_ZONE)


class _Earlier:
    """A clock that is behind, so that the demo's interviews were not all given this minute."""

    def __init__(self, clock: ZonedClock, milliseconds: int) -> None:
        self._clock = clock
        self._behind = milliseconds

    def now(self) -> ClockEvidence:
        evidence = self._clock.now()
        return replace(evidence, wall=evidence.wall - self._behind)

    def pass_minutes(self, minutes: int) -> None:
        self._behind -= minutes * 60_000


@contextmanager
def _hub(config: Config) -> Iterator[HubServices]:
    if config.face is not Face.HUB:
        raise ValueError("a hub's configuration is needed")
    app = create_app(config)
    try:
        yield hub_services(app)
    finally:
        running(app).close()
