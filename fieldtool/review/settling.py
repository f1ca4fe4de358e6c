"""Settling an interview whose revisions differ: a person chooses, answer by answer.

What was chosen becomes a revision that knows all the others. It goes into the hub's log to each
laptop that wrote one of them, so that its facilitator sees what was decided.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from fieldtool.log import consents
from fieldtool.log.clock import ClockEvidence
from fieldtool.log.entry import Entry
from fieldtool.log.kinds import FINALISE, RESOLVE, Revision, log_to, workspace_of
from fieldtool.log.merge import Conflict, Merged, merge
from fieldtool.problems import Code, Problem
from fieldtool.security import sealing, writer
from fieldtool.security.hubkeys import HubIdentity
from fieldtool.storage import revisions
from fieldtool.storage.database import Session
from fieldtool.storage.queries import assignments, forms, projects
from fieldtool.storage.revisions import Found


@dataclass(frozen=True)
class Unsettled:
    """An interview with everything that its revisions say.

    Attributes:
        found: the revisions by id.
        token: names the heads; another one means that something arrived meanwhile.
    """

    interview: str
    merged: Merged = field(repr=False)
    found: Mapping[str, Found] = field(repr=False)

    @property
    def token(self) -> str:
        """Return a short name of the heads."""
        return hashlib.sha256(" ".join(sorted(self.merged.heads)).encode()).hexdigest()[:16]

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """Return what somebody has to choose, in the order of the paths."""
        return self.merged.conflicts

    @property
    def asked(self) -> Revision:
        """Return the revision that says who was asked, where and when."""
        first = next(name for name in self.merged.order if self._is_of_laptop(name))
        return self.found[first].revision

    def _is_of_laptop(self, name: str) -> bool:
        return self.found[name].entry.header.kind == FINALISE


def unsettled(session: Session, project: str, interview: str) -> Unsettled | None:
    """Return an interview that this hub has revisions of, None for any other."""
    found = {one.entry.id: one for one in revisions.of_interview(session, project, interview)}
    if not any(one.entry.header.kind == FINALISE for one in found.values()):
        return None
    merged = merge(revisions.versions_of(found.values()))
    return Unsettled(interview, merged, found)


def settle(  # noqa: PLR0913 - who writes what, knowing what, when
    session: Session,
    hub: HubIdentity,
    project: str,
    interview: str,
    *,
    token: str,
    choices: Mapping[str, int],
    clock: ClockEvidence,
) -> list[Entry]:
    """Write down which candidate was chosen for each answer in conflict, by path.

    Raises:
        Problem: nothing is in conflict, something arrived since *token* was shown, or an answer
            was not decided; nothing is written then.
    """
    open_ = unsettled(session, project, interview)
    if open_ is None or not open_.conflicts:
        raise Problem(Code.NOTHING_TO_SETTLE)
    if open_.token != token:
        raise Problem(Code.CONFLICT_MOVED)
    answers = decided(open_.merged, choices)
    counts = assignments.counts_as(session, project, open_.asked.assignment, answers)
    heads = [open_.found[name].revision.consents for name in open_.merged.heads]
    whole = replace(open_.asked, answers=answers, counts=counts, consents=consents.least(heads))
    revision = _sealed(session, project, whole)
    return [
        writer.append(
            session,
            hub.writer(project, log_to(workspace)),
            RESOLVE,
            interview,
            revision.to_content(),
            clock=clock,
            parents=sorted(open_.merged.heads),
        )
        for workspace in sorted(writers_of(open_))
    ]


def writers_of(open_: Unsettled) -> frozenset[str]:
    """Return the laptops that wrote a revision of an interview."""
    return frozenset(workspace_of(one.log) for one in open_.found.values()) - {""}


def _sealed(session: Session, project: str, revision: Revision) -> Revision:
    """Return *revision* as what laptops finalise is: a laptop that is taken must not tell it."""
    key = sealing.seal_key_of(projects.find(session, project))
    source = forms.source(session, project, revision.form_hash) if key else None
    return revision if source is None else sealing.sealed_revision(revision, key, source.xform)


def decided(merged: Merged, choices: Mapping[str, int]) -> dict[str, str]:
    """Return all answers with the chosen candidate, by number, of each one in conflict.

    Raises:
        Problem: one was not decided.
    """
    answers = dict(merged.answers)
    for conflict in merged.conflicts:
        number = choices.get(conflict.path, -1)
        if not 0 <= number < len(conflict.candidates):
            raise Problem(Code.NOT_ALL_DECIDED)
        value = conflict.candidates[number].value
        if conflict.is_row:
            answers = answers if value else _without_row(answers, conflict.path)
        elif value is None:
            answers.pop(conflict.path, None)
        else:
            answers[conflict.path] = value
    return answers


def _without_row(answers: dict[str, str], row: str) -> dict[str, str]:
    repeat, _bracket, name = row.removesuffix("]").rpartition("[")
    left = {path: said for path, said in answers.items() if not path.startswith(row)}
    if repeat in left:
        left[repeat] = " ".join(one for one in left[repeat].split() if one != name)
    return left
