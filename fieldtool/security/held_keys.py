"""Keys that people hold together: any one of them opens it, none of them alone can lose it.

An X25519 key pair of a project. Its private half lies under the passphrases of two or more holders
and under a code that is printed once, as a sheet for a safe. The hub keeps it closed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from fieldtool.log.canonical import Tree, encode, from_base64, parse, to_base64
from fieldtool.log.content import Fields
from fieldtool.problems import Code, Problem
from fieldtool.security import passphrase as passphrases
from fieldtool.security import recovery
from fieldtool.security.folding import fold
from fieldtool.security.keys import KEY_SIZE, random_bytes, seal
from fieldtool.security.passphrase import MEBIBYTE, Effort, Slot
from fieldtool.security.recovery import CodeSlot
from fieldtool.storage import settings

if TYPE_CHECKING:
    from fieldtool.storage.database import Session

# Opened a few times a year, and worth the work of every laptop: about a second.
USUAL = Effort(12, 64 * MEBIBYTE)
LEAST_HOLDERS = 2
SHEET = "sheet"
# What keys are for.
RECOVERY = "recovery"


@dataclass(frozen=True)
class HeldKey:
    """A key pair whose private half is closed.

    Attributes:
        made_at: milliseconds UTC.
        holders: the passphrase slot of each holder, by the name that they gave.
        proven: when each holder, and the sheet, last showed that they open it.
        earlier: the private halves of the keys before it, sealed to this one; empty for the first.
        follows: the public half of the one right before it.
    """

    public: bytes
    made_at: int
    holders: dict[str, Slot] = field(repr=False)
    sheet: CodeSlot = field(repr=False)
    proven: dict[str, int] = field(default_factory=dict)
    earlier: bytes = field(default=b"", repr=False)
    follows: bytes = b""

    @property
    def is_proven(self) -> bool:
        """Return whether everybody who holds it has shown so, and the sheet too."""
        return {*self.holders, SHEET} <= set(self.proven)

    def proven_by(self, name: str, at: int) -> HeldKey:
        """Return the key with the note that *name* opened it."""
        return replace(self, proven={**self.proven, name: at})

    def to_tree(self) -> dict[str, Tree]:
        """Return the key as the hub keeps it."""
        holders: dict[str, Tree] = {
            name: dict[str, Tree](slot.to_tree()) for name, slot in self.holders.items()
        }
        before = {"earlier": self.earlier, "follows": self.follows} if self.earlier else {}
        return {
            **{name: to_base64(value) for name, value in before.items()},
            "holders": holders,
            "made": str(self.made_at),
            "proven": {name: str(at) for name, at in self.proven.items()},
            "public": to_base64(self.public),
            "sheet": dict[str, Tree](self.sheet.to_tree()),
        }

    @classmethod
    def of_tree(cls, tree: Tree) -> HeldKey:
        """Read a key; raises Problem or NotCanonicalError where it has no valid form."""
        fields = Fields.of_tree(tree, "held key")
        holders = Fields.of_tree(fields.tree.get("holders", {}), "held key/holders").tree
        return cls(
            public=from_base64(fields.text("public")),
            made_at=fields.number("made"),
            holders={name: Slot.of_tree(slot) for name, slot in holders.items()},
            sheet=CodeSlot.of_tree(fields.tree.get("sheet", {})),
            proven={name: int(at) for name, at in fields.texts("proven").items()},
            earlier=from_base64(fields.text("earlier", "")),
            follows=from_base64(fields.text("follows", "")),
        )


def make(
    holders: Mapping[str, str],
    now: int,
    effort: Effort = USUAL,
    earlier: Sequence[bytes] = (),
) -> tuple[HeldKey, str]:
    """Make a key for *holders* (name to passphrase); return it with the code of its sheet.

    *earlier*: private halves of keys before it; whoever opens the new one has these, too.

    Raises:
        Problem: HOLDERS_TOO_FEW, PASSPHRASE_SHORT or PASSPHRASE_COMMON.
    """
    names = [name for name in holders if name.strip() and name != SHEET]
    if len(names) < LEAST_HOLDERS or len({fold(holders[name]) for name in names}) < len(names):
        raise Problem(Code.HOLDERS_TOO_FEW)
    for name in names:
        passphrases.check(holders[name], names)
    secret = random_bytes(KEY_SIZE)
    slots = {name: passphrases.make(holders[name], secret, effort) for name in names}
    code = recovery.new_code()
    public = public_of(secret)
    made = HeldKey(public, now, slots, recovery.make(code, secret))
    if earlier:
        box = seal(public, b"".join(earlier))
        made = replace(made, earlier=box, follows=public_of(earlier[0]))
    return made, code


def with_earlier(held: HeldKey, secret: bytes) -> tuple[bytes, ...]:
    """Return the private half of *held* and those of the keys before it, the newest first."""
    if not held.earlier:
        return (secret,)
    found = unseal(secret, held.earlier)
    return (secret, *(found[at : at + KEY_SIZE] for at in range(0, len(found), KEY_SIZE)))


def public_of(secret: bytes) -> bytes:
    """Return the public half of a private one."""
    return bytes(PrivateKey(secret).public_key)


def secret_by_passphrase(held: HeldKey, name: str, passphrase: str) -> bytes:
    """Return the private half.

    Raises:
        Problem: HOLDER_UNKNOWN or PASSPHRASE_WRONG.
    """
    if name not in held.holders:
        raise Problem(Code.HOLDER_UNKNOWN, {"name": name[:100]})
    return _fitting(held, passphrases.open_slot(held.holders[name], passphrase))


def secret_by_sheet(held: HeldKey, code: str) -> bytes:
    """Return the private half; *code* is as somebody typed it from the sheet.

    Raises:
        Problem: RECOVERY_CODE_NOT_VALID or RECOVERY_CODE_WRONG.
    """
    return _fitting(held, recovery.open_slot(held.sheet, recovery.understood(code)))


def unseal(secret: bytes, sealed: bytes) -> bytes:
    """Return what was sealed to the public half; raises Problem SEALED_TO_ANOTHER."""
    try:
        return bytes(SealedBox(PrivateKey(secret)).decrypt(sealed))
    except CryptoError:
        raise Problem(Code.SEALED_TO_ANOTHER) from None


def _fitting(held: HeldKey, secret: bytes) -> bytes:
    """Return *secret*, unless somebody exchanged the public half in the database."""
    if public_of(secret) != bytes(PublicKey(held.public)):
        raise Problem(Code.SEALED_TO_ANOTHER)
    return secret


def all_of(session: Session, project: str, purpose: str) -> tuple[HeldKey, ...]:
    """Return the keys of *project* for *purpose*, the newest first; earlier ones open old boxes."""
    return _read(settings.get(session, project, _name(purpose)))


def put(session: Session, project: str, purpose: str, held: HeldKey) -> None:
    """Keep a key, in the place of the one with the same public half or as the newest."""
    known = _read(settings.hold(session, project, _name(purpose)))
    is_known = any(one.public == held.public for one in known)
    keys = [held if one.public == held.public else one for one in known]
    keys = keys if is_known else [held, *known]
    text = encode([one.to_tree() for one in keys]).decode("utf-8")
    settings.put(session, project, _name(purpose), text)


def note_proven(
    session: Session, project: str, purpose: str, held: HeldKey, name: str, now: int
) -> None:
    """Remember that *name* (a holder, or the sheet) showed that it opens *held*.

    When all have shown so, keys before it that it opens itself are held by nobody else any more.
    """
    known = _read(settings.hold(session, project, _name(purpose)))
    # Somebody else may have shown it since *held* was read.
    latest = next((one for one in known if one.public == held.public), held)
    proven = latest.proven_by(name, now)
    put(session, project, purpose, proven)
    if proven.is_proven and proven.earlier:
        text = encode([proven.to_tree()]).decode("utf-8")
        settings.put(session, project, _name(purpose), text)


def _read(text: str | None) -> tuple[HeldKey, ...]:
    tree = parse(text.encode("utf-8")) if text else []
    return tuple(HeldKey.of_tree(one) for one in tree) if isinstance(tree, list) else ()


def _name(purpose: str) -> str:
    return f"held_keys {purpose}"
