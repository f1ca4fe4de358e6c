"""Beginning a project at a hub: what `hub init` and the demo do alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from fieldtool.config import LANGUAGES
from fieldtool.log.clock import ZonedClock
from fieldtool.log.kinds import ProjectSettings
from fieldtool.problems import Code, Problem
from fieldtool.questionnaires import catalogue, places
from fieldtool.questionnaires.places import Place
from fieldtool.security import accounts, held_keys
from fieldtool.security.accounts import NewAccount
from fieldtool.storage.queries import projects
from fieldtool.sync.hub import publishing, sealing
from fieldtool.sync.hub.publishing import Workbook
from fieldtool.sync.registers.shipping import site_of

if TYPE_CHECKING:
    from fieldtool.security.held_keys import HeldKey
    from fieldtool.storage.queries.accounts import Account
    from fieldtool.web.services import HubServices

# Solar Hijri is the official calendar of Afghanistan alone.
CALENDARS = {"afghanistan": "solar", "italy": "gregorian"}


def begin(
    services: HubServices,
    title: Mapping[str, str],
    zone: str,
    profile: str,
    sites: tuple[Place, ...] | None = None,
    forms: Sequence[str] = (),
) -> ProjectSettings:
    """Begin a project with shipped questionnaires and the places of its profile.

    Without *forms*, ids of questionnaires, it begins with all that are not restricted.

    Raises:
        Problem: this hub has a project already, or the title, zone, profile or an id is not valid.
    """
    if _known(services):
        raise Problem(Code.PROJECT_BEGUN)
    workbooks = _workbooks(profile, forms)
    clock = ZonedClock(services.clock, publishing.zone_named(zone))
    wanted = ProjectSettings(
        id="",
        title=dict(title),
        zone=zone,
        profile=profile,
        calendar=CALENDARS[profile],
        languages=LANGUAGES,
    )
    with services.database.work() as session:
        hub = services.identity
        begun = publishing.begin_project(session, hub, wanted, clock.now())
        chosen = places.usual_places(profile) if sites is None else sites
        publishing.publish_sites(session, hub, begun.id, map(site_of, chosen), clock.now())
        for workbook in workbooks:
            publishing.publish_form(session, hub, begun.id, workbook, clock.now(), services.blobs)
    return begun


def open_account(services: HubServices, wanted: NewAccount) -> Account:
    """Open an account in this hub's project.

    Raises:
        Problem: no project was begun, the login is taken, or the password is weak.
    """
    known = _known(services)
    if not known:
        raise Problem(Code.PROJECT_NOT_BEGUN)
    with services.database.work() as session:
        return accounts.open_account(session, known[0], wanted)


def begin_sealing(
    services: HubServices,
    holders: Mapping[str, str],
    opened: Callable[[HeldKey], bytes] | None = None,
) -> str:
    """Have interviews sealed from now on, to a key of *holders*; return the code of its sheet.

    Where there is a key already, *opened* opens it, so that the new one opens what is sealed to it.

    Raises:
        Problem: no project was begun or it seals already, or the holders do not suffice.
    """
    known = _known(services)
    if not known:
        raise Problem(Code.PROJECT_NOT_BEGUN)
    with services.database.read() as session:
        is_sealing = bool(projects.get(session, known[0]).seal_key)
        present = sealing.key_of(session, known[0]) if is_sealing else None
    if present is not None and opened is None:
        raise Problem(Code.SEAL_KEY_MADE)
    now = services.clock.now()
    earlier: tuple[bytes, ...] = ()
    if present is not None and opened is not None:
        earlier = held_keys.with_earlier(present, opened(present))
    made = sealing.made(holders, now.wall, services.effort, earlier)
    with services.database.work() as session:
        sealing.begin(session, services.identity, known[0], made.held, now)
    return made.code


def settings_of(services: HubServices) -> ProjectSettings:
    """Return what holds for this hub's project.

    Raises:
        Problem: no project was begun.
    """
    known = _known(services)
    if not known:
        raise Problem(Code.PROJECT_NOT_BEGUN)
    with services.database.read() as session:
        return projects.get(session, known[0])


def _known(services: HubServices) -> list[str]:
    with services.database.read() as session:
        return projects.ids(session)


def _workbooks(profile: str, forms: Sequence[str]) -> list[Workbook]:
    chosen = [catalogue.find(each) for each in forms] or catalogue.shipped()
    found = []
    for each in chosen:
        name, content = catalogue.workbook(each.id)
        found.append(Workbook(name, content, catalogue.media(each.id, profile), dict(each.title)))
    return found
