"""One thing that is different between two versions of a form, and all of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What happened to a part of the form."""

    ADDED = "added"
    REMOVED = "removed"
    RENAMED = "renamed"
    TYPE = "type"
    LABEL = "label"
    HINT = "hint"
    MESSAGE = "message"
    REQUIRED_MESSAGE = "required message"
    RELEVANT = "relevant"
    REQUIRED = "required"
    READONLY = "readonly"
    CONSTRAINT = "constraint"
    CALCULATE = "calculate"
    DEFAULT = "default"
    APPEARANCE = "appearance"
    CHOICES = "choices"
    COUNT = "count"
    CHOICE_ADDED = "choice added"
    CHOICE_REMOVED = "choice removed"
    CHOICE_LABEL = "choice label"
    FILE_ADDED = "file added"
    FILE_REMOVED = "file removed"
    FILE_CHANGED = "file changed"
    LANGUAGE_ADDED = "language added"
    LANGUAGE_REMOVED = "language removed"


TEXTS = (Kind.LABEL, Kind.HINT, Kind.MESSAGE, Kind.REQUIRED_MESSAGE)


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is different.

    Attributes:
        name: path of the question without the root, name of the list of choices or of the file.
        before, after: texts, expressions, types or paths; empty where there is none.
        language: as the form names it, for texts.
        choice: value of the choice, for choices.
    """

    kind: Kind
    name: str
    before: str = ""
    after: str = ""
    language: str = ""
    choice: str = ""


@dataclass(frozen=True)
class Differences:
    """All that is different between two versions; questions first, then in form order."""

    items: tuple[Difference, ...]

    def __bool__(self) -> bool:
        return bool(self.items)

    def of(self, *kinds: Kind) -> tuple[Difference, ...]:
        """Return those of some kinds, in their order."""
        return tuple(each for each in self.items if each.kind in kinds)
