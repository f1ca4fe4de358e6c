"""Beginning to seal: the project's key is made, held by people, and told to the laptops."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from fieldtool.log.canonical import to_base64
from fieldtool.problems import Code, Problem
from fieldtool.security import held_keys
from fieldtool.security.sealing import SEAL
from fieldtool.storage.queries import projects
from fieldtool.sync.hub.publishing import publish_project

if TYPE_CHECKING:
    from fieldtool.log.clock import ClockEvidence
    from fieldtool.log.kinds import ProjectSettings
    from fieldtool.security.held_keys import HeldKey
    from fieldtool.security.hubkeys import HubIdentity
    from fieldtool.security.passphrase import Effort
    from fieldtool.storage.database import Session

# Where laptops may be taken, interviews are sealed unless somebody decided otherwise.
_SEALING_PROFILES = frozenset({"afghanistan"})
WAIVED = "no"


@dataclass(frozen=True)
class Begun:
    """A key that was made; `code` is for the sheet, and is nowhere else from here on."""

    held: HeldKey
    code: str = field(repr=False)


def made(
    holders: Mapping[str, str],
    now: int,
    effort: Effort | None = None,
    earlier: Sequence[bytes] = (),
) -> Begun:
    """Make a key for *holders* (name to passphrase), which takes some seconds.

    *earlier*: private halves of the keys before it, which it is to open, too.

    Raises:
        Problem: HOLDERS_TOO_FEW, PASSPHRASE_SHORT or PASSPHRASE_COMMON.
    """
    return Begun(*held_keys.make(holders, now, effort or held_keys.USUAL, earlier))


def begin(
    session: Session, hub: HubIdentity, project: str, held: HeldKey, clock: ClockEvidence
) -> None:
    """Keep a key, and have everything sealed to it that is finalised from the next contact on.

    Laptops that were not in contact seal to the key before it meanwhile; so does what is on its
    way. A new key opens that too.

    Raises:
        Problem: SEAL_KEY_MADE; there is a key that *held* does not open.
    """
    settings = projects.get(session, project)
    if settings.seal_key and settings.seal_key != to_base64(held.follows):
        raise Problem(Code.SEAL_KEY_MADE)
    held_keys.put(session, project, SEAL, held)
    sealed = replace(settings, seal_key=to_base64(held.public), sealing="")
    publish_project(session, hub, sealed, clock)


def is_usual(settings: ProjectSettings) -> bool:
    """Return whether interviews are sealed unless somebody decided otherwise: laptops are taken."""
    return settings.profile in _SEALING_PROFILES


def is_decided(settings: ProjectSettings) -> bool:
    """Return whether laptops may be set up: interviews are sealed, or need not be."""
    return bool(settings.seal_key) or settings.sealing == WAIVED or not is_usual(settings)


def key_of(session: Session, project: str) -> HeldKey:
    """Return the key that the project's interviews are sealed to.

    Raises:
        Problem: SEAL_KEY_MISSING.
    """
    for held in held_keys.all_of(session, project, SEAL):
        if to_base64(held.public) == projects.get(session, project).seal_key:
            return held
    raise Problem(Code.SEAL_KEY_MISSING)


def is_held(session: Session, project: str) -> bool:
    """Say whether this hub has the key that the project's interviews are sealed to."""
    try:
        key_of(session, project)
    except Problem:
        return False
    return True
