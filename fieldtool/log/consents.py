"""Consents as a revision holds them: a line for each thing that somebody consented to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

YES, NO, WITHDRAWN = "yes", "no", "withdrawn"
# The one that allows least comes first.
_LEAST_FIRST = (WITHDRAWN, NO, YES)
_PARTS = 4


@dataclass(frozen=True)
class Consent:
    """What somebody said when asked for a consent.

    Attributes:
        role: what was asked for, such as `consent` (taking part), `recontact`, `quote` or `photo`.
        answer: yes, no or withdrawn.
        at: ISO time with offset, by the laptop's clock.
        language: tag of the language that the text was shown in.
        text: the first half of the hash of that text, which tells one version from another.
    """

    role: str
    answer: str
    at: str
    language: str
    text: str


def read(said: Mapping[str, str]) -> dict[str, Consent]:
    """Return the consents of a revision by role; what is no line of a consent is left out."""
    found = {}
    for role, line in said.items():
        parts = line.split(" ")
        if len(parts) == _PARTS and parts[0] in _LEAST_FIRST:
            found[role] = Consent(role, *parts)
    return found


def least(revisions: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Return the lines that hold of several revisions, none of which has seen another.

    Where two differ, the one that allows less holds: nobody decides that for the person.
    """
    held: dict[str, Consent] = {}
    lines: dict[str, str] = {}
    for said in revisions:
        for role, found in read(said).items():
            known = held.get(role)
            if known is None or _place(found) < _place(known):
                held[role], lines[role] = found, said[role]
    return lines


def _place(found: Consent) -> tuple[int, str]:
    return _LEAST_FIRST.index(found.answer), found.at
