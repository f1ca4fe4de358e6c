"""Texts that several people change: nobody undoes what somebody else said at the same moment."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from fieldtool.storage.database import Database
from fieldtool.storage.queries import half_signs

NOW = 1_790_000_000_000
MANY = 6


def test_of_many_who_change_a_text_at_the_same_moment_nobody_undoes_another(
    hub_database: Database, project: str
) -> None:
    all_there = threading.Barrier(MANY)

    def adds(name: int) -> None:
        all_there.wait()
        with hub_database.work() as session:
            half_signs.put(session, project, f"کس {name}", "یوسف", NOW)

    with ThreadPoolExecutor(MANY) as pool:
        list(pool.map(adds, range(MANY)))
    with hub_database.work() as session:
        found = [half_signs.find(session, project, f"کس {name}", NOW) for name in range(MANY)]

    assert found == ["یوسف"] * MANY
