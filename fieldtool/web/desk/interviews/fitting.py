"""Whether merged answers fit the form's logic: run when somebody first looks, said in words."""

from __future__ import annotations

from dataclasses import dataclass

from flask import g
from markupsafe import Markup

from fieldtool.forms import Form, Interview, Language
from fieldtool.problems import N_, Problem, Problems
from fieldtool.review import logic, settling
from fieldtool.review.logic import Finding
from fieldtool.review.settling import Unsettled
from fieldtool.storage.database import Session
from fieldtool.storage.queries import forms
from fieldtool.web.desk.blueprint import services, state
from fieldtool.web.desk.visits import Visit
from fieldtool.web.parts.languages import gettext as _
from fieldtool.web.parts.reading import language_of
from fieldtool.web.parts.texts import marked

_WORDS = {
    "constraint": N_("The answer breaks a rule of the form."),
    "type": N_("The answer is not one that this question can have."),
    logic.REQUIRED: N_("An answer is needed here, and there is none."),
    logic.IRRELEVANT: N_("With the other answers this question would not have been asked."),
    logic.UNASKED: N_("With the other answers this question would have been asked."),
    logic.DIFFERENT: N_("With the other answers the form works out something else here."),
    logic.ROWS: N_("With the other answers the form has other rows here."),
}


@dataclass(frozen=True)
class Unfit:
    """An answer that does not fit the form's logic.

    Attributes:
        row: place of the innermost row it is in among how many; None where it is in no row.
        said: in the reader's words, what does not fit.
    """

    label: Markup
    row: tuple[int, int] | None
    said: str


@dataclass(frozen=True)
class Fit:
    """What the form's logic says of merged answers; `language` is that of the labels."""

    unfit: tuple[Unfit, ...] = ()
    language: Language | None = None


def look(visit: Visit) -> None:
    """Run the forms' logic on what was merged since somebody last looked."""

    def form_of(session: Session, form_hash: str) -> Form | None:
        source = forms.source(session, visit.project, form_hash)
        return None if source is None else state().forms.get(form_hash, lambda: source)

    if logic.check_all(services().database, visit.project, form_of):
        # This page has seen a moment before that.
        visit.session.rollback()


def fit_of(visit: Visit, interview: str) -> Fit:
    """Return what does not fit in the merged answers of *interview*."""
    open_ = settling.unsettled(visit.session, visit.project, interview)
    return Fit() if open_ is None else fit(visit, open_)


def fit(visit: Visit, open_: Unsettled) -> Fit:
    """Return what does not fit in what all revisions together say, in the reader's language."""
    asked = open_.asked
    source = forms.source(visit.session, visit.project, asked.form_hash)
    if source is None:
        return Fit()
    try:
        form = state().forms.get(asked.form_hash, lambda: source)
        found = logic.findings(form, open_)
    except (Problem, Problems):
        return Fit()
    language = language_of(form, "", g.locale)
    finished = logic.finished_at(asked)
    filled = Interview(
        form,
        lambda: finished,
        answers=dict(open_.merged.answers),
        language=language.name,
        registers=visit.register,
    )
    return Fit(tuple(_unfit(filled, one) for one in found), language)


def _unfit(filled: Interview, one: Finding) -> Unfit:
    row = one.path[: one.path.rindex("]") + 1] if "]" in one.path else ""
    around = filled.state(row) if row and filled.has(row) else None
    label = marked(filled.state(one.path).label) if filled.has(one.path) else Markup()
    return Unfit(
        label or Markup("<span class=code>{}</span>").format(one.path),
        (around.number, around.total) if around else None,
        _(_WORDS[one.kind]),
    )
