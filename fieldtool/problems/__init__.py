"""Everything that may go wrong, in one catalogue: what happened, where, and what to do.

A problem's sentence is translated when it is shown, never when it is raised. Its reference
(`FT-301`) is what a facilitator says aloud on the telephone, so a number is never reused; retired
codes stay, marked. The catalogue has a module for each hundred of numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from fieldtool.problems.collecting import Collecting
from fieldtool.problems.forms import Forms
from fieldtool.problems.kinds import N_, ProblemKind
from fieldtool.problems.languages import Languages
from fieldtool.problems.log import LogAndSync
from fieldtool.problems.program import Program
from fieldtool.problems.security import Security
from fieldtool.problems.storage import Storage
from fieldtool.problems.web import Web

__all__ = ["CATALOGUE", "N_", "Code", "Problem", "ProblemKind", "Problems"]


class Code(Forms, Languages, LogAndSync, Storage, Security, Collecting, Web, Program):
    """The catalogue by name: `Code.DISK_FULL` is a `ProblemKind`."""


CATALOGUE: Mapping[str, ProblemKind] = MappingProxyType(
    {
        name: kind
        for part in reversed(Code.__mro__)
        for name, kind in vars(part).items()
        if isinstance(kind, ProblemKind)
    }
)
"""Each kind under its name, for what comes from elsewhere with a name in it."""


class Problem(Exception):
    """Something that stops one action, said so that its reader knows what to do next."""

    def __init__(self, code: ProblemKind, values: Mapping[str, str | int] | None = None) -> None:
        self.code = code
        self.values: dict[str, str | int] = dict(values or {})
        super().__init__(code.name)

    @property
    def status(self) -> int:
        """Return the HTTP status that fits."""
        return self.code.status

    def sentence(
        self,
        translate: Callable[[str], str] = str,
        show: Callable[[str | int], str] = str,
    ) -> str:
        """Return the sentence for a reader.

        *translate* is the reader's gettext; *show* writes a value in the reader's digits and keeps
        its direction apart from that of the sentence.
        """
        values = {name: show(value) for name, value in self.values.items()}
        return translate(self.code.sentence) % values

    def __str__(self) -> str:
        """Return reference and name only: values may hold what people typed."""
        return f"{self.code.reference} {self.code.name}"


class Problems(Exception):
    """Several problems found in one pass, such as all that is wrong with a form."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__(", ".join(str(problem) for problem in problems))
