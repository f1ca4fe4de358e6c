"""Pages for everything that may go wrong: what happened, its number, what to do."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from flask import g, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError

from fieldtool import diagnostics
from fieldtool.i18n.locales import by_code
from fieldtool.problems import N_, Code, Problem, Problems
from fieldtool.web.parts import filters
from fieldtool.web.parts.languages import gettext

if TYPE_CHECKING:
    from flask import Flask

Page = tuple[str, int]

_FOR_STATUS = {
    404: Code.PAGE_UNKNOWN,
    405: Code.METHOD_WRONG,
    413: Code.REQUEST_TOO_LARGE,
}
_TITLES = {
    404: N_("This page does not exist"),
    413: N_("That is too large"),
    500: N_("Something went wrong in the program"),
}
# Translators: heading of a page that tells of a problem which the next sentence explains.
_OTHER_TITLE = N_("This did not work")


def install(app: Flask) -> None:
    """Answer every failure of *app* with a page in the reader's language."""
    # Another face's frame may have more around a page, such as the ways to hide it.
    app.jinja_env.globals["problem_frame"] = "_layout.html"
    app.register_error_handler(Problem, show)
    app.register_error_handler(Problems, _show_all)
    app.register_error_handler(CSRFError, _show_expired)
    app.register_error_handler(HTTPException, _show_http)
    app.register_error_handler(InternalServerError, _show_failure)
    # Flask's own logger would print the exception's text, which may quote an answer.
    logging.getLogger(app.logger.name).disabled = True


def said(problem: Problem) -> tuple[str, str]:
    """Return the sentence for the reader of this request, and the number to say aloud."""
    return problem.sentence(gettext, filters.value), problem.code.reference


def show(problem: Problem) -> Page:
    """Answer with the page of one problem."""
    return _page((problem,), problem.status)


def _show_all(problems: Problems) -> Page:
    return _page(problems.problems, problems.problems[0].status)


def _show_expired(_error: CSRFError) -> Page:
    return show(Problem(Code.PAGE_EXPIRED))


def _show_http(error: HTTPException) -> Page:
    status = error.code or 500
    return _page((Problem(_FOR_STATUS.get(status, Code.REQUEST_BROKEN)),), status)


def _show_failure(error: InternalServerError) -> Page:
    cause = error.original_exception
    kind = type(cause).__name__ if cause is not None else "InternalServerError"
    diagnostics.event(
        "page:failed", logging.ERROR, page=request.endpoint or "", exception=kind, **_place(cause)
    )
    return show(Problem(Code.PROGRAM_FAILED))


def _place(cause: BaseException | None) -> dict[str, str | int]:
    trace = cause.__traceback__ if cause is not None else None
    if trace is None:
        return {}
    while trace.tb_next is not None:
        trace = trace.tb_next
    module = str(trace.tb_frame.f_globals.get("__name__", ""))
    return {"module": module, "line": trace.tb_lineno}


def _page(problems: tuple[Problem, ...], status: int) -> Page:
    if "locale" not in g:
        g.locale = by_code("en")
    title = gettext(_TITLES.get(status, _OTHER_TITLE))
    told = [said(problem) for problem in problems]
    # What was sent cannot be opened again by its address.
    place = {} if request.method in {"GET", "HEAD"} else {"here": "/"}
    return render_template("problem.html", title=title, problems=told, **place), status
