"""Pages: what is filled in together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fieldtool.forms.definition.model import Control
from fieldtool.forms.text import Text


@dataclass(frozen=True, slots=True)
class Page:
    """One page: a group at the top of the form, or a run of questions outside groups.

    Attributes:
        path: of the group, else of the first question.
        items: paths of groups inside (as headings), repeats, rows and questions, in order.
        levels: how deep each item lies inside the page; 0 is directly on it.
        relevant: whether anything on it is to be shown.
    """

    path: str
    label: Text
    items: tuple[str, ...]
    levels: tuple[int, ...]
    relevant: bool


def runs(body: tuple[Control, ...]) -> Iterator[tuple[Control, ...]]:
    """Return the controls of each page: a group or repeat alone, or neighbouring questions."""
    loose: list[Control] = []
    for control in body:
        if control.kind in ("group", "repeat"):
            if loose:
                yield tuple(loose)
                loose = []
            yield (control,)
        else:
            loose.append(control)
    if loose:
        yield tuple(loose)
