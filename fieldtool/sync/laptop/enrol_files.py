"""Enrolling without a network: a request file to the hub, an answer file back, on one stick.

enrolling/<workspace>.json in the data folder of a laptop: a request that waits for its answer, and
the keys that it speaks of, locked under the passphrase that was chosen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from fieldtool import diagnostics
from fieldtool.log import ids
from fieldtool.log.canonical import (
    Encodable,
    NotCanonicalError,
    Tree,
    encode,
    from_base64,
    parse,
    to_base64,
)
from fieldtool.log.content import Fields
from fieldtool.problems import Code, Problem
from fieldtool.security import passphrase as passphrases
from fieldtool.security.enrolment import Answer, Request
from fieldtool.security.keys import Identity, new_identity
from fieldtool.security.passphrase import Effort, Slot
from fieldtool.security.workspace import Workspace
from fieldtool.storage import files
from fieldtool.sync.laptop import enrol
from fieldtool.sync.laptop.enrol import Invitation

_WAITS = "fieldtool enrolment that waits 1"
_REQUEST = "fieldtool enrolment request file 1"
_ANSWER = "fieldtool enrolment answer file 1"
MOST_BYTES = 10_000
REQUEST_NAME, ANSWER_NAME = "enrolment.ft-request", "enrolment.ft-answer"


@dataclass(frozen=True)
class Waiting:
    """A request without an answer so far; `started` in milliseconds UTC by the laptop's clock."""

    workspace: str
    started: int
    request: bytes = field(repr=False)
    slot: Slot = field(repr=False)


def begin(
    folder: Path, invitation: Invitation, secret: str, now: int, effort: Effort | None = None
) -> Waiting:
    """Make keys and a request, and keep them until the answer comes.

    Raises:
        Problem: the passphrase is too short or common, the code or the address is none, or the
            disk does not take it.
    """
    passphrases.check(secret)
    url = enrol.address(invitation.hub_url)
    identity = new_identity()
    request = enrol.asked(invitation.code, identity, folder)
    kept = {
        "box": to_base64(identity.box_secret),
        "code": invitation.code,
        "hub": url,
        "hub_key": to_base64(invitation.hub_key or b""),
        "sign": to_base64(identity.sign_seed),
    }
    slot = passphrases.make(secret, encode(kept), effort or passphrases.calibrate())
    made = Waiting(request.workspace, now, request.to_bytes(), slot)
    _write(folder, made)
    diagnostics.event("enrolment:asked", workspace=made.workspace)
    return made


def waiting(folder: Path) -> tuple[Waiting, ...]:
    """Return the requests that have no answer yet, the oldest first; damaged ones are left out."""
    found = []
    for path in (folder / "enrolling").glob("*.json"):
        try:
            found.append(_read(path))
        except (OSError, NotCanonicalError, Problem):
            diagnostics.event("enrolment:damaged")
    return tuple(sorted(found, key=lambda one: (one.started, one.workspace)))


def request_file(waits: Waiting) -> bytes:
    """Return the file for the hub; it is no secret, and of no use to anybody else."""
    return encode({"format": _REQUEST, "request": to_base64(waits.request)})


def asked_in(raw: bytes) -> bytes:
    """Return the request in a file that somebody brought to the hub.

    Raises:
        Problem: ENROLMENT_CARRIED_NOT_VALID.
    """
    fields = _fields(raw, _REQUEST)
    try:
        return from_base64(fields.text("request"))
    except (NotCanonicalError, Problem) as error:
        raise Problem(Code.ENROLMENT_CARRIED_NOT_VALID) from error


def answer_file(request: bytes, answer: bytes) -> bytes:
    """Return the hub's *answer* to *request* as a file for the laptop."""
    workspace = Request.of_bytes(request).workspace
    return encode({"answer": to_base64(answer), "format": _ANSWER, "workspace": workspace})


def finish(
    folder: Path, raw: bytes, secret: str, effort: Effort | None = None, recovery_code: str = ""
) -> Workspace:
    """Set the work up with the answer in the file *raw*, and return it open.

    Raises:
        Problem: the file is none or for another laptop, the passphrase is not the one that was
            chosen, or the answer is not from the hub that gave the code. Nothing was set up then.
    """
    waits, answer = _answered(folder, raw)
    invitation, identity = _kept(passphrases.open_slot(waits.slot, secret))
    request = Request.of_bytes(waits.request)
    membership = enrol.settled(invitation, identity, request, answer)
    measured = effort or passphrases.calibrate()
    made = enrol.begun(folder, membership, secret, measured, recovery_code)
    forget(folder, waits.workspace)
    return made


def forget(folder: Path, workspace: str) -> None:
    """Destroy a request that is not needed any more, and its keys."""
    try:
        files.destroy(_path(folder, workspace))
    except OSError as error:
        raise files.problem_of(error, _path(folder, workspace)) from error


def _answered(folder: Path, raw: bytes) -> tuple[Waiting, Answer]:
    fields = _fields(raw, _ANSWER)
    try:
        name = fields.text("workspace")
        answer = Answer.of_bytes(from_base64(fields.text("answer")))
    except (NotCanonicalError, Problem) as error:
        raise Problem(Code.ENROLMENT_CARRIED_NOT_VALID) from error
    for one in waiting(folder):
        if one.workspace == name:
            return one, answer
    raise Problem(Code.ENROLMENT_NOT_ASKED)


def _kept(raw: bytes) -> tuple[Invitation, Identity]:
    fields = Fields.of_tree(parse(raw), "enrolment")
    hub_key = from_base64(fields.text("hub_key")) or None
    identity = Identity(from_base64(fields.text("sign")), from_base64(fields.text("box")))
    return Invitation(fields.text("hub"), fields.text("code"), hub_key), identity


def _fields(raw: bytes, wanted: str) -> Fields:
    try:
        fields = Fields.of_tree(parse(raw[:MOST_BYTES].strip()), "enrolment")
        if fields.text("format") == wanted:
            return fields
    except (NotCanonicalError, Problem) as error:
        raise Problem(Code.ENROLMENT_CARRIED_NOT_VALID) from error
    raise Problem(Code.ENROLMENT_CARRIED_NOT_VALID)


def _write(folder: Path, made: Waiting) -> None:
    tree: Mapping[str, Encodable] = {
        "format": _WAITS,
        "request": to_base64(made.request),
        "slot": made.slot.to_tree(),
        "started": str(made.started),
        "workspace": made.workspace,
    }
    path = _path(folder, made.workspace)
    try:
        files.write_atomically(path, encode(tree))
    except OSError as error:
        raise files.problem_of(error, path) from error


def _read(path: Path) -> Waiting:
    fields = Fields.of_tree(parse(path.read_bytes()), "enrolment")
    if fields.text("format") != _WAITS or fields.text("workspace") != path.stem:
        raise NotCanonicalError("another format")
    slot: Tree = fields.tree.get("slot", {})
    request = from_base64(fields.text("request"))
    return Waiting(path.stem, fields.number("started"), request, Slot.of_tree(slot))


def _path(folder: Path, workspace: str) -> Path:
    if not ids.is_id(workspace, ids.WORKSPACE):
        raise Problem(Code.WORKSPACE_MISSING)
    return folder / "enrolling" / f"{workspace}.json"
