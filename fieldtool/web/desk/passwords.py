"""A password that is typed twice."""

from __future__ import annotations

from flask import request

from fieldtool.problems import Code, Problem
from fieldtool.web.parts.errors import said


def differing() -> dict[str, str]:
    """Return what is wrong with the two fields `password` and `again`, by field."""
    given = request.form
    if given.get("password", "") == given.get("again", ""):
        return {}
    return {"again": said(Problem(Code.PASSWORDS_DIFFER))[0]}
