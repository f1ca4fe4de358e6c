"""How far a relay is: what of each of its laptops is at the hub above, and what is not yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fieldtool.log.kinds import workspace_log
from fieldtool.storage import settings
from fieldtool.storage.queries import entries, proofs, workspaces
from fieldtool.sync.relay.relay_taking import LAST_CONTACT

if TYPE_CHECKING:
    from fieldtool.storage.database import Session
    from fieldtool.sync.relay.relaying import Relay


@dataclass(frozen=True)
class Share:
    """One laptop: how many entries of its log are here, and how many of them are proven above."""

    workspace: str
    person: str
    entries: int
    proven: int


@dataclass(frozen=True)
class Standing:
    """All laptops of a relay; `last_contact` with the hub above in milliseconds UTC."""

    laptops: tuple[Share, ...]
    last_contact: int | None

    @property
    def entries(self) -> int:
        """Return how many entries of laptops are here."""
        return sum(one.entries for one in self.laptops)

    @property
    def proven(self) -> int:
        """Return how many of them the hub above has proven."""
        return sum(one.proven for one in self.laptops)

    @property
    def waiting(self) -> int:
        """Return how many of them it has not."""
        return self.entries - self.proven


def standing(session: Session, relay: Relay) -> Standing:
    """Return how far *relay* is, by the receipts of the hub above alone."""
    shares = []
    for one in workspaces.all_of(session, relay.project):
        log = workspace_log(one.id)
        here = entries.size(session, relay.project, log)
        waiting = proofs.waiting(session, relay.project, log)
        shares.append(Share(one.id, one.person, here, here - waiting))
    last = settings.get(session, relay.project, LAST_CONTACT)
    return Standing(tuple(shares), None if last is None else int(last))
