"""What the project log says to this laptop: the project, its questionnaires, its places."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from fieldtool.log.kinds import ProjectSettings, log_to
from fieldtool.log.people import PersonTold
from fieldtool.log.sites import Site
from fieldtool.log.stated import Known, known
from fieldtool.problems import Code, Problem
from fieldtool.storage.queries import asked, cursors, entries, projects, told
from fieldtool.storage.queries import forms as stored_forms
from fieldtool.storage.queries import sites as stored_sites
from fieldtool.storage.queries.forms import FormSource, FormVersion

if TYPE_CHECKING:
    from fieldtool.log.clock import Clock
    from fieldtool.security.workspace import Workspace


def project(ws: Workspace) -> ProjectSettings:
    """Return what holds for the whole project.

    Raises:
        Problem: nothing was ever synced.
    """
    with ws.database.read() as session:
        return projects.get(session, ws.project_id)


def seals(ws: Workspace) -> bool:
    """Return whether interviews of the project are sealed when they are finalised."""
    with ws.database.read() as session:
        settings = projects.find(session, ws.project_id)
    return settings is not None and settings.seal_key != ""


def forms(ws: Workspace) -> list[FormVersion]:
    """Return the version of each questionnaire that this person starts new interviews with."""
    is_trained = person(ws).trained
    with ws.database.read() as session:
        found = stored_forms.startable(session, ws.project_id)
    return [form for form in found if is_trained or not form.is_restricted]


def versions(ws: Workspace) -> list[FormVersion]:
    """Return every form version on this laptop, the newest first; paper may be of an older one."""
    with ws.database.read() as session:
        return stored_forms.versions(session, ws.project_id)[::-1]


def form_version(ws: Workspace, form_hash: str) -> FormVersion | None:
    """Return one version, newest or not; drafts keep theirs for life."""
    with ws.database.read() as session:
        found = stored_forms.versions(session, ws.project_id)
    return next((form for form in found if form.hash == form_hash), None)


def form_source(ws: Workspace, form_hash: str) -> FormSource:
    """Return what a questionnaire is compiled from.

    Raises:
        Problem: the version is not on this laptop.
    """
    with ws.database.read() as session:
        source = stored_forms.source(session, ws.project_id, form_hash)
    if source is None:
        raise Problem(Code.FORM_NOT_HERE)
    return source


def site(ws: Workspace, site_id: str) -> Site:
    """Return one place.

    Raises:
        Problem: it is not in the register.
    """
    with ws.database.read() as session:
        found = stored_sites.get(session, ws.project_id, site_id)
    if found is None:
        raise Problem(Code.SITE_NOT_HERE, {"site": site_id})
    return found


def person(ws: Workspace) -> PersonTold:
    """Return who works here: as the hub last said, else as it said at enrolment."""
    with ws.database.read() as session:
        said = told.person(session, ws.project_id, log_to(ws.id), ws.person)
    own = ws.membership
    return said or PersonTold(own.person, own.sex, own.trained, own.language)


def known_time(ws: Workspace) -> Known:
    """Return what this laptop knows of the time without its clock."""
    project, log = ws.project_id, ws.log
    with ws.database.read() as session:
        hub_time = asked.hub_time(session, project)
        receipt = cursors.newest_receipt(session, project, log)
        newest = entries.tip(session, project, log)
        # The hub's time is newer than an entry that it has.
        last = None
        if newest is not None and (receipt is None or receipt.count < newest.tip.count):
            last = entries.get(session, project, log, newest.tip.id)
    return known(hub_time, last.header.clock.wall if last else 0)


def now(ws: Workspace, clock: Clock) -> datetime:
    """Return the time in the project's zone, as this laptop's clock or a person says."""
    return clock.now().moment.astimezone(ZoneInfo(ws.membership.zone))
