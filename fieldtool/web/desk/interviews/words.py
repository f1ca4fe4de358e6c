"""Questions and answers of an interview one by one, by their names where its form is missing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from flask import g
from markupsafe import Markup

from fieldtool.forms import Form, Interview, Language, NodeState
from fieldtool.log.kinds import Revision
from fieldtool.problems import Problem
from fieldtool.storage.queries import forms
from fieldtool.web.desk.blueprint import state
from fieldtool.web.desk.interviews.interviews import moment_of
from fieldtool.web.desk.visits import Visit
from fieldtool.web.parts.reading import Said, language_of, said
from fieldtool.web.parts.texts import marked


def form_of(visit: Visit, form_hash: str) -> Form | None:
    """Return the compiled form version, None where it is not at this hub."""
    source = forms.source(visit.session, visit.project, form_hash)
    return None if source is None else state().forms.get(form_hash, lambda: source)


class Words:
    """What was asked, in the reader's language or the nearest one that the form has.

    `language` is that one; None where the form version is not at this hub.
    """

    def __init__(self, visit: Visit, asked: Revision, answers: Mapping[str, str]) -> None:
        form = form_of(visit, asked.form_hash)
        self.language: Language | None = None
        self._interview: Interview | None = None
        if form is not None:
            finished = moment_of(asked.finished) or datetime.now(UTC)
            self.language = language_of(form, "", g.locale)
            self._interview = Interview(
                form,
                lambda: finished,
                answers=dict(answers),
                language=self.language.name,
                registers=visit.register,
            )

    def label(self, path: str) -> Markup:
        """Return the question, or the name of the repeat that a row is in."""
        state = self._state(path)
        words = marked(state.label) if state else Markup()
        return words or Markup("<span class=code>{}</span>").format(path)

    def said(self, path: str, value: str | None) -> tuple[Said, ...]:
        """Return a value of the question at *path* as people say it; nothing for none."""
        state = self._state(path)
        if not value:
            return ()
        return said(state, value, g.locale) if state else (Said(value, is_typed=True),)

    def _state(self, path: str) -> NodeState | None:
        if self._interview is None:
            return None
        try:
            return self._interview.state(path)
        except Problem:
            return None  # a question of another version of the form
