"""A real process whose children work on interviews until they are killed; see test_kill."""

from __future__ import annotations

import os
import resource
import signal
from itertools import count
from pathlib import Path

from fieldtool.collect import attachments, drafts, finalising
from fieldtool.collect import rows as rows_of_drafts
from fieldtool.collect.attachments import Sent
from fieldtool.collect.form_cache import FormCache
from fieldtool.collect.sitting import Sittings
from fieldtool.problems import Problem
from fieldtool.security import workspace as workspaces
from tests.clocks import StepClock
from tests.collect import pictures
from tests.collect.conftest import DARI, PASSPHRASE, SITE
from tests.killing import say, serve


def open_work(folder: Path) -> Sittings:
    name = workspaces.listing(folder)[0][0]
    ws = workspaces.unlock(folder, name, PASSPHRASE, 0)
    return Sittings(ws, FormCache(folder / "forms"), StepClock())


def answer(folder: Path, draft: str) -> None:
    """Answer one question after the other; every line that is said is an answer shown as saved."""
    sittings = open_work(folder)
    base = drafts.answers_of(sittings.workspace, draft)[1]
    for number in count():
        path = ("why", "person/age", "distance")[number % 3]
        value = f"{os.getpid()}{number}"
        base = sittings.answer(draft, {path: value}, base, "windowaaaa").saved.seq
        say("saved", path, value)


def finalise(folder: Path, form: str) -> None:
    """Do whole interviews; every line that is said is one shown as finalised."""
    sittings = open_work(folder)
    while True:
        draft = sittings.start(form, SITE.id, DARI).id
        sittings.answer(draft, {"why": "شب‌ها"}, 0, "windowaaaa")
        entry = finalising.finalise(sittings, draft, "partial", StepClock())
        say("finalised", draft, entry.id)


def rows(folder: Path, draft: str) -> None:
    """Add rows and remove every third; every line that is said is a change shown as done."""
    sittings = open_work(folder)
    for number in count():
        name = "".join("abcdefghijklmnopqrstuvwxyz234567"[byte % 32] for byte in os.urandom(6))
        row = f"hazard[{name}]"
        rows_of_drafts.put(sittings, draft, row, "windowaaaa")
        say("row", row, "there")
        if number % 3 == 2:
            rows_of_drafts.remove(sittings, draft, row, "windowaaaa")
            say("row", row, "removed")


def attach(folder: Path, draft: str) -> None:
    """Attach one file after the other; every line that is said is one shown as attached."""
    sittings = open_work(folder)
    for number in count():
        path = ("photo", "voice")[number % 2]
        content = pictures.photo(60, 30) if path == "photo" else pictures.recording(90_000)
        base = drafts.answers_of(sittings.workspace, draft)[1]
        sent = Sent(content, "x", base, "windowaaaa")
        attachments.attach(sittings, draft, path, sent)
        with sittings.of(draft) as sitting:
            say("file", path, sitting.interview.state(path).value)


def attach_on_full_disk(folder: Path, draft: str) -> None:
    """Attach what does not fit, then what does."""
    sittings = open_work(folder)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    for size in (900_000, 9_000_000, 800_000):
        resource.setrlimit(resource.RLIMIT_FSIZE, (5_000_000, -1))
        base = drafts.answers_of(sittings.workspace, draft)[1]
        try:
            sent = Sent(pictures.recording(size), "x", base, "windowaaaa")
            attachments.attach(sittings, draft, "voice" if size > 850_000 else "paper", sent)
            say("attached", size)
        except Problem as problem:
            say("problem", problem.code.name)


def fill_disk(folder: Path, draft: str) -> None:
    """Answer until nothing fits, then go on when there is room again."""
    sittings = open_work(folder)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    log = sittings.workspace.folder / "work.db-wal"
    resource.setrlimit(resource.RLIMIT_FSIZE, (log.stat().st_size + 100_000, -1))
    try:
        for number in count():
            value = f"{number} " + "پاسخ" * 50
            sittings.answer(draft, {"why": value}, 0, "windowaaaa")
            say("saved", "why", number)
    except Problem as problem:
        say("problem", problem.code.name)
    resource.setrlimit(resource.RLIMIT_FSIZE, (-1, -1))
    sittings.answer(draft, {"why": "after"}, 0, "windowaaaa")
    say("saved", "why", "after")


WORKS = {
    "answer": answer,
    "finalise": finalise,
    "fill": fill_disk,
    "rows": rows,
    "attach": attach,
    "attach-much": attach_on_full_disk,
}

if __name__ == "__main__":
    serve(WORKS)
