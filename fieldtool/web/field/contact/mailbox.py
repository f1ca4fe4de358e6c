"""Looking into the mailbox of open work: answers are taken, what nobody proved waits again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash

from fieldtool import diagnostics
from fieldtool.problems import Problem
from fieldtool.security import escrow
from fieldtool.security.duress import Place
from fieldtool.storage.mail import Mail
from fieldtool.storage.queries import interviews
from fieldtool.sync.laptop import outbox
from fieldtool.web.field.blueprint import clock, own_clock, services
from fieldtool.web.parts import filters
from fieldtool.web.parts.errors import said
from fieldtool.web.parts.languages import gettext as _
from fieldtool.web.parts.languages import ngettext

if TYPE_CHECKING:
    from fieldtool.security.workspace import Workspace


def mail() -> Mail:
    """Return the mailboxes of this laptop."""
    return Mail(services().config.folder)


def place() -> Place:
    """Return where the work of this laptop lies."""
    here = services().config
    return Place(here.folder, mail(), here.second_place)


def settle(ws: Workspace, *, asks: bool = False) -> None:
    """Take what waits for *ws*, and let wait what it has for the hub; tell the person of news.

    Trouble is told as well and stops nothing: all that is in the log stays there. *asks*: where
    nothing waits, ask the hub for news.
    """
    if not ws.is_kept:
        return
    try:
        before = _proven(ws)
        escrow.hand_over(ws, clock(ws))
        settled = outbox.settle(ws, mail(), own_clock(ws), asks=asks)
        newly_proven = _proven(ws) - before
    except Problem as problem:
        diagnostics.event("outbox:failed", reason=problem.code.reference)
        _tell(problem)
        return
    for refused in settled.refused:
        _tell(refused)
    for sentence in news(newly_proven, received=settled.received > 0):
        flash(sentence, "good")


def waits(ws: Workspace) -> bool:
    """Return whether work of *ws* is on this laptop alone."""
    with ws.database.read() as session:
        own = interviews.counts_by_log(session, ws.project_id).get(ws.log, 0)
    return own > _proven(ws)


def news(newly_proven: int, *, received: bool) -> list[str]:
    """Return what an answer of the hub means for the person."""
    told = []
    if newly_proven > 0:
        sentence = ngettext(
            "%(n)s interview is now proven at the hub.",
            "%(n)s interviews are now proven at the hub.",
            newly_proven,
        )
        told.append(sentence % {"n": filters.number(newly_proven)})
    if received:
        told.append(_("News from the hub has arrived: questionnaires, places or settings."))
    return told


def _tell(problem: Problem) -> None:
    sentence, reference = said(problem)
    flash(f"{sentence} ({filters.value(reference)})", "warn")


def _proven(ws: Workspace) -> int:
    with ws.database.read() as session:
        return len(interviews.proven(session, ws.project_id, ws.log))
