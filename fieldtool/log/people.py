"""Entries about people: what the laptops of one person know of her; a name is in no log."""

from __future__ import annotations

from dataclasses import dataclass

from fieldtool.log.canonical import Encodable, Tree
from fieldtool.log.content import Fields

PERSON = "person"  # subject: the person's code; in `to/…` alone, the latest one holds


@dataclass(frozen=True)
class PersonTold:
    """What a laptop knows of the person who works on it since she enrolled.

    `language` is the one she works in; `team` is empty for none.
    """

    code: str
    sex: str
    trained: bool
    language: str
    team: str = ""

    def to_content(self) -> dict[str, Encodable]:
        """Return the payload."""
        return {
            "language": self.language,
            "person": self.code,
            "sex": self.sex,
            "team": self.team,
            "trained": "yes" if self.trained else "no",
        }

    @classmethod
    def from_content(cls, tree: Tree) -> PersonTold:
        """Read a payload; raises Problem where a field is missing."""
        fields = Fields.of_tree(tree, PERSON)
        return cls(
            code=fields.text("person"),
            sex=fields.text("sex"),
            trained=fields.text("trained") == "yes",
            language=fields.text("language"),
            team=fields.text("team"),
        )
