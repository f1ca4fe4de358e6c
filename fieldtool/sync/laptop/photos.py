"""Photos and recordings of a laptop, and which of them the hub said under its signature it has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fieldtool.log.canonical import Tree, encode, parse
from fieldtool.log.content import Fields
from fieldtool.storage import settings
from fieldtool.storage.queries import cursors, named_blobs
from fieldtool.sync.wire.messages import AnswerBody, Lacking

if TYPE_CHECKING:
    from fieldtool.security.workspace import Workspace
    from fieldtool.storage.database import Session
    from fieldtool.storage.queries.named_blobs import NamedBlob

# A setting of the workspace's database: what the hub's last answer said that it lacks.
LACKING = "hub_lacks"


@dataclass(frozen=True)
class Photos:
    """How far the photos and recordings of a workspace are; sizes are of the sealed bytes.

    Attributes:
        at_hub: how many the hub has whole; only a signed answer says so.
        size: bytes of all of them.
        left: bytes that are still to be sent.
    """

    count: int = 0
    at_hub: int = 0
    size: int = 0
    left: int = 0

    @property
    def waiting(self) -> int:
        """Return how many the hub has not got whole."""
        return self.count - self.at_hub


@dataclass(frozen=True)
class Lacks:
    """What the hub's last answer said of blobs.

    Attributes:
        more: it may lack others behind those.
        count: how many entries the receipt of the same answer proves: of blobs that later ones
            name it says nothing. Answers that are carried on a stick come in any order.
    """

    blobs: tuple[Lacking, ...]
    more: bool
    count: int

    def to_text(self) -> str:
        """Return it as it is kept."""
        tree: dict[str, Tree] = {
            "blobs": [one.to_tree() for one in self.blobs],
            "count": str(self.count),
            "more": "yes" if self.more else "no",
        }
        return encode(tree).decode("utf-8")

    @classmethod
    def of_text(cls, text: str) -> Lacks:
        """Read what was kept."""
        fields = Fields.of_tree(parse(text.encode("utf-8")), "lacks")
        blobs = [Lacking(one.text("blob"), one.number("here")) for one in fields.items("blobs")]
        return cls(
            blobs=tuple(blobs),
            more=fields.text("more") == "yes",
            count=fields.number("count"),
        )


def keep(session: Session, project: str, body: AnswerBody) -> None:
    """Keep what a signed answer says that the hub lacks."""
    count = max((receipt.count for receipt in body.receipts), default=0)
    said = Lacks(body.lacking, body.lacks_more, count)
    settings.put(session, project, LACKING, said.to_text())


def lacks(session: Session, project: str) -> Lacks | None:
    """Return what the hub's last answer said that it lacks; None when it never answered."""
    text = settings.get(session, project, LACKING)
    return None if text is None else Lacks.of_text(text)


def photos(ws: Workspace) -> Photos:
    """Return how far the photos and recordings of *ws* are."""
    named, said, at_hub = _known(ws)
    missing = {one.blob: one.here for one in said.blobs} if said else {}
    size = sum(one.size for one in named)
    there = sum(one.size for one in at_hub) + sum(
        min(missing.get(one.name, 0), one.size) for one in named
    )
    return Photos(len(named), len(at_hub), size, size - there)


def waiting(ws: Workspace) -> tuple[str, ...]:
    """Return the names of photos and recordings that the hub never said it has whole."""
    named, _said, at_hub = _known(ws)
    arrived = {one.name for one in at_hub}
    return tuple(one.name for one in named if one.name not in arrived)


def _known(ws: Workspace) -> tuple[list[NamedBlob], Lacks | None, list[NamedBlob]]:
    with ws.database.read() as session:
        named = named_blobs.named(session, ws.project_id, ws.log)
        receipt = cursors.newest_receipt(session, ws.project_id, ws.log)
        said = lacks(session, ws.project_id)
    proven = min(receipt.count, said.count) if receipt and said else 0
    known = _told_of([one.name for one in named], said)
    missing = {one.blob for one in said.blobs} if said else set()
    at_hub = [one for one in named if one.count <= proven and one.name in known - missing]
    return named, said, at_hub


def _told_of(names: list[str], said: Lacks | None) -> frozenset[str]:
    """Return those of *names* (in the order of the log) about which the answer says something."""
    if said is None:
        return frozenset()
    if not said.more:
        return frozenset(names)
    # It lists the first ones that it lacks: what stands behind the last of them is not known.
    places = [names.index(one.blob) for one in said.blobs if one.blob in names]
    return frozenset(names[: max(places, default=-1) + 1])
