"""Areas: a session that sees the interviews of some sites alone."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria

from fieldtool.storage.models.projections import InterviewRow


def confine(session: Session, sites: Collection[str] | None) -> None:
    """Let every query of *session* see the interviews of *sites* alone; None is no limit.

    One place for all pages: a query that forgot the area would show what it must not.
    """
    if sites is None:
        return
    allowed = tuple(sites)
    condition = with_loader_criteria(InterviewRow, InterviewRow.site.in_(allowed))

    def narrow(state: ORMExecuteState) -> None:
        if state.is_select:
            state.statement = state.statement.options(condition)

    event.listen(session, "do_orm_execute", narrow)
