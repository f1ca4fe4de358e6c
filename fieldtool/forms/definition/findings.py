"""Collects what is wrong with a form, so that one pass tells everything."""

from __future__ import annotations

from collections.abc import Mapping

from fieldtool.forms.definition.model import Expression
from fieldtool.forms.xpath.parse import parse
from fieldtool.problems import Problem, ProblemKind, Problems


class Findings:
    """The problems of one form, in the order in which they were found."""

    def __init__(self, namespaces: Mapping[str, str]) -> None:
        self.namespaces = namespaces
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []

    def add(self, code: ProblemKind, values: Mapping[str, str | int]) -> None:
        """Remember one problem; the same one is told once."""
        self.keep(Problem(code, values))

    def keep(self, problem: Problem) -> None:
        """Remember *problem* unless it is known."""
        known = ((each.code, each.values) for each in self.problems)
        if (problem.code, problem.values) not in known:
            self.problems.append(problem)

    def warn(self, code: ProblemKind, values: Mapping[str, str | int]) -> None:
        """Remember what is odd but does not stop the form from working."""
        self.warnings.append(Problem(code, values))

    def expression(self, source: str, question: str, column: str) -> Expression | None:
        """Return *source* compiled, or None after noting what is wrong with it."""
        source = source.strip()
        if not source:
            return None
        try:
            made = Expression(source, parse(source), self.namespaces)
            made.prepare()
        except Problem as problem:
            self.keep(Problem(problem.code, {**problem.values, "place": f"{question} ({column})"}))
            return None
        return made

    def raise_if_any(self) -> None:
        """Raise Problems when anything was found."""
        if self.problems:
            raise Problems(tuple(self.problems))
