"""Areas: a session of somebody who sees what belongs to some sites, and nothing else."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria

from fieldtool.storage import sites
from fieldtool.storage.models.projections import InterviewRow

if TYPE_CHECKING:
    from fieldtool.storage.database import Database

_AREA = "area"


@dataclass(frozen=True)
class Area:
    """What belongs to some sites: the sites in them."""

    sites: frozenset[str]


class Reads(Protocol):
    """What interviews are read from: a database, or what somebody sees of it."""

    def read(self) -> AbstractContextManager[Session]:
        """Give a session that sees one moment."""
        ...


@dataclass(frozen=True)
class Within:
    """A database as somebody who sees *area* reads it; None is no limit."""

    database: Database
    area: Area | None

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Give a session that sees one moment of what belongs to the area."""
        with self.database.read() as session:
            confine(session, self.area)
            yield session


def of(session: Session, project: str, roots: Collection[str]) -> Area:
    """Return what belongs to *roots* and all that lies in them."""
    return Area(sites.inside(session, project, roots))


def confine(session: Session, area: Area | None) -> None:
    """Let every query of *session* see what belongs to *area* alone; None is no limit.

    One place for all pages: a query that forgot the area would show what it must not.
    """
    if area is None:
        return
    condition = with_loader_criteria(InterviewRow, InterviewRow.site.in_(tuple(area.sites)))
    session.info[_AREA] = area

    def narrow(state: ORMExecuteState) -> None:
        if state.is_select and session.info.get(_AREA) is not None:
            state.statement = state.statement.options(condition)

    event.listen(session, "do_orm_execute", narrow)


@contextmanager
def everything(session: Session) -> Iterator[None]:
    """Let *session* see everything inside the block, for what no area can be left out of."""
    area = session.info.pop(_AREA, None)
    try:
        yield
    finally:
        if area is not None:
            session.info[_AREA] = area
