"""Entries about people who did not take part: a count, and nothing of them."""

from __future__ import annotations

from dataclasses import dataclass

from fieldtool.log.canonical import Encodable, Tree
from fieldtool.log.content import Fields

REFUSAL = "refusal"  # subject: made up, ten characters; no interview has it

REFUSED, WITHDRAWN, UNREACHABLE = "refused", "withdrawn", "unreachable"
OUTCOMES = (REFUSED, WITHDRAWN, UNREACHABLE)
SEXES = ("female", "male")


@dataclass(frozen=True)
class Refusal:
    """One person who was asked to take part and did not, or was not met.

    Attributes:
        day: ISO date in the project's zone; the time of day would say more than is needed.
        sex: female, male, or empty where nobody said.
    """

    outcome: str
    form_id: str
    site: str
    day: str
    sex: str = ""
    assignment: str = ""

    def to_content(self) -> dict[str, Encodable]:
        """Return the payload."""
        content: dict[str, Encodable] = {
            "day": self.day,
            "form": self.form_id,
            "outcome": self.outcome,
            "sex": self.sex,
            "site": self.site,
        }
        return {**content, "assignment": self.assignment} if self.assignment else content

    @classmethod
    def from_content(cls, tree: Tree) -> Refusal:
        """Read a payload; raises Problem where a field is missing."""
        fields = Fields.of_tree(tree, REFUSAL)
        return cls(
            outcome=fields.short("outcome"),
            form_id=fields.short("form"),
            site=fields.short("site"),
            day=fields.short("day"),
            sex=fields.short("sex"),
            assignment=fields.text("assignment", ""),
        )
