"""The random walk finds bugs: each of these is put into the product, and it finds every one."""

from __future__ import annotations

import pytest

from tests.sync.walk.bugs import BUGS, Bug
from tests.sync.walk.machine import walk
from tests.sync.walk.truths import BrokenError

# After so many walks, of the acts that lead to it, a bug must be found.
_MOST = 40


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
def test_the_walk_finds(bug: Bug, monkeypatch: pytest.MonkeyPatch) -> None:
    bug.put(monkeypatch)

    # Over lines that were dropped the product itself falls.
    with pytest.raises((BrokenError, KeyError)):
        walk(
            _MOST,
            number=bug.number,
            steps=bug.steps,
            acts=bug.acts,
            with_relay=bug.with_relay,
            weather=bug.weather,
        )
