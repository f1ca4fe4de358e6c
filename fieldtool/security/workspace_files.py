"""Where the files of a workspace are, and what opens each of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import sqlcipher3

from fieldtool.log import ids
from fieldtool.log.canonical import NotCanonicalError, Tree, encode, parse
from fieldtool.log.content import Fields
from fieldtool.problems import Code, Problem
from fieldtool.security import recovery
from fieldtool.security.keys import derived
from fieldtool.security.passphrase import Slot, open_slot
from fieldtool.security.recovery import CodeSlot
from fieldtool.storage import files
from fieldtool.storage.copies import Sealed

FORMAT = "fieldtool keys 1"
DATABASE, KEYS, BACKUPS, TRIES = "work.db", "keys.json", "backups", "tries.json"
# Kinds of slots.
PASSPHRASE, RECOVERY, SPARE = "passphrase", "recovery", "spare"


class InFile(Protocol):
    """A slot of any kind."""

    def to_tree(self) -> dict[str, str]:
        """Return it as it stands in the file of keys, with its `kind`."""
        ...


def sealed_file(path: Path, data_key: bytes) -> Sealed:
    """Return how to open the database at *path* with *data_key*."""
    return Sealed(path, sqlcipher3.dbapi2, _creator(path, derived(data_key, "fieldtool db v1")))


def key_of_backups(data_key: bytes) -> bytes:
    """Return what wraps the keys of a workspace's backups."""
    return derived(data_key, "fieldtool backups v1")


def _creator(path: Path, key: bytes) -> Callable[[], object]:
    def connect() -> object:
        connection = sqlcipher3.dbapi2.connect(str(path), check_same_thread=False)
        # What it would print to the terminal says nothing that a Problem does not say better.
        connection.execute("PRAGMA cipher_log_level = NONE")
        # A raw key: SQLCipher stretches nothing, Argon2id did. It is in no URL and in no log.
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        return connection

    return connect


def home_of(folder: Path, workspace: str) -> Path:
    """Return the folder of a workspace; raises Problem for what is no workspace's name."""
    if not ids.is_id(workspace, ids.WORKSPACE):
        raise Problem(Code.WORKSPACE_MISSING)
    return folder / "workspaces" / workspace


def keys_of(path: Path) -> Fields:
    """Return what is in a file of keys; raises Problem WORKSPACE_MISSING or KEYS_DAMAGED."""
    if not path.is_file():
        raise Problem(Code.WORKSPACE_MISSING)
    try:
        fields = Fields.of_tree(parse(path.read_bytes()), "keys")
        is_ours = fields.text("format") == FORMAT
    except (OSError, NotCanonicalError, Problem) as error:
        raise Problem(Code.KEYS_DAMAGED, {"place": str(path)}) from error
    if not is_ours:
        raise Problem(Code.KEYS_DAMAGED, {"place": str(path)})
    return fields


def slot_of(path: Path) -> Slot:
    """Return the passphrase slot in a file of keys.

    Raises:
        Problem: WORKSPACE_MISSING or KEYS_DAMAGED.
    """
    try:
        return Slot.of_tree(of_kind(path, PASSPHRASE)[0])
    except (Problem, NotCanonicalError, IndexError) as error:
        raise _told(path, error) from error


def code_slot_of(path: Path) -> CodeSlot | None:
    """Return the slot of the recovery code; None where there never was one.

    Raises:
        Problem: WORKSPACE_MISSING or KEYS_DAMAGED.
    """
    try:
        found = of_kind(path, RECOVERY)
        return CodeSlot.of_tree(found[0]) if found else None
    except (Problem, NotCanonicalError) as error:
        raise _told(path, error) from error


def secret_in(path: Path, typed: str) -> bytes:
    """Return what a file of keys locks under *typed*, a passphrase or a recovery code.

    Raises:
        Problem: WORKSPACE_MISSING, KEYS_DAMAGED, PASSPHRASE_WRONG or RECOVERY_CODE_WRONG.
    """
    try:
        code = recovery.understood(typed)
    except Problem:
        return open_slot(slot_of(path), typed)
    slot = code_slot_of(path)
    if slot is None:
        raise Problem(Code.RECOVERY_CODE_WRONG)
    return recovery.open_slot(slot, code)


def put_slots(path: Path, *slots: InFile) -> None:
    """Let *slots* take the place of those of their kind in a file of keys, all at once.

    Raises:
        Problem: KEYS_DAMAGED, or the disk does not take it: then the file is as it was.
    """
    fields = keys_of(path)
    kinds = {slot.to_tree()["kind"] for slot in slots}
    kept: list[dict[str, Tree]] = [
        one.tree for one in fields.items("slots") if one.text("kind", "") not in kinds
    ]
    both = [*(dict[str, Tree](slot.to_tree()) for slot in slots), *kept]
    # An earlier program reads the first one.
    both.sort(key=lambda tree: tree.get("kind") != PASSPHRASE)
    tree: dict[str, Tree] = {**fields.tree, "slots": [*both]}
    files.write_atomically(path, encode(tree))


def keys_to_keep(path: Path) -> bytes:
    """Return a file of keys as a backup has it: without the spare slot.

    Two copies of different days would tell whether somebody filled that in between.

    Raises:
        Problem: WORKSPACE_MISSING or KEYS_DAMAGED.
    """
    fields = keys_of(path)
    slots = [one.tree for one in fields.items("slots") if one.text("kind", "") != SPARE]
    return encode({**fields.tree, "slots": [*slots]})


def of_kind(path: Path, kind: str) -> list[dict[str, Tree]]:
    """Return the slots of a kind in a file of keys; raises Problem as `keys_of` does."""
    return [one.tree for one in keys_of(path).items("slots") if one.text("kind", "") == kind]


def _told(path: Path, error: Exception) -> Problem:
    if isinstance(error, Problem) and error.code is Code.WORKSPACE_MISSING:
        return error
    return Problem(Code.KEYS_DAMAGED, {"place": str(path)})
