"""How far work is, as bars show it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fieldtool.web.parts.languages import gettext as _

if TYPE_CHECKING:
    from fieldtool.log.assignments import Assignment
    from fieldtool.storage.queries.assignments import Held


@dataclass(frozen=True)
class Bar:
    """How far something is, with its name."""

    name: str
    done: int
    target: int


def bars_of(one: Assignment, held: Held) -> tuple[Bar, ...]:
    """Return how far an assignment is: in all, and by sex where numbers are wanted."""
    return tuple(_bars(one, held))


def _bars(one: Assignment, held: Held) -> Iterator[Bar]:
    yield Bar(_("In all"), held.total, one.target)
    if one.counts_by_sex and one.women:
        yield Bar(_("Women"), held.women, one.women)
    if one.counts_by_sex and one.men:
        yield Bar(_("Men"), held.men, one.men)
