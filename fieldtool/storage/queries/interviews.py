"""Named queries on interviews: lists and filters, one interview, all of a form for an export."""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate

from sqlalchemy import ColumnElement, func, literal_column, select
from sqlalchemy.orm import Session

from fieldtool.log.kinds import FINALISE
from fieldtool.problems import Problem
from fieldtool.storage import opened, revisions
from fieldtool.storage.models.log import EntryRow, ReceiptRow
from fieldtool.storage.models.projections import InterviewRow
from fieldtool.storage.queries import erasures
from fieldtool.storage.revisions import DUE, Found
from fieldtool.storage.sealed import Opening

_AT_ONCE = 1000
# A laptop destroyed the answers, see `purged`; and the hub said afterwards that it was restored
# from a copy that may not have them.
PURGED, LOST = "purged", "lost"
# Not a state of its own: merged answers that do not fit the form's logic, in whatever state.
UNFIT = "unfit"
# The form's logic could not be run, so nothing is known.
FAILED = "failed"
_FITS = ("", DUE, "0", FAILED)
# What `Wanted.review` says for interviews of which nothing was said yet.
NOT_REVIEWED = "none"


@dataclass(frozen=True)
class Interview:
    """An interview in a list; its answers are not read."""

    id: str
    revision: str
    log: str
    number: str
    form_id: str
    form_version: str
    form_hash: str
    site: str
    language: str
    result: str
    person: str
    day: str
    started: str
    finished: str
    received_at: int
    state: str
    review: str = ""
    logic: str = ""
    sealed: str = ""
    paper: str = ""


@dataclass(frozen=True)
class Answered:
    """An interview with its answers, path to text.

    `is_closed` where they are sealed and cannot be read here now: none are known then.
    """

    interview: Interview
    answers: dict[str, str] = field(repr=False)
    paradata: dict[str, str] = field(repr=False)
    is_closed: bool = False


@dataclass(frozen=True)
class Wanted:
    """What a coordinator filters by; an empty text does not filter. Days are ISO, inclusive."""

    form_id: str = ""
    form_version: str = ""
    sites: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    result: str = ""
    person: str = ""
    number: str = ""
    language: str = ""
    state: str = ""
    log: str = ""
    review: str = ""


_COLUMNS = tuple(getattr(InterviewRow, name) for name in Interview.__dataclass_fields__)
# What a list can be ordered by. Short numbers of one person sort as they were given.
ORDERS = {
    "received": InterviewRow.received_at,
    "day": InterviewRow.started,
    "number": InterviewRow.number,
    "site": InterviewRow.site,
    "result": InterviewRow.result,
}


def page(
    session: Session,
    project: str,
    wanted: Wanted,
    *,
    limit: int = 50,
    offset: int = 0,
    order: str = "-received",
) -> list[Interview]:
    """Return one page of the wanted interviews, the latest received first.

    *order* is a key of ORDERS, with a minus for the greatest first.
    """
    column = ORDERS[order.removeprefix("-")]
    query = select(*_COLUMNS).where(*_conditions(project, wanted))
    query = query.order_by(column.desc() if order.startswith("-") else column, InterviewRow.id)
    return [Interview(*row) for row in session.execute(query.limit(limit).offset(offset))]


def count(session: Session, project: str, wanted: Wanted | None = None) -> int:
    """Return how many interviews are wanted."""
    query = select(func.count()).select_from(InterviewRow)
    return session.execute(query.where(*_conditions(project, wanted or Wanted()))).scalar_one()


def counts_by_log(session: Session, project: str) -> dict[str, int]:
    """Return the number of interviews that each workspace finalised and that are here."""
    query = select(InterviewRow.log, func.count()).where(InterviewRow.project_id == project)
    return {row.log: row[1] for row in session.execute(query.group_by(InterviewRow.log))}


def finalised_by_log(session: Session, project: str) -> dict[str, int]:
    """Return the number of interviews that each workspace finalised, erased ones among them."""
    found = counts_by_log(session, project)
    for log, erased in erasures.counts_by_log(session, project).items():
        found[log] = found.get(log, 0) + erased
    return found


def with_answers(session: Session, project: str, log: str) -> frozenset[str]:
    """Return the ids of the interviews of *log* whose answers were not purged."""
    query = select(InterviewRow.id).where(
        InterviewRow.project_id == project,
        InterviewRow.log == log,
        InterviewRow.state.not_in((PURGED, LOST)),
    )
    return frozenset(session.execute(query).scalars())


