"""The state of an interview: a function of the set of its revisions, in any order."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeAlias

from sqlalchemy import ColumnElement, bindparam, delete, exists, insert, select, update
from sqlalchemy.orm import Session

from fieldtool.log import entry as log_entry
from fieldtool.log.entry import Entry
from fieldtool.log.kinds import (
    FINALISE,
    RESOLVE,
    REVISIONS,
    Revision,
    audience_of,
    workspace_log,
)
from fieldtool.log.merge import Version, merge
from fieldtool.log.reviews import standing
from fieldtool.problems import Code, Problem
from fieldtool.storage.models.log import EntryRow
from fieldtool.storage.models.projections import FormRow, HeldRow, InterviewRow
from fieldtool.storage.queries import reviews
from fieldtool.storage.sealed import SEALED, Opening

READY, WAITING, CONFLICT = "ready", "waiting", "conflict"
# Sealed, and several revisions: whether they differ is known when somebody has read them.
UNMERGED = "unmerged"
# The form's logic is still to be run on what was merged.
DUE = "due"
_AT_ONCE = 500
_COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_NONE = "[]"

# A hub takes in a thousand interviews a second: rows are plain cells here, written all at once.
Cells: TypeAlias = dict[str, str | int]
_TABLE = InterviewRow.__table__
_INSERT = insert(InterviewRow)
_THESE = select(*_TABLE.c).where(
    _TABLE.c.project_id == bindparam("project"), _TABLE.c.id.in_(bindparam("ids", expanding=True))
)
_FORM = FormRow.__table__.c
_FORMS = select(_FORM.hash).where(
    _FORM.project_id == bindparam("project"), _FORM.hash.in_(bindparam("hashes", expanding=True))
)
_UPDATE = (
    update(InterviewRow)
    .where(
        InterviewRow.project_id == bindparam("of_project"), InterviewRow.id == bindparam("of_id")
    )
    .values({name: bindparam(name) for name in _TABLE.c.keys() if name not in {"project_id", "id"}})  # noqa: SIM118
)


@dataclass(frozen=True)
class Found:
    """A revision, the entry that holds it, and when this computer stored it."""

    revision: Revision
    entry: Entry
    log: str
    stored_at: int


def apply(
    session: Session, project: str, found: Sequence[Found], reviewed: Collection[str] = ()
) -> None:
    """Bring *found*, and what is said of *reviewed*, into the table of interviews.

    Applying again changes nothing.
    """
    if not found and not reviewed:
        return
    ids = {one.revision.interview for one in found}
    old = _rows(session, project, ids.union(reviewed))
    known = _known_forms(session, project, {one.revision.form_hash for one in found})
    new: dict[str, Cells] = {}
    for one in found:
        name = one.revision.interview
        cells = old.get(name) or new.setdefault(name, _unseen(project, name))
        _take(session, cells, one)
    for name in ids:
        _settle(session, old.get(name) or new[name], known)
    _stand(session, project, [*new.values(), *old.values()])
    connection = session.connection()
    if new:
        connection.execute(_INSERT, list(new.values()))
    if old:
        connection.execute(_UPDATE, [_keyed(cells) for cells in old.values()])


def _stand(session: Session, project: str, rows: Sequence[Cells]) -> None:
    """Say where each interview stands between its facilitator and the coordinator."""
    said = reviews.of(session, project, [str(cells["id"]) for cells in rows])
    for cells in rows:
        own = said.get(str(cells["id"]), ())
        found = standing(own, _ids(cells["heads"]), _ids(cells["superseded"])) if own else None
        cells["review"] = found.state if found else ""


def form_arrived(session: Session, project: str, form_hash: str) -> None:
    """Let the interviews go on that waited for this form version."""
    query = select(*_TABLE.c).where(
        InterviewRow.project_id == project,
        InterviewRow.form_hash == form_hash,
        InterviewRow.state == WAITING,
    )
    connection = session.connection()
    waiting: list[Cells] = [dict(row) for row in connection.execute(query).mappings()]
    for cells in waiting:
        if len(_ids(cells["heads"])) > 1:
            # Whether they are in conflict was not written down while the form was not here.
            cells["revision"] = ""
        _settle(session, cells, {form_hash})
    if waiting:
        connection.execute(_UPDATE, [_keyed(cells) for cells in waiting])


def make_again(session: Session, project: str, interviews: Collection[str]) -> None:
    """Make the rows of *interviews* again from the revisions that count."""
    for some in _chunks(sorted(interviews)):
        place = (InterviewRow.project_id == project, InterviewRow.id.in_(some))
        session.execute(delete(InterviewRow).where(*place))
        # As they are stored: what is sealed stays so.
        stored = _stored(session, project, some)
        found = [one for name in some for one in stored.get(name, ())]
        apply(session, project, found)


def _unseen(project: str, interview: str) -> Cells:
    return {
        "project_id": project,
        "id": interview,
        "heads": _NONE,
        "superseded": _NONE,
        "revision": "",
        "review": "",
    }


def _keyed(cells: Cells) -> Cells:
    keyed: Cells = {**cells, "of_project": cells["project_id"], "of_id": cells["id"]}
    del keyed["project_id"], keyed["id"]
    return keyed


def _take(session: Session, cells: Cells, one: Found) -> None:
    superseded = _ids(cells["superseded"]) | set(one.entry.header.parents)
    heads = (_ids(cells["heads"]) | {one.entry.id}) - superseded
    cells["heads"], cells["superseded"] = _listed(heads), _listed(superseded)
    if heads == {one.entry.id} and one.entry.header.kind == FINALISE:
        _show(cells, one)
    else:
        # What several revisions say together is worked out once all of them are taken; also where
        # one has seen all others, since an earlier one may have come now that says who asked.
        cells["revision"] = ""


def _settle(session: Session, cells: Cells, known: set[str]) -> None:
    """Say what the interview's revisions say together, and in which state it is."""
    state = READY
    if not cells["revision"]:
        state = _merge(session, cells)
        known = known | _known_forms(session, str(cells["project_id"]), {str(cells["form_hash"])})
    cells["state"] = state if cells["form_hash"] in known else WAITING


