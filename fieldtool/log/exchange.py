"""Which key whoever sends to a hub seals to: the hub's log says so, or a notice to one sender."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from fieldtool.log.canonical import (
    Encodable,
    NotCanonicalError,
    Tree,
    encode,
    from_base64,
    to_base64,
)
from fieldtool.log.content import Fields
from fieldtool.problems import Code, Problem

EXCHANGE = "exchange"  # subject: the project; the latest one holds

KEY_SIZE = 32
_SIGNED_PREFIX = b"fieldtool exchange v1\n"
_DIGEST = re.compile(r"[0-9a-f]{64}")
_TIME = re.compile(r"[1-9][0-9]{0,14}")


@dataclass(frozen=True)
class ExchangeKey:
    """From here on whoever hears the log seals to `key`, the public half of an X25519 key."""

    key: bytes

    def to_content(self) -> dict[str, Encodable]:
        """Return the payload."""
        return {"key": to_base64(self.key)}

    @classmethod
    def from_content(cls, tree: Tree) -> ExchangeKey:
        """Read a payload; raises Problem where it names no key."""
        try:
            key = from_base64(Fields.of_tree(tree, EXCHANGE).text("key"))
        except NotCanonicalError as error:
            raise _wrong() from error
        if len(key) != KEY_SIZE:
            raise _wrong()
        return cls(key)


@dataclass(frozen=True)
class Notice:
    """A hub's word to whoever sealed something to a key that it does not have: seal to `key`.

    Attributes:
        request: SHA-256 of what could not be opened, so that a notice is good for that alone.
        time: the hub's time, milliseconds UTC.
        signature: the hub's, over `message`.
    """

    key: bytes
    request: str
    time: int
    signature: bytes = b""

    def message(self, project: str, log: str) -> bytes:
        """Return the bytes that the hub signs; *log* is the sender's."""
        said = {
            "key": to_base64(self.key),
            "log": log,
            "project": project,
            "request": self.request,
            "time": str(self.time),
        }
        return _SIGNED_PREFIX + encode(said)

    def to_texts(self) -> dict[str, str]:
        """Return it as it travels; project and log are known to both sides."""
        return {
            "key": to_base64(self.key),
            "request": self.request,
            "signature": to_base64(self.signature),
            "time": str(self.time),
        }

    @classmethod
    def of_texts(cls, texts: Mapping[str, object]) -> Notice | None:
        """Read what came; None where it is no notice."""
        said = {name: str(texts.get(name, "")) for name in ("key", "request", "signature", "time")}
        if not (_DIGEST.fullmatch(said["request"]) and _TIME.fullmatch(said["time"])):
            return None
        try:
            key, signature = from_base64(said["key"]), from_base64(said["signature"])
        except NotCanonicalError:
            return None
        return cls(key, said["request"], int(said["time"]), signature)


def _wrong() -> Problem:
    return Problem(Code.CONTENT_NOT_VALID, {"kind": EXCHANGE, "part": "key"})
