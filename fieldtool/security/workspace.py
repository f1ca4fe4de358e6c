"""A person's workspace on this laptop: a file of keys and an encrypted database."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from fieldtool.log import ids, kinds
from fieldtool.log.canonical import NotCanonicalError, Tree, encode, from_base64, parse, to_base64
from fieldtool.log.content import Fields
from fieldtool.problems import Code, Problem
from fieldtool.security import passphrase as passphrases
from fieldtool.security import recovery, spare
from fieldtool.security.backoff import Tries
from fieldtool.security.backups import make as make_backup
from fieldtool.security.keys import KEY_SIZE, Identity, random_bytes, seal
from fieldtool.security.passphrase import Effort
from fieldtool.security.sealing import OwnBoxes
from fieldtool.security.workspace_files import (
    BACKUPS,
    DATABASE,
    FORMAT,
    KEYS,
    TRIES,
    code_slot_of,
    home_of,
    key_of_backups,
    keys_of,
    sealed_file,
    slot_of,
)
from fieldtool.storage import backups, files, putting_back, schema, settings
from fieldtool.storage.blobs import BlobStore
from fieldtool.storage.database import Database, open_node
from fieldtool.storage.files import Reserve
from fieldtool.storage.models import Side

_MEMBERSHIP = "membership"
# A setting of the whole file: before it is read, nobody knows which project this is.
_WHOLE = ""


@dataclass(frozen=True)
class Membership:
    """What enrolment settled: who works for which project at which hub, with which keys.

    Attributes:
        person: the code that logs know, such as HRT-07.
        sex: `female`, `male` or empty; some interviews need an interviewer of the same sex.
        trained: whether this person may do interviews that need training.
        hub_key: the hub's Ed25519 key, pinned for ever; `hub_box_key` seals to the hub.
        higher_key: signs the hub's logs where the hub is a relay; empty where it is not.
    """

    project_id: str
    workspace: str
    person: str
    sex: str
    trained: bool
    language: str
    device: str
    title: str
    zone: str
    hub_url: str
    hub_key: bytes
    hub_box_key: bytes
    identity: Identity = field(repr=False)
    higher_key: bytes = b""

    @property
    def logs_key(self) -> bytes:
        """Return the key that signs `project` and the other logs of the hub."""
        return self.higher_key or self.hub_key


@dataclass(frozen=True)
class Workspace:
    """An unlocked workspace; the one writer of its log."""

    membership: Membership
    folder: Path
    database: Database = field(repr=False)
    # Wraps the keys of backups; empty for work that nobody keeps.
    backup_key: bytes = field(default=b"", repr=False)
    # Of work that nobody keeps: its key, sealed to whoever may open it again.
    sealed_key: bytes = field(default=b"", repr=False)
    blobs: BlobStore = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Photos and recordings lie beside the database, each under a key that is in there."""
        object.__setattr__(self, "blobs", BlobStore(self.folder / "blobs"))
        self.database.opens = OwnBoxes(self.membership.identity)

    @property
    def id(self) -> str:
        """Return the random id, also the name of the folder."""
        return self.membership.workspace

    @property
    def is_kept(self) -> bool:
        """Return whether anybody could open it again; nobody can what was tried or practised."""
        return bool(self.backup_key)

    @property
    def project_id(self) -> str:
        """Return the project that all of this belongs to."""
        return self.membership.project_id

    @property
    def person(self) -> str:
        """Return the person's code."""
        return self.membership.person

    @property
    def log(self) -> str:
        """Return the name of the log that this workspace alone writes."""
        return kinds.workspace_log(self.id)

    @property
    def identity(self) -> Identity:
        """Return the keys that sign the log."""
        return self.membership.identity

    @property
    def hub_url(self) -> str:
        """Return the address of the hub."""
        return self.membership.hub_url

    def close(self) -> None:
        """Lock: let go of the database and its key."""
        self.database.lock()
        spare.write_again(self.folder)


