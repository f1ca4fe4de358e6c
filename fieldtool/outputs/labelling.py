"""Labels of what a hub has (DP-14): of its forms, and with them of its project."""

from __future__ import annotations

from collections.abc import Callable

from fieldtool.forms import Form
from fieldtool.log import sensitivity
from fieldtool.log.kinds import ProjectSettings
from fieldtool.log.sensitivity import Sensitivity
from fieldtool.problems import Problem, Problems
from fieldtool.storage.database import Session
from fieldtool.storage.queries import forms
from fieldtool.storage.queries.forms import FormSource, FormVersion


class Labels:
    """The labels of form versions, each of which stays as it is for life and is read once."""

    def __init__(self, compiled: Callable[[FormSource], Form]) -> None:
        self._compiled = compiled
        self._known: dict[str, Sensitivity] = {}

    def of_version(self, session: Session, project: str, form_hash: str) -> Sensitivity:
        """Return the label of a form version; severe where it cannot be read here."""
        if form_hash not in self._known:
            source = forms.source(session, project, form_hash)
            if source is None:
                return Sensitivity.SEVERE
            try:
                self._known[form_hash] = sensitivity.of_form(self._compiled(source))
            except (Problem, Problems):
                return Sensitivity.SEVERE
        return self._known[form_hash]

    def of_form(self, session: Session, project: str, form_id: str) -> Sensitivity:
        """Return the label of a form: the highest of its versions, whose answers are all here."""
        return self._highest(session, project, forms.versions(session, project, form_id))

    def of_forms(self, session: Session, project: str) -> Sensitivity:
        """Return what the forms of a project imply for it."""
        return self._highest(session, project, forms.versions(session, project))

    def of_project(self, session: Session, settings: ProjectSettings) -> Sensitivity:
        """Return the label of a project: never lower than what its forms imply."""
        return sensitivity.highest((settings.label, self.of_forms(session, settings.id)))

    def _highest(self, session: Session, project: str, found: list[FormVersion]) -> Sensitivity:
        return sensitivity.highest(self.of_version(session, project, one.hash) for one in found)
