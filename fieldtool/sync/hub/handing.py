"""Hand-overs at the hub: who is a colleague of whom, and drafts on their way between laptops.

A laptop hears no other laptop. So the hub says in its own logs what was handed over, taken and
taken back. It passes boxes on that it does not open; only where a coordinator gives a draft to
somebody else is it opened, in memory, and sealed again at once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from fieldtool.log import handovers as log
from fieldtool.log import ids, sealed
from fieldtool.log.handovers import BACK, BOX_HUB, COLLEAGUE, HAND, TAKEN, Colleague, Handed, Word
from fieldtool.log.kinds import PROJECT_LOG, log_to, team_log, workspace_of
from fieldtool.log.sealed import BOX, BOX_FOR
from fieldtool.problems import Code, Problem
from fieldtool.security import bringing, exchange_keys, sealing, writer
from fieldtool.storage import sealed as stored_sealed
from fieldtool.storage.queries import colleagues, entries, forms, handovers, workspaces

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from fieldtool.log.canonical import Encodable
    from fieldtool.log.clock import ClockEvidence
    from fieldtool.security.hubkeys import HubIdentity
    from fieldtool.storage.database import Session
    from fieldtool.storage.queries.handovers import Offer
    from fieldtool.storage.queries.workspaces import Workspace

# Where a hand-over is, as the hub knows it; else what became of it.
ON_THE_WAY, STUCK = "on_the_way", "stuck"
# Where somebody has to do something, and where nobody has.
OPEN_STATES = (STUCK, ON_THE_WAY)


@dataclass(frozen=True)
class OnTheWay:
    """A draft that was handed over, and where it is.

    Attributes:
        sender: the workspace that had it; `holder` the one that is to get it, or has it.
        state: STUCK where that laptop was locked, or one of `log.STATES`.
    """

    offer: Offer
    sender: Workspace | None
    holder: Workspace | None
    state: str


@dataclass(frozen=True)
class Passing:
    """The hub, about to speak of hand-overs of one project at one moment."""

    session: Session
    hub: HubIdentity
    project: str
    clock: ClockEvidence

    def pass_on(self) -> None:
        """Say to each laptop what others said that is for it; a relay leaves that to its hub."""
        if self.hub.higher is not None:
            return
        self._announce()
        for row in handovers.due(self.session, self.project):
            if row.kind == HAND:
                self._bring(row)
            elif row.kind == BACK:
                self._void(row.name)
            else:
                self._tell_taken(row.name, row.person)

    def give(self, name: str, to: str) -> None:
        """Give a draft that waits to another laptop than it was handed over to.

        Raises:
            Problem: HAND_OVER_UNKNOWN, RECEIVER_NOT_CHOSEN, HUB_LOCKED, or HAND_OVER_CLOSED.
        """
        offer, receiver = self._waiting(name), self._receiver(to)
        content = self._sealed_again(offer, receiver)
        self._void(name)
        self._say(log_to(receiver.id), HAND, offer, content)

    def give_back(self, name: str) -> None:
        """Give a draft that waits back to who handed it over.

        Raises:
            Problem: HAND_OVER_UNKNOWN, or RECEIVER_NOT_CHOSEN where that laptop was locked.
        """
        offer = self._waiting(name)
        sender = self._receiver(workspace_of(offer.log))
        self._void(name)
        self._write(log_to(sender.id), BACK, offer.interview, log.about(name))

    def _announce(self) -> None:
        for workspace, person, team, key in colleagues.unnamed(self.session, self.project):
            said = Colleague(workspace, person, key)
            self._write(_log_of(team), COLLEAGUE, workspace, said.to_content())
        for workspace, person, told in colleagues.misnamed(self.session, self.project):
            self._write(told, COLLEAGUE, workspace, Colleague(workspace, person, b"").to_content())

    def _bring(self, row: handovers.Due) -> None:
        offer = row.offer
        receiver = workspaces.get(self.session, self.project, offer.outline.to)
        said = self._words(row.name)
        # Also where the hub forgot in a restore that it had brought it.
        is_over = Word(BACK, offer.log) in said or any(word.kind == TAKEN for word in said)
        if receiver is None or receiver.revoked_at is not None or is_over:
            return  # it stays with whoever offers it, until somebody decides
        entry = entries.get(self.session, self.project, offer.log, offer.entry)
        if entry is not None and not entry.is_stub:
            tree = sealed.fields_of(entry.content())
            self._say(log_to(receiver.id), HAND, offer, log.passed_on(tree, row.person))

    def _void(self, name: str) -> None:
        """Let nobody open what was brought of a hand-over, where nobody has."""
        for offer in self._brought(name):
            own = offer.outline.name
            if Word(BACK, offer.log) not in self._words(own):
                self._write(offer.log, BACK, offer.interview, log.about(own))

    def _tell_taken(self, name: str, person: str) -> None:
        """Tell who handed a draft over that somebody has it."""
        brought = [one for one in self._brought(name) if one.outline.name == name]
        root = next((one.outline.root for one in brought if one.outline.root), name)
        offer = self._offer(root)
        if offer is None:
            return
        told = log_to(workspace_of(offer.log))
        if Word(TAKEN, told) not in self._words(root):
            self._write(told, TAKEN, offer.interview, {**log.about(root), "by": person})

    def _brought(self, name: str) -> list[Offer]:
        found = handovers.offers(self.session, self.project)
        return [
            one
            for one in found
            if name in (one.outline.name, one.outline.root) and not workspace_of(one.log)
        ]

    def _offer(self, name: str) -> Offer | None:
        found = handovers.offers(self.session, self.project)
        mine = (one for one in found if one.outline.name == name and workspace_of(one.log))
        return next(mine, None)

    def _words(self, name: str) -> frozenset[Word]:
        return handovers.words(self.session, self.project).get(name, frozenset())

    def _waiting(self, name: str) -> Offer:
        # Of two people who decide at the same moment one is first.
        entries.lock(self.session, self.project)
        found = {one.offer.outline.name: one for one in on_the_way(self.session, self.project)}
        one = found.get(name)
        if one is None or one.state not in OPEN_STATES:
            raise Problem(Code.HAND_OVER_UNKNOWN)
        return one.offer

    def _receiver(self, workspace: str) -> Workspace:
        found = workspaces.get(self.session, self.project, workspace)
        if found is None or found.revoked_at is not None:
            raise Problem(Code.RECEIVER_NOT_CHOSEN)
        return found

    def _sealed_again(self, offer: Offer, receiver: Workspace) -> dict[str, Encodable]:
        handed = self._opened(offer)
        source = forms.source(self.session, self.project, handed.outline.form_hash)
        if source is None:
            raise Problem(Code.FORM_NOT_HERE)
        outline = replace(handed.outline, name=ids.new_id(ids.HAND_OVER), to=receiver.id)
        content = replace(handed, outline=outline).to_content()
        form, to = (source.hash, source.xform), {BOX_FOR: receiver.box_key}
        words = sealing.sealed_words(content, log.CLEAR, form, to)
        return {**words, "by": offer.outline.by, "root": offer.outline.name}

    def _opened(self, offer: Offer) -> Handed:
        entry = entries.get(self.session, self.project, offer.log, offer.entry)
        if entry is None or entry.is_stub:
            raise Problem(Code.HAND_OVER_UNKNOWN)
        tree = sealed.fields_of(entry.content())
        if BOX in tree and not stored_sealed.is_open(self.session, self.project):
            raise Problem(Code.HUB_LOCKED)
        if BOX_HUB not in tree:
            return handovers.content(self.session, self.project, offer)
        try:
            source = forms.source(self.session, self.project, offer.outline.form_hash)
            xform = source.xform if source else ""
            ring = exchange_keys.ring(self.session, self.hub)
            inside = sealing.opened_by(ring.unseal, sealed.box_of(tree, BOX_HUB), xform)
            return Handed.from_content(sealed.whole(tree, inside))
        except Problem:
            # As where a relay's key is asked for: only the relay has it.
            raise Problem(Code.HAND_OVER_CLOSED, {"number": offer.outline.number}) from None

    def _say(self, to: str, kind: str, offer: Offer, content: Mapping[str, Encodable]) -> None:
        entry = entries.get(self.session, self.project, offer.log, offer.entry)
        blobs = entry.header.blobs if entry else ()
        hash_ = offer.outline.form_hash
        receiver = to.partition("/")[2]
        bringing.bring_form(self.session, self.hub, self.project, receiver, hash_, self.clock)
        own = self.hub.writer(self.project, to)
        writer.append(
            self.session, own, kind, offer.interview, content, clock=self.clock, blobs=blobs
        )

    def _write(self, to: str, kind: str, subject: str, content: Mapping[str, Encodable]) -> None:
        own = self.hub.writer(self.project, to)
        writer.append(self.session, own, kind, subject, content, clock=self.clock)


def on_the_way(session: Session, project: str) -> list[OnTheWay]:
    """Return every draft that laptops handed over, where it is, the last one first."""
    if not handovers.is_any(session, project):
        return []
    known = {one.id: one for one in workspaces.all_of(session, project)}
    found = handovers.offers(session, project)
    said = handovers.words(session, project)
    last: dict[str, Offer] = {}
    for one in found:
        if not workspace_of(one.log):
            last[one.outline.root or one.outline.name] = one
    return [
        _placed(one, last.get(one.outline.name, one), known, said)
        for one in reversed(found)
        if workspace_of(one.log)
    ]


def _placed(
    offer: Offer,
    last: Offer,
    known: Mapping[str, Workspace],
    said: Mapping[str, frozenset[Word]],
) -> OnTheWay:
    sender = workspace_of(offer.log)
    holder = known.get(last.outline.to)
    names = {offer.outline.name, last.outline.name}
    state = log.became(said[offer.outline.name], offer.log, log_to(sender))
    if any(word.kind == TAKEN for name in names for word in said[name]):
        state = log.IS_TAKEN
    if state == log.WAITS:
        state = STUCK if holder is None or holder.revoked_at is not None else ON_THE_WAY
    return OnTheWay(offer, known.get(sender), holder, state)


def waiting(passed: Iterable[OnTheWay]) -> list[OnTheWay]:
    """Return those that nobody has taken, what needs somebody first."""
    found = [one for one in passed if one.state in OPEN_STATES]
    return sorted(found, key=lambda one: OPEN_STATES.index(one.state))


def _log_of(team: str) -> str:
    return team_log(team) if team else PROJECT_LOG
