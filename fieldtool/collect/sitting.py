"""A sitting: an open draft with its form in memory, rebuilt from the journal when it is gone."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fieldtool.collect import drafts, facts
from fieldtool.collect.drafts import Saved
from fieldtool.collect.form_cache import FormCache
from fieldtool.forms import Changes, Form, Interview
from fieldtool.problems import Problem, Problems
from fieldtool.storage.drafts import Draft

if TYPE_CHECKING:
    from fieldtool.log.clock import Clock
    from fieldtool.security.workspace import Workspace

# A facilitator works on one interview, and looks into a second.
_IN_MEMORY = 3


@dataclass
class Sitting:
    """One open draft. Use it inside `Sittings.of`, which lets one thread at a time."""

    draft: Draft
    form: Form
    interview: Interview
    seq: int
    values: dict[str, str] = field(repr=False)


@dataclass(frozen=True)
class Answered:
    """What an answer changed: on the disk, and in the form."""

    saved: Saved
    changes: tuple[Changes, ...]


class Sittings:
    """The sittings of one unlocked workspace; one lock, since it has one person."""

    def __init__(self, ws: Workspace, cache: FormCache, clock: Clock) -> None:
        self.workspace = ws
        self._cache = cache
        self._clock = clock
        self._lock = threading.RLock()
        self._open: OrderedDict[str, Sitting] = OrderedDict()

    def form(self, form_hash: str) -> Form:
        """Return a compiled form that is on this laptop."""
        return self._cache.get(form_hash, lambda: facts.form_source(self.workspace, form_hash))

    def start(self, form_hash: str, site: str, language: str, wave: str = "") -> Draft:
        """Begin an interview at *site*; the form's own first values are in the journal at once.

        Raises:
            Problem: the form or the site is not on this laptop.
        """
        with self._lock:
            ws = self.workspace
            form = self.form(form_hash)
            facts.site(ws, site)
            interview = Interview(
                form,
                lambda: facts.now(ws, self._clock),
                presets=presets(ws, site, wave),
                language=language or None,
                properties=properties(ws),
            )
            first = {
                path: text for path, text in interview.answers(everything=True).items() if text
            }
            return drafts.start(ws, form_hash, site, interview.language, self._clock, first)

    @contextmanager
    def of(self, draft_id: str) -> Iterator[Sitting]:
        """Give the sitting of an open draft; nobody else changes it inside the block.

        Raises:
            Problem: there is no such draft, or it is not open, or its form is not here.
        """
        with self._lock:
            sitting = self._open.pop(draft_id, None) or self._rebuilt(draft_id)
            self._open[draft_id] = sitting
            while len(self._open) > _IN_MEMORY:
                self._open.popitem(last=False)
            yield sitting

    def answer(self, draft_id: str, answers: Mapping[str, str], base: int, window: str) -> Answered:
        """Save *answers* (path to canonical text) on the disk, then let the form follow.

        Raises:
            Problem: see `drafts.save_answers`; or the form has no such question, and then nothing
                is saved.
        """
        with self.of(draft_id) as sitting:
            for path in answers:
                sitting.interview.state(path)
            try:
                saved = drafts.save_answers(
                    self.workspace, draft_id, answers, base, window, self._clock
                )
            except (Problem, Problems):
                # Some of the answers may be saved: the journal knows.
                self.forget(draft_id)
                raise
            return Answered(saved, self._follow(draft_id, sitting, saved))

    def speak(self, draft_id: str, language: str) -> None:
        """Hold the interview in another of the form's languages from here on."""
        with self.of(draft_id) as sitting:
            sitting.interview.set_language(language)
            drafts.speak(self.workspace, draft_id, language)

    def forget(self, draft_id: str) -> None:
        """Drop what is in memory; the next look reads the journal."""
        with self._lock:
            self._open.pop(draft_id, None)

    def _follow(self, draft_id: str, sitting: Sitting, saved: Saved) -> tuple[Changes, ...]:
        changes = []
        try:
            for path, value in saved.written.items():
                changes.append(sitting.interview.answer(path, value))
        except BaseException:
            # Memory and journal disagree from here on; the journal is right.
            self.forget(draft_id)
            raise
        sitting.seq = saved.seq
        sitting.values.update(saved.written)
        return tuple(changes)

    def _rebuilt(self, draft_id: str) -> Sitting:
        ws = self.workspace
        draft = drafts.read_open(ws, draft_id)
        values, seq = drafts.answers_of(ws, draft_id)
        form = self.form(draft.form_hash)
        interview = Interview(
            form,
            lambda: facts.now(ws, self._clock),
            answers=values,
            presets=presets(ws, draft.site),
            language=draft.language or None,
            instance_id=draft.id,
            properties=properties(ws),
        )
        return Sitting(draft, form, interview, seq, values)


def presets(ws: Workspace, site: str, wave: str = "") -> dict[str, str]:
    """Return what the form may know without asking; ignored where it has no such question.

    A form asks for them with `hidden` questions of these names, at its root or in a group `visit`.
    """
    known = {"site": site, "wave": wave, "interviewer_sex": ws.membership.sex}
    said = {name: text for name, text in known.items() if text}
    return said | {f"visit/{name}": text for name, text in said.items()}


def properties(ws: Workspace) -> dict[str, str]:
    """Return the metadata that XLSForm's `username` and `deviceid` ask for: a code, never a name."""
    return {"username": ws.person, "deviceid": ws.membership.device}