def counts_by_site(session: Session, project: str) -> dict[str, int]:
    """Return the number of interviews per site that has any."""
    query = select(InterviewRow.site, func.count()).where(InterviewRow.project_id == project)
    return {row.site: row[1] for row in session.execute(query.group_by(InterviewRow.site))}


def counts_by_person(session: Session, project: str) -> dict[str, int]:
    """Return the number of interviews per person who has any."""
    query = select(InterviewRow.person, func.count()).where(InterviewRow.project_id == project)
    return {row.person: row[1] for row in session.execute(query.group_by(InterviewRow.person))}


def count_answering(session: Session, project: str, form_id: str, path: str) -> int:
    """Return how many interviews of a form have an answer to *path*.

    A repeat is written with empty brackets, `hazard[]/note`, and stands for all its rows; of one
    that is asked in rows, a blank answer counts too.
    """
    written = re.sub(r"([\\%_])", r"\\\1", path).replace("[]", "[______]")
    key = f'"{written}":"'
    query = select(func.count()).where(
        InterviewRow.project_id == project,
        InterviewRow.form_id == form_id,
        InterviewRow.answers.like(f"%{key}%", escape="\\"),
    )
    if "[]" not in path:
        query = query.where(InterviewRow.answers.not_like(f'%{key}"%', escape="\\"))
    return session.execute(query).scalar_one()


def counts_by_version(session: Session, project: str) -> dict[str, int]:
    """Return the number of interviews per form version's hash."""
    query = select(InterviewRow.form_hash, func.count()).where(InterviewRow.project_id == project)
    return {
        row.form_hash: row[1] for row in session.execute(query.group_by(InterviewRow.form_hash))
    }


def is_here(session: Session, project: str, interview: str) -> bool:
    """Say whether *session* sees the interview; its answers are not read."""
    query = select(InterviewRow.id).where(
        InterviewRow.project_id == project, InterviewRow.id == interview
    )
    return session.execute(query).one_or_none() is not None


def get(session: Session, project: str, interview: str) -> Answered | None:
    """Return one interview with its answers."""
    query = select(InterviewRow.answers, InterviewRow.paradata, *_COLUMNS).where(
        InterviewRow.project_id == project, InterviewRow.id == interview
    )
    row = session.execute(query).one_or_none()
    if row is None:
        return None
    found = Answered(Interview(*row[2:]), json.loads(row.answers), json.loads(row.paradata))
    if not found.interview.sealed:
        return found
    try:
        said = revisions.of_interview(session, project, interview)
    except Problem:
        return replace(found, is_closed=True)
    return _read(found.interview, said)


def _read(row: Interview, said: Sequence[Found]) -> Answered:
    found = opened.together(said)
    if found is None:
        return Answered(row, {}, {}, is_closed=True)
    asked = found.asked
    whole = replace(
        row,
        language=asked.language,
        started=asked.started,
        finished=asked.finished,
        state=found.state if row.state == revisions.UNMERGED else row.state,
        paper=asked.paper.number if asked.paper else "",
    )
    return Answered(whole, found.answers, asked.paradata)


def raw_answers(session: Session, project: str, wanted: Wanted) -> Iterator[tuple[Interview, str]]:
    """Yield the wanted interviews with their answers as JSON text, the first received first.

    Read while the session is open; memory does not grow with the number of interviews.

    Raises:
        Problem: HUB_LOCKED, at the first sealed one.
    """
    for interview, answers, _consented in raw_said(session, project, wanted):
        yield interview, answers


def raw_said(
    session: Session, project: str, wanted: Wanted, *, with_consents: bool = False
) -> Iterator[tuple[Interview, str, dict[str, str]]]:
    """Yield what `raw_answers` does, with the lines of the consents where these are wanted.

    They stand in the log alone, so every entry has to be read for them.
    """
    query = select(InterviewRow.answers, *_COLUMNS).where(*_conditions(project, wanted))
    query = query.order_by(InterviewRow.received_at, InterviewRow.id)
    rows = session.execute(query, execution_options={"yield_per": _AT_ONCE})
    opening = Opening(session, project)
    for some in rows.partitions():
        found = [(Interview(*row[1:]), row[0]) for row in some]
        asked = [one.id for one, _answers in found if one.sealed or with_consents]
        said = revisions.of_interviews(session, project, asked, opening) if asked else {}
        for one, text in found:
            own = said.get(one.id, ())
            consented = opened.consents(own) if with_consents else {}
            if one.sealed:
                read = _read(one, own)
                yield read.interview, json.dumps(read.answers, ensure_ascii=False), consented
            else:
                yield one, text, consented


