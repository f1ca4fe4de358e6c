"""Enrolling a hub as a relay: a code from the higher hub, told to a hub that has no project yet."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fieldtool import diagnostics
from fieldtool.log import ids
from fieldtool.problems import Code, Problem
from fieldtool.security import enrolment, exchange_keys, higher
from fieldtool.security.device import device_id
from fieldtool.security.enrolment import Request
from fieldtool.security.higher import Higher
from fieldtool.storage.queries import exchange_keys as told
from fieldtool.storage.queries import projects
from fieldtool.sync.laptop.enrol import Invitation, ask
from fieldtool.sync.relay import relay_taking

if TYPE_CHECKING:
    from pathlib import Path

    import httpx

    from fieldtool.security.hubkeys import HubIdentity
    from fieldtool.storage.database import Database


def enrol_relay(
    client: httpx.Client,
    invitation: Invitation,
    database: Database,
    identity: HubIdentity,
    folder: Path,
) -> HubIdentity:
    """Make this hub a relay of the one that gave the code, and return its identity as that.

    It keeps its own keys. Its project comes with the first contact; it writes none of the hub's
    logs. A relay may enrol again for the same project, as after it was revoked.

    Raises:
        Problem: it has a project of its own, the code is not good, or the hub does not answer.
    """
    with database.read() as session:
        known, before = projects.ids(session), higher.find(session)
        newest = exchange_keys.ring(session, identity).newest
    if known and before is None:
        raise Problem(Code.RELAY_WITH_PROJECT)
    request = Request(
        lookup=enrolment.lookup(invitation.code),
        workspace=ids.new_id(ids.WORKSPACE),
        device=device_id(folder),
        sign_key=identity.keys.verify_key,
        box_key=newest.public,
        role=enrolment.RELAY,
    ).proven(enrolment.proof_key(invitation.code))
    url, answer = ask(client, invitation, request)
    if before is not None and before.project != answer.project:
        raise Problem(Code.RELAY_WITH_PROJECT)
    made = Higher(
        relay=request.workspace,
        project=answer.project,
        title=answer.title,
        url=url,
        sign_key=answer.sign_key,
        box_key=answer.box_key,
        logs_key=answer.logs_key or answer.sign_key,
    )
    with database.work() as session:
        higher.keep(session, made)
        relay_taking.note_known(session, newest.number)
        told.forget(session, made.project)
    diagnostics.event("relay:enrolled", relay=made.relay)
    return replace(identity, higher=made)


def check_number(database: Database, identity: HubIdentity) -> str:
    """Return the twelve digits that the higher hub shows for this relay too; empty for none."""
    above = identity.higher
    if above is None:
        return ""
    with database.read() as session:
        known = relay_taking.known_above(session, exchange_keys.ring(session, identity))
    own = (identity.keys.verify_key, known.public)
    return enrolment.check_number(own, (above.sign_key, above.box_key))
