"""Taking in the files that answer questions, and giving them back to the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template, request

from fieldtool.collect import attachments
from fieldtool.collect.attachments import Sent
from fieldtool.problems import Problem
from fieldtool.web.field.blueprint import blueprint, sittings, workspace
from fieldtool.web.field.filling import around, changing_rows, posted
from fieldtool.web.field.filling.page import Place
from fieldtool.web.parts.errors import said
from fieldtool.web.parts.files import file_response

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flask import Response


@blueprint.post("/interviews/<interview>/<int:number>/files")
def attach_file(interview: str, number: int) -> tuple[str, int]:
    """Take the one file that was chosen and send the page's questions back."""
    changed = request.form.get("changed", "")
    changing_rows.bring_back(interview, [changed])
    refused = take_in(interview, [changed])
    with sittings().of(interview) as sitting:
        changing_rows.check_page(sitting, number)
        at = Place(request.form.get("open", ""), refused=refused)
        missing = "strict" in request.form
        view = around.view(sitting, number, {}, missing=missing, whole=False, at=at)
        return render_template("field/_fill.html", **view), 422 if refused else 200


@blueprint.get("/interviews/<interview>/files/<name>")
def attached_file(interview: str, name: str) -> Response:
    """Give a file of a draft."""
    return file_response(attachments.content(workspace(), interview, name), name)


def take_in(interview: str, paths: Iterable[str]) -> dict[str, str]:
    """Attach the files that the request carries for *paths*; return why some were refused."""
    refused: dict[str, str] = {}
    for path in paths:
        file = request.files.get(path)
        if file is None or not file.filename:
            continue
        base = posted.whole(request.form.get(f"{path}:base", "")) or 0
        window = request.form.get("window", "")[:16]
        try:
            sent = Sent(file.stream.read(), file.filename, base, window)
            attachments.attach(sittings(), interview, path, sent)
        except Problem as problem:
            if problem.status not in {409, 413, 422}:
                raise
            refused[path] = said(problem)[0]
    return refused
