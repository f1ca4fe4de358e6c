"""Secrets that somebody could guess on the desk: each may be tried a few times, then one waits."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager

from flask import request

from fieldtool.problems import Code, Problem
from fieldtool.web.desk.blueprint import state

# What is tried; each has tries of its own, so that knowing one secret gives no more of another.
PASSWORD, PRESENT, SECOND, KEY = "password", "present", "second", "key"
_LONGEST = 100
# Nobody types more; the signs of a longer text would keep the hub busy for seconds, one by one.
MOST_TYPED = 1_000


@contextmanager
def slowly(what: str, whose: str) -> Iterator[None]:
    """Let the secret *what* of somebody be tried inside; a Problem raised there is a wrong try.

    Raises:
        Problem: SIGN_IN_WAIT, it was tried too often, or too much was tried from this address.
    """
    throttle, address = state().throttle, request.remote_addr or ""
    # Nothing that is typed as a sign-in name has a line break: nobody uses up another's tries.
    name = f"{what}\n{whose}"[:_LONGEST]
    wait = throttle.wait(name, address)
    if wait > 0:
        raise Problem(Code.SIGN_IN_WAIT, {"minutes": math.ceil(wait / 60)})
    try:
        yield
    except Problem:
        throttle.failed(name, address)
        raise
    throttle.succeeded(name)


def typed(name: str) -> str:
    """Return the secret in a field of the form; nothing where it is longer than anybody types."""
    text = request.form.get(name, "")
    return text if len(text) <= MOST_TYPED else ""
