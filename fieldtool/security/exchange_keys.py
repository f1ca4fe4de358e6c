"""The hub's exchange keys: laptops seal to the newest, the hub opens what any that it holds opens.

The first one is made with the hub's identity and pinned at enrolment. Of a key that was retired the
private half is destroyed; the public half stays, so that what is still sealed to it is recognised.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from fieldtool.log.canonical import Tree, encode, from_base64, parse, to_base64
from fieldtool.log.content import Fields
from fieldtool.problems import Code, Problem
from fieldtool.security import hubkeys
from fieldtool.security.held_keys import public_of, unseal
from fieldtool.security.keys import KEY_SIZE, random_bytes
from fieldtool.storage import settings

if TYPE_CHECKING:
    from fieldtool.security.hubkeys import HubIdentity
    from fieldtool.storage.database import Session

_WHOLE, _KEYS = "", "exchange_keys"
FIRST = 1


@dataclass(frozen=True)
class HubKey:
    """One exchange key of a hub.

    Attributes:
        number: from 1; of two the higher one is the later.
        made_at: milliseconds UTC; 0 for the first. So is `retired_at`.
        secret: empty once it was retired.
    """

    number: int
    public: bytes
    made_at: int
    secret: bytes = field(default=b"", repr=False)
    retired_at: int | None = None

    def to_tree(self) -> dict[str, Tree]:
        """Return the key as the hub keeps it."""
        return {
            "made": str(self.made_at),
            "number": str(self.number),
            "public": to_base64(self.public),
            "retired": "" if self.retired_at is None else str(self.retired_at),
            "secret": to_base64(self.secret),
        }

    @classmethod
    def of_tree(cls, tree: Tree) -> HubKey:
        """Read a key; raises Problem or NotCanonicalError where it has no valid form."""
        fields = Fields.of_tree(tree, "exchange key")
        return cls(
            number=fields.number("number"),
            public=from_base64(fields.text("public")),
            made_at=fields.number("made"),
            secret=from_base64(fields.text("secret")),
            retired_at=fields.number("retired") if fields.text("retired") else None,
        )


@dataclass(frozen=True)
class Ring:
    """All exchange keys of a hub, the newest first."""

    keys: tuple[HubKey, ...]

    @property
    def newest(self) -> HubKey:
        """Return the key that is to be sealed to."""
        return self.keys[0]

    @property
    def held(self) -> tuple[HubKey, ...]:
        """Return the keys whose private half is here, the newest first."""
        return tuple(one for one in self.keys if one.secret)

    @property
    def earlier(self) -> tuple[HubKey, ...]:
        """Return the keys before the newest that still open what is sealed to them."""
        return self.held[1:]

    def holds(self, public: bytes) -> bool:
        """Say whether what is sealed to *public* can be opened here."""
        return any(one.public == public for one in self.held)

    def numbered(self, number: int) -> HubKey:
        """Return the key with that number, or the newest before it."""
        return next((one for one in self.keys if one.number <= number), self.keys[-1])

    def unseal(self, sealed: bytes) -> bytes:
        """Return what was sealed to one of the keys; raises Problem SEALED_TO_ANOTHER."""
        return self.opened(sealed)[0]

    def opened(self, sealed: bytes) -> tuple[bytes, int]:
        """Return what was sealed, and the number of the key to which.

        Raises:
            Problem: SEALED_TO_ANOTHER.
        """
        for one in self.held:
            try:
                return unseal(one.secret, sealed), one.number
            except Problem:
                continue
        raise Problem(Code.SEALED_TO_ANOTHER)


def ring(session: Session, hub: HubIdentity) -> Ring:
    """Return the keys of *hub* as its database has them now."""
    text = settings.get(session, _WHOLE, _KEYS)
    tree = parse(text.encode("utf-8")) if text else []
    if not isinstance(tree, list) or not tree:
        return Ring((HubKey(FIRST, hub.keys.box_key, 0, hub.keys.box_secret),))
    return Ring(tuple(HubKey.of_tree(one) for one in tree))


def make(session: Session, hub: HubIdentity, now: int) -> HubKey:
    """Make another key; it is the newest when the caller's work is committed."""
    known, secret = ring(session, hub), random_bytes(KEY_SIZE)
    made = HubKey(known.newest.number + 1, public_of(secret), now, secret)
    _put(session, (made, *known.keys))
    return made


def retire(session: Session, hub: HubIdentity, now: int) -> int:
    """Destroy the private halves of all keys but the newest; return of how many.

    Call `Database.scrub` after the commit, and make a fresh backup in the place of earlier ones.
    """
    known = ring(session, hub)
    kept = [
        replace(one, secret=b"", retired_at=now) if one in known.earlier else one
        for one in known.keys
    ]
    _put(session, kept)
    hubkeys.replace_box(session, known.newest.secret)
    return len(known.earlier)


def _put(session: Session, keys: tuple[HubKey, ...] | list[HubKey]) -> None:
    text = encode([one.to_tree() for one in keys]).decode("utf-8")
    settings.put(session, _WHOLE, _KEYS, text)
