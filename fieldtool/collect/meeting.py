"""Meetings: a sheet with headcount and votes, and the interviews that are opened beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fieldtool.problems import Code, Problem
from fieldtool.storage.queries import drafts as stored

if TYPE_CHECKING:
    from fieldtool.forms import Form
    from fieldtool.security.workspace import Workspace
    from fieldtool.storage.queries.drafts import Draft

# A form with this group at the top can be the sheet of a meeting.
HEADCOUNT = "headcount"
_VOTE = "/vote["
_HANDS = tuple(
    f"{who}_{what}" for who in ("women", "men") for what in ("for", "against", "abstained")
)


@dataclass(frozen=True)
class Meeting:
    """A meeting: its sheet, and the interviews beside it, the first one opened first."""

    sheet: Draft
    beside: tuple[Draft, ...]

    @property
    def all(self) -> tuple[Draft, ...]:
        """Return the sheet and what is beside it."""
        return (self.sheet, *self.beside)


@dataclass(frozen=True)
class Vote:
    """What was voted on, and the hands: women for, against, abstaining, then men."""

    question: str
    hands: tuple[str, ...]


@dataclass(frozen=True)
class Counted:
    """What the sheet says of who is here and of votes; texts as they were answered."""

    women: str
    men: str
    votes: tuple[Vote, ...]


def is_sheet(form: Form) -> bool:
    """Return whether *form* can be the sheet of a meeting."""
    return any(one.name == HEADCOUNT and one.path.count("/") == 2 for one in form.definitions)


def of(ws: Workspace, draft: Draft) -> Meeting | None:
    """Return the meeting that *draft* is the sheet of or was opened from; None for neither."""
    if not draft.meeting:
        return None
    with ws.database.read() as session:
        found = [
            one
            for state in (stored.OPEN, stored.FINALISED)
            for one in stored.all_of(session, ws.project_id, state)
            if one.meeting == draft.meeting
        ]
    sheet = next((one for one in found if one.id == draft.meeting), None)
    if sheet is None:
        # It was deleted or handed over; what was opened from it goes on alone.
        return None
    beside = sorted((one for one in found if one is not sheet), key=lambda one: one.number)
    return Meeting(sheet, tuple(beside))


def find(ws: Workspace, meeting: str) -> Meeting:
    """Return the meeting whose sheet is the draft *meeting*.

    Raises:
        Problem: there is none here.
    """
    with ws.database.read() as session:
        sheet = stored.get(session, ws.project_id, meeting)
    found = of(ws, sheet) if sheet is not None and sheet.meeting == sheet.id else None
    if found is None:
        raise Problem(Code.MEETING_UNKNOWN)
    return found


def counted(answers: Mapping[str, str]) -> Counted:
    """Return what *answers* of a sheet say of headcount and votes."""
    named = {path.rpartition("/")[2]: text for path, text in answers.items() if "[" not in path}
    rows: dict[str, dict[str, str]] = {}
    for path, text in answers.items():
        if _VOTE in f"/{path}":
            row, _bracket, name = path.rpartition("]/")
            rows.setdefault(row, {})[name] = text
    votes = [
        Vote(row.get("vote_question", ""), tuple(row.get(name, "") for name in _HANDS))
        for row in rows.values()
    ]
    return Counted(named.get("women", ""), named.get("men", ""), tuple(votes))
