"""What opens a workspace: another passphrase, a new recovery code, and coming back by the code."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from fieldtool import diagnostics
from fieldtool.problems import Problem
from fieldtool.security import backups, escrow, recovery, workspace
from fieldtool.security import passphrase as passphrases
from fieldtool.security.backoff import Tries
from fieldtool.security.workspace_files import KEYS, TRIES, code_slot_of, put_slots

if TYPE_CHECKING:
    from fieldtool.security.passphrase import Effort
    from fieldtool.security.workspace import Workspace


def change_passphrase(
    ws: Workspace, old: str, new: str, now: int, effort: Effort | None = None
) -> None:
    """Let *new* open the workspace instead of *old*, and let no backup be opened by *old*.

    The recovery code stays what it is. *effort* is measured on this computer if not given.

    Raises:
        Problem: *old* is wrong or comes too soon, *new* is too short or common, or the disk does
            not take it: then *old* still opens the work.
    """
    passphrases.check(new, personal_of(ws))
    data_key = workspace.data_key_of(ws.folder, old, now)
    slot = passphrases.make(new, data_key, effort or passphrases.calibrate())
    put_slots(ws.folder / KEYS, slot)
    diagnostics.event("passphrase:changed", workspace=ws.id)
    # Whoever opens an old slot, in a backup, has the key of today's work.
    backups.after_erasure(ws, now)


def renew_code(ws: Workspace, passphrase: str, now: int) -> str:
    """Make a new recovery code, which takes the place of any earlier one, and return it.

    Raises:
        Problem: the passphrase is wrong or comes too soon, or the disk does not take it.
    """
    data_key = workspace.data_key_of(ws.folder, passphrase, now)
    code = recovery.new_code()
    # First what may be full: a code that opens nothing is never handed over.
    escrow.keep(ws, code)
    put_slots(ws.folder / KEYS, recovery.make(code, data_key))
    diagnostics.event("recovery:renewed", workspace=ws.id)
    backups.after_erasure(ws, now)
    return code


def recover(
    folder: Path,
    name: str,
    code: str,
    new: str,
    now: int,
    effort: Effort | None = None,
) -> tuple[Workspace, str]:
    """Open the workspace *name* by its recovery code; return it with the new code.

    Old passphrase and code open nothing any more, here and in its backups.

    Raises:
        Problem: the code is none or does not open it, *new* is too short or common, or the disk
            does not take it: then everything is as it was.
    """
    understood = recovery.understood(code)
    passphrases.check(new)
    ws, data_key = workspace.unlock_by_code(folder, name, understood, now)
    try:
        passphrases.check(new, personal_of(ws))
        slot = passphrases.make(new, data_key, effort or passphrases.calibrate())
        again = recovery.new_code()
        escrow.keep(ws, again)
        put_slots(ws.folder / KEYS, slot, recovery.make(again, data_key))
    except Problem:
        ws.close()
        raise
    Tries(ws.folder / TRIES).right()
    diagnostics.event("workspace:recovered", workspace=ws.id)
    backups.after_erasure(ws, now)
    return ws, again


def has_code(ws: Workspace) -> bool:
    """Say whether a recovery code opens the workspace."""
    return code_slot_of(ws.folder / KEYS) is not None


def personal_of(ws: Workspace) -> tuple[str, ...]:
    """Return what belongs to the person and is no passphrase."""
    return (ws.person, ws.membership.title)
