"""Named queries on accounts: who signs in at the hub."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from fieldtool.storage.models.hub import AccountRow


@dataclass(frozen=True)
class Account:
    """Someone who signs in at the hub.

    Attributes:
        password_hash: empty while the person is invited and has chosen none.
        areas: sites whose interviews the person sees, with all that lies in them; none: all.
        totp: secret of the second factor in base32; empty where there is none.
        totp_step: the last step whose code was used.
        spare_codes: hashes of the spare codes that are left.
        invited: hash of the code that lets the person choose a password; good until
            `invited_until`, milliseconds UTC.
    """

    login: str
    name: str = field(repr=False)
    role: str
    password_hash: str = field(repr=False)
    language: str
    closed_at: int | None = None
    areas: tuple[str, ...] = ()
    totp: str = field(default="", repr=False)
    totp_step: int = 0
    spare_codes: tuple[str, ...] = field(default=(), repr=False)
    invited: str = field(default="", repr=False)
    invited_until: int = 0


_PLAIN = (
    *("name", "role", "password_hash", "language", "closed_at"),
    *("totp", "totp_step", "invited", "invited_until"),
)


def put(session: Session, project: str, account: Account) -> None:
    """Add *account*, or replace what was known under the same login."""
    row = AccountRow(project_id=project, login=account.login)
    for name in _PLAIN:
        setattr(row, name, getattr(account, name))
    row.areas = " ".join(account.areas)
    row.spare_codes = " ".join(account.spare_codes)
    session.merge(row)


def change(session: Session, project: str, known: Account, changed: Account) -> bool:
    """Put *changed* in the place of *known*; say no where the account is another one by now.

    For what was worked out from an account that an earlier unit of work has read: a code is used
    once, and an account that was closed meanwhile stays closed.
    """
    row = session.get(AccountRow, (project, known.login), with_for_update=True)
    if row is None or _account(row) != known:
        return False
    put(session, project, changed)
    return True


def get(session: Session, project: str, login: str) -> Account | None:
    """Return the account with *login*, closed ones too."""
    row = session.get(AccountRow, (project, login))
    return None if row is None else _account(row)


def invited_with(session: Session, project: str, hashed: str) -> Account | None:
    """Return the account whose invitation has this hash."""
    query = select(AccountRow).where(
        AccountRow.project_id == project, AccountRow.invited == hashed, AccountRow.invited != ""
    )
    row = session.execute(query).scalar_one_or_none()
    return None if row is None else _account(row)


def all_of(session: Session, project: str) -> list[Account]:
    """Return all accounts by login."""
    query = select(AccountRow).where(AccountRow.project_id == project).order_by(AccountRow.login)
    return [_account(row) for row in session.execute(query).scalars()]


def _account(row: AccountRow) -> Account:
    plain = {name: getattr(row, name) for name in _PLAIN}
    account = Account(login=row.login, **plain)
    return replace(
        account, areas=tuple(row.areas.split()), spare_codes=tuple(row.spare_codes.split())
    )
