"""The history of an interview: who finalised, settled, reviewed it, and who asked for what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from markupsafe import Markup

from fieldtool.log import clock
from fieldtool.log.kinds import RESOLVE, workspace_of
from fieldtool.log.reviews import Request
from fieldtool.storage import revisions
from fieldtool.storage.queries import handovers, histories, reviews, workspaces
from fieldtool.storage.queries.histories import Line
from fieldtool.storage.queries.interviews import Interview
from fieldtool.storage.queries.reviews import Told
from fieldtool.web.desk.interviews.interviews import moment_of
from fieldtool.web.desk.interviews.words import Words
from fieldtool.web.desk.visits import Visit


@dataclass(frozen=True)
class Step:
    """One line of the history, in the order in which the hub received it.

    Attributes:
        entry: its whole id.
        kind: finalise, resolve, approve, return, reject, correct, cancel, hand, taken or back.
        finished: by the laptop's clock; for what the hub wrote, by the hub's.
        has_changes: there is an earlier state to compare it with.
        is_open: a request that nobody has answered.
        corrected: where the date was stated by a person, when it was as well as the hub knows.
        remarks: question and what was said of it.
    """

    entry: str
    kind: str
    person: str
    received: datetime | None
    finished: datetime | None = None
    result: str = ""
    is_shown: bool = False
    has_changes: bool = False
    is_open: bool = False
    corrected: datetime | None = None
    reason: str = ""
    comment: str = field(default="", repr=False)
    remarks: tuple[tuple[Markup, str], ...] = field(default=(), repr=False)

    @property
    def id(self) -> str:
        """Return a short name of the entry."""
        return self.entry[:8]


def steps(visit: Visit, one: Interview, *, is_asking: bool = False) -> list[Step]:
    """Return the history of *one*; with *is_asking* only what was asked and has no answer."""
    told = reviews.told(visit.session, visit.project, one.id)
    asked = reviews.standing_of(visit.session, visit.project, one.id).asked if told else ()
    found = [(each.position, _told(visit, one, each, each.entry.id in asked)) for each in told]
    if is_asking:
        return [step for _position, step in found if step.is_open]
    happened = [*_revisions(visit, one), *found, *_handed(visit, one)]
    return [step for _position, step in sorted(happened, key=_place)]


def _place(placed: tuple[int, Step]) -> int:
    return placed[0]


def _revisions(visit: Visit, one: Interview) -> Iterator[tuple[int, Step]]:
    here = set[str]()
    for line in histories.of_interview(visit.session, visit.project, one.id):
        at = visit.moment(line.received_at)
        yield (
            line.position,
            Step(
                entry=line.entry,
                kind=line.kind,
                person=line.person,
                received=at,
                finished=at if line.kind == RESOLVE else moment_of(line.finished),
                result=line.result,
                is_shown=line.entry == one.revision,
                has_changes=bool(line.finished and here & set(line.parents)),
                corrected=_corrected(visit, line) if line.clock.stated else None,
            ),
        )
        here.add(line.entry)


def _corrected(visit: Visit, line: Line) -> datetime | None:
    met = workspaces.meetings(visit.session, visit.project, workspace_of(line.log))
    return visit.moment(clock.corrected(line.clock, met).wall)


def _handed(visit: Visit, one: Interview) -> list[tuple[int, Step]]:
    return [
        (
            each.position,
            Step(
                entry=each.entry,
                kind=each.kind,
                person=each.person,
                received=visit.moment(each.stored_at),
                finished=visit.moment(each.at),
            ),
        )
        for each in handovers.history(visit.session, visit.project, one.id)
    ]


def _told(visit: Visit, one: Interview, told: Told, is_open: bool) -> Step:  # noqa: FBT001
    said, header = told.said, told.entry.header
    if isinstance(said, Request):
        return Step(
            entry=told.entry.id,
            kind=said.wish,
            person=header.person,
            received=visit.moment(told.stored_at),
            finished=visit.moment(told.at),
            is_open=is_open,
            reason=said.reason,
            comment=said.comment,
        )
    words = _words(visit, one) if said.comments else None
    return Step(
        entry=told.entry.id,
        kind=said.verdict,
        person="",
        received=visit.moment(told.at),
        comment=said.comment,
        remarks=tuple((words.label(path), text) for path, text in said.comments.items())
        if words
        else (),
    )


def _words(visit: Visit, one: Interview) -> Words | None:
    found = revisions.of_interview(visit.session, visit.project, one.id)
    if not found:
        return None
    latest = found[-1].revision
    return Words(visit, latest, latest.answers)
