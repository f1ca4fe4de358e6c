"""Passwords in forms: a new one that is typed twice, and that of now."""

from __future__ import annotations

from flask import request

from fieldtool.problems import Code, Problem
from fieldtool.security.accounts import check_password
from fieldtool.web.desk.accounts.guessing import PRESENT, slowly
from fieldtool.web.desk.visits import Visit
from fieldtool.web.parts.errors import said


def differing() -> dict[str, str]:
    """Return what is wrong with the two fields `password` and `again`, by field."""
    given = request.form
    if given.get("password", "") == given.get("again", ""):
        return {}
    return {"again": said(Problem(Code.PASSWORDS_DIFFER))[0]}


def expect_present(visit: Visit, typed: str) -> None:
    """Make sure that whoever sits here knows the password; a browser left open is not enough.

    Raises:
        Problem: PASSWORD_NOW_WRONG, or SIGN_IN_WAIT where it was wrong too often.
    """
    with slowly(PRESENT, visit.account.login):
        if not check_password(visit.account.password_hash, typed):
            raise Problem(Code.PASSWORD_NOW_WRONG)
