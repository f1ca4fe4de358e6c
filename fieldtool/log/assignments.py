"""Assignments: which interviews somebody is to hold where, how many, and until when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fieldtool.log.canonical import Encodable, Tree
from fieldtool.log.content import Fields

ASSIGN = "assign"  # subject: the assignment; in `team/…` or `to/…`, the latest one holds

OPEN, CHANGED, WITHDRAWN = "open", "changed", "withdrawn"
WAVES = ("baseline", "midline", "endline")
# What an interview counts as, where numbers of women and men are wanted.
FEMALE, MALE = "female", "male"


@dataclass(frozen=True)
class Assignment:
    """Interviews that a person or the members of a team are to hold.

    Attributes:
        person, team: whose it is; one of the two is empty.
        sites: places of the register, each with all that lies in it.
        wave: baseline, midline or endline; empty where the project has none.
        target: how many interviews; of them `women` and `men` at least, 0 for any.
        asked: path of the question whose answer says whether it counts for `women` or `men`: what
            it is for them stands in `woman_is` and `man_is`, values with blanks between them.
            Empty where nothing is counted by sex.
        since, until: ISO days, both inclusive; empty for no bound.
        state: open, changed (said again after something was changed) or withdrawn.
    """

    id: str
    form_id: str
    sites: tuple[str, ...]
    target: int
    person: str = ""
    team: str = ""
    wave: str = ""
    women: int = 0
    men: int = 0
    since: str = ""
    until: str = ""
    state: str = OPEN
    asked: str = ""
    woman_is: str = ""
    man_is: str = ""

    @property
    def counts_by_sex(self) -> bool:
        """Return whether numbers of women or men are wanted and can be counted."""
        return bool(self.asked and (self.women or self.men))

    def counts_as(self, answers: Mapping[str, str]) -> str:
        """Return what an interview with these *answers* counts as; empty for neither."""
        said = answers.get(self.asked, "") if self.counts_by_sex else ""
        meant = {FEMALE: self.woman_is.split(), MALE: self.man_is.split()}
        return next((sex for sex, values in meant.items() if said in values), "")

    def to_content(self) -> dict[str, Encodable]:
        """Return the payload; the assignment is the entry's subject and is not said twice."""
        content: dict[str, Encodable] = {
            "form": self.form_id,
            "men": str(self.men),
            "person": self.person,
            "since": self.since,
            "sites": self.sites,
            "state": self.state,
            "target": str(self.target),
            "team": self.team,
            "until": self.until,
            "wave": self.wave,
            "women": str(self.women),
        }
        if self.asked:
            content |= {"asked": self.asked, "man_is": self.man_is, "woman_is": self.woman_is}
        return content

    @classmethod
    def from_content(cls, assignment: str, tree: Tree) -> Assignment:
        """Read a payload; raises Problem where a field is missing."""
        fields = Fields.of_tree(tree, ASSIGN)
        return cls(
            id=assignment,
            form_id=fields.text("form"),
            sites=fields.names("sites"),
            target=fields.number("target"),
            person=fields.text("person"),
            team=fields.text("team"),
            wave=fields.text("wave"),
            women=fields.number("women"),
            men=fields.number("men"),
            since=fields.text("since"),
            until=fields.text("until"),
            state=fields.text("state"),
            asked=fields.text("asked", ""),
            woman_is=fields.text("woman_is", ""),
            man_is=fields.text("man_is", ""),
        )
