"""Laptops as coordinators look at them: what is there, what is here, what needs somebody."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from fieldtool.log.kinds import workspace_log
from fieldtool.problems import Code, Problem
from fieldtool.security import exchange_keys
from fieldtool.storage.queries import (
    chains,
    erasures,
    interviews,
    people,
    projects,
    relays,
    revocations,
    workspaces,
)
from fieldtool.storage.queries.chains import Chain
from fieldtool.storage.queries.workspaces import Workspace
from fieldtool.sync.hub import revoking
from fieldtool.sync.hub.enrolment import check_number
from fieldtool.web.desk.blueprint import services
from fieldtool.web.desk.visits import Visit

# Beyond this a laptop's times mislead whoever reads them.
CLOCK_TOLERANCE = timedelta(minutes=5)
SILENT_AFTER = timedelta(days=7)


@dataclass(frozen=True)
class _Counts:
    """Interviews of a laptop that are here, came without content, are held; entries put aside."""

    here: int
    lost: int
    held: int
    aside: int

    @property
    def all(self) -> int:
        """Return how many the laptop does not have alone."""
        return self.here + self.lost + self.held


class Need(StrEnum):
    """Why a coordinator should look at a laptop."""

    MISSING = "missing"
    FORKED = "forked"
    UNSIGNED = "unsigned"
    CLOCK = "clock"
    SILENT = "silent"
    NEVER = "never"
    LOST = "lost"
    HELD = "held"
    ASIDE = "aside"


# What a person has to do something about comes first.
_FIRST = (
    Need.LOST,
    Need.HELD,
    Need.FORKED,
    Need.ASIDE,
    Need.UNSIGNED,
    Need.SILENT,
    Need.CLOCK,
    Need.MISSING,
    Need.NEVER,
)


@dataclass(frozen=True)
class Laptop:
    """One person's work on one laptop.

    Attributes:
        there: interviews the laptop said it had finalised.
        entries: entries of its log, as it said.
        aside: those here that could not be read.
        program: the version of the program that it ran; empty where it did not say.
        here: those of them that are at the hub, erased ones among them.
        lost: those that came without content: the laptop had destroyed it after a receipt that
            this hub, restored from an older copy, does not know any more.
        held: those that came after the laptop was revoked and wait for a decision, or were left
            aside; they are not among those that are here.
        clock: the laptop's clock minus the hub's; None where the laptop was never in contact.
        check_number: twelve digits; the laptop's help page shows the same ones, unless somebody
            stood between them when the laptop was set up.
        relay: what the relay is called that enrolled it; empty for a laptop of this hub.
    """

    id: str
    device: str
    person: str
    name: str = field(repr=False)
    there: int
    here: int
    lost: int
    held: int
    entries: int
    aside: int
    program: str
    chain: Chain
    enrolled_at: datetime | None
    last_contact: datetime | None
    revoked_at: datetime | None
    clock: timedelta | None
    needs: tuple[Need, ...]
    check_number: str
    relay: str = ""

    @property
    def missing(self) -> int:
        """Return how many are on the laptop alone."""
        return max(0, self.there - self.here - self.lost - self.held)

    @property
    def is_clock_right(self) -> bool:
        """Return whether the laptop's clock can be believed."""
        return self.clock is not None and abs(self.clock) <= CLOCK_TOLERANCE


@dataclass(frozen=True)
class _Called:
    """What a laptop is known by: its person's name, its relay's, and its check number."""

    name: str
    relay: str
    check_number: str


def all_of(visit: Visit, person: str = "") -> list[Laptop]:
    """Return all laptops, or those of one person.

    Those that need a person most come first, of these the one that was heard of last; revoked
    ones come last.
    """
    session, project = visit.session, visit.project
    names = {one.code: one.name for one in people.all_of(session, project)}
    shown = workspaces.all_of(session, project)
    # A laptop has sent all that it has, wherever that was held.
    with visit.everything():
        here = interviews.finalised_by_log(session, project)
        lost = erasures.lost_by_log(session, project)
        through = {one.id: one.name for one in relays.all_of(session, project)}
    held = revocations.held_by_log(session, project)
    known = chains.chains(session, project)
    aside = Counter(one[0] for one in projects.put_aside(session, project))
    hub = services().identity
    ring = exchange_keys.ring(session, hub)
    found = [
        _laptop(
            visit,
            workspace,
            _Called(
                names.get(workspace.person, ""),
                through.get(workspace.relay, ""),
                "" if workspace.relay else check_number(workspace, hub, ring),
            ),
            _Counts(here.get(log, 0), lost.get(log, 0), held.get(log, 0), aside[log]),
            known.get(log, chains.NOTHING),
        )
        for workspace in shown
        if not person or workspace.person == person
        for log in (workspace_log(workspace.id),)
    ]
    return sorted(found, key=_urgency)


def _urgency(laptop: Laptop) -> tuple[bool, int]:
    ranks = [_FIRST.index(need) for need in laptop.needs]
    is_done = laptop.revoked_at is not None and Need.HELD not in laptop.needs
    return is_done, min(ranks, default=len(_FIRST))


def known(visit: Visit, workspace: str) -> Laptop:
    """Return one laptop; raises Problem where there is none."""
    for laptop in all_of(visit):
        if laptop.id == workspace:
            return laptop
    raise Problem(Code.LAPTOP_NOT_HERE)


def revoke(visit: Visit, laptop: Laptop, reason: str) -> None:
    """Let *laptop* lock itself at its next contact; what it still has to send stays welcome.

    Raises:
        Problem: REVOCATION_REASON_MISSING.
    """
    hub, now = services().identity, services().clock.now()
    revoking.revoke(visit.session, hub, visit.project, laptop.id, reason=reason, clock=now)


def _laptop(
    visit: Visit, workspace: Workspace, called: _Called, counts: _Counts, chain: Chain
) -> Laptop:
    clock = workspace.clock_offset
    offset = None if clock is None else timedelta(milliseconds=clock)
    return Laptop(
        id=workspace.id,
        device=workspace.device,
        person=workspace.person,
        name=called.name,
        # The laptop spoke of what it had then; more may have come since by another way.
        there=max(workspace.finalised_there, counts.all),
        here=counts.here,
        lost=counts.lost,
        held=counts.held,
        entries=max(workspace.entries_there, chain.longest),
        aside=counts.aside,
        program=workspace.program,
        chain=chain,
        enrolled_at=visit.moment(workspace.enrolled_at),
        last_contact=visit.moment(workspace.last_contact),
        revoked_at=visit.moment(workspace.revoked_at),
        clock=offset,
        needs=tuple(_needs(workspace, counts, chain, visit.now)),
        check_number=called.check_number,
        relay=called.relay,
    )


def _needs(workspace: Workspace, counts: _Counts, chain: Chain, now: int) -> list[Need]:
    last = workspace.last_contact
    silence = timedelta(milliseconds=now - (last or workspace.enrolled_at))
    offset = timedelta(milliseconds=workspace.clock_offset or 0)
    found = {
        Need.LOST: counts.lost > 0,
        Need.HELD: counts.held > 0,
        Need.ASIDE: counts.aside > 0,
        Need.MISSING: workspace.finalised_there > counts.all,
        Need.FORKED: chain.is_forked,
        Need.UNSIGNED: not chain.is_forked and not chain.is_whole,
        Need.CLOCK: abs(offset) > CLOCK_TOLERANCE,
        Need.NEVER: last is None,
        Need.SILENT: last is not None and silence > SILENT_AFTER and workspace.revoked_at is None,
    }
    return [need for need, holds in found.items() if holds]
