"""Settling an interview that was changed in two places: both sides, and a choice per answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from markupsafe import Markup

from fieldtool.log import clock, ids
from fieldtool.log.kinds import FINALISE, workspace_of
from fieldtool.log.merge import Candidate, Conflict
from fieldtool.problems import N_, Code, Problem
from fieldtool.review import settling
from fieldtool.review.settling import Unsettled
from fieldtool.storage.queries import workspaces
from fieldtool.web.desk.blueprint import desk, services
from fieldtool.web.desk.interviews.fitting import fit
from fieldtool.web.desk.interviews.words import Words
from fieldtool.web.desk.visits import Answer, Visit, permitted
from fieldtool.web.parts import errors
from fieldtool.web.parts.languages import gettext as _
from fieldtool.web.parts.reading import Said

CONFIDENCE = {
    # Translators: how sure the time of a change is; the laptop met the hub without being restarted.
    "exact": N_("checked by the hub's clock"),
    # Translators: how sure the time of a change is; corrected by how wrong the clock was later.
    "estimated": N_("estimated from the laptop's clock"),
    # Translators: how sure the time of a change is.
    "claimed": N_("as the laptop's clock said"),
    # Translators: how sure the time of a change is; the laptop's clock was plainly wrong.
    "stated": N_("date stated by the facilitator"),
}


@dataclass(frozen=True)
class Author:
    """Who wrote a candidate: a person on a laptop, or a coordinator (no person) earlier.

    `how` says in words how sure the time is.
    """

    person: str
    laptop: str
    at: datetime | None
    how: str = ""


@dataclass(frozen=True)
class Option:
    """One value to choose; none of `answers`: left blank, `is_gone`: taken away."""

    answers: tuple[Said, ...] = field(repr=False)
    is_gone: bool
    authors: tuple[Author, ...]


@dataclass(frozen=True)
class Dispute:
    """One answer, or one row of a repeat, that people left in different states."""

    name: str
    label: Markup
    is_row: bool
    options: tuple[Option, ...]
    chosen: str = ""
    error: str = ""

    @property
    def complaint(self) -> Markup:
        """Return the question and what is missing, each in its own direction."""
        whole = Markup("<span><bdi>{}</bdi>: {}</span>")
        return whole.format(self.label.striptags(), self.error)


@desk.get("/interviews/<interview>/settle")
@permitted("interview.settle")
def settle(visit: Visit, interview: str) -> Answer:
    """Show both sides of everything in conflict; the reading is audited."""
    open_ = _open(visit, interview)
    page = _page(visit, open_)
    visit.audit_reading("interview:read", open_.asked.number, id=interview)
    return page


@desk.post("/interviews/<interview>/settle")
@permitted("interview.settle", writes=True)
def decide(visit: Visit, interview: str) -> Answer:
    """Write down what was chosen, if everything was."""
    open_ = _open(visit, interview)
    try:
        settling.settle(
            visit.session,
            services().identity,
            visit.project,
            interview,
            token=request.form.get("token", ""),
            choices=_choices(open_),
            clock=services().clock.now(),
        )
    except Problem as problem:
        if problem.code not in {Code.CONFLICT_MOVED, Code.NOT_ALL_DECIDED}:
            raise
        return _page(visit, open_, problem), problem.status
    visit.audit("interview:settle", open_.asked.number, id=interview)
    flash(_("The decision is written. The laptops get it when they next sync."), "good")
    return redirect(url_for("desk.interview", interview=interview), 303)


def _open(visit: Visit, interview: str) -> Unsettled:
    is_id = ids.is_id(interview, ids.INTERVIEW)
    found = settling.unsettled(visit.session, visit.project, interview) if is_id else None
    if found is None:
        raise Problem(Code.INTERVIEW_NOT_HERE)
    if not found.conflicts:
        raise Problem(Code.NOTHING_TO_SETTLE)
    return found


def _choices(open_: Unsettled) -> Mapping[str, int]:
    given = {
        conflict.path: request.form.get(_name(number), "")
        for number, conflict in enumerate(open_.conflicts)
    }
    return {path: int(text) for path, text in given.items() if text.isdecimal() and len(text) < 3}


def _name(number: int) -> str:
    return f"choice-{number}"


def _page(visit: Visit, open_: Unsettled, problem: Problem | None = None) -> str:
    words = Words(visit, open_.asked, open_.merged.answers)
    disputes = _disputes(visit, open_, words)
    if problem is not None and problem.code is Code.NOT_ALL_DECIDED:
        missing = _("Choose one of these answers.")
        disputes = [one if one.chosen else replace(one, error=missing) for one in disputes]
    return render_template(
        "desk/settle.html",
        interview=open_.interview,
        number=open_.asked.number,
        token=open_.token,
        disputes=disputes,
        language=words.language,
        fit=fit(visit, open_),
        problem=errors.said(problem) if problem else None,
        wrong=[
            (
                one.name,
                Markup("<span><bdi>{}</bdi>: {}</span>").format(one.label.striptags(), one.error),
            )
            for one in disputes
            if one.error
        ],
    )


def _disputes(visit: Visit, open_: Unsettled, words: Words) -> list[Dispute]:
    authors = _Authors(visit, open_)
    moved = request.form.get("token", open_.token) != open_.token
    return [
        Dispute(
            name=_name(number),
            label=words.label(conflict.path),
            is_row=conflict.is_row,
            options=tuple(
                Option(_said(words, conflict, one), one.value is None, authors.of(one))
                for one in conflict.candidates
            ),
            # After something new arrived, a number may mean another answer.
            chosen="" if moved else request.form.get(_name(number), ""),
        )
        for number, conflict in enumerate(open_.conflicts)
    ]


def _said(words: Words, conflict: Conflict, one: Candidate) -> tuple[Said, ...]:
    return () if conflict.is_row else words.said(conflict.path, one.value)


class _Authors:
    """Who wrote which revision, and when by the hub's clock as well as it can be known."""

    def __init__(self, visit: Visit, open_: Unsettled) -> None:
        self._visit = visit
        self._found = open_.found
        laptops = {workspace_of(one.log) for one in open_.found.values()} - {""}
        self._meetings = {
            name: workspaces.meetings(visit.session, visit.project, name) for name in laptops
        }

    def of(self, one: Candidate) -> tuple[Author, ...]:
        """Return who wrote a candidate."""
        return tuple(self._author(name) for name in one.revisions)

    def _author(self, name: str) -> Author:
        found = self._found[name]
        header = found.entry.header
        if header.kind != FINALISE:
            return Author("", "", self._visit.moment(header.clock.wall))
        laptop = workspace_of(found.log)
        when = clock.corrected(header.clock, self._meetings[laptop])
        how = _(CONFIDENCE[when.confidence])
        return Author(header.person, laptop, self._visit.moment(when.wall), how)
