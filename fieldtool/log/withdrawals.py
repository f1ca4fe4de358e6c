"""Entries that ask for an erasure by the code that somebody was given, and say nothing of whom."""

from __future__ import annotations

from dataclasses import dataclass, field

from fieldtool.log.canonical import Encodable, Tree
from fieldtool.log.content import Fields

WITHDRAW = "withdraw"  # subject: made up, ten characters; erased when it is done


@dataclass(frozen=True)
class Withdrawal:
    """A code that was given at a laptop; where interviews are sealed, so is this."""

    code: str = field(repr=False)

    def to_content(self) -> dict[str, Encodable]:
        """Return the payload."""
        return {"code": self.code}

    @classmethod
    def from_content(cls, tree: Tree) -> Withdrawal:
        """Read a payload; raises Problem where a field is missing."""
        return cls(Fields.of_tree(tree, WITHDRAW).short("code"))
