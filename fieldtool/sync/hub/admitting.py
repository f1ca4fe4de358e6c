"""Workspaces that a relay enrolled become known at the higher hub, and at a relay set back."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from fieldtool.log import ids
from fieldtool.log.kinds import PROJECT_LOG, is_team, log_to, team_log
from fieldtool.security.keys import is_box_key
from fieldtool.storage.queries import people, relays, workspaces
from fieldtool.storage.queries.people import Person
from fieldtool.storage.queries.workspaces import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fieldtool.log.relays import Enrolled
    from fieldtool.storage.database import Session

_PERSON = re.compile(r"[A-Z]{2,5}-[0-9]{2,3}")


def admit(session: Session, project: str, said: Iterable[Enrolled], relay: str, now: int) -> None:
    """Let the workspaces that *relay* names be known here; "" for those of this hub itself.

    What is known here already is believed before what a relay says: its keys stay, and a laptop of
    this hub stays that. Of two relays that name the same keys the last one has the laptop.
    """
    for one in said:
        known = workspaces.get(session, project, one.workspace)
        if known is None:
            if _is_sound(one):
                _put(session, project, one, relay, now)
        elif _is_same(known, one, relay):
            workspaces.put_behind(session, project, one.workspace, relay)
            if one.revoked_at is not None:
                workspaces.revoke(session, project, one.workspace, now)
            _put_person(session, project, one)


def believed(session: Session, project: str, relay: str) -> dict[str, Workspace]:
    """Return the workspaces whose work *relay* may bring: known here with the keys it names."""
    found = {}
    for name, said in relays.said(session, project, relay).items():
        known = workspaces.get(session, project, name)
        if known is not None and _has_keys(known, said):
            found[name] = known
    return found


def heard_by(session: Session, project: str, relay: str) -> tuple[str, ...]:
    """Return the hub's logs that *relay* passes on to its laptops."""
    said = relays.said(session, project, relay)
    own = believed(session, project, relay)
    teams = {said[name].team for name in own if is_team(said[name].team)}
    wanted = {*map(team_log, teams), *map(log_to, own)}
    there = relays.logs_of_hub(session, project)
    return (PROJECT_LOG, *sorted(wanted & there))


def _put(session: Session, project: str, one: Enrolled, relay: str, now: int) -> None:
    made = Workspace(one.workspace, one.person, one.device, one.sign_key, one.box_key, now)
    revoked = None if one.revoked_at is None else now
    workspaces.put(session, project, replace(made, relay=relay, revoked_at=revoked))
    _put_person(session, project, one)


def _put_person(session: Session, project: str, one: Enrolled) -> None:
    known = people.get(session, project, one.person)
    # The name stays at the relay; who has one here was put on this hub's own list.
    if known is None or not known.name:
        team = one.team if is_team(one.team) else ""
        person = Person(one.person, "", one.sex, one.trained, "", team)
        people.put(session, project, person)


def _is_sound(one: Enrolled) -> bool:
    is_person = _PERSON.fullmatch(one.person) is not None
    is_known_sex = one.sex in {"", "female", "male"}
    is_sound = is_person and is_known_sex and ids.is_id(one.workspace, ids.WORKSPACE)
    return is_sound and is_box_key(one.box_key)


def _is_same(known: Workspace, one: Enrolled, relay: str) -> bool:
    is_movable = bool(known.relay) == bool(relay)
    return is_movable and _has_keys(known, one) and known.person == one.person


def _has_keys(known: Workspace, one: Enrolled) -> bool:
    return (known.sign_key, known.box_key) == (one.sign_key, one.box_key)