def _merge(session: Session, cells: Cells) -> str:
    """Show the merged answers; return in which state they are."""
    project, interview = str(cells["project_id"]), str(cells["id"])
    stored = _stored(session, project, [interview]).get(interview, [])
    found = {one.entry.id: one for one in stored}
    merged = merge(versions_of(found.values()))
    # Who asked, where and when does not change with what is settled later. A laptop that came back
    # from an old copy, or purged its answers, may know only what was settled; that says the same.
    asked = [name for name in merged.order if found[name].entry.header.kind == FINALISE]
    if asked:
        _show(cells, found[asked[0]])
    elif "log" not in cells:
        _show_settled(cells, found[merged.order[0]])
    counts = {found[name].revision.counts for name in merged.heads}
    # Whether a woman or a man was asked may be what is in conflict: then it counts for neither.
    cells["counts"] = counts.pop() if len(counts) == 1 else ""
    if len(merged.heads) == 1:
        cells["revision"] = merged.heads[0]
    if any(one.revision.box for one in found.values()):
        return _leave_sealed(cells, found, merged.heads)
    cells["answers"] = _compact(merged.answers)
    given = [found[name].revision.answers for name in asked]
    # Also what was settled was put together by choosing, answer by answer.
    cells["logic"] = DUE if asked and merged.answers not in given else ""
    return CONFLICT if merged.conflicts else READY


def _leave_sealed(cells: Cells, found: Mapping[str, Found], heads: Sequence[str]) -> str:
    """Show nothing that was said: the hub may be locked, and tables never hold what is sealed."""
    cells["sealed"], cells["answers"], cells["paradata"] = SEALED, "{}", "{}"
    is_one = len(heads) == 1
    is_to_read = not is_one or found[heads[0]].entry.header.kind == RESOLVE
    cells["logic"] = DUE if is_to_read else ""
    return READY if is_one else UNMERGED


def versions_of(found: Iterable[Found]) -> dict[str, Version]:
    """Return revisions by id as merging wants them."""
    return {
        one.entry.id: Version(
            one.entry.header.parents,
            None if one.revision.box else one.revision.answers,
            REVISIONS.index(one.entry.header.kind),
        )
        for one in found
    }


def _show(cells: Cells, one: Found) -> None:
    revision = one.revision
    cells.update(
        revision=one.entry.id,
        log=one.log,
        number=revision.number,
        form_id=revision.form_id,
        form_version=revision.form_version,
        form_hash=revision.form_hash,
        site=revision.site,
        language=revision.language,
        result=revision.result,
        assignment=revision.assignment,
        counts=revision.counts,
        paper=revision.paper.number if revision.paper else "",
        person=one.entry.header.person,
        # What was held on paper counts for the day that stands there.
        day=revision.paper.day if revision.paper else revision.started[:10],
        started=revision.started,
        # The header tells when in any case, also of what is sealed.
        finished=revision.finished or one.entry.header.clock.moment.isoformat(timespec="seconds"),
        received_at=one.stored_at,
        logic="",
        sealed=SEALED if revision.box else "",
        answers=_compact(revision.answers),
        paradata=_compact(revision.paradata),
    )


