"""Inviting a person to a laptop: the one-time code, kept until it is used, expires or burns."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from fieldtool.problems import Code, Problem
from fieldtool.security import enrolment
from fieldtool.security.enrolment import EnrolmentFile
from fieldtool.security.hubkeys import HubIdentity
from fieldtool.storage.database import Session
from fieldtool.storage.queries import enrolments, projects
from fieldtool.storage.queries.enrolments import Enrolment
from fieldtool.sync.hub import sealing

USUAL_LIFE = timedelta(days=3)
LONGEST_LIFE = timedelta(days=30)
LONGEST_NAME = 60


@dataclass(frozen=True)
class Invitation:
    """A code that was just made; `code` is shown once. Times are milliseconds UTC."""

    code: str = field(repr=False)
    person: str
    expires_at: int


def invite(
    session: Session, project: str, person: str, *, now: int, life: timedelta = USUAL_LIFE
) -> Invitation:
    """Make a code with which *person* can set up one laptop, once, within *life*.

    Raises:
        Problem: SEALING_UNDECIDED; on a laptop that may be taken, answers would lie readable
            without anybody having decided that.
    """
    settings = projects.find(session, project)
    if settings is not None and not sealing.is_decided(settings):
        raise Problem(Code.SEALING_UNDECIDED)
    code = enrolment.new_code()
    expires = now + int(min(life, LONGEST_LIFE).total_seconds() * 1000)
    enrolments.put(
        session,
        project,
        Enrolment(enrolment.lookup(code), enrolment.understood(code), person, now, expires),
    )
    return Invitation(code, person, expires)


def invite_relay(
    session: Session, project: str, name: str, *, now: int, life: timedelta = USUAL_LIFE
) -> Invitation:
    """Make a code with which a hub becomes a relay of this one, which calls it *name*.

    Raises:
        Problem: RELAY_NAME_MISSING.
    """
    if not name.strip():
        raise Problem(Code.RELAY_NAME_MISSING)
    code = enrolment.new_code()
    expires = now + int(min(life, LONGEST_LIFE).total_seconds() * 1000)
    found, secret = enrolment.lookup(code), enrolment.understood(code)
    made = Enrolment(found, secret, "", now, expires, relay=name.strip()[:LONGEST_NAME])
    enrolments.put(session, project, made)
    return Invitation(code, "", expires)


def invitation_file(
    hub: HubIdentity, hub_url: str, title: str, invitation: Invitation, roots: str = ""
) -> bytes:
    """Return the `.ft-enrol` file of *invitation*; it holds the code and is as secret as it.

    *roots* are the certificates that prove the hub, where it has its own.
    """
    return EnrolmentFile(
        hub_url=hub_url,
        code=enrolment.understood(invitation.code),
        title=title,
        expires=invitation.expires_at,
        hub_key=hub.keys.verify_key,
        roots=roots,
    ).to_bytes()
