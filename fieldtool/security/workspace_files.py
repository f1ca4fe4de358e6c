"""Where the files of a workspace are, and what opens each of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import sqlcipher3

from fieldtool.log import ids
from fieldtool.log.canonical import NotCanonicalError, parse
from fieldtool.log.content import Fields
from fieldtool.problems import Code, Problem
from fieldtool.security.keys import derived
from fieldtool.security.passphrase import Slot
from fieldtool.storage.copies import Sealed

FORMAT = "fieldtool keys 1"
DATABASE, KEYS, BACKUPS = "work.db", "keys.json", "backups"


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
    fields = keys_of(path)
    try:
        return Slot.of_tree(fields.items("slots")[0].tree)
    except (Problem, NotCanonicalError, IndexError) as error:
        raise Problem(Code.KEYS_DAMAGED, {"place": str(path)}) from error
