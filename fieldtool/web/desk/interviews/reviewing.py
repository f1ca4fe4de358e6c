"""Reviewing one interview: what was answered, a comment beside each question, and a decision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from flask import flash, g, redirect, render_template, request, url_for

from fieldtool.i18n.letters import for_storage
from fieldtool.log.reviews import APPROVE, REJECT, RETURN
from fieldtool.problems import N_, Code, Problem
from fieldtool.review import reviewing
from fieldtool.review.reviewing import Reviewed, Verdict
from fieldtool.storage.queries import interviews
from fieldtool.web.desk.blueprint import desk, services
from fieldtool.web.desk.interviews.histories import steps
from fieldtool.web.desk.interviews.interviews import moment_of
from fieldtool.web.desk.interviews.single import known_interview
from fieldtool.web.desk.interviews.words import form_of
from fieldtool.web.desk.people import hand_overs
from fieldtool.web.desk.visits import Answer, Visit, permitted
from fieldtool.web.parts.errors import said
from fieldtool.web.parts.languages import gettext as _
from fieldtool.web.parts.reading import language_of, read

_OPTIONS = {
    # Translators: what a coordinator decides about an interview.
    APPROVE: (N_("Approve"), N_("It counts as it is. The facilitator sees that it was approved.")),
    # Translators: what a coordinator decides about an interview.
    RETURN: (
        N_("Return with comments"),
        N_("It comes back to the facilitator’s laptop as a draft, with your comments."),
    ),
    # Translators: what a coordinator decides about an interview.
    REJECT: (
        N_("Reject"),
        N_("It is kept here and does not count. The facilitator sees that it was rejected."),
    ),
}
DONE = {
    APPROVE: N_("Interview %(number)s is approved."),
    RETURN: N_(
        "Interview %(number)s is returned. The laptop gets it with your comments when it next "
        "syncs."
    ),
    REJECT: N_("Interview %(number)s is rejected."),
}
# The field that a refusal is about; others are said above the page.
_FIELDS = {
    Code.VERDICT_MISSING: "verdict",
    Code.RETURN_WITHOUT_COMMENT: "comment",
    Code.REJECTION_NOT_CONFIRMED: "sure",
    Code.RECEIVER_NOT_CHOSEN: "to",
    Code.RETURN_TO_NOBODY: "to",
}


@dataclass(frozen=True)
class Given:
    """What was filled in; `comments` are by the path of the question."""

    verdict: str = ""
    comment: str = field(default="", repr=False)
    comments: Mapping[str, str] = field(default_factory=dict, repr=False)
    is_sure: bool = False
    token: str = ""
    to: str = ""


@desk.get("/interviews/<interview>/review")
@permitted("interview.review")
def ask_review(visit: Visit, interview: str) -> Answer:
    """Show the answers with room for comments; the reading is audited."""
    found = _found(visit, interview)
    page = _page(visit, interview, found, Given(token=found.token))
    visit.audit_reading("interview:read", found.open_.asked.number, id=interview)
    return page


@desk.post("/interviews/<interview>/review")
@permitted("interview.review", writes=True)
def review(visit: Visit, interview: str) -> Answer:
    """Write down what was decided."""
    found, given = _found(visit, interview), _given()
    try:
        _refuse_unsure(given)
        reviewing.review(
            visit.session,
            services().identity,
            visit.project,
            interview,
            _verdict(found, given),
            services().clock.now(),
        )
    except Problem as problem:
        if problem.code is Code.REVIEW_IN_CONFLICT:
            raise
        return _page(visit, interview, found, given, problem), problem.status
    number = found.open_.asked.number
    visit.audit("interview:review", number, id=interview, verdict=given.verdict)
    flash(_(DONE[given.verdict]) % {"number": number}, "good")
    return redirect(url_for("desk.interview", interview=interview), 303)


def _found(visit: Visit, interview: str) -> Reviewed:
    known_interview(visit, interview)
    found = reviewing.reviewed(visit.session, visit.project, interview)
    if found is None:
        raise Problem(Code.INTERVIEW_NOT_HERE)
    if found.open_.conflicts:
        raise Problem(Code.REVIEW_IN_CONFLICT)
    return found


def _given() -> Given:
    fields = request.form
    typed = {
        name.removeprefix("comment:"): _text(text)
        for name, text in fields.items()
        if name.startswith("comment:")
    }
    return Given(
        verdict=fields.get("verdict", ""),
        comment=_text(fields.get("comment", "")),
        comments={path: text for path, text in typed.items() if text},
        is_sure=fields.get("sure") == "yes",
        token=fields.get("token", ""),
        to=fields.get("to", ""),
    )


def _refuse_unsure(given: Given) -> None:
    if given.verdict == REJECT and not given.is_sure:
        raise Problem(Code.REJECTION_NOT_CONFIRMED)


def _verdict(found: Reviewed, given: Given) -> Verdict:
    answers = found.open_.merged.answers
    comments = {path: text for path, text in given.comments.items() if path in answers}
    return Verdict(given.verdict, given.comment, comments, given.token, given.to)


def _text(typed: str) -> str:
    return for_storage(typed, g.locale.code).strip()[: reviewing.LONGEST]


def _receivers(visit: Visit, found: Reviewed) -> list[tuple[str, str]]:
    """Return who can get the interview back, its own facilitator first."""
    session, project = visit.session, visit.project
    own = reviewing.own_receiver(session, project, found)
    names = hand_overs.names(visit)
    others = reviewing.receivers(session, project)
    person = next((one.person for one in others if one.id == own), "")
    first = _("%(person)s, whose interview it is") % {"person": names.get(person, person)}
    nobody = _("Nobody: the laptop is locked, choose somebody")
    return [
        ("", first if own else nobody),
        *((one.id, names.get(one.person, one.person)) for one in others if one.id != own),
    ]


def _page(
    visit: Visit, interview: str, found: Reviewed, given: Given, problem: Problem | None = None
) -> str:
    known = interviews.get(visit.session, visit.project, interview)
    revision, answers = found.open_.asked, found.open_.merged.answers
    form = form_of(visit, revision.form_hash)
    finished = moment_of(revision.finished) or datetime.now(UTC)
    language = language_of(form, "", g.locale) if form else None
    receivers = _receivers(visit, found)
    sentence = said(problem) if problem else None
    wrong = _FIELDS.get(problem.code, "") if problem else ""
    # Where there is nobody to choose there is no such field.
    wrong = "" if wrong == "to" and len(receivers) == 1 else wrong
    return render_template(
        "desk/review.html",
        interview=interview,
        number=revision.number,
        state=known.interview.review if known else "",
        asked=steps(visit, known.interview, is_asking=True) if known else [],
        reading=read(form, answers, language, g.locale, finished, visit.register)
        if form and language
        else None,
        raw=sorted(answers.items()),
        receivers=receivers,
        options=[(code, _(name), _(meaning)) for code, (name, meaning) in _OPTIONS.items()],
        given=given,
        # What was looked at is what is shown now; what was typed stays.
        token=found.token,
        errors={wrong: sentence[0]} if wrong and sentence else {},
        problem=sentence if not wrong else None,
    )
