"""The page of relays, at the hub above and at a relay itself."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from fieldtool.app import hub_services
from tests.desk.pages import Browser
from tests.desk.world import ADMINISTRATOR, COORDINATOR, World


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    place = tmp_path / "stick"
    place.mkdir()
    return place


def test_a_relay_passes_on_from_its_page_and_both_hubs_say_so(world: World, relay: World) -> None:
    laptop = relay.laptop()
    relay.interview(laptop)
    relay.sync(laptop)
    at_relay = relay.browser(COORDINATOR)
    before = at_relay.open("/relays").text
    page = at_relay.send(at_relay.open("/relays"), "/relays/pass-on")

    assert "0 of 1 entries" in before
    assert "Has more to pass on" in before
    assert "1 of 1 entries" in page.text
    assert "All of it is there" in page.text
    (address,) = {one for one in at_relay.open("/").links() if one.startswith("/laptops/")}
    assert "At the hub above1 of 1 entries" in at_relay.open(address).text
    above = world.browser(COORDINATOR)
    assert [row[:3] for row in above.open("/relays").rows()] == [["هرات", "1", "1"]]
    overview = above.open("/").text
    assert "Relay: هرات" in overview
    assert "1 finalised, 1 here, chain whole" in overview


def test_a_relay_without_a_network_sends_a_stick_from_its_page_and_reads_the_answer(
    world: World, relay: World, stick: Path
) -> None:
    laptop = relay.laptop()
    relay.interview(laptop)
    relay.sync(laptop)
    at_relay, above = relay.browser(COORDINATOR), world.browser(COORDINATOR)
    page = at_relay.send(at_relay.open("/relays"), "/relays/stick", place=str(stick))
    assert "entries: 1, photos and recordings: 0, 16 kB" in page.text
    page = above.send(above.open("/stick"), "/stick", place=str(stick))
    assert "Every parcel was taken in" in page.text
    assert page.rows()[0] == ["هرات", "1", "on the stick"]
    page = at_relay.send(at_relay.open("/stick"), "/stick", place=str(stick))

    assert "Entries that it newly proves: 1" in page.text
    assert "1 of 1 entries" in at_relay.open("/relays").text


def test_a_place_that_is_no_folder_is_refused_beside_its_field(relay: World) -> None:
    at_relay = relay.browser(COORDINATOR)
    page = at_relay.send(at_relay.open("/relays"), "/relays/stick", 422, place="/none/here")

    assert "/none/here" in page.text
    assert "Without a network" in page.text


def test_check_numbers_of_a_relay_are_the_same_on_both_sides(world: World, relay: World) -> None:
    number = re.compile(r"\d{4} \d{4} \d{4}")

    at_relay = number.findall(relay.browser(COORDINATOR).open("/relays").text)
    above = number.findall(world.browser(COORDINATOR).open("/relays").text)

    assert at_relay == above
    assert len(above) == 1


def test_what_a_relay_may_not_decide_is_refused_with_a_reason(world: World, relay: World) -> None:
    laptop = relay.laptop()
    interview = relay.interview(laptop)
    relay.sync(laptop)
    browser = relay.browser(ADMINISTRATOR)
    address = f"/interviews/{interview}/erase"
    page = browser.send(browser.open(address), address, 409, reason="test", sure="yes")

    assert "This hub is a relay" in page.text
    assert browser.open(f"/interviews/{interview}").status == 200


def test_a_revoked_relay_hears_why(world: World, relay: World) -> None:
    administrator = world.browser(ADMINISTRATOR)
    (address,) = [one for one in administrator.open("/relays").links() if "/revoke" in one]
    administrator.send(administrator.open(address), address)
    at_relay = relay.browser(COORDINATOR)
    page = at_relay.send(at_relay.open("/relays"), "/relays/pass-on")

    assert "Revoked" in administrator.open("/relays").text
    assert "revoked this relay" in page.text


def test_a_relay_needs_a_name_and_only_administrators_make_codes(world: World) -> None:
    administrator = world.browser(ADMINISTRATOR)
    page = administrator.send(administrator.open("/relays"), "/relays", 422, name="  ")

    assert "Write what the relay is called" in page.text
    assert "Make the code" not in world.browser(COORDINATOR).open("/relays").text


def test_the_hub_of_the_test_is_no_relay(world: World) -> None:
    assert hub_services(world.app).rounds is None
    assert "No hub passes on" in Browser.open(world.browser(COORDINATOR), "/relays").text
