"""Practice on the laptop: the same pages under another address, in work that nobody keeps."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from flask import current_app, flash, g, redirect, render_template, request, url_for

from fieldtool import diagnostics
from fieldtool.collect import drafts, facts
from fieldtool.log.kinds import Revision
from fieldtool.problems import Code, Problem, ProblemKind
from fieldtool.storage.queries import entries
from fieldtool.web.field.blueprint import blueprint, clock, services, workspace
from fieldtool.web.field.filling import attaching, changing_rows, filling, media, places
from fieldtool.web.field.finishing import (
    finalising,
    interrupting,
    referring,
    refusing,
    reviewing,
    withdrawing,
)
from fieldtool.web.field.workday import guide, home, meeting, starting
from fieldtool.web.parts.languages import gettext as _
from fieldtool.web.parts.languages import inside

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.wrappers import Response

# Under it the pages of interviews are those of practice.
ROOT = "/practice"
_IS_PRACTICE = "fieldtool.practice"
# The pages of interviews; all others are about work that is kept, counted and sent.
_PAGES = frozenset(
    module.__name__
    for module in (
        *(starting, meeting, filling, changing_rows, attaching, media),
        *(reviewing, finalising, refusing, referring, interrupting, withdrawing),
    )
)
# What is done to the real work from a page of practice too.
_FROM_HERE = frozenset(
    f"field.{name}" for name in ("lock", "hide", "stir", "interrupt", "everyday", "end_practice")
)

Environ = dict[str, Any]
Wsgi = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]


def install(app: Flask) -> None:
    """Let addresses under `ROOT` be those of practice, so that no page can be both."""
    real: Wsgi = app.wsgi_app

    def routed(environ: Environ, start: Callable[..., Any]) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path == ROOT or path.startswith(f"{ROOT}/"):
            environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + ROOT
            environ["PATH_INFO"] = path.removeprefix(ROOT) or "/"
            environ[_IS_PRACTICE] = True
        return real(environ, start)

    app.wsgi_app = routed  # type: ignore[method-assign,assignment]


@blueprint.before_request
def enter() -> Response | str | None:
    """Give pages under `ROOT` the interviews of practice, and never real ones.

    Raises:
        Problem: the practice has ended, or what is asked for is done to real work alone.
    """
    g.practice = None
    if g.sittings is not None:
        # Whoever works on does not keep for longer than a day what was practised.
        services().practices.find(workspace(), clock())
    if _IS_PRACTICE not in request.environ or request.endpoint in _FROM_HERE:
        return None
    is_practised = current_app.view_functions[request.endpoint or ""].__module__ in _PAGES
    if not is_practised and request.endpoint != "field.home":
        return _outside(inside(request.full_path.rstrip("?")))
    practice = services().practices.find(workspace(), clock())
    if practice is None:
        if _is_page():
            flash(_("The practice has ended. Nothing of it was kept."))
        return _outside("/practise", Code.PRACTICE_ENDED)
    g.practice, g.sittings = practice, practice.sittings
    instead = _INSTEAD.get(request.endpoint or "")
    return instead(**request.view_args or {}) if instead else None


@blueprint.context_processor
def told() -> dict[str, Any]:
    """Tell every page whether it is one of practice, and where a first interview stands."""
    practice = g.get("practice")
    step = guide.step() if practice and practice.guided else 0
    return {"practice": practice, "practice_root": ROOT, "guide": step}


@blueprint.get("/practise")
def practise() -> str:
    """Say what practice is, and ask how to begin."""
    ws = workspace()
    return render_template(
        "field/practise.html",
        running=services().practices.find(ws, clock()) is not None,
        has_forms=bool(facts.forms(ws)),
    )


@blueprint.post("/practise")
def begin_practice() -> Response:
    """Begin to practise, with the steps of a first interview or without."""
    ws, is_guided = workspace(), request.form.get("guided") == "yes"
    if not facts.forms(ws):
        return redirect(url_for("field.home"), 303)
    services().practices.begin(ws, clock(), guided=is_guided)
    diagnostics.event("practice:begun", workspace=ws.id)
    return redirect(f"{ROOT}/start" if is_guided else f"{ROOT}/", 303)


@blueprint.post("/practise/end")
def end_practice() -> Response:
    """Destroy what was practised."""
    if services().practices.end(workspace().id):
        flash(_("The practice has ended. Nothing of it was kept."), "good")
    return redirect("/", 303)


def _outside(address: str, code: ProblemKind = Code.PRACTICE_STAYS) -> Response:
    if not _is_page():
        raise Problem(code)
    return redirect(address)


def _is_page() -> bool:
    return request.method in {"GET", "HEAD"} and "HX-Request" not in request.headers


def _home() -> str:
    found = drafts.open_drafts(workspace())
    return render_template("field/practice_home.html", drafts=[home.shown(one) for one in found])


def _finished(interview: str) -> str | Response:
    ws = workspace()
    draft = drafts.read(ws, interview)
    with ws.database.read() as session:
        entry = entries.last_of(session, ws.project_id, ws.log, interview)
    if entry is None:
        return redirect(url_for("field.resume", interview=interview), 303)
    revision = Revision.from_entry(entry)
    form = facts.form_version(ws, revision.form_hash)
    return render_template(
        "field/practice_finished.html",
        number=draft.number,
        result=_(finalising.NAMES[revision.result]),
        answered=sum(1 for text in revision.answers.values() if text),
        form=places.in_readers_language(form.title if form else {}, revision.form_id),
    )


_INSTEAD: dict[str, Callable[..., str | Response]] = {
    "field.home": _home,
    "field.finished": _finished,
}
