"""A sitting: an open draft with its form in memory, rebuilt from the journal when it is gone."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from fieldtool.collect import (
    consenting,
    drafts,
    earlier,
    facts,
    from_paper,
    guarding,
    registers,
)
from fieldtool.collect.drafts import Follow, Saved, Sent
from fieldtool.collect.form_cache import FormCache
from fieldtool.forms import Changes, Form, Interview
from fieldtool.log import ids
from fieldtool.security import caches
from fieldtool.storage.queries.drafts import Draft

if TYPE_CHECKING:
    from fieldtool.log.clock import Clock
    from fieldtool.log.kinds import OnPaper, Revision
    from fieldtool.security.workspace import Workspace

# A facilitator works on one interview and looks into a second; in a meeting on some more.
_IN_MEMORY = 6
NEW_MEETING = "new"


@dataclass
class Sitting:
    """One open draft. Use it inside `Sittings.of`, which lets one thread at a time."""

    draft: Draft
    form: Form
    interview: Interview
    seq: int
    values: dict[str, str] = field(repr=False)
    paper: OnPaper | None = None


@dataclass(frozen=True)
class About:
    """An entity that an interview is about."""

    dataset: str
    entity: str


@dataclass(frozen=True)
class Answered:
    """What an answer changed: on the disk, and in the form."""

    saved: Saved
    changes: tuple[Changes, ...]


@dataclass(frozen=True)
class Beginning:
    """What is chosen before an interview begins; `language` is a name that the form has.

    `about` is the entity that it is about: the question that asks for it is answered. `paper` is
    the printed copy that it is typed in from, if it is. `meeting` is the draft of the meeting that
    it is opened from; NEW_MEETING for the sheet of a new one.
    """

    form_hash: str
    site: str
    language: str
    wave: str = ""
    assignment: str = ""
    about: About | None = None
    paper: OnPaper | None = None
    meeting: str = ""


class Sittings:
    """The sittings of one unlocked workspace; one lock, since it has one person."""

    def __init__(
        self, ws: Workspace, cache: FormCache, clock: Clock, key: bytes | None = None
    ) -> None:
        """Keep compiled forms in *cache* under the key of *ws*, or under another *key*."""
        self.workspace = ws
        self._cache = cache
        self._key = caches.key_of(ws) if key is None else key
        self._clock = clock
        self._lock = threading.RLock()
        # Withdrawal codes that are shown now, by interview; in memory alone.
        self.receipts: dict[str, str] = {}
        self._open: OrderedDict[str, Sitting] = OrderedDict()

    def form(self, form_hash: str) -> Form:
        """Return a compiled form that is on this laptop."""
        ws = self.workspace
        return self._cache.get(form_hash, lambda: facts.form_source(ws, form_hash), self._key)

    def start(
        self,
        form_hash: str,
        site: str,
        language: str,
        wave: str = "",
        assignment: str = "",
        about: About | None = None,
    ) -> Draft:
        """Begin an interview at *site*; see `begin`."""
        return self.begin(Beginning(form_hash, site, language, wave, assignment, about))

    def begin(self, chosen: Beginning, prefill: Callable[[Interview], None] | None = None) -> Draft:
        """Begin an interview; the form's own first values are in the journal at once.

        *prefill* may answer questions before anybody is asked, as for practice.

        Raises:
            Problem: the form or the site is not on this laptop, the form is for trained people, or
                the paper was typed in already.
        """
        with self._lock:
            ws = self.workspace
            form = self.form(chosen.form_hash)
            guarding.refuse_untrained(ws, form)
            self.receipts.clear()
            facts.site(ws, chosen.site)
            draft_id = ids.new_id(ids.INTERVIEW)
            meeting = draft_id if chosen.meeting == NEW_MEETING else chosen.meeting
            known = presets(ws, form, chosen.site, chosen.wave, meeting)
            if chosen.about is not None:
                known |= registers.preset(form, chosen.about.dataset, chosen.about.entity)
            interview = self._interview(form, draft_id, chosen.language, presets=known)
            if prefill is not None:
                prefill(interview)
            first = {
                path: text
                for path, text in interview.answers(everything=True).items()
                # Rows that the form began with have random names: without them in the journal
                # they would have other ones next time.
                if text or "[" in path
            }
            begun = drafts.Begun(
                draft_id,
                chosen.form_hash,
                chosen.site,
                interview.language,
                chosen.assignment,
                meeting,
                paper=chosen.paper,
            )
            return drafts.start(ws, begun, self._clock, first)

    def first_lines(self, revision: Revision) -> dict[str, str]:
        """Return what the journal of a draft begins with that goes on from *revision*.

        What she left blank stays blank, whatever a form proposes for new interviews.

        Raises:
            Problem: the form version is not on this laptop.
        """
        with self._lock:
            form, given = self.form(revision.form_hash), revision.answers
            interview = self._interview(form, revision.interview, revision.language, given)
            return {
                path: text
                for path, text in interview.answers(everything=True).items()
                if text or "[" in path or path in given
            }

    @contextmanager
    def of(self, draft_id: str) -> Iterator[Sitting]:
        """Give the sitting of an open draft; nobody else changes it inside the block.

        Raises:
            Problem: there is no such draft, or it is not open, or its form is not here, or is for
                trained people.
        """
        with self._lock:
            sitting = self._known(draft_id) or self._rebuilt(draft_id)
            self._open[draft_id] = sitting
            while len(self._open) > _IN_MEMORY:
                self._open.popitem(last=False)
            yield sitting

    def answer(self, draft_id: str, answers: Mapping[str, str], base: int, window: str) -> Answered:
        """Save *answers* (path to canonical text) on the disk, then let the form follow.

        Raises:
            Problem: see `drafts.save_answers`; or the form has no such question, or it may not be
                asked now, and then nothing is saved.
        """
        with self.of(draft_id) as sitting:
            for path in answers:
                sitting.interview.state(path)
            closed = guarding.closed(sitting.interview, answers)
            sent = Sent(answers, base, window)
            changes: list[Changes] = []
            now = facts.now(self.workspace, self._clock)

            def follow(new: Mapping[str, str]) -> Mapping[str, str]:
                known = _follow(sitting.interview, new, changes, now)
                # What is answered together may open itself: a yes, and what comes after it.
                guarding.refuse_closed(sitting.interview, closed)
                return known

            saved = self.write(sitting, sent, follow)
            return Answered(saved, tuple(changes))

    def write(self, sitting: Sitting, sent: Sent, follow: Follow) -> Saved:
        """Bring *sent* onto the disk together with what *follow* lets the form make of it.

        Raises:
            Problem: see `drafts.save_answers`; the sitting is forgotten then, and has to be looked
                up again.
        """
        try:
            saved = drafts.save(self.workspace, sitting.draft.id, sent, self._clock, follow)
        except BaseException:
            # Memory may be ahead of the journal, or behind: the journal is right.
            self.forget(sitting.draft.id)
            raise
        sitting.seq = saved.seq
        sitting.values.update(saved.written)
        return saved

    def speak(self, draft_id: str, language: str) -> None:
        """Hold the interview in another of the form's languages from here on."""
        with self.of(draft_id) as sitting:
            sitting.interview.set_language(language)
            drafts.speak(self.workspace, draft_id, language)

    def forget(self, draft_id: str) -> None:
        """Drop what is in memory; the next look reads the journal."""
        with self._lock:
            self._open.pop(draft_id, None)

    def _known(self, draft_id: str) -> Sitting | None:
        """Return what is in memory, unless the hub took it away or returned it meanwhile."""
        sitting = self._open.pop(draft_id, None)
        if sitting is None or not drafts.is_open(self.workspace, sitting.draft):
            return None
        return sitting

    def _rebuilt(self, draft_id: str) -> Sitting:
        ws = self.workspace
        draft = drafts.read_open(ws, draft_id)
        values, seq = drafts.answers_of(ws, draft_id)
        form = self.form(draft.form_hash)
        guarding.refuse_untrained(ws, form)
        known = presets(ws, form, draft.site)
        interview = self._interview(form, draft_id, draft.language, values, known)
        with ws.database.read() as session:
            paper = from_paper.of(session, ws.project_id, draft_id)
        return Sitting(draft, form, interview, seq, values, paper)

    def _interview(
        self,
        form: Form,
        draft_id: str,
        language: str,
        answers: Mapping[str, str] | None = None,
        presets: Mapping[str, str] | None = None,
    ) -> Interview:
        ws = self.workspace
        return Interview(
            form,
            lambda: facts.now(ws, self._clock),
            answers=answers,
            presets=presets,
            language=language or None,
            instance_id=draft_id,
            # Who asks needs no phone number or address: they would say more of her than her code.
            properties={"username": ws.person, "deviceid": ws.membership.device},
            last_saved=earlier.last_saved(ws, form, self.form),
            registers=partial(registers.document, ws),
            guard=guarding.guard_of(ws, form),
        )


