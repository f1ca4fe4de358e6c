"""Another exchange key for a hub: made and told, taken over by laptops, and the earlier destroyed.

Until every laptop has sealed to the new key, and for some weeks more, the hub opens what is sealed
to either. A parcel that comes later is not opened; its laptop still has all of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fieldtool import diagnostics
from fieldtool.log.exchange import EXCHANGE, ExchangeKey
from fieldtool.log.kinds import PROJECT_LOG
from fieldtool.problems import Code, Problem
from fieldtool.security import exchange_keys, writer
from fieldtool.storage import areas, settings
from fieldtool.storage.queries import entries, projects, relays, workspaces

if TYPE_CHECKING:
    from fieldtool.log.clock import ClockEvidence
    from fieldtool.log.entry import Entry
    from fieldtool.security.exchange_keys import HubKey, Ring
    from fieldtool.security.hubkeys import HubIdentity, HubWriter
    from fieldtool.storage.database import Session

# How long an earlier key is kept at least: for sticks that are on the way.
OVERLAP_DAYS = 30
_DAY = 86_400_000
# A setting of the hub: when its log came back with a key that it does not have.
_WHOLE, _LOST = "", "exchange_key_lost"


@dataclass(frozen=True)
class Taken:
    """Who has shown to know the newest key, of those who seal to this hub.

    Attributes:
        laptops, relays: that have sealed to it.
        laptops_left, relays_left: that have not yet.
        revoked: revoked workspaces that never did; what waits on those laptops may be sealed to an
            earlier key, and perhaps nobody can seal it again.
    """

    laptops: int = 0
    laptops_left: int = 0
    relays: int = 0
    relays_left: int = 0
    revoked: int = 0

    @property
    def left(self) -> int:
        """Return how many still seal to an earlier key."""
        return self.laptops_left + self.relays_left


@dataclass(frozen=True)
class Standing:
    """Where a change of the key stands.

    Attributes:
        keep_until: milliseconds UTC; before then parcels sealed to an earlier key are on the way.
        lost_at: when this hub saw that it was put back from before its newest key; else None.
    """

    ring: Ring
    taken: Taken
    keep_until: int
    lost_at: int | None

    def is_early(self, now: int) -> bool:
        """Say whether destroying the earlier keys at *now* may leave parcels that nobody opens."""
        return bool(self.taken.left) or now < self.keep_until


def is_going_on(session: Session, hub: HubIdentity) -> bool:
    """Say whether an earlier key still opens, or the newest was lost; nobody has to be counted."""
    is_lost = settings.get(session, _WHOLE, _LOST) is not None
    return is_lost or bool(exchange_keys.ring(session, hub).earlier)


def standing(session: Session, hub: HubIdentity) -> Standing:
    """Return where the change of the hub's exchange key stands."""
    ring = exchange_keys.ring(session, hub)
    lost = settings.get(session, _WHOLE, _LOST)
    return Standing(
        ring,
        _taken(session, ring.newest.number),
        ring.newest.made_at + OVERLAP_DAYS * _DAY,
        int(lost) if lost else None,
    )


def make(session: Session, hub: HubIdentity, clock: ClockEvidence) -> HubKey:
    """Make another exchange key and tell it in the log of every project.

    A relay writes no such log: it tells its laptops with each answer. Make a backup of the hub
    after the commit, or this key is gone with its disk.
    """
    made = exchange_keys.make(session, hub, clock.wall)
    if hub.higher is None:
        for project in projects.ids(session):
            _announce(session, hub.writer(project), made.public, clock)
    settings.remove(session, _WHOLE, _LOST)
    diagnostics.event("exchange:made", number=made.number)
    return made


def retire(session: Session, hub: HubIdentity, now: int, *, early: bool = False) -> int:
    """Destroy all keys but the newest; return how many. *early*: whoever still needs them.

    Call `Database.scrub` after the commit, and let a fresh backup take the place of earlier ones.

    Raises:
        Problem: EXCHANGE_KEY_ALONE, or EXCHANGE_KEY_IN_USE where not *early*.
    """
    found = standing(session, hub)
    if not found.ring.earlier:
        raise Problem(Code.EXCHANGE_KEY_ALONE)
    if found.is_early(now) and not early:
        values = {"count": found.taken.left, "days": OVERLAP_DAYS}
        raise Problem(Code.EXCHANGE_KEY_IN_USE, values)
    count = exchange_keys.retire(session, hub, now)
    diagnostics.event("exchange:retired", count=count)
    return count


def say_again(
    session: Session,
    hub: HubIdentity,
    own: HubWriter,
    new: Iterable[str],
    clock: ClockEvidence,
) -> None:
    """After entries of the hub's own log came back: say again which key holds, if they said one.

    The hub was put back from a backup. A key that they name may be lost with what came after that;
    laptops that know it are told what this hub opens.
    """
    if own.log != PROJECT_LOG:
        return
    found = (entries.get(session, own.project_id, own.log, one) for one in new)
    said = [one for one in found if one is not None and one.header.kind == EXCHANGE]
    if not said:
        return
    ring = exchange_keys.ring(session, hub)
    if not all(_is_held(one, ring) for one in said):
        note_lost(session, clock.wall)
    _announce(session, own, ring.newest.public, clock)


def note_lost(session: Session, now: int) -> None:
    """Note that this hub does not have a key that its own log names."""
    settings.put(session, _WHOLE, _LOST, str(now))
    diagnostics.event("exchange:lost")


def _is_held(entry: Entry, ring: Ring) -> bool:
    if entry.is_stub:
        return True
    public = ExchangeKey.from_content(entry.content()).key
    # One that was retired on purpose is not lost.
    return any(one.public == public for one in ring.keys)


def _announce(session: Session, own: HubWriter, key: bytes, clock: ClockEvidence) -> None:
    content = ExchangeKey(key).to_content()
    writer.append(session, own, EXCHANGE, own.project_id, content, clock=clock)


def _taken(session: Session, number: int) -> Taken:
    # The key is the hub's, so everybody counts, whatever whoever looks may see.
    with areas.everything(session):
        begun = projects.ids(session)
        known = [one for project in begun for one in workspaces.all_of(session, project)]
        below = [one for project in begun for one in relays.all_of(session, project)]
    laptops = [one for one in known if not one.relay]
    know = [one.knows_key >= number for one in laptops if one.revoked_at is None]
    passing = [one.knows_key >= number for one in below if one.revoked_at is None]
    return Taken(
        laptops=sum(know),
        laptops_left=len(know) - sum(know),
        relays=sum(passing),
        relays_left=len(passing) - sum(passing),
        revoked=sum(one.revoked_at is not None and one.knows_key < number for one in laptops),
    )