def create(
    folder: Path, membership: Membership, passphrase: str, effort: Effort, code: str = ""
) -> Workspace:
    """Set up a new workspace under *folder* and return it unlocked.

    The file of keys is written last: without it there is no workspace, only rubbish. *code* is a
    recovery code that opens it too.

    Raises:
        Problem: the passphrase is too short or common, or the disk does not take it.
    """
    data_key = random_bytes(KEY_SIZE)
    slots = [passphrases.make(passphrase, data_key, effort).to_tree()]
    if code:
        slots.append(recovery.make(code, data_key).to_tree())
    home = home_of(folder, membership.workspace)
    _make_home(home)
    database = _open(folder, home, data_key)
    with database.work() as session:
        settings.put(session, _WHOLE, _MEMBERSHIP, encode(to_tree(membership)).decode("utf-8"))
    keys: dict[str, Tree] = {
        "format": FORMAT,
        "person": membership.person,
        "slots": [dict[str, Tree](slot) for slot in slots],
        "workspace": membership.workspace,
    }
    files.write_atomically(home / KEYS, encode(keys))
    spare.ensure(home)
    return Workspace(membership, home, database, key_of_backups(data_key))


def create_unkept(folder: Path, membership: Membership, owner: bytes = b"") -> Workspace:
    """Set up a workspace whose key is in memory alone: once closed, nobody can read its file.

    Nobody but the *owner* of that key for boxes, where there is one: see `reopen_unkept`.
    """
    home, key = home_of(folder, membership.workspace), random_bytes(KEY_SIZE)
    _make_home(home)
    sealed = seal(owner, key) if owner else b""
    return Workspace(membership, home, _open(folder, home, key), sealed_key=sealed)


def reopen_unkept(
    folder: Path, membership: Membership, sealed: bytes, owner: Identity
) -> Workspace:
    """Open again what *owner* began under *folder*; *sealed* is its key, from `sealed_key`.

    Raises:
        Problem: it was begun by somebody else, or its file is not there any more.
    """
    home = home_of(folder, membership.workspace)
    if not (home / DATABASE).is_file():
        raise Problem(Code.WORKSPACE_MISSING)
    key = owner.unseal(sealed)
    return Workspace(membership, home, _open(folder, home, key), sealed_key=sealed)


def _make_home(home: Path) -> None:
    try:
        files.make_folder(home)
    except OSError as error:
        raise files.problem_of(error, home) from error


def listing(folder: Path) -> tuple[tuple[str, str], ...]:
    """Return (workspace, person code) of everyone whose work is under *folder*."""
    found = []
    for path in sorted((folder / "workspaces").glob(f"*/{KEYS}")):
        if ids.is_id(path.parent.name, ids.WORKSPACE):
            try:
                found.append((path.parent.name, keys_of(path).text("person")))
            except Problem:
                # Shown, not hidden: opening it says what is wrong.
                found.append((path.parent.name, "?"))
    return tuple(sorted(found, key=lambda one: (one[1], one[0])))


def unlock(folder: Path, workspace: str, passphrase: str, now: int) -> Workspace:
    """Open the workspace; *now* (milliseconds) is for the delay after wrong passphrases.

    Raises:
        Problem: the passphrase is wrong or comes too soon, or a file is missing or damaged.
    """
    home = home_of(folder, workspace)
    putting_back.finish(home)
    opened = _opened(folder, home, data_key_of(home, passphrase, now), now)
    spare.ensure(home)
    return opened


def unlock_by_code(folder: Path, workspace: str, code: str, now: int) -> tuple[Workspace, bytes]:
    """Open the workspace by its recovery code; return its key too, which gets new slots at once.

    Raises:
        Problem: RECOVERY_CODE_WRONG, RECOVERY_NOT_SET_UP, or a file is missing or damaged.
    """
    home = home_of(folder, workspace)
    putting_back.finish(home)
    slot = code_slot_of(home / KEYS)
    if slot is None:
        raise Problem(Code.RECOVERY_NOT_SET_UP)
    data_key = recovery.open_slot(slot, code)
    return _opened(folder, home, data_key, now), data_key


