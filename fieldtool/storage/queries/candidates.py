"""Named queries on forms that are prepared at the hub, with their workbook, lists and media."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from fieldtool.storage.models.hub import CandidateFileRow, CandidateRow

WORKBOOK, LIST, MEDIUM = "workbook", "list", "medium"


@dataclass(frozen=True)
class Candidate:
    """A form that somebody prepares. Times: milliseconds UTC.

    Attributes:
        login: who uploaded last.
        name: of the workbook.
        content: what would be published, without media; empty where the workbook cannot be used.
        findings: what was found in it.
    """

    id: str
    login: str
    changed_at: int
    name: str
    form_id: str
    version: str
    content: str = field(repr=False)
    findings: str = field(repr=False)


Files = Mapping[tuple[str, str], bytes]


def put(session: Session, project: str, candidate: Candidate, files: Files) -> None:
    """Keep *candidate* with *files* (by kind and name), instead of what was kept before."""
    _forget_files(session, project, candidate.id)
    row = CandidateRow(project_id=project, id=candidate.id, login=candidate.login)
    row.changed_at, row.name = candidate.changed_at, candidate.name
    row.form_id, row.version = candidate.form_id, candidate.version
    row.content, row.findings = candidate.content, candidate.findings
    session.merge(row)
    for (kind, name), content in files.items():
        session.add(
            CandidateFileRow(
                project_id=project, candidate=candidate.id, kind=kind, name=name, content=content
            )
        )


def get(session: Session, project: str, candidate: str) -> Candidate | None:
    """Return one candidate."""
    row = session.get(CandidateRow, (project, candidate))
    return None if row is None else _candidate(row)


def all_of(session: Session, project: str) -> list[Candidate]:
    """Return what is prepared now, the one that was changed last first."""
    query = select(CandidateRow).where(CandidateRow.project_id == project)
    ordered = query.order_by(CandidateRow.changed_at.desc(), CandidateRow.id)
    return [_candidate(row) for row in session.execute(ordered).scalars()]


def files(session: Session, project: str, candidate: str, *kinds: str) -> dict[str, bytes]:
    """Return the files of some kinds by name."""
    query = select(CandidateFileRow.name, CandidateFileRow.content).where(
        CandidateFileRow.project_id == project,
        CandidateFileRow.candidate == candidate,
        CandidateFileRow.kind.in_(kinds),
    )
    return {row[0]: row[1] for row in session.execute(query.order_by(CandidateFileRow.name))}


def sizes(session: Session, project: str, candidate: str) -> dict[tuple[str, str], int]:
    """Return the bytes of every file, by kind and name."""
    query = select(
        CandidateFileRow.kind, CandidateFileRow.name, func.length(CandidateFileRow.content)
    ).where(CandidateFileRow.project_id == project, CandidateFileRow.candidate == candidate)
    rows = session.execute(query.order_by(CandidateFileRow.kind, CandidateFileRow.name))
    return {(row[0], row[1]): row[2] for row in rows}


def remove(session: Session, project: str, candidate: str) -> None:
    """Forget a candidate and its files."""
    _forget_files(session, project, candidate)
    session.execute(
        delete(CandidateRow).where(CandidateRow.project_id == project, CandidateRow.id == candidate)
    )


def _forget_files(session: Session, project: str, candidate: str) -> None:
    session.execute(
        delete(CandidateFileRow).where(
            CandidateFileRow.project_id == project, CandidateFileRow.candidate == candidate
        )
    )


def _candidate(row: CandidateRow) -> Candidate:
    return Candidate(
        row.id,
        row.login,
        row.changed_at,
        row.name,
        row.form_id,
        row.version,
        row.content,
        row.findings,
    )