def of_paper(session: Session, project: str, number: str) -> list[Interview]:
    """Return the interviews that say they were typed in from one printed copy.

    Of sealed ones nothing is known: what they were typed in from is in their boxes.
    """
    query = select(*_COLUMNS).where(
        InterviewRow.project_id == project,
        InterviewRow.paper == number,
        # Written out, so that the index of those that have one is used.
        InterviewRow.paper != literal_column("''"),
    )
    rows = session.execute(query.order_by(InterviewRow.received_at, InterviewRow.id))
    return [Interview(*row) for row in rows]


def last_number(session: Session, project: str, prefix: str) -> int:
    """Return the greatest number behind *prefix* in the short number of an interview, or 0."""
    query = select(InterviewRow.number).where(
        InterviewRow.project_id == project,
        InterviewRow.number.startswith(prefix, autoescape=True),
    )
    found = (number.removeprefix(prefix) for number in session.execute(query).scalars())
    return max((int(one) for one in found if one.isdecimal() and len(one) < 7), default=0)


def versions(session: Session, project: str, form_id: str) -> list[str]:
    """Return the hashes of the form versions that interviews of *form_id* were given in."""
    query = select(InterviewRow.form_hash).where(
        InterviewRow.project_id == project, InterviewRow.form_id == form_id
    )
    return sorted(session.execute(query.distinct()).scalars())


def proven(session: Session, project: str, log: str) -> dict[str, int]:
    """Return the interviews of *log* that receipts prove at the hub, with the time since when.

    All that was finalised of an interview has to be there, whatever the hub settled since.
    The times are the hub's, milliseconds UTC.
    """
    receipts = _receipts(session, project, log)
    earliest = list(accumulate((time for _, time in reversed(receipts)), min))[::-1]
    query = (
        select(InterviewRow.id, func.max(EntryRow.count).label("place"))
        .join(
            EntryRow,
            (EntryRow.project_id == InterviewRow.project_id)
            & (EntryRow.log == InterviewRow.log)
            & (EntryRow.subject == InterviewRow.id),
        )
        .where(
            InterviewRow.project_id == project,
            InterviewRow.log == log,
            EntryRow.kind == FINALISE,
        )
        .group_by(InterviewRow.id)
    )
    since: dict[str, int] = {}
    for row in session.execute(query):
        # The first receipt that reaches this far may not be the one that came first.
        reaching = bisect_left(receipts, (row.place, 0))
        if reaching < len(receipts):
            since[row.id] = earliest[reaching]
    return since


def _receipts(session: Session, project: str, log: str) -> list[tuple[int, int]]:
    query = select(ReceiptRow.count.label("place"), ReceiptRow.hub_time).where(
        ReceiptRow.project_id == project, ReceiptRow.log == log
    )
    return sorted((row.place, row.hub_time) for row in session.execute(query))


def _conditions(project: str, wanted: Wanted) -> list[ColumnElement[bool]]:
    row = InterviewRow
    equal = (
        (row.form_id, wanted.form_id),
        (row.form_version, wanted.form_version),
        (row.result, wanted.result),
        (row.person, wanted.person),
        (row.language, wanted.language),
        (row.state, wanted.state if wanted.state != UNFIT else ""),
        (row.log, wanted.log),
    )
    conditions = [row.project_id == project, *(column == text for column, text in equal if text)]
    if wanted.state == UNFIT:
        conditions.append(row.logic.not_in(_FITS))
    if wanted.sites:
        conditions.append(row.site.in_(wanted.sites))
    if wanted.since:
        conditions.append(row.day >= wanted.since)
    if wanted.until:
        conditions.append(row.day <= wanted.until)
    if wanted.review == NOT_REVIEWED:
        conditions.append(row.review == "")
    elif wanted.review:
        # Said as the partial index says it, so that databases know that they can use that.
        conditions += [row.review != literal_column("''"), row.review == wanted.review]
    if wanted.number:
        conditions.append(row.number.contains(wanted.number, autoescape=True))
    return conditions
