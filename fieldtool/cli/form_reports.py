"""What a check of a form found, as lines of text in the reader's language."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from fieldtool.config import load
from fieldtool.forms.checking import Finding, Report, Severity
from fieldtool.i18n.catalogues import catalogue
from fieldtool.problems import N_, Problem

_KINDS = {Severity.ERROR: N_("error"), Severity.WARNING: N_("warning")}


@dataclass(frozen=True)
class Speaker:
    """Says things in one language."""

    gettext: Callable[[str], str]
    ngettext: Callable[[str, str, int], str]

    def say(self, problem: Problem) -> str:
        """Return the sentence of a problem."""
        return problem.sentence(self.gettext)

    def lines(self, report: Report) -> Iterator[str]:
        """Iterate over the findings, errors first, and end with the summary."""
        for finding in report.findings:
            kind = self.gettext(_KINDS[finding.severity])
            reference = finding.problem.code.reference
            place = self._place(finding)
            sentence = self.say(finding.problem)
            # What pyxform says begins with its place already.
            shown = f"{place}: " if place and not sentence.startswith(place) else ""
            yield f"{report.name}: {kind} {reference}: {shown}{sentence}"
        yield f"{report.name}: {self.summary(report)}"

    def _place(self, finding: Finding) -> str:
        parts = [finding.sheet] if finding.sheet else []
        if finding.row:
            parts.append(self.gettext("row %(row)s") % {"row": finding.row})
        if finding.column:
            parts.append(self.gettext("column “%(column)s”") % {"column": finding.column})
        return self.gettext(", ").join(parts)

    def summary(self, report: Report) -> str:
        """Return how many errors and warnings there are."""
        errors, warnings = len(report.errors), len(report.warnings)
        if not report.findings:
            return self.gettext("nothing found.")
        said = [
            self.ngettext("%(n)s error", "%(n)s errors", errors) % {"n": errors},
            self.ngettext("%(n)s warning", "%(n)s warnings", warnings) % {"n": warnings},
        ]
        return self.gettext(", ").join(said) + "."


def speaker(language: str | None) -> Speaker:
    """Return who says it: in *language*, else in the one of the settings."""
    options = {"language": language} if language else {}
    texts = catalogue(load(os.environ, options).language)
    return Speaker(texts.gettext, texts.ngettext)
