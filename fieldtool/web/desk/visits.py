"""A visit: one request of somebody who may make it, as one unit of work."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from typing import Concatenate, ParamSpec, Protocol, cast
from zoneinfo import ZoneInfo

from flask import g, redirect, request, url_for
from werkzeug.wrappers import Response

from fieldtool.forms.nodes import Node
from fieldtool.log.kinds import ProjectSettings
from fieldtool.problems import Code, Problem
from fieldtool.storage import areas
from fieldtool.storage.areas import Area, Within
from fieldtool.storage.database import Session
from fieldtool.storage.queries import audit, interviews, projects, registers
from fieldtool.storage.queries.accounts import Account
from fieldtool.storage.queries.audit import AuditLine
from fieldtool.web.desk.accounts import sitting
from fieldtool.web.desk.accounts.sitting import Sitting
from fieldtool.web.desk.blueprint import services
from fieldtool.web.desk.permissions import ANYBODY, PERMISSIONS, may

Answer = str | tuple[str, int] | Response
Parameters = ParamSpec("Parameters")

NOBODY = Account("", "", "", "", "")


@dataclass(frozen=True)
class Visit:
    """What a page needs to know of its request.

    Attributes:
        session: reads one moment of the database; what a page that writes has done is kept when
            the page is made, or nothing of it. Its queries see what belongs to `area` alone.
        area: what the visitor sees; None where that is everything.
        now: milliseconds UTC.
    """

    session: Session = field(repr=False)
    settings: ProjectSettings = field(repr=False)
    account: Account = field(repr=False)
    now: int
    area: Area | None = field(default=None, repr=False)

    @property
    def project(self) -> str:
        """Return the id of the project."""
        return self.settings.id

    def may(self, permission: str) -> bool:
        """Return whether the visitor may do what *permission* names."""
        return may(self.account.role, permission)

    @property
    def database(self) -> Within:
        """Return what the visitor sees of the database, for a session of its own."""
        return Within(services().database, self.area)

    def everything(self) -> AbstractContextManager[None]:
        """Let the session see everything for a while, for counts that would mislead otherwise."""
        return areas.everything(self.session)

    def sees(self, person: str) -> bool:
        """Return whether *person*, a code, is of the visitor's area."""
        return self.area is None or person in self.area.people

    def register(self, name: str) -> Node | None:
        """Return a register as forms read it; None where there is none of that name."""
        return registers.document(self.session, self.project, name)

    def moment(self, at: int | None) -> datetime | None:
        """Return the time *at* (milliseconds UTC) in the project's zone."""
        return None if at is None else datetime.fromtimestamp(at / 1000, self.zone)

    @property
    def zone(self) -> ZoneInfo:
        """Return the project's time zone."""
        return ZoneInfo(self.settings.zone)

    def audit(self, event: str, subject: str = "", **details: str) -> None:
        """Note that the visitor does *event* (`subject:verb`); never hand an answer in."""
        audit.write(self.session, self.project, self.line(event, subject, details))

    def audit_reading(self, event: str, subject: str = "", **details: str) -> None:
        """Note that the visitor reads answers, at once and in a unit of work of its own.

        Call it when the page is made and before it is given away: making it may take long, and
        laptops that sync must not wait for that.
        """
        with services().database.work() as session:
            audit.write(session, self.project, self.line(event, subject, details))

    def line(self, event: str, subject: str, details: dict[str, str]) -> AuditLine:
        """Return the line that says the visitor does *event*, for a unit of work elsewhere."""
        return AuditLine(self.now, self.account.login, event, subject, details)


class Permitted(Protocol):
    """A view that says which permission it needs."""

    permission: str


def permitted(
    permission: str, *, writes: bool = False
) -> Callable[[Callable[Concatenate[Visit, Parameters], Answer]], Callable[Parameters, Answer]]:
    """Open a page to those who have *permission*; `writes` where it changes or audits something.

    Whoever is not signed in is sent to the page where one signs in.
    """
    if permission != ANYBODY and permission not in PERMISSIONS:
        raise LookupError(permission)

    def around(
        view: Callable[Concatenate[Visit, Parameters], Answer],
    ) -> Callable[Parameters, Answer]:
        @wraps(view)
        def visited(*args: Parameters.args, **values: Parameters.kwargs) -> Answer:
            database = services().database
            with database.work() if writes else database.read() as session:
                visit, sat = _visit(session)
                if permission != ANYBODY and sat is None:
                    return _to_sign_in()
                if not may(visit.account.role, permission):
                    raise Problem(Code.NOT_PERMITTED)
                g.visit = visit
                _expect_seen(visit, str(values.get("interview", "")))
                answer = view(visit, *args, **values)
            if sat is not None:
                sitting.note_seen(visit.project, sat, visit.now)
            return answer

        cast("Permitted", visited).permission = permission
        return visited

    return around


def _expect_seen(visit: Visit, interview: str) -> None:
    """Show no interview of another area, whatever its page would read of it."""
    is_limited = visit.area is not None and bool(interview)
    if is_limited and not interviews.is_here(visit.session, visit.project, interview):
        raise Problem(Code.INTERVIEW_NOT_HERE)


def _visit(session: Session) -> tuple[Visit, Sitting | None]:
    found = projects.ids(session)
    if not found:
        raise Problem(Code.HUB_WITHOUT_PROJECT)
    now = services().clock.now().wall
    sat = sitting.find(session, found[0], now)
    account = sat.account if sat else NOBODY
    area = areas.of(session, found[0], account.areas) if account.areas else None
    areas.confine(session, area)
    return Visit(session, projects.get(session, found[0]), account, now, area), sat


def _to_sign_in() -> Response:
    if "HX-Request" in request.headers:
        # A fragment that was answered with another page would look as though it had been saved.
        raise Problem(Code.SIGN_IN_FIRST)
    # A change is not repeated after signing in: its page is opened again, and looked at.
    back = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("desk.sign_in", next=back), 303)
