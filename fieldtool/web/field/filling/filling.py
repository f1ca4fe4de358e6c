"""Filling an interview: one page of questions, one answer at a time."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import redirect, render_template, request, session, url_for

from fieldtool.collect import attachments, drafts
from fieldtool.problems import Code, Problem, Problems
from fieldtool.web.field.blueprint import blueprint, sittings, workspace
from fieldtool.web.field.filling import around, attaching, changing_rows, posted
from fieldtool.web.field.filling.page import WHOLE, Conflict, PageShown, Place, on_page
from fieldtool.web.field.filling.posted import Answers
from fieldtool.web.field.finishing import refusing
from fieldtool.web.field.workday import meeting

if TYPE_CHECKING:
    from collections.abc import Iterable

    from werkzeug.wrappers import Response

    from fieldtool.collect.sitting import Sitting

Reply = str | tuple[str, int]


@blueprint.get("/interviews/<interview>")
def resume(interview: str) -> Response:
    """Go on where the interviewer stopped."""
    with sittings().of(interview) as sitting:
        if sitting.paper is not None:
            return redirect(url_for("field.fill", interview=interview, number=WHOLE))
        found = sitting.interview.pages()
        left = sitting.draft.place
        place = next((n for n, one in enumerate(found, 1) if one.path == left), 1)
        number = _relevant_from(sitting, place)
    return redirect(url_for("field.fill", interview=interview, number=number or 1))


@blueprint.get("/interviews/<interview>/<int:number>")
def fill(interview: str, number: int) -> Reply | Response:
    """Show one page of questions."""
    with sittings().of(interview) as sitting:
        changing_rows.check_page(sitting, number)
        if number == WHOLE:
            return render_template("field/fill.html", **around.view(sitting, number, {}))
        relevant = _relevant_from(sitting, number)
        if relevant != number:
            return _to(interview, relevant)
        view = around.view(sitting, number, {})
        _note_place(sitting, number, view["page"])
        return render_template("field/fill.html", **view)


@blueprint.post("/interviews/<interview>/<int:number>/answer")
def answer(interview: str, number: int) -> Reply:
    """Save the one answer that changed and send the page's questions back."""
    changed = request.form.get("changed", "")
    changing_rows.bring_back(interview, [changed])
    with sittings().of(interview) as sitting:
        changing_rows.check_page(sitting, number)
        conflicts = save(sitting, [changed])
    with sittings().of(interview) as sitting:
        view = around.view(sitting, number, conflicts, missing=_is_strict(), whole=False)
        return render_template("field/_fill.html", **view), 422 if conflicts else 200


@blueprint.post("/interviews/<interview>/<int:number>")
def leave(interview: str, number: int) -> Reply | Response:
    """Save the whole page, then do what the button says."""
    back = changing_rows.bring_back(interview, posted.paths(request.form))
    with sittings().of(interview) as sitting:
        changing_rows.check_page(sitting, number)
        conflicts = save(sitting, on_page(sitting.interview, number)[0].items)
        if not conflicts:
            conflicts = _settle(sitting)
    refused = attaching.take_in(interview, posted.paths(request.form))
    changing_rows.remove_untouched(interview, back)
    # Looked up again: after a refusal the journal knows more than the memory did.
    with sittings().of(interview) as sitting:
        if conflicts or refused:
            at = Place(request.form.get("open", ""), refused=refused, listed=bool(refused))
            view = around.view(sitting, number, conflicts, at=at)
            return render_template("field/fill.html", **view), 422
        _remember(sitting)
        if "row" in request.form:
            return changing_rows.go_on(interview, number)
        go = request.form.get("go", "")
        if go == "next" and _is_wrong(sitting, number):
            view = around.view(sitting, number, {}, missing=True)
            return render_template("field/fill.html", **view), 422
        to = request.form.get("to", "")
        return meeting.switched(sitting, to) or _next(sitting, number, go)


def _note_place(sitting: Sitting, number: int, page: PageShown) -> None:
    """Remember the page, and how far the interview is, where either is another than before."""
    place = sitting.interview.pages()[number - 1].path
    asked, answered = page.questions, page.answered
    moved = replace(sitting.draft, place=place, asked=asked, answered=answered)
    if moved == sitting.draft:
        return
    try:
        drafts.move(workspace(), sitting.draft.id, place, asked, answered)
    except Problem as problem:
        # A disk that takes nothing hides no answer: the page is shown all the same.
        if problem.status != HTTPStatus.INSUFFICIENT_STORAGE:
            raise
    else:
        sitting.draft = moved


