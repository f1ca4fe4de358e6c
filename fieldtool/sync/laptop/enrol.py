"""Enrolling on a laptop: a code from the hub becomes a workspace."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from fieldtool import diagnostics
from fieldtool.log import ids
from fieldtool.log.canonical import NotCanonicalError
from fieldtool.problems import Code, Problem
from fieldtool.security import enrolment, escrow, passphrase, workspace
from fieldtool.security.device import device_id
from fieldtool.security.enrolment import Answer, Request
from fieldtool.security.keys import Identity, new_identity
from fieldtool.security.passphrase import Effort
from fieldtool.security.workspace import Membership, Workspace
from fieldtool.sync.wire import exchange

if TYPE_CHECKING:
    import httpx

CONTENT_TYPE = "application/json"
_TRIES = 3


@dataclass(frozen=True)
class Invitation:
    """What a person brings: the hub's address and the code.

    A file also names the hub's key, and the certificates that prove it where it has its own.
    """

    hub_url: str
    code: str = field(repr=False)
    hub_key: bytes | None = None
    roots: str = field(default="", repr=False)


def enrol(
    client: httpx.Client,
    invitation: Invitation,
    secret: str,
    folder: Path,
    effort: Effort | None = None,
    recovery_code: str = "",
) -> Workspace:
    """Set up a workspace under *folder*, locked by the passphrase *secret*, and return it open.

    *effort* is what one guess of the passphrase costs; measured on this computer if not given.
    *recovery_code* opens it too, and waits to be sealed for the hub.

    Raises:
        Problem: the passphrase is too short or common, the code is not good, the hub does not
            answer, or what answered is not the hub that gave the code. Nothing was set up then.
    """
    # First all that can go wrong here: the code is good only once.
    passphrase.check(secret)
    measured = effort or passphrase.calibrate()
    identity = new_identity()
    request = asked(invitation.code, identity, folder)
    url, answer = ask(client, invitation, request)
    membership = _membership(url, request, answer, identity)
    return begun(folder, membership, secret, measured, recovery_code)


def asked(code: str, identity: Identity, folder: Path) -> Request:
    """Return the request of this laptop that *code* proves.

    Raises:
        Problem: CODE_NOT_VALID.
    """
    return Request(
        lookup=enrolment.lookup(code),
        workspace=ids.new_id(ids.WORKSPACE),
        device=device_id(folder),
        sign_key=identity.verify_key,
        box_key=identity.box_key,
    ).proven(enrolment.proof_key(code))


def settled(
    invitation: Invitation, identity: Identity, request: Request, answer: Answer
) -> Membership:
    """Return what *answer* settled, once it is proven to be for *request* and from that hub.

    Raises:
        Problem: ENROLMENT_ALTERED.
    """
    _refuse_altered(invitation, request, answer)
    return _membership(address(invitation.hub_url), request, answer, identity)


def begun(
    folder: Path, membership: Membership, secret: str, effort: Effort, recovery_code: str
) -> Workspace:
    """Set the work up and return it open; raises Problem."""
    made = workspace.create(folder, membership, secret, effort, recovery_code)
    if recovery_code:
        escrow.keep(made, recovery_code)
    diagnostics.event("workspace:enrolled", workspace=made.id)
    return made


def spoken(hub_url: str, code: str) -> str:
    """Return what the QR code of a card holds: address and code in one line."""
    return f"{hub_url} {code}"


def told(hub_url: str, typed: str) -> Invitation:
    """Return the invitation that somebody typed, or that was read from a QR code into one field.

    Raises:
        Problem: CODE_NOT_VALID.
    """
    parts = typed.split()
    if len(parts) > 1 and "://" in parts[0]:
        hub_url, typed = parts[0], "".join(parts[1:])
    return Invitation(hub_url, enrolment.understood(typed))


def address(text: str) -> str:
    """Return the hub's address that somebody typed, with its scheme and without a last slash.

    Raises:
        Problem: this is no address.
    """
    url = text.strip()
    if "://" not in url:
        url = f"https://{url}"
    url = url.rstrip("/")
    try:
        parts = urlsplit(url)
        is_good = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        is_good = False
    if not is_good:
        raise Problem(Code.HUB_UNREACHABLE, {"address": text.strip()[:100]})
    return url


def check_number(made: Workspace) -> str:
    """Return the twelve digits that the hub shows for this workspace too."""
    own = (made.identity.verify_key, made.identity.box_key)
    hub = (made.membership.hub_key, made.membership.hub_box_key)
    return enrolment.check_number(own, hub)


def ask(client: httpx.Client, invitation: Invitation, request: Request) -> tuple[str, Answer]:
    """Return the hub's address and its answer to *request*, which is to be proven with the code.

    Raises:
        Problem: the code is not good, the hub does not answer, or what answered is another one.
    """
    url = address(invitation.hub_url)
    answer = _asked(client, url, request)
    _refuse_altered(invitation, request, answer)
    return url, answer


def _refuse_altered(invitation: Invitation, request: Request, answer: Answer) -> None:
    pinned = invitation.hub_key or answer.sign_key
    is_proven = answer.is_proven(enrolment.proof_key(invitation.code), request)
    if not is_proven or answer.sign_key != pinned:
        raise Problem(Code.ENROLMENT_ALTERED)


def _asked(client: httpx.Client, url: str, request: Request) -> Answer:
    for last in (*[False] * (_TRIES - 1), True):
        try:
            raw = exchange.post(client, f"{url}/enrol", request.to_bytes(), CONTENT_TYPE)
            return Answer.of_bytes(raw)
        except NotCanonicalError as error:
            raise Problem(Code.HUB_ANSWER_WRONG, {"address": url}) from error
        except Problem as problem:
            # The answer may have been lost after the hub took the code; with the same keys it
            # gives the same answer again.
            if last or problem.code not in {Code.HUB_SLOW, Code.HUB_UNREACHABLE}:
                raise
    raise Problem(Code.HUB_UNREACHABLE, {"address": url})


def _membership(url: str, request: Request, answer: Answer, identity: Identity) -> Membership:
    return Membership(
        project_id=answer.project,
        workspace=request.workspace,
        person=answer.person,
        sex=answer.sex,
        trained=answer.trained,
        language=answer.language,
        device=request.device,
        title=answer.title,
        zone=answer.zone,
        hub_url=url,
        hub_key=answer.sign_key,
        hub_box_key=answer.box_key,
        identity=identity,
        higher_key=answer.logs_key,
    )
