"""Recovery codes on their way to the hub, sealed to the project's recovery key.

One direction: the laptop cannot read back what it sealed, and the hub learns no code until a
holder's passphrase or the printed sheet opens the key.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fieldtool import diagnostics
from fieldtool.log import ids
from fieldtool.log.canonical import NotCanonicalError, encode, from_base64, parse, to_base64
from fieldtool.log.content import Fields
from fieldtool.log.kinds import ESCROW, Escrowed, workspace_log
from fieldtool.problems import Code, Problem
from fieldtool.security import recovery, writer
from fieldtool.security.keys import KEY_SIZE, seal
from fieldtool.security.workspace_files import KEYS, code_slot_of
from fieldtool.storage import settings
from fieldtool.storage.queries import entries, projects

if TYPE_CHECKING:
    from fieldtool.log.clock import Clock
    from fieldtool.security.workspace import Workspace
    from fieldtool.storage.database import Session

_WAITS = "recovery_code"


@dataclass(frozen=True)
class Escrow:
    """A recovery code as the hub keeps it; `key` is the public key that it is sealed to.

    Attributes:
        at: when the laptop sealed it, by its clock, milliseconds UTC.
    """

    workspace: str
    key: bytes
    box: bytes = field(repr=False)
    at: int


def keep(ws: Workspace, code: str) -> None:
    """Keep *code* in the encrypted file until it can be sealed for the hub."""
    with ws.database.work() as session:
        settings.put(session, ws.project_id, _WAITS, code)


def waits(ws: Workspace) -> bool:
    """Say whether a code is not written for the hub yet, because the project has no key so far."""
    with ws.database.read() as session:
        return settings.get(session, ws.project_id, _WAITS) is not None


def hand_over(ws: Workspace, clock: Clock) -> bool:
    """Write a code that is kept into the log, sealed, and forget it; return whether.

    Raises:
        Problem: the disk does not take it.
    """
    with ws.database.work() as session:
        code = settings.get(session, ws.project_id, _WAITS)
        key = _key(session, ws.project_id)
        if code is None or key is None:
            return False
        if not _opens(ws, code):
            # The power went before its slot was written: the earlier code still holds.
            settings.remove(session, ws.project_id, _WAITS)
            return False
        said = {"code": code, "workspace": ws.id}
        content = Escrowed(to_base64(key), to_base64(seal(key, encode(said)))).to_content()
        writer.append(session, ws, ESCROW, ws.id, content, clock=clock.now())
        settings.remove(session, ws.project_id, _WAITS)
    diagnostics.event("recovery:escrowed", workspace=ws.id)
    return True


def at_hub(session: Session, project: str, workspace: str) -> Escrow | None:
    """Return the newest code that *workspace* sent, sealed; None where it sent none."""
    entry = entries.last_of(session, project, workspace_log(workspace), workspace, ESCROW)
    if entry is None or entry.is_stub:
        return None
    try:
        said = Escrowed.from_content(entry.content())
        at = entry.header.clock.wall
        return Escrow(workspace, from_base64(said.key), from_base64(said.box), at)
    except (NotCanonicalError, Problem):
        return None


def opened(escrow: Escrow, unsealed: bytes) -> str:
    """Return the code in what was unsealed, when it is that of the same workspace.

    Raises:
        Problem: ESCROW_NOT_HERE.
    """
    try:
        fields = Fields.of_tree(parse(unsealed), ESCROW)
        code = recovery.understood(fields.text("code"))
        is_same = fields.text("workspace") == escrow.workspace
    except (NotCanonicalError, Problem) as error:
        raise Problem(Code.ESCROW_NOT_HERE) from error
    if not is_same or not ids.is_id(escrow.workspace, ids.WORKSPACE):
        raise Problem(Code.ESCROW_NOT_HERE)
    return code


def _opens(ws: Workspace, code: str) -> bool:
    slot = code_slot_of(ws.folder / KEYS)
    if slot is None:
        return False
    try:
        recovery.open_slot(slot, code)
    except Problem:
        return False
    return True


def _key(session: Session, project: str) -> bytes | None:
    found = projects.find(session, project)
    if found is None or not found.recovery_key:
        return None
    try:
        key = from_base64(found.recovery_key)
    except NotCanonicalError:
        return None
    return key if len(key) == KEY_SIZE else None
