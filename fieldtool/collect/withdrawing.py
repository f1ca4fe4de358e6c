"""Asking for an erasure by a withdrawal code; whoever was given it does not say who it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldtool.log import ids
from fieldtool.log.sealed import BOX
from fieldtool.log.withdrawals import WITHDRAW, Withdrawal
from fieldtool.problems import Code, Problem
from fieldtool.security import sealing, withdrawal, writer
from fieldtool.storage.queries import forms, projects

if TYPE_CHECKING:
    from fieldtool.log.canonical import Encodable
    from fieldtool.log.clock import Clock
    from fieldtool.log.entry import Entry
    from fieldtool.security.workspace import Workspace
    from fieldtool.storage.database import Session


def ask(ws: Workspace, typed: str, clock: Clock) -> Entry:
    """Write down that the interview with this code is to be erased; it goes to the hub.

    Nobody here has to have held it, and nothing tells here whether there is one.

    Raises:
        Problem: it is no code, or it has to be sealed and there is no form here to seal it with.
    """
    said = Withdrawal(withdrawal.understood(typed))
    with ws.database.work() as session:
        content = _content(session, ws.project_id, said)
        subject = ids.new_id(ids.WITHDRAWAL)
        return writer.append(session, ws, WITHDRAW, subject, content, clock=clock.now())


def _content(session: Session, project: str, said: Withdrawal) -> dict[str, Encodable]:
    key = sealing.seal_key_of(projects.find(session, project))
    if not key:
        return said.to_content()
    # Any form will do: it only names what the box is compressed with.
    known = forms.versions(session, project)
    source = forms.source(session, project, known[0].hash) if known else None
    if source is None:
        raise Problem(Code.FORM_NOT_HERE)
    return sealing.sealed_words(said.to_content(), (), (source.hash, source.xform), {BOX: key})
