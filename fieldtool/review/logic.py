"""The form's logic, run on answers of several revisions that nobody saw together.

Merging takes each answer by itself, so the whole may be what the form would never have allowed: an
answer to a question that is not asked any more, a total that does not add up. That is for a person
to look at; no value is changed, and none is worked out anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from fieldtool.forms import Form, Interview
from fieldtool.log.kinds import FINALISE, Revision
from fieldtool.problems import Problem, Problems
from fieldtool.review import settling
from fieldtool.review.settling import Unsettled
from fieldtool.storage.database import Database, Session
from fieldtool.storage.queries import interviews
from fieldtool.storage.queries import logic as stored
from fieldtool.storage.queries.logic import Said
from fieldtool.storage.revisions import CONFLICT, READY

# What a finding says, beside the kinds of violation that a form itself knows.
REQUIRED = "required"
IRRELEVANT = "irrelevant"  # answered, and with the other answers the form would not ask it
UNASKED = "unasked"  # the form would ask it with these answers, and nobody did
DIFFERENT = "different"  # the form would work out, or offer, something else
ROWS = "rows"  # the form would have other rows

# So many at once: a page of the desk waits for them.
_MOST = 50


@dataclass(frozen=True, order=True)
class Finding:
    """One answer, or repeat, that does not fit the form's logic, and in which way."""

    path: str
    kind: str


def check_all(
    database: Database, project: str, form_of: Callable[[Session, str], Form | None]
) -> int:
    """Run the logic of the form on what was merged since it was last done; return on how many.

    Nothing waits for it but who calls: answers are read in one unit of work, and what was found,
    their number alone, is written in another.
    """
    with database.read() as session:
        said = {
            one: _said(session, project, one, form_of)
            for one in stored.to_check(session, project, _MOST)
        }
    if said:
        with database.work() as session:
            for interview, found in said.items():
                stored.note(session, project, interview, found)
    return len(said)


def _said(
    session: Session,
    project: str,
    interview: str,
    form_of: Callable[[Session, str], Form | None],
) -> Said:
    failed = Said(stored.heads(session, project, interview), interviews.FAILED, CONFLICT)
    open_ = settling.unsettled(session, project, interview)
    if open_ is None:
        return failed
    known = replace(failed, state=CONFLICT if open_.conflicts else READY)
    try:
        form = form_of(session, open_.asked.form_hash)
        return replace(known, logic=str(len(findings(form, open_)))) if form else known
    except (Problem, Problems):
        return known


def findings(form: Form, open_: Unsettled) -> tuple[Finding, ...]:
    """Return what does not fit in the merged answers, and did fit in each revision by itself.

    An interview that stopped early has gaps of its own, and a form may ask the clock: what is
    found in what one person wrote does not come from merging.
    """
    own: set[Finding] = set()
    for one in open_.found.values():
        if one.entry.header.kind == FINALISE:
            own |= set(_of(form, one.revision, one.revision.answers))
    merged = _of(form, open_.asked, open_.merged.answers)
    return tuple(sorted(set(merged) - own))


def finished_at(revision: Revision) -> datetime:
    """Return when an interview was finished, for a form that asks the clock."""
    try:
        found = datetime.fromisoformat(revision.finished)
    except ValueError:
        return datetime.fromtimestamp(0, UTC)  # a laptop wrote something else
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _of(form: Form, revision: Revision, answers: Mapping[str, str]) -> Iterator[Finding]:
    finished = finished_at(revision)
    interview = Interview(
        form, lambda: finished, answers=dict(answers), instance_id=revision.interview
    )
    now, orders = interview.answers(), interview.row_order()
    for path, order in orders.items():
        if set(order.split()) != set(answers.get(path, "").split()):
            yield Finding(path, ROWS)
    for path, value in answers.items():
        if path not in orders and path not in now and interview.has(path):
            yield Finding(path, IRRELEVANT)
        elif now.get(path, value) != value:
            yield Finding(path, DIFFERENT)
    unasked = {path for path in now.keys() - answers.keys() if _is_asked(interview, path)}
    yield from (Finding(path, UNASKED) for path in unasked)
    for violation in interview.validate():
        if violation.path not in unasked:
            yield Finding(violation.path, violation.kind)


def _is_asked(interview: Interview, path: str) -> bool:
    return "/@" not in path and interview.control(path) is not None
