"""Workspaces that nobody keeps: told what a hub would say, under a key that is in memory alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from fieldtool.log import ids
from fieldtool.log.kinds import FORM, PROJECT, SITES, FormPublished, ProjectSettings
from fieldtool.log.registers import ENTITY
from fieldtool.log.sites import Site, Sites
from fieldtool.security import workspace as workspaces
from fieldtool.security import writer
from fieldtool.security.hubkeys import HubIdentity
from fieldtool.security.keys import new_identity
from fieldtool.security.workspace import Membership

if TYPE_CHECKING:
    from fieldtool.log.canonical import Encodable
    from fieldtool.log.clock import Clock
    from fieldtool.log.people import PersonTold
    from fieldtool.security.workspace import Workspace


# Of entities, so that it begins at once; forms have something to choose from.
MOST_CHANGES = 200


@dataclass(frozen=True)
class Said:
    """What such a laptop is told.

    Attributes:
        entities: changes of entities, as the log has them, by the entity.
        sealed: gives the ciphertext of a medium of a form by the name of the blob, None where it
            is not here.
    """

    settings: ProjectSettings
    forms: Sequence[FormPublished]
    sites: Sequence[Site]
    sealed: Callable[[str], bytes | None] | None = None
    entities: Sequence[tuple[str, Mapping[str, Encodable]]] = ()


def made(
    folder: Path, said: Said, person: PersonTold, clock: Clock, owner: bytes = b""
) -> Workspace:
    """Return a new workspace of *person* that has been told *said*.

    Once it is closed, nobody opens it again but the *owner* of that key for boxes.

    Its hub has no address and made its keys for this workspace alone: nothing that is written here
    could be taken for a word of the real one, or be sent to it.

    Raises:
        Problem: the disk does not take it.
    """
    hub = HubIdentity(new_identity(), ids.new_id(ids.EPOCH))
    ws = workspaces.create_unkept(folder, _membership(said.settings, person, hub), owner)
    now, own = clock.now(), hub.writer(ws.project_id)
    # What comes of it is no interview, and whoever made it may look at it: it is not sealed.
    told = [
        (PROJECT, ws.project_id, replace(said.settings, seal_key="").to_content()),
        (SITES, ws.project_id, Sites(tuple(said.sites)).to_content()),
        *((FORM, form.hash, form.to_content()) for form in said.forms),
        *((ENTITY, entity, content) for entity, content in said.entities),
    ]
    for form in said.forms:
        _take_media(ws, form, said)
    with ws.database.work() as session:
        for kind, subject, content in told:
            writer.append(session, own, kind, subject, content, clock=now)
    return ws


def _take_media(ws: Workspace, form: FormPublished, said: Said) -> None:
    for ref in form.media.values():
        ciphertext = said.sealed(ref.name) if said.sealed else None
        if ciphertext is not None:
            ws.blobs.put(ref.name, ciphertext)


def _membership(settings: ProjectSettings, person: PersonTold, hub: HubIdentity) -> Membership:
    return Membership(
        project_id=settings.id,
        workspace=ids.new_id(ids.WORKSPACE),
        person=person.code,
        sex=person.sex,
        trained=person.trained,
        language=person.language,
        device=ids.new_id(ids.DEVICE),
        title="",
        zone=settings.zone,
        hub_url="",
        hub_key=hub.keys.verify_key,
        hub_box_key=hub.keys.box_key,
        identity=new_identity(),
    )
