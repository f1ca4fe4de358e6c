"""The blueprint of the facilitator's pages, and who may see them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar, cast
from zoneinfo import ZoneInfo

from flask import Blueprint, current_app, g, redirect, request, session, url_for

from fieldtool.log.clock import ZonedClock
from fieldtool.problems import Code, Problem
from fieldtool.web.services import NodeServices

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from fieldtool.collect.sitting import Sittings
    from fieldtool.log.clock import Clock
    from fieldtool.security.workspace import Workspace

blueprint = Blueprint("field", __name__)

SESSION_KEY = "work"
_OPEN: set[str] = set()
View = TypeVar("View", bound=Callable[..., Any])


def open_to_all(view: View) -> View:
    """Let a page be seen without signing in; it shows nothing of anybody's work."""
    _OPEN.add(f"{blueprint.name}.{view.__name__}")
    return view


def services() -> NodeServices:
    """Return what this node works with."""
    return cast("NodeServices", current_app.extensions["fieldtool"])


def sittings() -> Sittings:
    """Return the open interviews of this session; pages open to all have none."""
    return cast("Sittings", g.sittings)


def workspace() -> Workspace:
    """Return the unlocked workspace of this session."""
    return sittings().workspace


def clock(ws: Workspace | None = None) -> Clock:
    """Return the laptop's clock, which tells the time in the project's zone."""
    return ZonedClock(services().clock, ZoneInfo((ws or workspace()).membership.zone))


def now() -> int:
    """Return the laptop's time in milliseconds UTC."""
    return services().clock.now().wall


@blueprint.before_request
def guard() -> Response | None:
    """Find the session's workspace; without one only pages open to all are shown.

    Raises:
        Problem: the work is locked and the page is a fragment or a change, which must not be
            answered with a sign-in page as though it had been done.
    """
    g.sittings = services().work.find(session.get(SESSION_KEY, ""))
    if g.sittings is not None or request.endpoint in _OPEN:
        return None
    if request.method == "POST" or "HX-Request" in request.headers:
        raise Problem(Code.SIGN_IN_FIRST)
    return redirect(url_for("field.sign_in", next=request.full_path.rstrip("?")))


@blueprint.context_processor
def person() -> dict[str, Any]:
    """Tell every page whose work is open."""
    return {"person": workspace().person if g.get("sittings") is not None else ""}
