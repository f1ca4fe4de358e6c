"""Adding, removing, bringing back and opening rows of a repeat."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from fieldtool.collect import rows
from fieldtool.problems import Code, Problem
from fieldtool.web.field.blueprint import blueprint, sittings
from fieldtool.web.field.filling import around
from fieldtool.web.field.filling.page import WHOLE, Place
from fieldtool.web.parts.languages import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterable

    from werkzeug.wrappers import Response

    from fieldtool.collect.sitting import Sitting

ADD, REMOVE, OPEN = "add", "remove", "open"


@blueprint.post("/interviews/<interview>/<int:number>/rows")
def change_row(interview: str, number: int) -> str:
    """Do what the button of a row says and send the page's questions back."""
    place = change(interview)
    with sittings().of(interview) as sitting:
        check_page(sitting, number)
        missing = "strict" in request.form
        view = around.view(sitting, number, {}, missing=missing, whole=False, at=place)
        return render_template("field/_fill.html", **view)


def go_on(interview: str, number: int) -> Response:
    """Do what the button of a row says and show the page again, at that row."""
    place = change(interview)
    address = url_for("field.fill", interview=interview, number=number, open=place.row or None)
    return redirect(f"{address}#{place.focus}", 303)


def change(interview: str) -> Place:
    """Do what the button of a row says; return where to go on.

    Raises:
        Problem: there is no such row or button, or the form counts its rows itself.
    """
    what, _, row = request.form.get("row", "").partition(":")
    window = request.form.get("window", "")[:16]
    repeat, _ = rows.repeat_of(row)
    if what == ADD:
        rows.put(sittings(), interview, row, window)
    elif what == REMOVE:
        rows.remove(sittings(), interview, row, window)
        above = rows.around(repeat)
        return Place(above[-1] if above else "", f"q-{repeat}-add")
    elif what != OPEN:
        raise Problem(Code.ANSWER_PATH_UNKNOWN, {"path": row})
    return Place(row, f"q-{row}")


def bring_back(interview: str, paths: Iterable[str]) -> dict[str, dict[str, str]]:
    """Bring back the rows of *paths* that were removed in another window; return their answers."""
    window = request.form.get("window", "")[:16]
    with sittings().of(interview) as sitting:
        if not sitting.interview.removed_rows:
            return {}
        back = [
            row for path in paths for row in rows.bring_back(sittings(), interview, path, window)
        ]
    with sittings().of(interview) as sitting:
        return {row: rows.answers_in(sitting, row) for row in back}


def remove_untouched(interview: str, back: dict[str, dict[str, str]]) -> None:
    """Remove the rows again that were brought back and that this page then changed nothing in."""
    for row, before in back.items():
        with sittings().of(interview) as sitting:
            touched = rows.answers_in(sitting, row) != before
        if touched:
            flash(_("A row that was removed in another window is back, since it was changed here."))
        else:
            rows.remove(sittings(), interview, row, request.form.get("window", "")[:16])


def check_page(sitting: Sitting, number: int) -> None:
    """Raise Problem where the interview has no page *number*."""
    if number != WHOLE and not 1 <= number <= len(sitting.interview.pages()):
        raise Problem(Code.PAGE_UNKNOWN)
