"""The higher hub of a relay: pinned when the relay enrolled, kept in the relay's database."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fieldtool.log.canonical import encode, from_base64, parse, to_base64
from fieldtool.log.content import Fields
from fieldtool.storage import settings

if TYPE_CHECKING:
    from fieldtool.storage.database import Session

_WHOLE, _HIGHER = "", "higher_hub"


@dataclass(frozen=True)
class Higher:
    """The hub to which this one passes on what its laptops wrote.

    Attributes:
        relay: the id by which it knows this hub.
        project: the project that is passed on; this hub has no other.
        sign_key, box_key: its own, pinned for ever.
        logs_key: signs the hub's logs of the project; another one where it is a relay itself.
    """

    relay: str
    project: str
    title: str
    url: str
    sign_key: bytes = field(repr=False)
    box_key: bytes = field(repr=False)
    logs_key: bytes = field(repr=False)

    def to_text(self) -> str:
        """Return it as it is kept."""
        tree = {
            "box_key": to_base64(self.box_key),
            "logs_key": to_base64(self.logs_key),
            "project": self.project,
            "relay": self.relay,
            "sign_key": to_base64(self.sign_key),
            "title": self.title,
            "url": self.url,
        }
        return encode(tree).decode("utf-8")

    @classmethod
    def of_text(cls, text: str) -> Higher:
        """Read what was kept."""
        fields = Fields.of_tree(parse(text.encode("utf-8")), "higher hub")
        return cls(
            relay=fields.text("relay"),
            project=fields.text("project"),
            title=fields.text("title"),
            url=fields.text("url"),
            sign_key=from_base64(fields.text("sign_key")),
            box_key=from_base64(fields.text("box_key")),
            logs_key=from_base64(fields.text("logs_key")),
        )


def find(session: Session) -> Higher | None:
    """Return the higher hub; None where this hub is no relay."""
    text = settings.get(session, _WHOLE, _HIGHER)
    return None if text is None else Higher.of_text(text)


def keep(session: Session, higher: Higher) -> None:
    """Let this hub be a relay of *higher* from the next start on."""
    settings.put(session, _WHOLE, _HIGHER, higher.to_text())