def _show_settled(cells: Cells, one: Found) -> None:
    """Show what the hub settled where the content of what laptops wrote is not here."""
    _show(cells, one)
    cells["log"] = workspace_log(audience_of(one.log))


def of_interview(session: Session, project: str, interview: str) -> list[Found]:
    """Return the revisions of *interview* that the logs hold, in the order they came.

    Erased ones, those that are held for review, and those that cannot be read are left out.

    Raises:
        Problem: HUB_LOCKED; some are sealed.
    """
    return of_interviews(session, project, [interview], Opening(session, project)).get(
        interview, []
    )


def of_interviews(
    session: Session, project: str, interviews: Sequence[str], opening: Opening
) -> dict[str, list[Found]]:
    """Return the revisions of several interviews, as `of_interview` does for one."""
    return {
        name: [one for one in map(partial(_opened, opening), found) if one is not None]
        for name, found in _stored(session, project, interviews).items()
    }


def _opened(opening: Opening, one: Found) -> Found | None:
    try:
        return replace(one, revision=opening.opened(one.revision))
    except Problem as problem:
        if problem.code is Code.HUB_LOCKED:
            raise
        return None


def _stored(session: Session, project: str, interviews: Sequence[str]) -> dict[str, list[Found]]:
    """Return revisions as the logs hold them, by interview."""
    query = select(EntryRow).where(
        EntryRow.project_id == project,
        EntryRow.subject.in_(interviews),
        EntryRow.kind.in_(REVISIONS),
        EntryRow.payload.is_not(None),
        ~_is_held(),
    )
    found: dict[str, list[Found]] = {}
    for row in session.execute(query.order_by(EntryRow.position)).scalars():
        entry = log_entry.restored(row.header, row.salt, row.payload)
        try:
            one = Found(Revision.from_entry(entry), entry, row.log, row.stored_at)
        except Problem:
            continue
        found.setdefault(entry.header.subject, []).append(one)
    return found


def settlements(session: Session, project: str, interview: str) -> frozenset[str]:
    """Return the entries with which somebody settled *interview* at the hub."""
    query = select(EntryRow.id).where(
        EntryRow.project_id == project,
        EntryRow.subject == interview,
        EntryRow.kind == RESOLVE,
        EntryRow.payload.is_not(None),
    )
    return frozenset(session.execute(query).scalars())


def _is_held() -> ColumnElement[bool]:
    return exists().where(
        HeldRow.project_id == EntryRow.project_id,
        HeldRow.log == EntryRow.log,
        HeldRow.id == EntryRow.id,
    )


def settled(session: Session, project: str) -> frozenset[str]:
    """Return the interviews that somebody settled at the hub, where both sides are still here."""
    query = select(EntryRow.subject).where(
        EntryRow.project_id == project, EntryRow.payload.is_not(None)
    )
    settled_, written = (
        frozenset(session.execute(query.where(EntryRow.kind == kind)).scalars())
        for kind in (RESOLVE, FINALISE)
    )
    return settled_ & written


def _ids(text: str | int) -> set[str]:
    return set() if text == _NONE else set(json.loads(str(text)))


def _listed(ids: set[str]) -> str:
    return json.dumps(sorted(ids)) if ids else _NONE


def _rows(session: Session, project: str, ids: set[str]) -> dict[str, Cells]:
    connection, found = session.connection(), dict[str, Cells]()
    for some in _chunks(sorted(ids)):
        chosen = {"project": project, "ids": some}
        for row in connection.execute(_THESE, chosen).mappings():
            found[row["id"]] = dict(row)
    return found


def _known_forms(session: Session, project: str, hashes: set[str]) -> set[str]:
    session.flush()
    given = {"project": project, "hashes": sorted(hashes)}
    return set(session.connection().execute(_FORMS, given).scalars())


def _chunks(ids: Sequence[str]) -> Iterable[Sequence[str]]:
    return (ids[first : first + _AT_ONCE] for first in range(0, len(ids), _AT_ONCE))


def _compact(texts: dict[str, str]) -> str:
    return _COMPACT.encode(texts)
