"""Everything that may go wrong, in one catalogue: what happened, where, and what to do.

A problem's sentence is translated when it is shown, never when it is raised. Its reference
(`FT-301`) is what a facilitator says aloud on the telephone, so a number is never reused; retired
codes stay, marked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum


def N_(message: str) -> str:  # noqa: N802 - the conventional name of the marker
    """Mark *message* for translation where it is shown later."""
    return message


@dataclass(frozen=True)
class Spec:
    """One row of the catalogue.

    Attributes:
        number: stable, spoken as FT-<number>; hundreds say the layer.
        status: HTTP status where a web page or the protocol answers with it.
        sentence: English source text with %(name)s placeholders.
    """

    number: int
    status: int
    sentence: str


class Code(Enum):
    """The catalogue; the hundreds say the layer."""

    # -- 1xx forms
    # -- 2xx languages, dates and digits
    # -- 3xx log and sync
    # -- 4xx storage
    # -- 5xx security
    # -- 6xx collecting
    # -- 7xx web
    # -- 8xx program and settings
    SETTING_UNKNOWN = Spec(
        801,
        500,
        N_("There is no setting “%(name)s”. See docs/settings.md for the list of settings."),
    )
    SETTING_NOT_VALID = Spec(
        802,
        500,
        N_(
            "The setting “%(name)s” cannot be “%(value)s”. Allowed: %(allowed)s. Correct it and start again."
        ),
    )
    # -- 9xx outputs

    @property
    def reference(self) -> str:
        """Return the reference people read aloud, such as FT-301."""
        return f"FT-{self.value.number}"


class Problem(Exception):
    """Something that stops one action, said so that its reader knows what to do next."""

    def __init__(self, code: Code, values: Mapping[str, str | int] | None = None) -> None:
        self.code = code
        self.values: dict[str, str | int] = dict(values or {})
        super().__init__(code.name)

    @property
    def status(self) -> int:
        """Return the HTTP status that fits."""
        return self.code.value.status

    def sentence(self, translate: Callable[[str], str] = str) -> str:
        """Return the sentence for a reader; *translate* is the reader's gettext."""
        return translate(self.code.value.sentence) % self.values

    def __str__(self) -> str:
        """Return reference and name only: values may hold what people typed."""
        return f"{self.code.reference} {self.code.name}"


class Problems(Exception):
    """Several problems found in one pass, such as all that is wrong with a form."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__(", ".join(str(problem) for problem in problems))
