"""Lists that people type or paste: rows of cells, parted as their spreadsheet does it."""

from __future__ import annotations

import csv
from io import StringIO

_SEPARATORS = "\t;,"
_NO_END = "…"


def rows(text: str) -> list[list[str]]:
    """Return the rows of *text*; what parts the first line most often parts all of them.

    Where a quotation mark has no end, the last row is one cell: it fits nowhere, and is told.
    """
    text = text.removeprefix("\ufeff").replace("\0", "")
    first = next(iter(text.splitlines()), "")
    # Lines may end as on any system, old ones too.
    lines = StringIO(text, newline=None)
    found: list[list[str]] = []
    try:
        found.extend(csv.reader(lines, delimiter=max(_SEPARATORS, key=first.count)))
    except csv.Error:
        found.append([_NO_END])
    return found
