"""Named queries on accounts: who signs in at the hub."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from fieldtool.storage.models.hub import AccountRow


@dataclass(frozen=True)
class Account:
    """Someone who signs in at the hub."""

    login: str
    name: str = field(repr=False)
    role: str
    password_hash: str = field(repr=False)
    language: str
    closed_at: int | None = None


def put(session: Session, project: str, account: Account) -> None:
    """Add *account*, or replace what was known under the same login."""
    row = AccountRow(project_id=project, login=account.login, name=account.name)
    row.role, row.password_hash = account.role, account.password_hash
    row.language, row.closed_at = account.language, account.closed_at
    session.merge(row)


def get(session: Session, project: str, login: str) -> Account | None:
    """Return the account with *login*, closed ones too."""
    row = session.get(AccountRow, (project, login))
    return None if row is None else _account(row)


def all_of(session: Session, project: str) -> list[Account]:
    """Return all accounts by login."""
    query = select(AccountRow).where(AccountRow.project_id == project).order_by(AccountRow.login)
    return [_account(row) for row in session.execute(query).scalars()]


def _account(row: AccountRow) -> Account:
    return Account(row.login, row.name, row.role, row.password_hash, row.language, row.closed_at)
