"""A person's workspace on this laptop: a file of keys and an encrypted database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import sqlcipher3

from fieldtool.log import ids, kinds
from fieldtool.log.canonical import NotCanonicalError, Tree, encode, from_base64, parse, to_base64
from fieldtool.log.content import Fields
from fieldtool.problems import Code, Problem
from fieldtool.security import passphrase as passphrases
from fieldtool.security.backoff import Tries
from fieldtool.security.keys import KEY_SIZE, Identity, derived, random_bytes
from fieldtool.security.passphrase import Effort, Slot
from fieldtool.storage import files, schema, settings
from fieldtool.storage.blobs import BlobStore
from fieldtool.storage.database import Database, open_node
from fieldtool.storage.files import Reserve
from fieldtool.storage.models import Side

_FORMAT = "fieldtool keys 1"
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


@dataclass(frozen=True)
class Workspace:
    """An unlocked workspace; the one writer of its log."""

    membership: Membership
    folder: Path
    database: Database = field(repr=False)
    blobs: BlobStore = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Photos and recordings lie beside the database, each under a key that is in there."""
        object.__setattr__(self, "blobs", BlobStore(self.folder / "blobs"))

    @property
    def id(self) -> str:
        """Return the random id, also the name of the folder."""
        return self.membership.workspace

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

    def close(self) -> None:
        """Lock: let go of the database and its key."""
        self.database.close()


def create(folder: Path, membership: Membership, passphrase: str, effort: Effort) -> Workspace:
    """Set up a new workspace under *folder* and return it unlocked.

    The file of keys is written last: without it there is no workspace, only rubbish.

    Raises:
        Problem: the passphrase is too short or the disk does not take it.
    """
    data_key = random_bytes(KEY_SIZE)
    slot = passphrases.make(passphrase, data_key, effort)
    home = _home(folder, membership.workspace)
    home.mkdir(parents=True, exist_ok=True)
    database = _open(folder, home, data_key)
    with database.work() as session:
        settings.put(session, _WHOLE, _MEMBERSHIP, encode(_to_tree(membership)).decode("utf-8"))
    keys: dict[str, Tree] = {
        "format": _FORMAT,
        "person": membership.person,
        "slots": [dict[str, Tree](slot.to_tree())],
        "workspace": membership.workspace,
    }
    files.write_atomically(home / "keys.json", encode(keys))
    files.flush_folder(home.parent)
    return Workspace(membership, home, database)


def create_unkept(folder: Path, membership: Membership) -> Workspace:
    """Set up a workspace whose key is in memory alone: once closed, nobody can read its file."""
    home = _home(folder, membership.workspace)
    home.mkdir(parents=True, exist_ok=True)
    return Workspace(membership, home, _open(folder, home, random_bytes(KEY_SIZE)))


def listing(folder: Path) -> tuple[tuple[str, str], ...]:
    """Return (workspace, person code) of everyone whose work is under *folder*."""
    found = []
    for path in sorted((folder / "workspaces").glob("*/keys.json")):
        if ids.is_id(path.parent.name, ids.WORKSPACE):
            try:
                found.append((path.parent.name, _keys(path).text("person")))
            except Problem:
                # Shown, not hidden: opening it says what is wrong.
                found.append((path.parent.name, "?"))
    return tuple(sorted(found, key=lambda one: (one[1], one[0])))


def unlock(folder: Path, workspace: str, passphrase: str, now: int) -> Workspace:
    """Open the workspace; *now* (milliseconds) is for the delay after wrong passphrases.

    Raises:
        Problem: the passphrase is wrong or comes too soon, or a file is missing or damaged.
    """
    home = _home(folder, workspace)
    slot = _slot(home / "keys.json")
    tries = Tries(home / "tries.json")
    tries.admit(now)
    try:
        data_key = passphrases.open_slot(slot, passphrase)
    except Problem as problem:
        if problem.code is Code.PASSPHRASE_WRONG:
            tries.wrong(now)
        raise
    tries.right()
    return _opened(folder, home, data_key)


def _opened(folder: Path, home: Path, data_key: bytes) -> Workspace:
    if not (home / "work.db").is_file():
        # SQLite would begin an empty file and hide that the work is gone.
        raise Problem(Code.DATABASE_DAMAGED, {"place": str(home / "work.db")})
    database = _open(folder, home, data_key)
    try:
        with database.read() as session:
            text = settings.get(session, _WHOLE, _MEMBERSHIP) or ""
        membership = _of_tree(parse(text.encode("utf-8")))
    except NotCanonicalError as error:
        database.close()
        raise Problem(Code.DATABASE_DAMAGED, {"place": database.place}) from error
    except Problem:
        database.close()
        raise
    return Workspace(membership, home, database)


def _open(folder: Path, home: Path, data_key: bytes) -> Database:
    path = home / "work.db"
    database = open_node(
        _creator(path, derived(data_key, "fieldtool db v1")),
        sqlcipher3.dbapi2,
        str(path),
        on_full=Reserve(folder).give_up,
    )
    try:
        if path.is_file():
            database.check(encrypted=True)
        schema.prepare(database, Side.NODE)
    except Problem:
        # A damaged file is left as it is: closing it properly would write to it.
        database.engine.dispose()
        raise
    return database


def _creator(path: Path, key: bytes) -> Callable[[], object]:
    def connect() -> object:
        connection = sqlcipher3.dbapi2.connect(str(path), check_same_thread=False)
        # What it would print to the terminal says nothing that a Problem does not say better.
        connection.execute("PRAGMA cipher_log_level = NONE")
        # A raw key: SQLCipher stretches nothing, Argon2id did. It is in no URL and in no log.
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        return connection

    return connect


def _home(folder: Path, workspace: str) -> Path:
    if not ids.is_id(workspace, ids.WORKSPACE):
        raise Problem(Code.WORKSPACE_MISSING)
    return folder / "workspaces" / workspace


def _keys(path: Path) -> Fields:
    if not path.is_file():
        raise Problem(Code.WORKSPACE_MISSING)
    try:
        fields = Fields.of_tree(parse(path.read_bytes()), "keys")
        is_ours = fields.text("format") == _FORMAT
    except (OSError, NotCanonicalError, Problem) as error:
        raise Problem(Code.KEYS_DAMAGED, {"place": str(path)}) from error
    if not is_ours:
        raise Problem(Code.KEYS_DAMAGED, {"place": str(path)})
    return fields


def _slot(path: Path) -> Slot:
    fields = _keys(path)
    try:
        return Slot.of_tree(fields.items("slots")[0].tree)
    except (Problem, NotCanonicalError, IndexError) as error:
        raise Problem(Code.KEYS_DAMAGED, {"place": str(path)}) from error


def _to_tree(membership: Membership) -> dict[str, str]:
    return {
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


def _of_tree(tree: Tree) -> Membership:
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
    )
