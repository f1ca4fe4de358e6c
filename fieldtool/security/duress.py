"""A passphrase for whoever is forced to give one: it erases the work and opens an empty one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from fieldtool.log import ids
from fieldtool.problems import Code, Problem
from fieldtool.security import destroying, slots, spare, workspace
from fieldtool.security import passphrase as passphrases
from fieldtool.security.backoff import Tries
from fieldtool.security.folding import fold
from fieldtool.security.keys import new_identity
from fieldtool.security.workspace_files import TRIES, home_of
from fieldtool.storage.blobs import BlobStore

if TYPE_CHECKING:
    from fieldtool.security.workspace import Workspace
    from fieldtool.storage.mail import Mail

# Of the membership: what the empty work is not to know.
_SECRETS = ("sign", "box", "workspace")


@dataclass(frozen=True)
class Place:
    """Where the work of a laptop lies.

    Attributes:
        second: the folder on another disk that has copies of backups.
    """

    folder: Path
    mail: Mail
    second: Path | None = None


def choose(ws: Workspace, current: str, passphrase: str, now: int) -> None:
    """Let *passphrase* erase the work *ws* when somebody signs in with it.

    Raises:
        Problem: *current* does not open the work, *passphrase* is short, common, or opens it too.
    """
    passphrases.check(passphrase, slots.personal_of(ws))
    workspace.data_key_of(ws.folder, current, now)
    if fold(passphrase) == fold(current):
        raise Problem(Code.DURESS_SAME)
    tree = workspace.to_tree(ws.membership)
    content = {name: text for name, text in tree.items() if name not in _SECRETS}
    spare.fill(ws.folder, passphrase, content, spare.effort_of(ws.folder))


def drop(ws: Workspace, current: str, now: int) -> None:
    """Let no passphrase erase the work any more.

    Raises:
        Problem: *current* does not open the work.
    """
    workspace.data_key_of(ws.folder, current, now)
    spare.empty(ws.folder)


def give_way(
    place: Place, name: str, passphrase: str, shut: Callable[[str], None]
) -> Workspace | None:
    """Erase the work *name* and return an empty one, where *passphrase* is the one for that.

    *shut* closes the work in every window. The outbox stays, with the photos that belong to it.
    Nothing of this is written into the program's log.
    """
    home = home_of(place.folder, name)
    known = spare.opened(home, passphrase)
    if not isinstance(known, dict):
        return None
    effort = spare.effort_of(home)
    Tries(home / TRIES).right()
    shut(name)
    erase(place, name)
    new = {"sign": "", "box": "", "workspace": ids.new_id(ids.WORKSPACE)}
    member = replace(workspace.of_tree({**known, **new}), identity=new_identity())
    return workspace.create(place.folder, member, passphrase, effort)


def erase(place: Place, name: str) -> None:
    """Destroy the work *name* and every key to it; the outbox stays.

    What another program holds open is left: without its key it is rubbish.
    """

    def keep_photos(home: Path) -> None:
        place.mail.keep_left(BlobStore(home / "blobs"))

    try:
        destroying.destroy(place.folder, name, place.second, rescue=keep_photos, is_told=False)
    except Problem as problem:
        if problem.code is not Code.ERASING_NOT_FINISHED:
            raise