def _follow(
    interview: Interview, new: Mapping[str, str], changes: list[Changes], now: datetime
) -> dict[str, str]:
    """Let the form follow *new* answers; return what it worked out itself, and consents in full."""
    for path, value in new.items():
        changes.append(interview.answer(path, value))
    return worked_out(interview, changes, new) | consenting.noted(interview, new, now)


def worked_out(
    interview: Interview, changes: Iterable[Changes], new: Mapping[str, str]
) -> dict[str, str]:
    """Return the values that *changes* brought and that nobody gave: not those in *new*."""
    # A row that an answer took away is no longer asked about.
    changed = {path for one in changes for path in one.values if interview.has(path)}
    return {path: interview.state(path).value for path in sorted(changed - set(new))}


def presets(
    ws: Workspace, form: Form, site: str, wave: str = "", meeting: str = ""
) -> dict[str, str]:
    """Return what the form may know without asking, for its hidden values of these names."""
    person = facts.person(ws)
    known = {
        "site": site,
        "wave": wave,
        "meeting": meeting,
        "interviewer": ws.person,
        "interviewer_sex": person.sex,
        "interviewer_trained": "yes" if person.trained else "no",
    }
    return {
        each.path.split("/", 2)[2]: known[each.name]
        for each in form.definitions
        if known.get(each.name) and each.index not in form.controls and each.path.count("/") > 1
    }