def data_key_of(home: Path, passphrase: str, now: int) -> bytes:
    """Return the key of the workspace in *home*; wrong passphrases cost more and more time.

    Raises:
        Problem: the passphrase is wrong or comes too soon, or the file of keys is damaged.
    """
    slot = slot_of(home / KEYS)
    tries = Tries(home / TRIES)
    tries.admit(now)
    try:
        data_key = passphrases.open_slot(slot, passphrase)
    except Problem as problem:
        if problem.code is Code.PASSPHRASE_WRONG:
            tries.wrong(now)
        raise
    tries.right()
    return data_key


def _opened(folder: Path, home: Path, data_key: bytes, now: int) -> Workspace:
    if not (home / DATABASE).is_file():
        # SQLite would begin an empty file and hide that the work is gone.
        raise Problem(Code.DATABASE_DAMAGED, {"place": str(home / DATABASE)})
    with backups.offered(home / BACKUPS, home / DATABASE):
        return opened_with(folder, home, data_key, now)


def opened_with(folder: Path, home: Path, data_key: bytes, now: int) -> Workspace:
    """Return the workspace whose database is in *home*, which may be staged for a restore.

    Raises:
        Problem: the database is damaged, newer, or no workspace's.
    """
    database = _open(folder, home, data_key, now)
    try:
        with database.read() as session:
            text = settings.get(session, _WHOLE, _MEMBERSHIP) or ""
        membership = of_tree(parse(text.encode("utf-8")))
    except NotCanonicalError as error:
        database.close()
        raise Problem(Code.DATABASE_DAMAGED, {"place": database.place}) from error
    except Problem:
        database.close()
        raise
    return Workspace(membership, home, database, key_of_backups(data_key))


def _open(folder: Path, home: Path, data_key: bytes, now: int = 0) -> Database:
    path = home / DATABASE
    file = sealed_file(path, data_key)
    database = open_node(
        file.connect,
        file.module,
        str(path),
        on_full=Reserve(folder).give_up,
    )

    def save() -> None:
        make_backup(home, key_of_backups(data_key), database, now)

    try:
        if path.is_file():
            database.check(encrypted=True)
        schema.prepare(database, Side.NODE, before_migration=save)
    except Problem:
        # A damaged file is left as it is: closing it properly would write to it.
        database.engine.dispose()
        raise
    return database


def to_tree(membership: Membership) -> dict[str, str]:
    """Return a membership as the encrypted file keeps it, secrets included."""
    higher = {"higher_key": to_base64(membership.higher_key)} if membership.higher_key else {}
    return {
        **higher,
        "box": to_base64(membership.identity.box_secret),
        "device": membership.device,
        "hub": membership.hub_url,
        "hub_box_key": to_base64(membership.hub_box_key),
        "hub_key": to_base64(membership.hub_key),
        "language": membership.language,
        "person": membership.person,
        "project": membership.project_id,
        "sex": membership.sex,
        "sign": to_base64(membership.identity.sign_seed),
        "title": membership.title,
        "trained": "yes" if membership.trained else "no",
        "workspace": membership.workspace,
        "zone": membership.zone,
    }


def of_tree(tree: Tree) -> Membership:
    """Read a membership; raises Problem or NotCanonicalError where something is missing."""
    fields = Fields.of_tree(tree, "membership")
    return Membership(
        project_id=fields.text("project"),
        workspace=fields.text("workspace"),
        person=fields.text("person"),
        sex=fields.text("sex"),
        trained=fields.text("trained") == "yes",
        language=fields.text("language"),
        device=fields.text("device"),
        title=fields.text("title"),
        zone=fields.text("zone"),
        hub_url=fields.text("hub"),
        hub_key=from_base64(fields.text("hub_key")),
        hub_box_key=from_base64(fields.text("hub_box_key")),
        identity=Identity(from_base64(fields.text("sign")), from_base64(fields.text("box"))),
        higher_key=from_base64(fields.text("higher_key", "")),
    )
