"""Erasures: the kind of entry that destroys what all others say about one subject.

The header alone says what is to be destroyed, so that an erasure holds even where its own payload
is gone.
"""

from __future__ import annotations

from dataclasses import dataclass

from fieldtool.log import revocations
from fieldtool.log.canonical import Encodable, Tree
from fieldtool.log.content import Fields
from fieldtool.log.exchange import EXCHANGE
from fieldtool.log.kinds import (
    FORM,
    PROJECT,
    RETIRE,
    SITES,
)

ERASE = "erase"  # subject: what is erased, mostly an interview; in the log `project` alone

# Why something is erased. No free text: somebody would write a name into it, for ever.
WITHDRAWN, WRONG, LEGAL, TEST = "withdrawn", "wrong", "legal", "test"
# What somebody who erases one interview chooses from.
REASONS = (WITHDRAWN, WRONG, LEGAL, TEST)
# All answers of a project are destroyed when their time is over.
RETENTION = "retention"
ALL_REASONS = (*REASONS, RETENTION)

# What a whole project stands on, and erasures themselves, no erasure destroys.
KEPT_KINDS = (PROJECT, FORM, RETIRE, SITES, EXCHANGE, ERASE, *revocations.KINDS)


@dataclass(frozen=True)
class Erasure:
    """Why a subject was erased; a reason of a later version is kept as it is."""

    reason: str

    def to_content(self) -> dict[str, Encodable]:
        """Return the payload."""
        return {"reason": self.reason}

    @classmethod
    def from_content(cls, tree: Tree) -> Erasure:
        """Read a payload; raises Problem where a field is missing."""
        return cls(Fields.of_tree(tree, ERASE).short("reason"))
