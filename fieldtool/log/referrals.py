"""Entries with sheets of help: where somebody can turn to, per place and language."""

from __future__ import annotations

from dataclasses import dataclass

from fieldtool.log.canonical import Encodable, Tree
from fieldtool.log.content import Fields

REFERRAL = "referral"  # subject: the site, or the project for all places; the latest one holds


@dataclass(frozen=True)
class Referral:
    """A sheet: `texts` by language code; without any text there is none for this place.

    `site` is empty for the sheet of the whole project.
    """

    site: str
    texts: dict[str, str]

    def to_content(self) -> dict[str, Encodable]:
        """Return the payload."""
        return {"site": self.site, "texts": self.texts}

    @classmethod
    def from_content(cls, tree: Tree) -> Referral:
        """Read a payload; raises Problem where a field is missing."""
        fields = Fields.of_tree(tree, REFERRAL)
        return cls(site=fields.short("site"), texts=fields.texts("texts"))
