"""The spare slot of a workspace: there from the beginning, of use only to whoever filled it.

A slot and a box lie beside the others, random until somebody sets a passphrase for them. Nobody can
tell from the disk whether that happened: backups have no such slot, the effort stays what it was,
and the box is written again whenever work is opened or locked.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import nacl.exceptions
from nacl.secret import SecretBox

from fieldtool import diagnostics
from fieldtool.log.canonical import NotCanonicalError, Tree, encode, parse
from fieldtool.problems import Code, Problem
from fieldtool.security import passphrase as passphrases
from fieldtool.security.keys import KEY_SIZE, random_bytes
from fieldtool.security.passphrase import Effort, Slot
from fieldtool.security.workspace_files import KEYS, SPARE, of_kind, put_slots, slot_of
from fieldtool.storage import files

BOX = "spare.box"
_PLAIN = 4096


@dataclass(frozen=True)
class SpareSlot:
    """A slot like that of the passphrase, under a name of its own."""

    slot: Slot = field(repr=False)

    def to_tree(self) -> dict[str, str]:
        """Return it as it stands in the file of keys."""
        return {**self.slot.to_tree(), "kind": SPARE}


def ensure(home: Path) -> None:
    """Let the workspace in *home* have a spare slot; without room for it work goes on."""
    try:
        if not of_kind(home / KEYS, SPARE) or not (home / BOX).is_file():
            empty(home)
    except (Problem, OSError):
        diagnostics.event("spare:not-made")
    write_again(home)


def write_again(home: Path) -> None:
    """Write the box as it is: when that was last done tells nothing of who filled it, or when."""
    with suppress(Problem, OSError):
        files.write_atomically(home / BOX, (home / BOX).read_bytes())


def empty(home: Path) -> None:
    """Let the spare slot open nothing.

    Raises:
        Problem: KEYS_DAMAGED.
    """
    like = _slot(home) or slot_of(home / KEYS)
    salt, box = random_bytes(len(like.salt)), random_bytes(len(like.box))
    _put(home, replace(like, salt=salt, box=box), random_bytes(KEY_SIZE), {})


def fill(home: Path, passphrase: str, content: dict[str, str], effort: Effort) -> None:
    """Let *passphrase* open *content*.

    Raises:
        Problem: the passphrase is short or common, or *content* is too large.
    """
    key = random_bytes(KEY_SIZE)
    _put(home, passphrases.make(passphrase, key, effort), key, content)


def opened(home: Path, passphrase: str) -> Tree | None:
    """Return what *passphrase* opens; None where it is not the one, or there is none."""
    try:
        slot = _slot(home)
        if slot is None:
            return None
        key = passphrases.open_slot(slot, passphrase)
        plain = bytes(SecretBox(key).decrypt((home / BOX).read_bytes()))
    except (Problem, NotCanonicalError, OSError, nacl.exceptions.CryptoError):
        return None
    return parse(plain.rstrip(b"\0"))


def effort_of(home: Path) -> Effort:
    """Return what a guess costs: as much as ever, whatever the other passphrase costs by now."""
    return (_slot(home) or slot_of(home / KEYS)).effort


def _slot(home: Path) -> Slot | None:
    found = of_kind(home / KEYS, SPARE)
    return Slot.of_tree({**found[0], "kind": "passphrase"}) if found else None


def _put(home: Path, slot: Slot, key: bytes, content: dict[str, str]) -> None:
    plain = encode(content)
    if len(plain) > _PLAIN:
        raise Problem(Code.CONTENT_NOT_VALID, {"kind": SPARE, "part": "{}"})
    box = bytes(SecretBox(key).encrypt(plain.ljust(_PLAIN, b"\0")))
    files.write_atomically(home / BOX, box)
    put_slots(home / KEYS, SpareSlot(slot))
