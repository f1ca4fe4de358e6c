"""Telling the laptops of one person what changed about her; her name stays at the hub."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldtool.log.kinds import log_to
from fieldtool.log.people import PERSON, PersonTold
from fieldtool.security import writer
from fieldtool.storage.queries import people, workspaces

if TYPE_CHECKING:
    from fieldtool.log.clock import ClockEvidence
    from fieldtool.log.entry import Entry
    from fieldtool.security.hubkeys import HubIdentity
    from fieldtool.storage.database import Session
    from fieldtool.storage.queries.people import Person
    from fieldtool.storage.queries.workspaces import Workspace


def change_person(
    session: Session, hub: HubIdentity, project: str, person: Person, clock: ClockEvidence
) -> list[Entry]:
    """Keep what changed about *person*, and tell each of her laptops that is not revoked.

    A relay keeps it alone: what reaches laptops is written by the higher hub.
    """
    people.put(session, project, person)
    if hub.higher is not None:
        return []
    told = PersonTold(person.code, person.sex, person.trained, person.language, person.team)
    return [
        writer.append(
            session,
            hub.writer(project, log_to(laptop.id)),
            PERSON,
            person.code,
            told.to_content(),
            clock=clock,
        )
        for laptop in laptops_of(session, project, person.code)
    ]


def laptops_of(session: Session, project: str, code: str) -> list[Workspace]:
    """Return the laptops of a person that are not revoked, in the order of their ids."""
    known = workspaces.all_of(session, project)
    own = [one for one in known if one.person == code and one.revoked_at is None]
    return sorted(own, key=lambda one: one.id)
