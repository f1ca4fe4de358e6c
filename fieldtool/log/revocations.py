"""Revoking a workspace: three kinds of entry of the log `project`, about one workspace each.

What a revoked workspace wrote before, the hub names by the ends of its log at that moment. Anything
else of its log is *late*: stored and proven like all, and not applied before somebody accepts it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from fieldtool.log.canonical import Encodable, Tree
from fieldtool.log.content import Fields

REVOKE = "revoke"  # subject: the workspace; it locks itself, and what it wrote since is late
READMIT = "readmit"  # subject: the workspace; the revocation is over, and nothing is late
ADMIT = "admit"  # subject: the workspace; which of its late entries count and which do not
KINDS = (REVOKE, READMIT, ADMIT)

# Why a laptop is revoked. No free text: somebody would write a name into it, for ever.
LOST, SEIZED, LEFT, REPLACED = "lost", "seized", "left", "replaced"
REASONS = (LOST, SEIZED, LEFT, REPLACED)


@dataclass(frozen=True)
class Revocation:
    """Why a workspace was revoked; a reason of a later version is kept as it is.

    Attributes:
        ends: ids of the last entries of each line of its log that the hub had then.
    """

    reason: str
    ends: tuple[str, ...]

    def to_content(self) -> dict[str, Encodable]:
        """Return the payload."""
        return {"ends": self.ends, "reason": self.reason}

    @classmethod
    def from_content(cls, tree: Tree) -> Revocation:
        """Read a payload; raises Problem where a field is missing."""
        fields = Fields.of_tree(tree, REVOKE)
        return cls(fields.short("reason"), fields.names("ends"))


@dataclass(frozen=True)
class Admission:
    """Late entries by id: which count, and which are left aside; the last word about each holds."""

    accepted: tuple[str, ...] = ()
    left: tuple[str, ...] = ()

    def about(self, wanted: Collection[str]) -> Admission:
        """Return what it says of the entries that `late <id>` in *wanted* names."""
        return Admission(
            tuple(name for name in self.accepted if f"late {name}" in wanted),
            tuple(name for name in self.left if f"late {name}" in wanted),
        )

    def to_content(self) -> dict[str, Encodable]:
        """Return the payload."""
        return {"accepted": self.accepted, "left": self.left}

    @classmethod
    def from_content(cls, tree: Tree) -> Admission:
        """Read a payload; raises Problem where a field is missing."""
        fields = Fields.of_tree(tree, ADMIT)
        return cls(fields.names("accepted"), fields.names("left"))


def late(before: Mapping[str, str], ends: Iterable[str], accepted: Iterable[str]) -> frozenset[str]:
    """Return the entries that are neither proven by *ends* nor accepted.

    *before* says of each entry of the log which one it follows.
    """
    proven: set[str] = set()
    for end in ends:
        wanted = end
        while wanted in before and wanted not in proven:
            proven.add(wanted)
            wanted = before[wanted]
    # An accepted entry proves none before it: somebody looked at this one alone.
    return frozenset(before) - proven - frozenset(accepted)
