"""Laptops that may be taken are not set up before somebody decided whether they are sealed."""

from __future__ import annotations

import pytest

from fieldtool.log.kinds import ProjectSettings
from fieldtool.problems import Code
from fieldtool.storage.queries import audit, enrolments, projects
from fieldtool.sync.hub import sealing
from tests.desk.conftest import code_on
from tests.desk.pages import Browser
from tests.desk.test_sealing import made
from tests.desk.world import ADMINISTRATOR, COORDINATOR, World

__all__ = ["made"]
ENROL, CARDS, WAIVE = "/people/HRT-07/enrol", "/people/cards", "/project/sealing"
REASON = "برای آموزش با آدم‌های ساختگی"


@pytest.fixture
def undecided(world: World) -> World:
    """Return a hub whose project should be sealed, and of which nobody decided anything."""
    world.want_sealing()
    return world


def codes(world: World) -> int:
    with world.services.database.read() as session:
        return len(enrolments.all_of(session, world.project))


def test_no_code_is_made_and_the_page_says_what_to_do(undecided: World) -> None:
    coordinator = undecided.browser(COORDINATOR)
    asked = coordinator.open(ENROL)
    one = coordinator.send(asked, ENROL, 409, days="3")
    cards = coordinator.send(coordinator.open(CARDS), CARDS, 409, person="HRT-07", days="3")

    assert "No laptop can be set up until there is a key" in asked.text
    for page in (one, cards):
        assert Code.SEALING_UNDECIDED.reference in page.text
        assert "An administrator makes the key" in page.text
    assert codes(undecided) == 0


def test_an_administrator_who_does_without_says_why_and_the_audit_keeps_it(
    undecided: World, administrator: Browser
) -> None:
    page = administrator.open("/project")
    refused = administrator.send(page, WAIVE, 422)
    assert set(refused.errors()) == {"unsealed"}
    assert codes(undecided) == 0
    done = administrator.send(page, WAIVE, unsealed=REASON)
    coordinator = undecided.browser(COORDINATOR)
    shown = coordinator.send(coordinator.open(ENROL), ENROL, days="3")

    assert code_on(shown)
    assert "an administrator decided so" in done.text
    assert "Interviews are not sealed yet" in coordinator.open("/").text, "it is said all the same"
    with undecided.services.database.read() as session:
        lines = audit.lines(session, undecided.project, 0, 9)
    (line,) = [one for one in lines if one.event == "seal:waive"]
    assert (line.login, line.details["reason"]) == (ADMINISTRATOR, REASON)


def test_the_decision_is_taken_back(world: World, administrator: Browser) -> None:
    administrator.send(administrator.open("/project"), WAIVE)
    administrator.send(administrator.open(ENROL), ENROL, 409, days="3")

    with world.services.database.read() as session:
        assert projects.get(session, world.project).sealing == ""


def test_with_the_key_laptops_are_set_up_and_nothing_is_left_of_the_decision(
    world: World, made: sealing.Begun, administrator: Browser
) -> None:
    with world.services.database.work() as session:
        now = world.clock.now()
        sealing.begin(session, world.services.identity, world.project, made.held, now)
    shown = administrator.send(administrator.open(ENROL), ENROL, days="3")

    assert code_on(shown)
    assert "Do without sealing" not in administrator.open("/project").text
    with world.services.database.read() as session:
        assert projects.get(session, world.project).sealing == ""


@pytest.mark.parametrize(
    ("profile", "key", "sealed", "decided"),
    [
        ("afghanistan", "", "", False),
        ("afghanistan", "key", "", True),
        ("afghanistan", "", "no", True),
        ("afghanistan", "", "perhaps", False),
        ("italy", "", "", True),
    ],
)
def test_where_laptops_may_be_taken_somebody_has_to_decide(
    profile: str, key: str, sealed: str, *, decided: bool
) -> None:
    settings = ProjectSettings(
        "p", {"en": "P"}, "Asia/Kabul", profile, "solar", ("en",), seal_key=key, sealing=sealed
    )

    assert sealing.is_decided(settings) == decided
