"""The blueprint of the facilitator's pages, and who may see them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from zoneinfo import ZoneInfo

from flask import Blueprint, current_app, g, redirect, request, session, url_for

from fieldtool.log.clock import ZonedClock
from fieldtool.log.stated import StatedClock
from fieldtool.problems import Code, Problem
from fieldtool.storage.queries import revocations
from fieldtool.web.parts.languages import here
from fieldtool.web.services import NodeServices

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from fieldtool.collect.sitting import Sittings
    from fieldtool.log.clock import Clock
    from fieldtool.security.workspace import Workspace
    from fieldtool.storage.queries.revocations import Revoked

SESSION_KEY = "work"
_OPEN: set[str] = set()
# What a page asks for without anybody's hand on the laptop.
_BY_ITSELF = frozenset({"field.send_progress"})
_SENDING: set[str] = set()
View = TypeVar("View", bound=Callable[..., Any])


class Pages(Blueprint):
    """Pages of which another face can show some too, under the same names."""

    def __init__(self, name: str, import_name: str) -> None:
        self._rules: list[tuple[str, Callable[..., Any], dict[str, Any]]] = []
        super().__init__(name, import_name)

    def add_url_rule(
        self,
        rule: str,
        endpoint: str | None = None,
        view_func: Callable[..., Any] | None = None,
        provide_automatic_options: bool | None = None,  # noqa: FBT001 - as Flask has it
        **options: Any,
    ) -> None:
        """Add a page, and remember it for `part`."""
        super().add_url_rule(rule, endpoint, view_func, provide_automatic_options, **options)
        if view_func is not None:
            self._rules.append((rule, view_func, options))

    def part(
        self,
        modules: Iterable[str],
        around: Callable[[Callable[..., Any]], Callable[..., Any]],
        instead: Mapping[str, Callable[..., Any]],
    ) -> Blueprint:
        """Return a blueprint of the same name with the pages of *modules*, each put into *around*.

        It has no guard of its own: *around* says who may see a page, and sets `g.sittings`.
        *instead* are other views for pages of these names.
        """
        wanted = frozenset(modules)
        part = Blueprint(self.name, self.import_name)
        for rule, view, options in self._rules:
            if view.__module__ in wanted:
                name = view.__name__
                part.add_url_rule(rule, name, around(instead.get(name, view)), **options)
        return part


blueprint = Pages("field", __name__)


def open_to_all(view: View) -> View:
    """Let a page be seen without signing in; it shows nothing of anybody's work."""
    _OPEN.add(f"{blueprint.name}.{view.__name__}")
    return view


def open_when_revoked(view: View) -> View:
    """Let a page be used in work that the hub locked: it opens no interview."""
    _SENDING.add(f"{blueprint.name}.{view.__name__}")
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
    """Return the clock of interviews: the laptop's, or the date that a person gave.

    It tells the time in the project's zone.
    """
    here = services()
    # Nobody states a date at the hub, where forms are tried.
    told = here.clock if g.get("trial") else StatedClock(here.clock, here.stated)
    return ZonedClock(told, ZoneInfo((ws or workspace()).membership.zone))


def own_clock(ws: Workspace | None = None) -> Clock:
    """Return the laptop's own clock, right or wrong: the hub is to see how wrong it is."""
    return ZonedClock(services().clock, ZoneInfo((ws or workspace()).membership.zone))


def now() -> int:
    """Return the laptop's time in milliseconds UTC."""
    return services().clock.now().wall


@blueprint.before_request
def guard() -> Response | None:
    """Find the session's workspace; without one only pages open to all are shown.

    Raises:
        Problem: the work is locked, by its person or by the hub, and the page is a fragment or a
            change, which must not be answered with another page as though it had been done.
    """
    token = session.get(SESSION_KEY, "")
    g.sittings = services().work.find(token)
    if g.sittings is not None and request.endpoint not in _BY_ITSELF:
        services().work.touch(token)
    if request.endpoint in _OPEN:
        return None
    if g.sittings is not None:
        return _where_locked()
    if request.method == "POST" or "HX-Request" in request.headers:
        raise Problem(Code.SIGN_IN_FIRST)
    return redirect(url_for("field.sign_in", next=here()))


def _where_locked() -> Response | None:
    if request.endpoint in _SENDING or revocation(workspace()) is None:
        return None
    if request.method == "POST" or "HX-Request" in request.headers:
        raise Problem(Code.WORKSPACE_LOCKED)
    return redirect(url_for("field.revoked"))


def revocation(ws: Workspace) -> Revoked | None:
    """Return why the hub locked this work; None where it may be opened."""
    with ws.database.read() as reading:
        return revocations.find(reading, ws.project_id, ws.id)


@blueprint.context_processor
def person() -> dict[str, Any]:
    """Tell every page whose work is open, also one that says why a request was refused."""
    if "sittings" not in g:
        g.sittings = services().work.find(session.get(SESSION_KEY, ""))
    is_open = g.sittings is not None
    idle = services().work.idle // 1000 if is_open and not g.get("trial") else 0
    return {"person": workspace().person if is_open else "", "idle": idle}
