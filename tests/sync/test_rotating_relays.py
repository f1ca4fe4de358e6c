"""A relay and another exchange key: of the hub above, to which it seals, and its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from fieldtool.security.workspace import Workspace
from fieldtool.storage.queries import interviews
from fieldtool.sync.hub import rotating
from fieldtool.sync.hub.hub_bundles import Reading, read_folder
from fieldtool.sync.hub.rotating import Standing
from fieldtool.sync.relay import relay_bundles
from fieldtool.sync.relay.enrol_relay import check_number
from fieldtool.sync.wire import bundles
from fieldtool.sync.wire import exchange_keys as sealing_to
from tests.sync.interviews import finalise
from tests.sync.province import BEHIND, DIRECT, P, Province, copy_of, restored
from tests.sync.rooms import Hub


def rotate(hub: Hub) -> None:
    with hub.database.work() as session:
        rotating.make(session, hub.identity, hub.clock.now())


def retire(hub: Hub) -> None:
    with hub.database.work() as session:
        rotating.retire(session, hub.identity, hub.clock.now().wall, early=True)


def standing(hub: Hub) -> Standing:
    with hub.database.read() as session:
        return rotating.standing(session, hub.identity)


def newest(hub: Hub) -> bytes:
    return standing(hub).ring.newest.public


def seals_to(ws: Workspace) -> bytes:
    return sealing_to.at_laptop(ws)


def relay_seals_to(herat: Province) -> bytes:
    return sealing_to.at_relay(herat.hub.database, herat.relay.higher)


def at_the_top(herat: Province) -> int:
    with herat.national.database.read() as session:
        return interviews.count(session, P)


def above(herat: Province, stick: Path) -> Reading:
    return read_folder(herat.door_above, stick)


def home(herat: Province, stick: Path) -> Reading:
    return read_folder(herat.door, stick)


def worked(herat: Province, name: str, numbers: range) -> None:
    finalise(herat.laptops[name], herat.clock, numbers)
    herat.sync(name)


def test_a_relay_seals_to_the_new_key_of_the_hub_above_and_its_laptops_do_not(
    herat: Province,
) -> None:
    rotate(herat.national)
    herat.pass_on()
    taken = standing(herat.national).taken
    worked(herat, BEHIND[0], range(2))
    worked(herat, DIRECT, range(2, 4))
    herat.pass_on()

    assert (taken.relays, taken.relays_left) == (1, 0)
    assert taken.laptops_left == 1, "laptops behind the relay seal to the relay"
    assert relay_seals_to(herat) == newest(herat.national)
    assert seals_to(herat.laptops[DIRECT]) == newest(herat.national)
    assert seals_to(herat.laptops[BEHIND[0]]) == newest(herat.hub)
    assert at_the_top(herat) == 4


def test_a_relay_that_missed_the_change_is_told_over_the_network(herat: Province) -> None:
    worked(herat, BEHIND[0], range(3))
    rotate(herat.national)
    retire(herat.national)
    herat.pass_on()

    assert at_the_top(herat) == 3
    assert relay_seals_to(herat) == newest(herat.national)


def test_a_relay_that_missed_the_change_is_told_by_stick(herat: Province, stick: Path) -> None:
    worked(herat, BEHIND[0], range(3))
    relay_bundles.write(herat.relay, stick)
    rotate(herat.national)
    retire(herat.national)
    reading = above(herat, stick)
    assert (len(reading.refused), at_the_top(herat)) == (1, 0)
    assert home(herat, stick).refused == ()
    assert relay_seals_to(herat) == newest(herat.national)
    relay_bundles.write(herat.relay, stick)
    assert above(herat, stick).is_whole
    assert home(herat, stick).above.proven == at_the_top(herat) == 3


def test_a_hub_above_that_was_put_back_from_before_gets_everything_again(
    herat: Province,
) -> None:
    herat.pass_on()
    first, copy = newest(herat.national), copy_of(herat.national, "before.db")
    rotate(herat.national)
    herat.pass_on()
    worked(herat, BEHIND[0], range(3))
    herat.pass_on()
    restored(herat.national, copy, is_known=True)
    herat.pass_on()

    assert at_the_top(herat) == 3
    assert relay_seals_to(herat) == newest(herat.national) == first
    assert standing(herat.national).lost_at is not None


def test_laptops_behind_a_relay_learn_its_own_new_key_from_its_answers(herat: Province) -> None:
    laptop = herat.laptops[BEHIND[0]]
    rotate(herat.hub)
    herat.sync(BEHIND[0])
    taken = standing(herat.hub).taken
    retire(herat.hub)
    worked(herat, BEHIND[0], range(2))
    worked(herat, BEHIND[1], range(2, 3))
    herat.pass_on()

    assert (taken.laptops, taken.laptops_left) == (1, 1)
    assert seals_to(laptop) == newest(herat.hub) != laptop.membership.hub_box_key
    assert seals_to(herat.laptops[BEHIND[1]]) == newest(herat.hub), "it was told when it came"
    assert at_the_top(herat) == 3


def test_the_word_of_the_hub_above_does_not_stand_against_that_of_the_relay(
    herat: Province,
) -> None:
    rotate(herat.national)
    herat.pass_on()
    herat.sync(BEHIND[0])
    rotate(herat.hub)
    retire(herat.hub)
    worked(herat, BEHIND[0], range(2))
    told = seals_to(herat.laptops[BEHIND[0]])
    rotate(herat.national)
    herat.pass_on()
    herat.sync(BEHIND[0])

    assert told == seals_to(herat.laptops[BEHIND[0]]) == newest(herat.hub)


def test_a_relay_put_back_from_before_its_change_gets_everything_again(herat: Province) -> None:
    herat.pass_on()
    copy = copy_of(herat.hub, "before.db")
    rotate(herat.hub)
    retire(herat.hub)
    worked(herat, BEHIND[0], range(2))
    herat.pass_on()
    restored(herat.hub, copy, is_known=True)
    worked(herat, BEHIND[0], range(2, 3))
    herat.pass_on()

    assert at_the_top(herat) == 3
    assert seals_to(herat.laptops[BEHIND[0]]) == newest(herat.hub)


def test_the_hub_above_seals_its_answers_to_the_relays_new_key(
    herat: Province, stick: Path
) -> None:
    rotate(herat.hub)
    herat.pass_on()
    own = relay_bundles.own_address(herat.relay)
    retire(herat.hub)
    worked(herat, BEHIND[0], range(2))
    relay_bundles.write(herat.relay, stick)
    above(herat, stick)
    reading = home(herat, stick)

    assert own == bundles.address(newest(herat.hub))
    assert (reading.refused, reading.above.proven) == ((), 2)


def test_both_show_the_same_check_number_after_either_changed(herat: Province) -> None:
    from fieldtool.security import enrolment, exchange_keys
    from fieldtool.storage.queries import relays

    def numbers() -> tuple[str, str]:
        national = herat.national
        with national.database.read() as session:
            (known,) = relays.all_of(session, P)
            ring = exchange_keys.ring(session, national.identity)
        hub = national.identity.keys.verify_key, ring.numbered(known.first_key).public
        return (
            enrolment.check_number((known.sign_key, known.box_key), hub),
            check_number(herat.hub.database, herat.hub.identity),
        )

    for hub in (herat.national, herat.hub):
        rotate(hub)
        one, other = numbers()
        assert one == other
        herat.pass_on()
        one, other = numbers()
        assert one == other


@pytest.mark.parametrize("of", ["national", "hub"])
def test_a_stick_that_went_out_before_the_change_is_read_after_it(
    herat: Province, stick: Path, of: str
) -> None:
    worked(herat, BEHIND[0], range(2))
    relay_bundles.write(herat.relay, stick)
    rotate(getattr(herat, of))

    assert above(herat, stick).is_whole
    assert home(herat, stick).above.proven == 2
