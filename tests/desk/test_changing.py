"""The project's settings that can be changed after it was begun."""

from __future__ import annotations

import pytest

from fieldtool.storage.queries import projects
from tests.desk.world import ADMINISTRATOR, COORDINATOR, World


def grace(world: World) -> int:
    """Return for how many days laptops keep answers, as the hub says."""
    with world.services.database.read() as session:
        return projects.get(session, world.project).grace_days


def test_days_are_changed_and_reach_the_laptops(world: World) -> None:
    laptop = world.laptop()
    browser = world.browser(ADMINISTRATOR)
    page = browser.open("/project")
    assert "Empty: 7 days" in page.text
    page = browser.send(page, "/project", grace="۱۴")
    assert "Saved." in page.text
    assert grace(world) == 14
    world.sync(laptop)

    with laptop.database.read() as session:
        assert projects.get(session, world.project).grace_days == 14
    assert "14" in browser.open("/audit").text


def test_empty_is_what_is_usual_for_the_country_and_nought_is_at_once(world: World) -> None:
    browser = world.browser(ADMINISTRATOR)
    browser.send(browser.open("/project"), "/project", grace="0")
    assert grace(world) == 0
    browser.send(browser.open("/project"), "/project", grace=" ")

    assert grace(world) == 7


@pytest.mark.parametrize("typed", ["seven", "-1", "3651", "99999", "1.5", "²"])
def test_what_is_no_number_of_days_is_refused_and_changes_nothing(world: World, typed: str) -> None:
    browser = world.browser(ADMINISTRATOR)
    page = browser.send(browser.open("/project"), "/project", 422, grace=typed)

    assert "Write a whole number of days from 0 to 3,650" in page.text
    assert grace(world) == 7


def test_coordinators_do_not_change_it(world: World) -> None:
    world.browser(COORDINATOR).open("/project", status=403)
