"""Python looks for garbage while objects are made; a form that is being read makes none."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def nothing_collected() -> Iterator[None]:
    """Let Python not look for garbage inside.

    Looking through the hundred thousand new objects of a large form, again and again while they are
    made, takes longer than making them, and more than twice as long for twice as many.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
