"""Files that are answers: sealed before anything is written, on the disk before the answer is.

A file's line in the table of attachments comes first, then its blob, then the answer that names it:
whatever is cut short leaves a line without an answer, and `tidy` takes such lines and blobs away.
"""

from __future__ import annotations

import re
import secrets
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from fieldtool.collect import given_files
from fieldtool.problems import Code, Problem
from fieldtool.security import blobs
from fieldtool.storage.queries import attachments as stored
from fieldtool.storage.queries import named_blobs
from fieldtool.storage.queries.attachments import Attachment

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fieldtool.collect.sitting import Answered, Sittings
    from fieldtool.forms import Interview
    from fieldtool.log.blobs import BlobRef
    from fieldtool.security.workspace import Workspace

_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9_-]+")


@dataclass(frozen=True)
class Sent:
    """A file as a page sends it: what the sender called it, and what its window knew.

    Attributes:
        base: the last line of the journal that the page knew of the question.
        window: random name of the page's window.
    """

    content: bytes = field(repr=False)
    name: str = field(repr=False)
    base: int
    window: str


def attach(sittings: Sittings, draft_id: str, path: str, sent: Sent) -> Answered:
    """Make a file the answer to the question at *path*; it is on the disk when this returns.

    Of its name only the ending is kept. The file that was the answer before is destroyed.

    Raises:
        Problem: the file is not fit (see `given_files.fit`); the question is none for files; it
            got another answer in another window after `base`; the disk is full. Nothing changed.
    """
    ws = sittings.workspace
    with sittings.of(draft_id) as sitting:
        state = sitting.interview.state(path)
        if state.control != "upload" or state.readonly:
            raise Problem(Code.ANSWER_PATH_UNKNOWN, {"path": path})
        given = given_files.fit(state, sent.content, sent.name)
        ref, ciphertext = blobs.seal(given.content)
        file = f"{_stem(path)}-{_chance()}.{given.ending}"
        ref = replace(ref, type=given.type)
        with ws.database.work() as session:
            kept = Attachment(draft_id, file, ref, len(given.content))
            stored.put(session, ws.project_id, kept)
        try:
            ws.blobs.put(ref.name, ciphertext)
            return sittings.answer(draft_id, {path: file}, sent.base, sent.window)
        except Problem as problem:
            if problem.code is Code.ANSWER_OLDER:
                raise Problem(Code.FILE_IN_TWO_WINDOWS) from problem
            raise
        finally:
            # What cannot be taken away now, on a full disk, is taken away next time.
            with suppress(Problem):
                tidy(ws)


def of_draft(ws: Workspace, draft_id: str) -> dict[str, Attachment]:
    """Return the files of a draft by name."""
    with ws.database.read() as session:
        return stored.of_draft(session, ws.project_id, draft_id)


def content(ws: Workspace, draft_id: str, file: str) -> bytes:
    """Return what is in a file of a draft.

    Raises:
        Problem: there is no such file, or its blob is damaged.
    """
    found = of_draft(ws, draft_id).get(file)
    if found is None:
        raise Problem(Code.FILE_NOT_HERE)
    return blobs.open_(found.ref, ws.blobs.get(found.ref.name))


def tidy(ws: Workspace) -> None:
    """Destroy the files that are no answer any more; call it while nothing is being attached.

    What a returned interview had before stays as long as the log names it.
    """
    with ws.database.read() as session:
        unused = stored.unused(session, ws.project_id)
        kept = {
            each.ref.name
            for each in unused
            if named_blobs.size_of(session, ws.project_id, each.ref.name) is not None
        }
    for each in unused:
        if each.ref.name not in kept:
            ws.blobs.remove(each.ref.name)
        with ws.database.work() as session:
            stored.forget(session, ws.project_id, each.draft, each.file)


def named_in(
    interview: Interview, answers: Mapping[str, str], files: Mapping[str, Attachment]
) -> dict[str, BlobRef]:
    """Return the files that *answers* name, as a payload refers to them."""
    names = {
        value
        for path, value in answers.items()
        if value in files and interview.has(path) and interview.state(path).control == "upload"
    }
    return {name: files[name].ref for name in sorted(names)}


def _stem(path: str) -> str:
    """Return what a file is called after: its question, never the file that was chosen."""
    return _NOT_IN_NAMES.sub("", path.rpartition("/")[2])[:40] or "file"


def _chance() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(6))
