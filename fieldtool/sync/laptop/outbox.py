"""The outbox of a workspace: what no receipt proves, sealed to the hub, for anybody to carry."""

from __future__ import annotations

import hashlib
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fieldtool import diagnostics
from fieldtool.log import canonical
from fieldtool.problems import Code, Problem
from fieldtool.storage import settings
from fieldtool.storage.queries import asked, cursors
from fieldtool.sync.hub import key_notices
from fieldtool.sync.hub.key_notices import Sender
from fieldtool.sync.laptop import carrying, photos, purging, taking
from fieldtool.sync.wire import bundles, exchange_keys, requests

if TYPE_CHECKING:
    from fieldtool.log.clock import Clock
    from fieldtool.security.workspace import Workspace
    from fieldtool.storage.mail import Mail
    from fieldtool.sync.wire.messages import AnswerBody, AnswerHeader
    from fieldtool.sync.wire.requests import Prepared

# Tens of thousands of interviews of one person; what is beyond goes with the next parcel. A hub
# takes twice as much over the network.
MOST_PACKED = 4 * 1024 * 1024
# A setting of the workspace's database: which parcel waits, and what is in it.
_PARCEL = "parcel"
# A sending in a thread of its own and a page may look into the mailbox at the same moment.
_ONE_AT_A_TIME = threading.Lock()
# Trouble of this computer's disk, not of an answer: the answer waits for the next time.
_OF_THE_DISK = frozenset(
    {Code.DISK_FULL, Code.DISK_FAILING, Code.DISK_READ_ONLY, Code.DATABASE_BUSY}
)


@dataclass(frozen=True)
class Settled:
    """What a look into the mailbox did.

    Attributes:
        proven: entries that answers newly proved.
        received: new entries of the hub's logs.
        refused: what was wrong with answers that could not be taken.
    """

    proven: int = 0
    received: int = 0
    refused: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class _Opened:
    """An answer that waits, and how to name it."""

    name: str
    header: AnswerHeader
    body: AnswerBody


def settle(ws: Workspace, mail: Mail, clock: Clock, *, asks: bool = False) -> Settled:
    """Take the answers that wait, then let a parcel wait with all that is not proven.

    A parcel that is not needed any more goes away. *asks*: where nothing waits, a parcel asks the
    hub for news. Of work that nobody keeps, such as practice, nothing ever waits.

    Raises:
        Problem: the disk does not take it. The log is untouched, and the parcel that waited still
            does.
    """
    if not ws.is_kept:
        return Settled()
    with _ONE_AT_A_TIME:
        return _settled(ws, mail, clock, asks=asks)


def _settled(ws: Workspace, mail: Mail, clock: Clock, *, asks: bool) -> Settled:
    address = bundles.address(ws.identity.box_key)
    settled = _take_all(ws, mail, clock, address)
    _take_notice(ws, mail, address)
    mail.begin(address, ws.membership.hub_url, bundles.address(exchange_keys.at_laptop(ws)))
    _take_media(ws, mail)
    purging.purge(ws, clock.now().wall)
    photos_here = tuple(one for one in photos.waiting(ws) if ws.blobs.has(one))
    mail.keep_photos(address, photos_here)
    # Their proof comes with an answer, so something has to ask for it.
    asks = asks or bool(photos_here)
    _leave_parcel(ws, mail, clock, asks=asks)
    return settled


def _take_all(ws: Workspace, mail: Mail, clock: Clock, address: str) -> Settled:
    opened, refused = [], []
    for name, raw in mail.answers(address).items():
        try:
            answer = _opened(ws, mail, name, raw)
            if answer is None:
                mail.drop_answer(address, name)
            else:
                opened.append(answer)
        except Problem as problem:
            refused.append(_put_away(mail, address, name, problem))
    before, received = _proven(ws), 0
    for one in sorted(opened, key=lambda each: each.header.clock.wall):
        try:
            received += _take(ws, clock, one)
        except Problem as problem:
            refused.append(_put_away(mail, address, one.name, problem))
        else:
            mail.drop_answer(address, one.name)
    return Settled(max(0, _proven(ws) - before), received, tuple(refused))


def _take_media(ws: Workspace, mail: Mail) -> None:
    """Take what came on a stick of the media that this person's forms show."""
    brought = mail.media.names()
    for ref in carrying.wanted(ws) if brought else ():
        if ref.name in brought:
            ws.blobs.put(ref.name, mail.media.get(ref.name))
    mail.forget_media()


