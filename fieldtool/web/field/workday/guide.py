"""At which step of a first interview a page of practice stands."""

from __future__ import annotations

from flask import request

# The steps of `_practising.html`: pages of questions go through those between consent and saving.
_CONSENT, _SAVED, _FINISH, _SEND = 2, 5, 6, 7
_AT = {"review": _FINISH, "ask_finish": _FINISH, "finish": _FINISH, "finished": _SEND}
_ASKING = frozenset({"fill", "leave"})


def step() -> int:
    """Return the step of the page that is asked for, from 1."""
    page = (request.endpoint or "").rpartition(".")[2]
    if page in _ASKING:
        number = int((request.view_args or {}).get("number", 1))
        return min(_CONSENT + number - 1, _SAVED)
    return _AT.get(page, 1)
