"""A visit: one request of somebody who may make it, as one unit of work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import wraps
from typing import Concatenate, ParamSpec, Protocol, cast
from zoneinfo import ZoneInfo

from flask import g, redirect, request, url_for
from werkzeug.wrappers import Response

from fieldtool.log.kinds import ProjectSettings
from fieldtool.problems import Code, Problem
from fieldtool.storage import areas, audit, interviews, projects, sites
from fieldtool.storage.accounts import Account
from fieldtool.storage.audit import AuditLine
from fieldtool.storage.database import Session
from fieldtool.storage.interviews import Wanted
from fieldtool.web.desk import sitting
from fieldtool.web.desk.blueprint import services
from fieldtool.web.desk.filters import inside
from fieldtool.web.desk.permissions import ANYBODY, PERMISSIONS, may
from fieldtool.web.desk.sitting import Sitting

Answer = str | tuple[str, int] | Response
Parameters = ParamSpec("Parameters")

# No site has this id: an empty filter would be none at all.
_NOWHERE = "\N{NO-BREAK SPACE}"
NOBODY = Account("", "", "", "", "")


@dataclass(frozen=True)
class Visit:
    """What a page needs to know of its request.

    Attributes:
        session: reads one moment of the database; what a page that writes has done is kept when
            the page is made, or nothing of it.
        now: milliseconds UTC.
    """

    session: Session = field(repr=False)
    settings: ProjectSettings = field(repr=False)
    account: Account = field(repr=False)
    now: int

    @property
    def project(self) -> str:
        """Return the id of the project."""
        return self.settings.id

    def may(self, permission: str) -> bool:
        """Return whether the visitor may do what *permission* names."""
        return may(self.account.role, permission)

    def sites(self) -> tuple[str, ...] | None:
        """Return the sites whose interviews the visitor sees; None where that is all of them."""
        if not self.account.areas:
            return None
        register = sites.all_of(self.session, self.project)
        return tuple(one for area in self.account.areas for one in inside(register, area))

    def seen(self, wanted: Wanted) -> Wanted:
        """Return *wanted* within what the visitor sees, for queries in a session of their own."""
        allowed = self.sites()
        if allowed is None:
            return wanted
        both = tuple(one for one in allowed if not wanted.sites or one in wanted.sites)
        return replace(wanted, sites=both or (_NOWHERE,))

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
                if permission.startswith("interview."):
                    _confine(visit, str(values.get("interview", "")))
                answer = view(visit, *args, **values)
            if sat is not None:
                sitting.note_seen(visit.project, sat, visit.now)
            return answer

        cast("Permitted", visited).permission = permission
        return visited

    return around


def _confine(visit: Visit, interview: str) -> None:
    """Let the page see the visitor's areas alone, and no interview of another."""
    allowed = visit.sites()
    if allowed is None:
        return
    areas.confine(visit.session, allowed)
    if interview and not interviews.is_here(visit.session, visit.project, interview):
        raise Problem(Code.INTERVIEW_NOT_HERE)


def _visit(session: Session) -> tuple[Visit, Sitting | None]:
    found = projects.ids(session)
    if not found:
        raise Problem(Code.HUB_WITHOUT_PROJECT)
    now = services().clock.now().wall
    sat = sitting.find(session, found[0], now)
    account = sat.account if sat else NOBODY
    return Visit(session, projects.get(session, found[0]), account, now), sat


def _to_sign_in() -> Response:
    if "HX-Request" in request.headers:
        # A fragment that was answered with another page would look as though it had been saved.
        raise Problem(Code.SIGN_IN_FIRST)
    # A change is not repeated after signing in: its page is opened again, and looked at.
    back = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("desk.sign_in", next=back), 303)
