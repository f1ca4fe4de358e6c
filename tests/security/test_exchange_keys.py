"""A hub opens with every exchange key that it holds; those that were retired are gone."""

from __future__ import annotations

import pytest

from fieldtool.problems import Code, Problem
from fieldtool.security import exchange_keys, hubkeys
from fieldtool.security.exchange_keys import Ring
from fieldtool.security.keys import new_identity, seal
from fieldtool.storage.database import Database

WORDS = "گفت: «شب‌ها نه»".encode()


def _ring(database: Database) -> Ring:
    with database.read() as session:
        return exchange_keys.ring(session, hubkeys.load_or_create(database))


def test_a_hub_begins_with_the_key_of_its_identity(hub_database: Database) -> None:
    hub, ring = hubkeys.load_or_create(hub_database), _ring(hub_database)

    assert [one.public for one in ring.keys] == [hub.keys.box_key]
    assert ring.opened(seal(hub.keys.box_key, WORDS)) == (WORDS, 1)


def test_both_open_until_the_earlier_one_is_retired(hub_database: Database) -> None:
    hub = hubkeys.load_or_create(hub_database)
    with hub_database.work() as session:
        made = exchange_keys.make(session, hub, 1000)
    both = _ring(hub_database)
    with hub_database.work() as session:
        count = exchange_keys.retire(session, hub, 2000)
    left = _ring(hub_database)
    old, new = seal(hub.keys.box_key, WORDS), seal(made.public, WORDS)

    assert [both.opened(one)[1] for one in (old, new)] == [1, 2]
    assert (count, [one.number for one in left.held]) == (1, [2])
    assert left.unseal(new) == WORDS
    with pytest.raises(Problem) as raised:
        left.unseal(old)
    assert raised.value.code is Code.SEALED_TO_ANOTHER
    assert left.numbered(1).retired_at == 2000, "its public half stays"
    assert hubkeys.load_or_create(hub_database).keys.box_secret == made.secret


def test_what_was_sealed_to_somebody_else_opens_with_none(hub_database: Database) -> None:
    with pytest.raises(Problem) as raised:
        _ring(hub_database).unseal(seal(new_identity().box_key, WORDS))

    assert raised.value.code is Code.SEALED_TO_ANOTHER


def test_no_private_half_is_shown_where_a_ring_is_printed(hub_database: Database) -> None:
    ring = _ring(hub_database)

    assert repr(ring.newest.secret) not in repr(ring)


def test_people_stay_signed_in_when_the_key_changes(hub_database: Database) -> None:
    hub = hubkeys.load_or_create(hub_database)
    with hub_database.work() as session:
        exchange_keys.make(session, hub, 1000)
    with hub_database.work() as session:
        exchange_keys.retire(session, hub, 2000)

    assert hubkeys.session_key(hubkeys.load_or_create(hub_database)) == hubkeys.session_key(hub)
