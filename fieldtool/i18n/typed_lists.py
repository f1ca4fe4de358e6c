"""Lists that people type or paste: rows of cells, parted as their spreadsheet does it."""

from __future__ import annotations

import csv
from io import StringIO

_SEPARATORS = "\t;,"


def rows(text: str) -> list[list[str]]:
    """Return the rows of *text*; what parts the first line most often parts all of them."""
    text = text.removeprefix("\ufeff").replace("\0", "")
    first = next(iter(text.splitlines()), "")
    return list(csv.reader(StringIO(text), delimiter=max(_SEPARATORS, key=first.count)))
