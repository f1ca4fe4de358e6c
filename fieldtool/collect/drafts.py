"""Drafts: a journal of answers, one commit per answer, nothing overwritten without a word."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from fieldtool.collect import from_paper
from fieldtool.problems import Code, Problem, Problems
from fieldtool.storage import settings
from fieldtool.storage.queries import drafts as stored
from fieldtool.storage.queries import erasures, interviews
from fieldtool.storage.queries.drafts import Draft, Line

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from fieldtool.log.clock import Clock
    from fieldtool.log.kinds import OnPaper
    from fieldtool.security.workspace import Workspace

_LAST_NUMBER = "last_number"
# Values that the form itself set at the start belong to no window.
NO_WINDOW = ""


@dataclass(frozen=True)
class Sent:
    """Answers as a page sends them; see `save_answers`."""

    answers: Mapping[str, str]
    base: int
    window: str


# Given the answers that are new, returns the values that follow from them.
Follow: TypeAlias = "Callable[[Mapping[str, str]], Mapping[str, str]]"


@dataclass(frozen=True)
class Saved:
    """What became of answers that were sent.

    Attributes:
        seq: the last line of the journal; a page that was sent it knows everything up to there.
        written: the answers that are new in the journal; the same again is not new.
        kept: answers that the page sent without having changed them, while another window did;
            the value of that window holds.
    """

    seq: int
    written: dict[str, str]
    kept: dict[str, str]


@dataclass(frozen=True)
class Begun:
    """What is settled before the first answer; `draft` is the id of the interview for ever."""

    draft: str
    form_hash: str
    site: str
    language: str
    assignment: str = ""
    meeting: str = ""
    paper: OnPaper | None = None


def start(
    ws: Workspace, begun: Begun, clock: Clock, first: Mapping[str, str] | None = None
) -> Draft:
    """Begin an interview; *first* are the values the form itself gave to its questions.

    Raises:
        Problem: PAPER_TYPED_ALREADY.
    """
    now = clock.now()
    with ws.database.work() as session:
        draft = Draft(
            id=begun.draft,
            number=_next_number(session, ws),
            form_hash=begun.form_hash,
            site=begun.site,
            language=begun.language,
            started=now.moment.isoformat(timespec="seconds"),
            changed_at=now.wall,
            assignment=begun.assignment,
            meeting=begun.meeting,
        )
        stored.put(session, ws.project_id, draft)
        if begun.paper is not None:
            from_paper.keep(session, ws.project_id, draft.id, begun.paper)
        lines = [
            Line(seq, path, value, NO_WINDOW, now.wall)
            for seq, (path, value) in enumerate((first or {}).items(), start=1)
        ]
        stored.write(session, ws.project_id, draft.id, lines)
    return draft


def save_answers(
    ws: Workspace,
    draft_id: str,
    answers: Mapping[str, str],
    base: int,
    window: str,
    clock: Clock,
) -> Saved:
    """Make *answers* durable; when this returns, no power cut can take them.

    *base* is the last line of the journal that the page knew, *window* its random name. Sending
    the same again changes nothing. An answer that another window changed after *base* is not
    overwritten: what this page did not change itself is left as it is there, what both changed is
    refused. All other answers of the same call are saved even then.

    Raises:
        Problem: ANSWER_OLDER with both values (Problems when there are several), or the draft is
            not open, or the disk does not take it.
    """
    return save(ws, draft_id, Sent(answers, base, window), clock)


def save(
    ws: Workspace, draft_id: str, sent: Sent, clock: Clock, follow: Follow | None = None
) -> Saved:
    """Do what `save_answers` says, and keep with the new answers what *follow* makes of them.

    Values that a form works out from the clock or by chance, such as the time of consent, would
    be others after a restart; they get durable together with the answer they follow from.
    """
    now = clock.now().wall
    with ws.database.work() as session:
        head = stored.head(session, ws.project_id, draft_id)
        if head is None:
            raise _gone(session, ws, draft_id)
        _refuse_closed(head.state, head.number)
        lines = stored.lines_of(session, ws.project_id, draft_id, list(sent.answers))
        verdict = _judge(sent, lines)
        seq = head.last_seq
        if verdict.new:
            worked_out = follow(verdict.new) if follow else {}
            given = [(path, value, sent.window) for path, value in verdict.new.items()]
            given += [(path, value, NO_WINDOW) for path, value in worked_out.items()]
            fresh = [
                Line(number, path, value, window, now)
                for number, (path, value, window) in enumerate(given, start=seq + 1)
            ]
            stored.write(session, ws.project_id, draft_id, fresh)
            seq += len(fresh)
    if len(verdict.older) > 1:
        raise Problems(tuple(verdict.older))
    if verdict.older:
        raise verdict.older[0]
    return Saved(seq, verdict.new, verdict.kept)


def read(ws: Workspace, draft_id: str) -> Draft:
    """Return a draft, whatever its state.

    Raises:
        Problem: there is no such draft in this workspace.
    """
    with ws.database.read() as session:
        return _draft(session, ws, draft_id)


def read_open(ws: Workspace, draft_id: str) -> Draft:
    """Return a draft that can be worked on.

    Raises:
        Problem: there is no such draft, or it is finalised or deleted.
    """
    with ws.database.read() as session:
        return _open_draft(session, ws, draft_id)


def is_open(ws: Workspace, draft: Draft) -> bool:
    """Say whether *draft* can still be worked on, and is not another one since it was read."""
    with ws.database.read() as session:
        found = stored.head(session, ws.project_id, draft.id)
    return found is not None and (found.state, found.parents) == (stored.OPEN, draft.parents)


def answers_of(ws: Workspace, draft_id: str) -> tuple[dict[str, str], int]:
    """Return the last answer of each question, and the number of the last line."""
    with ws.database.read() as session:
        lines = stored.journal(session, ws.project_id, draft_id)
    return {line.path: line.value for line in lines}, lines[-1].seq if lines else 0


def open_drafts(ws: Workspace) -> list[Draft]:
    """Return what is begun and not finished, the one worked on last first."""
    with ws.database.read() as session:
        return stored.all_of(session, ws.project_id)


def deleted_drafts(ws: Workspace) -> list[Draft]:
    """Return what was deleted and can be brought back."""
    with ws.database.read() as session:
        return stored.all_of(session, ws.project_id, stored.DELETED)


def move(ws: Workspace, draft_id: str, place: str, asked: int = 0, answered: int = 0) -> None:
    """Remember the page the interviewer is on, and how many of the questions asked are answered."""
    with ws.database.work() as session:
        draft = _open_draft(session, ws, draft_id)
        moved = replace(draft, place=place, asked=asked, answered=answered)
        stored.put(session, ws.project_id, moved)


def speak(ws: Workspace, draft_id: str, language: str) -> None:
    """Remember the language the interview is held in."""
    with ws.database.work() as session:
        draft = _open_draft(session, ws, draft_id)
        stored.put(session, ws.project_id, replace(draft, language=language))


def delete(ws: Workspace, draft_id: str, reason: str, clock: Clock) -> Draft:
    """Put a draft away with the reason why; nothing is destroyed and it can be undone.

    Raises:
        Problem: no reason is given, or the draft is finalised.
    """
    if not reason.strip():
        raise Problem(Code.REASON_MISSING)
    now = clock.now().wall
    with ws.database.work() as session:
        draft = _draft(session, ws, draft_id)
        if draft.state in (stored.FINALISED, stored.HANDED):
            _refuse_closed(draft.state, draft.number)
        draft = replace(draft, state=stored.DELETED, reason=reason.strip(), changed_at=now)
        stored.put(session, ws.project_id, draft)
    return draft


def undo_delete(ws: Workspace, draft_id: str, clock: Clock) -> Draft:
    """Bring a deleted draft back with all its answers."""
    now = clock.now().wall
    with ws.database.work() as session:
        draft = _draft(session, ws, draft_id)
        if draft.state == stored.DELETED:
            draft = replace(draft, state=stored.OPEN, reason="", changed_at=now)
            stored.put(session, ws.project_id, draft)
    return draft


@dataclass(frozen=True)
class _Verdict:
    new: dict[str, str]
    kept: dict[str, str]
    older: list[Problem]


def _judge(sent: Sent, lines: Mapping[str, list[Line]]) -> _Verdict:
    verdict = _Verdict({}, {}, [])
    for path, value in sent.answers.items():
        history = lines.get(path, [])
        last = history[-1] if history else None
        if last is not None and last.value == value:
            continue
        if last is None or last.seq <= sent.base or last.window == sent.window:
            verdict.new[path] = value
        elif value == _value_at(history, sent.base):
            verdict.kept[path] = last.value
        else:
            both: dict[str, str | int] = {
                "path": path,
                "saved": last.value,
                "typed": value,
                "seq": last.seq,
            }
            verdict.older.append(Problem(Code.ANSWER_OLDER, both))
    return verdict


def _value_at(history: list[Line], base: int) -> str:
    known = [line.value for line in history if line.seq <= base]
    return known[-1] if known else ""


def _draft(session: Session, ws: Workspace, draft_id: str) -> Draft:
    draft = stored.get(session, ws.project_id, draft_id)
    if draft is None:
        raise _gone(session, ws, draft_id)
    return draft


def _gone(session: Session, ws: Workspace, draft_id: str) -> Problem:
    erased = erasures.of(session, ws.project_id, {draft_id})
    return Problem(Code.DRAFT_ERASED if erased else Code.DRAFT_UNKNOWN)


def _open_draft(session: Session, ws: Workspace, draft_id: str) -> Draft:
    draft = _draft(session, ws, draft_id)
    _refuse_closed(draft.state, draft.number)
    return draft


def _refuse_closed(state: str, number: str) -> None:
    if state == stored.FINALISED:
        raise Problem(Code.DRAFT_FINALISED, {"number": number})
    if state == stored.DELETED:
        raise Problem(Code.DRAFT_DELETED, {"number": number})
    if state == stored.HANDED:
        raise Problem(Code.DRAFT_HANDED_OVER, {"number": number})


def _next_number(session: Session, ws: Workspace) -> str:
    last = int(settings.get(session, ws.project_id, _LAST_NUMBER) or "0")
    # A laptop that came back from an old copy got interviews again that it gave numbers to.
    last = max(last, interviews.last_number(session, ws.project_id, f"{ws.person}-")) + 1
    settings.put(session, ws.project_id, _LAST_NUMBER, str(last))
    return f"{ws.person}-{last:03}"
