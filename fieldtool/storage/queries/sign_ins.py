"""Named queries on who is signed in at the desk."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from fieldtool.storage.models.hub import SignInRow


@dataclass(frozen=True)
class SignIn:
    """One browser in which somebody is signed in; times are milliseconds UTC."""

    id: str
    login: str
    began_at: int
    seen_at: int


def begin(session: Session, project: str, sign_in: SignIn) -> None:
    """Keep a new sign-in."""
    row = SignInRow(project_id=project, id=sign_in.id, login=sign_in.login)
    row.began_at, row.seen_at = sign_in.began_at, sign_in.seen_at
    session.add(row)


def get(session: Session, project: str, sign_in_id: str) -> SignIn | None:
    """Return a sign-in that has not ended."""
    row = session.get(SignInRow, (project, sign_in_id))
    if row is None:
        return None
    return SignIn(row.id, row.login, row.began_at, row.seen_at)


def all_of(session: Session, project: str, login: str) -> list[SignIn]:
    """Return where *login* is signed in, the one seen last first."""
    query = (
        select(SignInRow)
        .where(SignInRow.project_id == project, SignInRow.login == login)
        .order_by(SignInRow.seen_at.desc(), SignInRow.id)
    )
    return [
        SignIn(row.id, row.login, row.began_at, row.seen_at)
        for row in session.execute(query).scalars()
    ]


def seen(session: Session, project: str, sign_in_id: str, at: int) -> None:
    """Remember that the browser asked for something at *at*."""
    row = session.get(SignInRow, (project, sign_in_id))
    if row is not None:
        row.seen_at = max(row.seen_at, at)


def end(session: Session, project: str, sign_in_id: str) -> None:
    """Sign one browser out."""
    session.execute(
        delete(SignInRow).where(SignInRow.project_id == project, SignInRow.id == sign_in_id)
    )


def end_all(session: Session, project: str, login: str, but: str = "") -> int:
    """Sign *login* out everywhere, or everywhere but in one browser; return in how many."""
    found = [one.id for one in all_of(session, project, login) if one.id != but]
    session.execute(
        delete(SignInRow).where(SignInRow.project_id == project, SignInRow.id.in_(found))
    )
    return len(found)


def end_idle(session: Session, project: str, seen_before: int, began_before: int) -> None:
    """Sign those out that were last seen, or began, before these times."""
    session.execute(
        delete(SignInRow).where(
            SignInRow.project_id == project,
            (SignInRow.seen_at < seen_before) | (SignInRow.began_at < began_before),
        )
    )