def _take_notice(ws: Workspace, mail: Mail, address: str) -> None:
    """Seal to what the hub said when it could not open a parcel.

    After the answers, which may have overtaken it.
    """
    raw = mail.notice(address)
    if raw is None:
        return
    notice = key_notices.of_bytes(raw)
    if notice is not None:
        sender = Sender(ws.project_id, ws.log)
        with ws.database.work() as session:
            key_notices.take_carried(session, notice, sender, ws.membership.hub_key)
    mail.drop_notice(address)


def _opened(ws: Workspace, mail: Mail, name: str, raw: bytes) -> _Opened | None:
    """Open an answer and make sure that this laptop asked for it.

    None for a notice on the hub's key, which then waits to be looked at after all answers.

    Raises:
        Problem: BUNDLE_DAMAGED, SEALED_TO_ANOTHER, HUB_ANSWER_WRONG, PROTOCOL_UNKNOWN, or
            ANSWER_NOT_ASKED.
    """
    found = bundles.parse(raw)
    content = found.content(ws.identity)
    if found.type == bundles.KEY:
        mail.keep_notice(found.receiver, content)
        return None
    header, body = requests.checked(ws, content)
    with ws.database.read() as session:
        if not asked.is_known(session, ws.project_id, header.request):
            raise Problem(Code.ANSWER_NOT_ASKED)
    return _Opened(name, header, body)


def _take(ws: Workspace, clock: Clock, answer: _Opened) -> int:
    header = answer.header
    with ws.database.read() as session:
        at = header.clock.wall
        is_old = asked.is_overtaken(session, ws.project_id, header.request, at)
    if is_old:
        # All that it says the hub said again, or will: nobody has to know.
        diagnostics.event("inbox:overtaken", workspace=ws.id)
        return 0
    received = taking.take(ws, header, answer.body, clock.now(), carried=True).received
    diagnostics.event("inbox:taken", workspace=ws.id, received=received)
    return received


def _put_away(mail: Mail, address: str, name: str, problem: Problem) -> Problem:
    if problem.code in _OF_THE_DISK:
        raise problem
    if problem.code is not Code.PROTOCOL_UNKNOWN:
        # The hub has what it proves, and says so again; a later program can read the others.
        mail.drop_answer(address, name)
    diagnostics.event("inbox:refused", reason=problem.code.reference)
    return problem


def _leave_parcel(ws: Workspace, mail: Mail, clock: Clock, *, asks: bool) -> None:
    address = bundles.address(ws.identity.box_key)
    ready = requests.prepared(ws, clock, taking.last_marks(ws))
    if ready.is_empty and not asks:
        if mail.parcel(address) is not None:
            mail.drop_parcel(address)
        return
    inside = _inside(ws, ready)
    if _note(mail.parcel(address), inside) == _noted(ws):
        return
    container = requests.packed(ws, ready, MOST_PACKED)
    raw = bundles.pack(bundles.REQUEST, address, ready.box_key, container)
    # First the log of this laptop knows of the request: its answer may come at once.
    with ws.database.work() as session:
        asked.note(session, ws.project_id, hashlib.sha256(container).hexdigest())
        # By this the hub names it where it cannot open it.
        asked.note(session, ws.project_id, bundles.parse(raw).digest)
        settings.put(session, ws.project_id, _PARCEL, _note(raw, inside))
    mail.keep_parcel(address, raw)
    diagnostics.event("outbox:written", workspace=ws.id, bytes=len(raw))


def _inside(ws: Workspace, ready: Prepared) -> str:
    """Return what a parcel holds in a few letters, so that the same is not written twice.

    After an answer was taken it is another request, whatever is in it: the hub's clock may have
    been put back, and then the answer to an older one would seem to be overtaken.
    """
    with ws.database.read() as session:
        taken = str(asked.taken(session, ws.project_id))
    header = {**ready.header.to_tree(), "clock": ""}
    after = ready.own.after if ready.own else "nothing"
    # What was erased since is to be erased in what lies here too.
    stubs = sum(entry.is_stub for run in (ready.own, *ready.back) if run for entry in run.entries)
    back = [[run.signed.tip.log, run.after, run.signed.tip.id] for run in ready.back]
    inside = {"after": after, "back": back, "stubs": str(stubs), "taken": taken}
    key = canonical.to_base64(ready.box_key)
    said = canonical.encode({**inside, "header": header, "key": key})
    return hashlib.sha256(said).hexdigest()


def _note(parcel: bytes | None, inside: str) -> str:
    return f"{hashlib.sha256(parcel or b'').hexdigest()} {inside}"


def _noted(ws: Workspace) -> str | None:
    with ws.database.read() as session:
        return settings.get(session, ws.project_id, _PARCEL)


def _proven(ws: Workspace) -> int:
    with ws.database.read() as session:
        receipt = cursors.newest_receipt(session, ws.project_id, ws.log)
    return receipt.count if receipt else 0
