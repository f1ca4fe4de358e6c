"""Interviews that were held on paper: from which printed copy each was typed in, and its day."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from fieldtool.log.kinds import OnPaper
from fieldtool.problems import Code, Problem
from fieldtool.storage import settings
from fieldtool.storage.queries import drafts, interviews

if TYPE_CHECKING:
    from fieldtool.log.papers import PaperId
    from fieldtool.security.workspace import Workspace
    from fieldtool.storage.database import Session

# Settings: of a copy, the interview it became; of an interview, the copy and the day.
_COPY, _INTERVIEW = "paper:", "on_paper:"


def refuse_twice(ws: Workspace, paper: PaperId) -> None:
    """Refuse a copy that was typed in already.

    Raises:
        Problem: PAPER_TYPED_ALREADY.
    """
    with ws.database.read() as session:
        _refuse(session, ws.project_id, paper.text)


def keep(session: Session, project: str, draft: str, paper: OnPaper) -> None:
    """Note that *draft* is typed in from a copy.

    Raises:
        Problem: PAPER_TYPED_ALREADY, by another interview.
    """
    if settings.get(session, project, _COPY + paper.number) != draft:
        _refuse(session, project, paper.number)
    settings.put(session, project, _COPY + paper.number, draft)
    said = {"day": paper.day, "number": paper.number}
    settings.put(session, project, _INTERVIEW + draft, json.dumps(said))


def of(session: Session, project: str, draft: str) -> OnPaper | None:
    """Return the copy that *draft* is typed in from; None where it was held at the laptop."""
    text = settings.get(session, project, _INTERVIEW + draft)
    if text is None:
        return None
    said = json.loads(text)
    return OnPaper(said["number"], said["day"])


def forget(session: Session, project: str, draft: str) -> None:
    """Forget the copy of *draft*, which goes on elsewhere."""
    found = of(session, project, draft)
    if found is not None:
        settings.remove(session, project, _COPY + found.number)
        settings.remove(session, project, _INTERVIEW + draft)


def _refuse(session: Session, project: str, number: str) -> None:
    known = settings.get(session, project, _COPY + number)
    if known is None:
        # A laptop that came back from an old copy got its interviews again, but not its notes.
        there = interviews.of_paper(session, project, number)
        known = there[0].id if there else None
    if known is None:
        return
    draft = drafts.get(session, project, known)
    one = None if draft else interviews.get(session, project, known)
    said = draft.number if draft else one.interview.number if one else "—"
    raise Problem(Code.PAPER_TYPED_ALREADY, {"paper": grouped(number), "number": said})


def grouped(number: str) -> str:
    """Return the number of a copy as it is printed."""
    return "-".join(number[at : at + 4] for at in range(0, len(number), 4))
