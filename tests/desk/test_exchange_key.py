"""The pages around the key to which laptops seal: another one, who knows it, and its end."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from fieldtool.storage.backups import listing
from fieldtool.storage.queries import audit
from fieldtool.sync.hub import rotating
from fieldtool.sync.hub.rotating import OVERLAP_DAYS
from fieldtool.sync.wire import exchange_keys
from tests.desk.pages import Browser, Page
from tests.desk.world import ADMINISTRATOR, COORDINATOR, World

MAKE = {"reason": "copied", "understood": "yes"}


@pytest.fixture
def hub_url(tmp_path: Path) -> str:
    """Return the URL of a file, which has backups."""
    return f"sqlite:///{tmp_path / 'hub.db'}"


def make(administrator: Browser) -> None:
    page = administrator.open("/exchange-key")
    assert "The new key is made." in administrator.send(page, "/exchange-key", **MAKE).text


def test_another_key_is_made_with_a_reason_and_laptops_seal_to_it(
    world: World, administrator: Browser
) -> None:
    laptop = world.laptop()
    world.sync(laptop)
    first = exchange_keys.at_laptop(laptop)
    before = administrator.open("/exchange-key")
    unsaid = administrator.send(before, "/exchange-key", 422)
    make(administrator)
    told = administrator.open("/exchange-key")
    world.sync(laptop)

    assert set(unsaid.errors()) == {"reason", "understood"}
    assert before.rows() == []
    assert told.rows() == [["Laptops", "1", "0"], ["Relays", "0", "0"]]
    assert administrator.open("/exchange-key").rows()[0] == ["Laptops", "0", "1"]
    assert exchange_keys.at_laptop(laptop) != first
    with world.services.database.read() as session:
        lines = audit.lines(session, world.project, 0, 20)
    assert [one.details for one in lines if one.event == "exchange:make"] == [
        {"number": "2", "reason": "copied"}
    ]


def test_the_earlier_key_goes_early_only_when_somebody_says_so(
    world: World, administrator: Browser
) -> None:
    world.laptop()
    make(administrator)
    page = administrator.open("/exchange-key")
    refused = administrator.send(page, "/exchange-key/retire", 422, sure="yes")
    gone = administrator.send(page, "/exchange-key/retire", sure="yes", early="yes")

    assert "1 laptop or relay does not know the new key yet." in page.text
    assert "may still be on their way" in page.text
    assert set(refused.errors()) == {"early"}
    assert "The earlier key is destroyed." in gone.text
    assert "/exchange-key/retire" not in _forms(gone)


def test_when_everybody_knows_the_new_key_the_overview_says_so(
    world: World, administrator: Browser
) -> None:
    laptop = world.laptop()
    make(administrator)
    world.sync(laptop)
    early = administrator.open("/").links()
    world.clock.put(timedelta(days=OVERLAP_DAYS))
    # Everybody's session ended meanwhile.
    late = world.browser(ADMINISTRATOR)
    page = late.open("/exchange-key")

    assert "/exchange-key" not in early
    assert "/exchange-key" in late.open("/").links()
    assert "/exchange-key" not in world.browser(COORDINATOR).open("/").links()
    assert page.soup.select("input[name=early]") == []
    gone = late.send(page, "/exchange-key/retire", sure="yes")
    assert "The earlier key is destroyed." in gone.text
    assert "/exchange-key" not in late.open("/").links()


def test_a_backup_has_the_new_key_and_a_fresh_one_nothing_of_the_old(
    world: World, administrator: Browser
) -> None:
    place = world.services.config.folder / "backups"
    world.sync(world.laptop())
    make(administrator)
    made = [one.folder.name for one in listing(place)]
    page = administrator.open("/exchange-key")
    administrator.send(page, "/exchange-key/retire", sure="yes", early="yes")
    left = [one.folder.name for one in listing(place)]

    assert len(made) == len(left) == 1
    assert made != left


def test_a_hub_that_lost_its_newest_key_says_so_until_there_is_another(
    world: World, administrator: Browser
) -> None:
    hub = world.services
    with hub.database.work() as session:
        rotating.note_lost(session, hub.clock.now().wall)

    assert "was put back from a backup" in administrator.open("/").text
    assert "was put back from a backup" in administrator.open("/exchange-key").text
    make(administrator)
    assert "is older than its newest key" not in administrator.open("/exchange-key").text


def test_what_was_destroyed_in_another_window_is_not_destroyed_again(
    administrator: Browser,
) -> None:
    make(administrator)
    page = administrator.open("/exchange-key")
    administrator.send(page, "/exchange-key/retire", sure="yes", early="yes")
    again = administrator.post(page, "/exchange-key/retire", sure="yes", early="yes")

    assert (again.status_code, "FT-682" in again.text) == (409, True)


def _forms(page: Page) -> list[str]:

    return [str(form["action"]) for form in page.soup.select("form[action]")]
