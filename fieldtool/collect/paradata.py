"""How an interview was filled, in a few bytes per question; never an answer."""

from __future__ import annotations

from collections.abc import Iterable

from fieldtool.collect.drafts import NO_WINDOW
from fieldtool.storage.queries.drafts import Line


def of_journal(lines: Iterable[Line], paths: Iterable[str], started_at: int) -> dict[str, str]:
    """Return per path when it was first answered, in seconds after the start, such as `42`.

    `42+2` says that the answer was changed twice later. Only *paths* that are sent are told.
    """
    first: dict[str, int] = {}
    times: dict[str, int] = {}
    for line in lines:
        if line.window == NO_WINDOW:
            continue
        first.setdefault(line.path, line.at)
        times[line.path] = times.get(line.path, 0) + 1
    return {
        path: _told(first[path] - started_at, times[path] - 1) for path in paths if path in first
    }


def _told(milliseconds: int, changes: int) -> str:
    # A clock put back during the interview gives nonsense; it is told as it is.
    seconds = str(round(milliseconds / 1000))
    return f"{seconds}+{changes}" if changes else seconds
