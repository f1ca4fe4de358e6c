"""The hub's identity: keys that laptops pin at enrolment, and the epoch of its database."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from fieldtool.log import ids, kinds
from fieldtool.log.canonical import encode, from_base64, parse, to_base64
from fieldtool.log.content import Fields
from fieldtool.log.relays import relay_log
from fieldtool.problems import Code, Problem
from fieldtool.security import higher
from fieldtool.security.higher import Higher
from fieldtool.security.keys import Identity, derived, new_identity
from fieldtool.storage import settings
from fieldtool.storage.database import Database, Session

_WHOLE = ""
_IDENTITY, _EPOCH = "hub_identity", "hub_epoch"


@dataclass(frozen=True)
class HubIdentity:
    """A hub's keys; `epoch` is a new random id after each restore, which voids older receipts.

    Attributes:
        higher: to whom this hub passes on what its laptops wrote; None where it is no relay.
    """

    keys: Identity = field(repr=False)
    epoch: str
    higher: Higher | None = None

    @property
    def logs_key(self) -> bytes:
        """Return the key that signs the hub's logs: a relay's are those of the higher hub."""
        return self.higher.logs_key if self.higher else self.keys.verify_key

    def is_relay(self, name: str) -> bool:
        """Say whether this hub is the relay that a higher hub knows as *name*."""
        return self.higher is not None and self.higher.relay == name

    def writes(self, log: str) -> bool:
        """Say whether this hub is the one writer of *log*."""
        if kinds.is_of_hub(log):
            return self.higher is None
        return self.higher is not None and log == relay_log(self.higher.relay)

    def writer(self, project: str, log: str = kinds.PROJECT_LOG) -> HubWriter:
        """Return the hub as the writer of one of its logs.

        Raises:
            Problem: RELAY_DECIDES_NOT, because the hub's logs have one writer, the higher hub.
        """
        if self.higher is not None and not self.writes(log):
            raise Problem(Code.RELAY_DECIDES_NOT, {"address": self.higher.url})
        return HubWriter(project, log, self.keys)


@dataclass(frozen=True)
class HubWriter:
    """The hub, writing to one log of one project."""

    project_id: str
    log: str
    identity: Identity
    person: str = ""


def load_or_create(database: Database) -> HubIdentity:
    """Return the identity in the hub's database, made at the first start."""
    with database.work() as session:
        text = settings.get(session, _WHOLE, _IDENTITY)
        if text is None:
            keys = new_identity()
            _put(session, keys)
        else:
            keys = _keys(text)
        epoch = settings.get(session, _WHOLE, _EPOCH)
        if epoch is None:
            epoch = ids.new_id(ids.EPOCH)
            settings.put(session, _WHOLE, _EPOCH, epoch)
        return HubIdentity(keys, epoch, higher.find(session))


def find(database: Database) -> HubIdentity | None:
    """Return the identity in the hub's database; None where no hub was ever started on it."""
    with database.read() as session:
        text = settings.get(session, _WHOLE, _IDENTITY)
        epoch = settings.get(session, _WHOLE, _EPOCH)
        return None if text is None else HubIdentity(_keys(text), epoch or "", higher.find(session))


def session_key(hub: HubIdentity) -> bytes:
    """Return the key that signs the desk's cookies; the same after each start of this hub."""
    # Not of the exchange key, which may be changed.
    return derived(hub.keys.sign_seed, "fieldtool desk sessions v2")


def renew_epoch(database: Database) -> str:
    """Begin a new epoch, as after a restore: receipts of earlier ones are void."""
    epoch = ids.new_id(ids.EPOCH)
    with database.work() as session:
        settings.put(session, _WHOLE, _EPOCH, epoch)
    return epoch


def replace_box(session: Session, secret: bytes) -> None:
    """Keep *secret* in the place of the exchange key that the hub began with."""
    text = settings.get(session, _WHOLE, _IDENTITY)
    if text is not None:
        _put(session, replace(_keys(text), box_secret=secret))


def _put(session: Session, keys: Identity) -> None:
    secrets = {"box": to_base64(keys.box_secret), "sign": to_base64(keys.sign_seed)}
    settings.put(session, _WHOLE, _IDENTITY, encode(secrets).decode("utf-8"))


def _keys(text: str) -> Identity:
    fields = Fields.of_tree(parse(text.encode("utf-8")), "hub")
    return Identity(from_base64(fields.text("sign")), from_base64(fields.text("box")))