def save(sitting: Sitting, paths: Iterable[str]) -> dict[str, Conflict]:
    """Save what the request says to *paths*; return the answers that another window overtook."""
    locale = around.locale_of(around.language_of(sitting))
    conflicts: dict[str, Conflict] = {}
    for part in posted.answers(request.form, sitting.interview, paths, locale):
        conflicts.update(_put(sitting, part))
    return conflicts


def _put(sitting: Sitting, part: Answers) -> dict[str, Conflict]:
    window = request.form.get("window", "")[:16]
    try:
        sittings().answer(sitting.draft.id, part.values, part.base, window)
    except Problems as several:
        return dict(map(_conflict, several.problems))
    except Problem as problem:
        if problem.code is not Code.ANSWER_OLDER:
            raise
        return dict([_conflict(problem)])
    return {}


def _conflict(problem: Problem) -> tuple[str, Conflict]:
    values = problem.values
    return str(values["path"]), Conflict(str(values["typed"]), str(values["saved"]))


def _settle(sitting: Sitting) -> dict[str, Conflict]:
    choice, _, path = request.form.get("choose", "").partition(":")
    if choice == "mine":
        value = request.form.get(f"{path}:mine", "")
    elif "clear" in request.form:
        path, value = request.form["clear"], ""
    else:
        return {}
    # What that page showed of this question is what the person decided on.
    base = posted.whole(request.form.get(f"{path}:base", "")) or 0
    conflicts = _put(sitting, Answers(base, {path: value}))
    attachments.tidy(workspace())
    return conflicts


def _remember(sitting: Sitting) -> None:
    names = {language.name for language in sitting.form.languages}
    wanted = request.form.get("language")
    if wanted in names and wanted != sitting.interview.language:
        sittings().speak(sitting.draft.id, wanted)
    if "beside" in request.form:
        session["beside"] = request.form["beside"]
    if "calendar" in request.form:
        session["calendar"] = posted.calendar_of(request.form["calendar"])


def _next(sitting: Sitting, number: int, go: str) -> Response:
    interview = sitting.draft.id
    if go in {"next", "anyway", "review"} and refusing.ended(sitting):
        return redirect(url_for("field.ask_refuse", interview=interview), 303)
    if go == "review" or (go in {"next", "anyway"} and number == WHOLE):
        return redirect(url_for("field.review", interview=interview), 303)
    if go == "back":
        return _to(interview, _relevant_before(sitting, number - 1) or number)
    if go.isascii() and go.isdecimal() and 1 <= int(go) <= len(sitting.interview.pages()):
        return _to_section(sitting, number, int(go))
    if go in {"next", "anyway"}:
        return _to(interview, _relevant_from(sitting, number + 1))
    # A button of one question leads back to that question.
    pressed = request.form.get("press", "").partition(" ")[0]
    return _to(interview, number, f"q-{pressed}" if pressed else None)


def _to_section(sitting: Sitting, number: int, section: int) -> Response:
    if number == WHOLE:
        return _to(sitting.draft.id, WHOLE, f"q-{sitting.interview.pages()[section - 1].path}")
    return _to(sitting.draft.id, _relevant_from(sitting, section))


def _to(interview: str, number: int | None, anchor: str | None = None) -> Response:
    if number is None:
        return redirect(url_for("field.review", interview=interview), 303)
    place = url_for("field.fill", interview=interview, number=number, _anchor=anchor)
    return redirect(place, 303)


def _relevant_from(sitting: Sitting, number: int) -> int | None:
    found = enumerate(sitting.interview.pages(), 1)
    return next((n for n, page in found if n >= number and page.relevant), None)


def _relevant_before(sitting: Sitting, number: int) -> int | None:
    found = list(enumerate(sitting.interview.pages(), 1))
    return next((n for n, page in reversed(found) if n <= number and page.relevant), None)


def _is_strict() -> bool:
    return "strict" in request.form


def _is_wrong(sitting: Sitting, number: int) -> bool:
    states = on_page(sitting.interview, number)[1]
    return any(one.relevant and one.violation is not None for one in states)
