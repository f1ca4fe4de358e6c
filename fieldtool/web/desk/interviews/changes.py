"""What one change of an interview made of its answers: before and now, question by question."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from flask import render_template
from markupsafe import Markup

from fieldtool.problems import Code, Problem
from fieldtool.review.changes import changed
from fieldtool.web.desk.blueprint import desk
from fieldtool.web.desk.interviews.single import known_interview
from fieldtool.web.desk.interviews.words import Words
from fieldtool.web.desk.visits import Answer, Visit, permitted
from fieldtool.web.parts.reading import Said

_ENTRY = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class Line:
    """A question with the answer before and now; None where it was not asked."""

    label: Markup
    before: tuple[Said, ...] | None = field(repr=False)
    now: tuple[Said, ...] | None = field(repr=False)


@desk.get("/interviews/<interview>/changes/<entry>")
@permitted("interview.read")
def changes(visit: Visit, interview: str, entry: str) -> Answer:
    """Show where a revision differs from the one before it; the reading is audited."""
    known = known_interview(visit, interview).interview
    is_entry = _ENTRY.fullmatch(entry) is not None
    found = changed(visit.session, visit.project, interview, entry) if is_entry else None
    if found is None:
        raise Problem(Code.REVISION_NOT_HERE)
    now = Words(visit, found.found.revision, found.found.revision.answers)
    before = {one.path: one.before for one in found.changes if one.before is not None}
    had = Words(visit, found.found.revision, {**found.found.revision.answers, **before})
    page = render_template(
        "desk/changes.html",
        interview=known,
        person=found.found.entry.header.person,
        language=now.language,
        lines=[
            Line(
                (now if one.now is not None else had).label(one.path),
                None if one.before is None else had.said(one.path, one.before),
                None if one.now is None else now.said(one.path, one.now),
            )
            for one in found.changes
        ],
    )
    visit.audit_reading("interview:read", known.number, id=interview)
    return page
