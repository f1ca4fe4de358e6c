"""Enrolling at the hub: answer the laptop, or the relay, that has a code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldtool import diagnostics
from fieldtool.log import ids
from fieldtool.log.canonical import NotCanonicalError
from fieldtool.log.kinds import ProjectSettings
from fieldtool.problems import Code, Problem
from fieldtool.security import enrolment as codes
from fieldtool.security import exchange_keys
from fieldtool.security.enrolment import Answer, Request
from fieldtool.storage.queries import enrolments, people, projects, relays, workspaces
from fieldtool.storage.queries.enrolments import Enrolment
from fieldtool.storage.queries.relays import Relay
from fieldtool.storage.queries.workspaces import Workspace
from fieldtool.sync.hub import assigning

if TYPE_CHECKING:
    from fieldtool.log.clock import Clock, ClockEvidence
    from fieldtool.security.exchange_keys import HubKey, Ring
    from fieldtool.security.hubkeys import HubIdentity
    from fieldtool.storage.database import Database, Session


def check_number(workspace: Workspace, identity: HubIdentity, ring: Ring) -> str:
    """Return the twelve digits that the laptop shows too, made from the keys of its enrolment."""
    hub = (identity.keys.verify_key, ring.numbered(workspace.first_key).public)
    return codes.check_number((workspace.sign_key, workspace.box_key), hub)


def answer_enrolment(
    database: Database, identity: HubIdentity, request: bytes, clock: Clock
) -> bytes:
    """Enrol the laptop that proves it has a code, and return the answer for it.

    The same laptop asking again gets the same answer; a wrong proof burns the code.

    Raises:
        Problem: the code is unknown, used, expired or burned.
    """
    asked = _read(request)
    now = clock.now()
    outcome = database.do(lambda session: _outcome(session, identity, asked, now))
    # Burning a code is kept, so a refusal must not undo the transaction.
    if isinstance(outcome, Problem):
        diagnostics.event("enrolment:refused", reason=outcome.code.reference)
        raise outcome
    diagnostics.event("enrolment:answered", workspace=asked.workspace)
    return outcome.to_bytes()


def _read(request: bytes) -> Request:
    try:
        asked = Request.of_bytes(request)
    except NotCanonicalError as error:
        raise Problem(Code.MESSAGE_NOT_VALID, {"part": "{}"}) from error
    if not ids.is_id(asked.workspace, ids.WORKSPACE) or not ids.is_id(asked.device, ids.DEVICE):
        raise Problem(Code.MESSAGE_NOT_VALID, {"part": "workspace"})
    return asked


def _outcome(
    session: Session, identity: HubIdentity, asked: Request, now: ClockEvidence
) -> Answer | Problem:
    for project in projects.ids(session):
        found = enrolments.get(session, project, asked.lookup)
        if found is not None:
            return _answer(session, identity, projects.get(session, project), found, asked, now)
    return Problem(Code.CODE_UNKNOWN)


def _answer(
    session: Session,
    identity: HubIdentity,
    settings: ProjectSettings,
    found: Enrolment,
    asked: Request,
    now: ClockEvidence,
) -> Answer | Problem:
    key = codes.proof_key(found.code)
    if found.burned_at is not None:
        return Problem(Code.CODE_BURNED)
    if not asked.is_proven(key):
        if found.used_at is None:
            enrolments.mark_burned(session, settings.id, found.lookup, now.wall)
        return Problem(Code.CODE_BURNED)
    if bool(found.relay) != (asked.role == codes.RELAY):
        # Told to the wrong computer: it is still good for the right one.
        return Problem(Code.CODE_FOR_RELAY if found.relay else Code.CODE_FOR_LAPTOP)
    refusal = _refusal(session, settings.id, found, asked, now.wall)
    if refusal is not None:
        return refusal
    newest = exchange_keys.ring(session, identity).newest
    if found.used_at is None:
        _admit(session, settings.id, found, asked, now.wall, newest.number)
        if not found.relay:
            assigning.bring(session, identity, settings.id, found.person, asked.workspace, now)
    return _introduction(session, identity, newest, settings, found).proven(key, asked)


def _refusal(
    session: Session, project: str, found: Enrolment, asked: Request, now: int
) -> Problem | None:
    known = (relays if found.relay else workspaces).get(session, project, asked.workspace)
    if found.used_at is not None:
        is_same = known is not None and (known.sign_key, known.box_key) == (
            asked.sign_key,
            asked.box_key,
        )
        is_same = is_same and found.workspace == asked.workspace
        return None if is_same else Problem(Code.CODE_USED)
    if now > found.expires_at:
        return Problem(Code.CODE_EXPIRED)
    return None if known is None else Problem(Code.WORKSPACE_TAKEN)


def _admit(
    session: Session, project: str, found: Enrolment, asked: Request, now: int, knows: int
) -> None:
    enrolments.mark_used(session, project, found.lookup, asked.workspace, now)
    if found.relay:
        keys = asked.sign_key, asked.box_key
        name, device = found.relay, asked.device
        made = Relay(asked.workspace, name, device, *keys, now, first_key=knows, knows_key=knows)
        relays.put(session, project, made)
        return
    workspaces.put(
        session,
        project,
        Workspace(
            id=asked.workspace,
            person=found.person,
            device=asked.device,
            sign_key=asked.sign_key,
            box_key=asked.box_key,
            enrolled_at=now,
            first_key=knows,
            knows_key=knows,
        ),
    )


def _introduction(
    session: Session,
    identity: HubIdentity,
    newest: HubKey,
    settings: ProjectSettings,
    found: Enrolment,
) -> Answer:
    person = people.get(session, settings.id, found.person)
    language = person.language if person else ""
    return Answer(
        project=settings.id,
        title=_title(settings, language),
        zone=settings.zone,
        person=found.person,
        sex=person.sex if person else "",
        trained=person.trained if person else False,
        language=language,
        sign_key=identity.keys.verify_key,
        box_key=newest.public,
        logs_key=identity.logs_key if identity.higher else b"",
    )


def _title(settings: ProjectSettings, language: str) -> str:
    return settings.title.get(language) or next(iter(settings.title.values()), "")
