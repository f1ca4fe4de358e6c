"""Handing a draft over to a colleague at another laptop, by way of the hub, network or stick.

It travels sealed to the colleague's key, so whatever carries it reads nothing. Here it is closed
and kept until the hub says that the colleague has it: whatever is lost on the way, it can be taken
back.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from fieldtool import diagnostics
from fieldtool.collect import from_paper, guarding
from fieldtool.log import handovers as log
from fieldtool.log import ids
from fieldtool.log.handovers import BACK, HAND, TAKEN, Handed, Outline
from fieldtool.log.kinds import log_to
from fieldtool.log.sealed import BOX, BOX_FOR
from fieldtool.problems import Code, Problem
from fieldtool.security import sealing, writer
from fieldtool.storage.queries import attachments as stored_files
from fieldtool.storage.queries import colleagues as stored_colleagues
from fieldtool.storage.queries import (
    cursors,
    entries,
    exchange_keys,
    forms,
    handovers,
    projects,
    revocations,
)
from fieldtool.storage.queries import drafts as stored
from fieldtool.storage.queries.attachments import Attachment
from fieldtool.storage.queries.drafts import Draft, Line

if TYPE_CHECKING:
    from fieldtool.collect.returning import Remarks
    from fieldtool.collect.sitting import Sittings
    from fieldtool.log.canonical import Encodable
    from fieldtool.log.clock import Clock
    from fieldtool.security.workspace import Workspace
    from fieldtool.storage.database import Session
    from fieldtool.storage.queries.colleagues import Announced
    from fieldtool.storage.queries.handovers import Offer

# Where a draft is that was handed over, for whoever handed it over.
HERE, AT_HUB = "here", "at_hub"


@dataclass(frozen=True)
class Passed:
    """A draft that was handed over.

    Attributes:
        state: HERE, AT_HUB, or what became of it, one of `log.STATES` but WAITS.
        is_lost: the hub has locked the laptop that it is for.
    """

    offer: Offer
    person: str
    state: str
    is_lost: bool


def colleagues(ws: Workspace) -> list[Announced]:
    """Return whom a draft can be handed over to, by person, the newest laptop of each first.

    Of work that nobody keeps, such as practice, nothing is handed over.
    """
    if not ws.is_kept:
        return []
    with ws.database.read() as session:
        return _colleagues(session, ws)


def _colleagues(session: Session, ws: Workspace) -> list[Announced]:
    heard = set(forms.heard(session, ws.project_id))
    known: dict[str, Announced] = {}
    for one in stored_colleagues.all_of(session, ws.project_id):
        is_heard = one.log in heard and one.colleague.workspace != ws.id
        if is_heard and not _is_lost(session, ws, one.colleague.workspace):
            known.setdefault(one.colleague.workspace, one)
    return list(known.values())


def hand_over(ws: Workspace, draft: Draft, to: str, remarks: Remarks, clock: Clock) -> None:
    """Offer *draft* to the colleague at the workspace *to*, and close it here.

    *remarks* are what a coordinator said of it, where it was returned.

    Raises:
        Problem: COLLEAGUE_UNKNOWN, PRACTICE_STAYS, or the draft is not open any more, or
            the disk does not take it: then it is still here, open.
    """
    if not ws.is_kept:
        raise Problem(Code.PRACTICE_STAYS)
    now = clock.now()
    with ws.database.work() as session:
        chosen = _chosen(session, ws, to)
        head = stored.head(session, ws.project_id, draft.id)
        if head is None or head.state != stored.OPEN:
            raise Problem(Code.DRAFT_UNKNOWN)
        handed = _handed(session, ws, draft, to, remarks)
        content = _sealed(session, ws, handed, chosen.colleague.box_key)
        writer.append(
            session,
            ws,
            HAND,
            draft.id,
            content,
            clock=now,
            parents=draft.parents,
            blobs=[ref.blob for ref in handed.attachments.values()],
        )
        closed = replace(draft, state=stored.HANDED, reason=handed.outline.name, place="")
        stored.put(session, ws.project_id, closed)
    diagnostics.event("draft:offered", workspace=ws.id, to=to)


def passed(ws: Workspace) -> list[Passed]:
    """Return what was handed over and is not forgotten here, the last one first."""
    with ws.database.read() as session:
        if not handovers.is_any(session, ws.project_id):
            return []
        said = handovers.words(session, ws.project_id)
        people = _people(session, ws)
        receipt = cursors.newest_receipt(session, ws.project_id, ws.log)
        proven = receipt.count if receipt else 0
        found = []
        for offer in handovers.offers(session, ws.project_id, ws.log):
            state = log.became(said[offer.outline.name], ws.log, log_to(ws.id))
            if state == log.WAITS:
                place = entries.count_of(session, ws.project_id, ws.log, offer.entry)
                state = AT_HUB if place and place <= proven else HERE
            to = offer.outline.to
            found.append(Passed(offer, people.get(to, ""), state, _is_lost(session, ws, to)))
    return found[::-1]


def take_back(ws: Workspace, name: str, clock: Clock) -> Draft:
    """Go on here with a draft that was handed over and that nobody is known to have taken.

    Raises:
        Problem: HAND_OVER_UNKNOWN, or HAND_OVER_TAKEN.
    """
    found = {one.offer.outline.name: one for one in passed(ws)}.get(name)
    if found is None:
        raise Problem(Code.HAND_OVER_UNKNOWN)
    if found.state == log.IS_TAKEN:
        raise Problem(Code.HAND_OVER_TAKEN, {"person": found.person})
    with ws.database.work() as session:
        draft = stored.get(session, ws.project_id, found.offer.interview)
        if draft is None or (draft.state, draft.reason) != (stored.HANDED, name):
            raise Problem(Code.HAND_OVER_UNKNOWN)
        writer.append(session, ws, BACK, draft.id, log.about(name), clock=clock.now())
        opened = replace(draft, state=stored.OPEN, reason="", changed_at=clock.now().wall)
        stored.put(session, ws.project_id, opened)
    return opened


def offered(ws: Workspace) -> list[Offer]:
    """Return what colleagues handed over to this workspace and is not open, the last one first."""
    with ws.database.read() as session:
        return handovers.open_offers(session, ws.project_id, ws.log)


def take(sittings: Sittings, name: str, clock: Clock) -> Draft:
    """Make a draft of this workspace of what a colleague handed over.

    Raises:
        Problem: nothing of that name waits; it cannot be opened; its form is not here or is for
            trained people; or the same interview was worked on here: nothing is overwritten.
    """
    ws = sittings.workspace
    now = clock.now()
    with ws.database.read() as session:
        waiting = handovers.open_offers(session, ws.project_id, ws.log)
        offer = {one.outline.name: one for one in waiting}.get(name)
        if offer is None:
            raise Problem(Code.HAND_OVER_UNKNOWN)
        handed = handovers.content(session, ws.project_id, offer)
    guarding.refuse_untrained(ws, sittings.form(handed.outline.form_hash))
    sittings.forget(offer.interview)
    with ws.database.work() as session:
        _refuse_overwriting(session, ws, offer, handed)
        draft = _kept(session, ws, offer, handed, now.wall)
        writer.append(session, ws, TAKEN, draft.id, log.about(name), clock=now)
    return draft


def taken_over(ws: Workspace, draft: Draft) -> tuple[str, bool]:
    """Return who had a draft before that came by the hub, and whether that person goes on as well.

    Empty for any other.
    """
    with ws.database.read() as session:
        if not handovers.is_any(session, ws.project_id):
            return "", False
        said = handovers.words(session, ws.project_id)
        here = log_to(ws.id)
        mine = [
            one
            for one in handovers.offers(session, ws.project_id, here)
            if one.interview == draft.id and log.Word(TAKEN, ws.log) in said[one.outline.name]
        ]
    if not mine:
        return "", False
    last = mine[-1].outline
    return last.by, log.Word(BACK, here) in said[last.name]


def also_at(ws: Workspace, draft: Draft) -> str:
    """Return who is known to have an open draft as well, as after an old copy; empty for nobody."""
    for one in passed(ws):
        is_open_here = one.offer.interview == draft.id and draft.state == stored.OPEN
        if is_open_here and one.state not in (log.GAVE_BACK, log.TOOK_BACK):
            return one.person
    return ""


def _chosen(session: Session, ws: Workspace, to: str) -> Announced:
    for one in _colleagues(session, ws):
        if one.colleague.workspace == to:
            return one
    raise Problem(Code.COLLEAGUE_UNKNOWN)


def _is_lost(session: Session, ws: Workspace, workspace: str) -> bool:
    return revocations.find(session, ws.project_id, workspace) is not None


def _people(session: Session, ws: Workspace) -> dict[str, str]:
    known = stored_colleagues.all_of(session, ws.project_id)
    return {one.colleague.workspace: one.colleague.person for one in known}


def _handed(session: Session, ws: Workspace, draft: Draft, to: str, remarks: Remarks) -> Handed:
    form = next(
        (one for one in forms.versions(session, ws.project_id) if one.hash == draft.form_hash), None
    )
    if form is None:
        raise Problem(Code.FORM_NOT_HERE)
    name = ids.new_id(ids.HAND_OVER)
    files = stored_files.of_draft(session, ws.project_id, draft.id)
    return Handed(
        Outline(name, to, draft.number, form.form_id, draft.form_hash, draft.site),
        draft.language,
        draft.started,
        draft.assignment,
        draft.meeting,
        draft.asked,
        draft.answered,
        draft.parents,
        tuple(
            log.Line(line.path, line.value, line.at)
            for line in stored.journal(session, ws.project_id, draft.id)
        ),
        {name: one.ref for name, one in files.items()},
        {name: one.length for name, one in files.items()},
        from_paper.of(session, ws.project_id, draft.id),
        remarks.general,
        remarks.by_path,
    )


def _sealed(session: Session, ws: Workspace, handed: Handed, key: bytes) -> dict[str, Encodable]:
    """Return what is written: in one box for the colleague, in another for whoever decides.

    Where the colleague's laptop is lost as well, a coordinator gives the draft to somebody else.
    """
    own = sealing.seal_key_of(projects.find(session, ws.project_id))
    said = exchange_keys.announced(session, ws.project_id)
    hub = said.key if said else ws.membership.hub_box_key
    other = {BOX: own} if own else {log.BOX_HUB: hub}
    source = forms.source(session, ws.project_id, handed.outline.form_hash)
    if source is None:
        raise Problem(Code.FORM_NOT_HERE)
    form = (source.hash, source.xform)
    return sealing.sealed_words(handed.to_content(), log.CLEAR, form, {BOX_FOR: key, **other})


def _refuse_overwriting(session: Session, ws: Workspace, offer: Offer, handed: Handed) -> None:
    known = stored.get(session, ws.project_id, offer.interview)
    if known is None or known.state == stored.HANDED:
        return
    # One that was finished here, and came back since by way of a colleague, goes on.
    if known.state != stored.FINALISED or not handed.parents:
        raise Problem(Code.HAND_OVER_HERE_ALREADY, {"number": known.number})


def _kept(session: Session, ws: Workspace, offer: Offer, handed: Handed, now: int) -> Draft:
    said, project = handed.outline, ws.project_id
    draft = Draft(
        id=offer.interview,
        number=said.number,
        form_hash=said.form_hash,
        site=said.site,
        language=handed.language,
        started=handed.started,
        changed_at=now,
        parents=handed.parents,
        assignment=handed.assignment,
        asked=handed.asked,
        answered=handed.answered,
        meeting=handed.meeting,
    )
    stored.destroy(session, project, draft.id)
    stored.put(session, project, draft)
    if handed.paper is not None:
        from_paper.keep(session, project, draft.id, handed.paper)
    lines = [
        Line(seq, one.path, one.value, "", one.at) for seq, one in enumerate(handed.lines, start=1)
    ]
    stored.write(session, project, draft.id, lines)
    for name, ref in handed.attachments.items():
        length = handed.lengths.get(name, ref.size)
        stored_files.put(session, project, Attachment(draft.id, name, ref, length))
    handovers.keep_remarks(session, project, draft.id, handed.general, handed.by_path)
    return draft
