"""Rows of repeats in a draft: added, removed and brought back, each a line of the journal.

The line is the row's own path with "" or `removed`. A row is removed by one line and its answers
stay in the journal until the interview is finalised, so removing can be undone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldtool.collect import sitting as sittings_
from fieldtool.collect.drafts import Sent
from fieldtool.forms import REMOVED
from fieldtool.problems import Code, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fieldtool.collect.sitting import Sitting, Sittings

THERE = ""  # value of a row's own path


def repeat_of(row: str) -> tuple[str, str]:
    """Return the repeat and the id in the path of a row, such as `hazard[k3f9qa]`.

    Raises:
        Problem: it is no path of a row.
    """
    repeat, bracket, name = row.rpartition("[")
    if not bracket or not name.endswith("]"):
        raise Problem(Code.ANSWER_PATH_UNKNOWN, {"path": row})
    return repeat, name.removesuffix("]")


def around(path: str) -> tuple[str, ...]:
    """Return the paths of the rows that *path* lies in, the outermost first; itself if a row."""
    return tuple(path[: at + 1] for at, each in enumerate(path) if each == "]")


def put(sittings: Sittings, draft_id: str, row: str, window: str) -> None:
    """Make *row* be there: a new one, or one that was removed, with all its answers.

    The page chooses the id of a new row, so that the same click sent twice adds one row.

    Raises:
        Problem: the form has no such repeat, or counts its rows itself; see `drafts.save_answers`.
    """
    repeat, name = repeat_of(row)
    with sittings.of(draft_id) as sitting:
        if row in sitting.interview.state(repeat).rows:
            return
        sent = Sent({row: THERE}, sitting.seq, window)
        if row in sitting.interview.removed_rows:
            sittings.write(sitting, sent, _nothing)
            # The journal knows what was answered in it.
            sittings.forget(draft_id)
            return

        def grow(new: Mapping[str, str]) -> dict[str, str]:
            _, changes = sitting.interview.add_row(repeat, name)
            return sittings_.worked_out(sitting.interview, [changes], new)

        sittings.write(sitting, sent, grow)


def remove(sittings: Sittings, draft_id: str, row: str, window: str) -> None:
    """Take *row* out; `put` brings it back. Removing it again changes nothing.

    Raises:
        Problem: the form counts the rows itself; see `drafts.save_answers`.
    """
    repeat, _ = repeat_of(row)
    with sittings.of(draft_id) as sitting:
        if row not in sitting.interview.state(repeat).rows:
            return

        def shrink(new: Mapping[str, str]) -> dict[str, str]:
            changes = sitting.interview.remove_row(row)
            return sittings_.worked_out(sitting.interview, [changes], new)

        sittings.write(sitting, Sent({row: REMOVED}, sitting.seq, window), shrink)


def bring_back(sittings: Sittings, draft_id: str, path: str, window: str) -> tuple[str, ...]:
    """Bring back the removed rows that *path* lies in; return them.

    Somebody who writes into a row from a page that shows it does not know that it was removed in
    another window; what is written counts more.
    """
    with sittings.of(draft_id) as sitting:
        removed = set(sitting.interview.removed_rows)
        gone = tuple(row for row in around(path) if row in removed)
    for row in gone:
        put(sittings, draft_id, row, window)
    return gone


def answers_in(sitting: Sitting, row: str) -> dict[str, str]:
    """Return what was answered in *row*, removed or not; blank answers are left out."""
    return {
        path: value
        for path, value in sitting.values.items()
        if value and path.startswith(f"{row}/") and not path.endswith("]")
    }


def _nothing(_new: Mapping[str, str]) -> dict[str, str]:
    return {}
