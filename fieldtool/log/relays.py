"""What a relay says in its log: who writes on which laptop, so that its higher hub can verify them.

A relay is a hub that passes on what its laptops wrote. It writes one log, `relay/<id>`, and the
only kind in it says which workspaces it enrolled, with the keys that sign what they write.
"""

from __future__ import annotations

from dataclasses import dataclass

from fieldtool.log.canonical import (
    Encodable,
    NotCanonicalError,
    Tree,
    from_base64,
    to_base64,
)
from fieldtool.log.content import Fields
from fieldtool.problems import Code, Problem

ENROL = "enrol"  # subject: the workspace; the latest one holds
_RELAY = "relay/"
_KEY_SIZE = 32


def relay_log(relay: str) -> str:
    """Return the name of the log that *relay* alone writes."""
    return f"{_RELAY}{relay}"


def relay_of(log: str) -> str:
    """Return the relay that writes *log*; empty for any other log."""
    return log.removeprefix(_RELAY) if log.startswith(_RELAY) else ""


@dataclass(frozen=True)
class Enrolled:
    """A workspace that a relay enrolled: all that the higher hub needs, and no name.

    Attributes:
        team: whose log of the hub it hears; empty for none.
        enrolled_at: milliseconds UTC by the relay's clock; so is `revoked_at`.
    """

    workspace: str
    person: str
    team: str
    sex: str
    trained: bool
    device: str
    sign_key: bytes
    box_key: bytes
    enrolled_at: int
    revoked_at: int | None = None

    def to_content(self) -> dict[str, Encodable]:
        """Return the payload; the workspace is the entry's subject and is not said twice."""
        return {
            "box_key": to_base64(self.box_key),
            "device": self.device,
            "enrolled": str(self.enrolled_at),
            "person": self.person,
            "revoked": "" if self.revoked_at is None else str(self.revoked_at),
            "sex": self.sex,
            "sign_key": to_base64(self.sign_key),
            "team": self.team,
            "trained": "yes" if self.trained else "no",
        }

    @classmethod
    def from_content(cls, workspace: str, tree: Tree) -> Enrolled:
        """Read what was said of *workspace*; raises Problem where a field is missing."""
        fields = Fields.of_tree(tree, ENROL)
        revoked = fields.text("revoked")
        return cls(
            workspace=workspace,
            person=fields.text("person"),
            team=fields.text("team"),
            sex=fields.text("sex"),
            trained=fields.text("trained") == "yes",
            device=fields.text("device"),
            sign_key=_key(fields, "sign_key"),
            box_key=_key(fields, "box_key"),
            enrolled_at=fields.number("enrolled"),
            revoked_at=fields.number("revoked") if revoked else None,
        )


def _key(fields: Fields, name: str) -> bytes:
    try:
        key = from_base64(fields.text(name))
    except NotCanonicalError as error:
        raise Problem(Code.CONTENT_NOT_VALID, {"kind": ENROL, "part": name}) from error
    if len(key) != _KEY_SIZE:
        raise Problem(Code.CONTENT_NOT_VALID, {"kind": ENROL, "part": name})
    return key
