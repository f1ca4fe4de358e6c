"""The random walk finds bugs: each of these is put into the product, and it finds every one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.sync.walk.bugs import BUGS
from tests.sync.walk.machine import walk
from tests.sync.walk.truths import BrokenError

# After so many walks a bug must be found; all of them were within ten.
_MOST = 30


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.__name__)
def test_the_walk_finds(
    bug: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    bug(monkeypatch)

    # Over lines that were dropped the product itself falls.
    with pytest.raises((BrokenError, KeyError)):
        walk(_MOST, number=1)
