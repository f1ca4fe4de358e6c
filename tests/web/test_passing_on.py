"""The pages on which a draft goes to a colleague at another laptop, and comes back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldtool.storage.queries import workspaces
from fieldtool.sync.hub import revoking
from tests.collect import pictures
from tests.desk.world import COORDINATOR, World
from tests.web.laptop import Facilitator, Laptop, interview_of, publish_sheet, set_up
from tests.web.pages import Page
from tests.web.test_enrolling import ZAHRA
from tests.web.test_returning import WHICH, at_the_hub, back, finish, sent, sync
from tests.web.test_uploads import FORM as FILES
from tests.web.test_uploads import Files

CANARY = "زمرد سبز پنهان"
__all__ = ["sent"]


@pytest.fixture
def other(laptop: Laptop, tmp_path: Path) -> Iterator[Laptop]:
    """Return another laptop, on which Zahra works."""
    laptop.world.add(ZAHRA)
    made = Laptop(laptop.world, tmp_path / "zahra")
    set_up(laptop.world, made.folder, ZAHRA)
    yield made
    made.close()


@pytest.fixture
def fariba(other: Laptop, laptop: Laptop) -> Facilitator:
    """Return Fariba, whose laptop knows of Zahra's."""
    assert other.folder != laptop.folder
    person = laptop.facilitator()
    sync(person)
    return person


def begun(person: Facilitator) -> str:
    """Begin an interview with some answers; return its id."""
    page = person.start()
    interview = interview_of(str(page.one("#page-form")["action"]))
    person.fill(person.fill(page, age="33"), go="2", night="4")
    person.fill(person.open(f"/interviews/{interview}/2"), why=CANARY)
    return interview


def send_over(person: Facilitator, interview: str, status: int = 200, **fields: str) -> Page:
    """Send an interview over to the first colleague at another laptop."""
    place = f"/interviews/{interview}/hand-over"
    page = person.open(place)
    to = str(page.soup.select("select[name=to] option")[0]["value"])
    given = {"to": to, **fields}
    return person.send(page, f"/interviews/{interview}/send-over", given, status=status)


def open_handed(person: Facilitator) -> Page:
    """Go on with what was handed over last."""
    home = person.open("/")
    return person.send(home, str(home.one("#offers + ul form")["action"]), {})


def test_it_goes_by_way_of_the_hub_and_both_see_where_it_is(
    other: Laptop, fariba: Facilitator
) -> None:
    interview = begun(fariba)
    page = send_over(fariba, interview)
    assert "HRT-07-001 is closed here and goes to HRT-08" in page.text
    assert "not sent yet" in page.one("#passed + ul").get_text()
    assert fariba.client.get(f"/interviews/{interview}/1").status_code == 409
    sync(fariba)
    assert "at the hub, not opened yet" in fariba.open("/").one("#passed + ul").get_text()
    zahra = other.facilitator()
    sync(zahra)
    home = zahra.open("/")
    assert "1 interview was handed over to you" in home.text
    assert "HRT-07 handed it over to you" in home.text
    open_handed(zahra)
    page = zahra.open(f"/interviews/{interview}/2")
    assert page.one('[name="safety/why"]')["value"] == CANARY
    assert "HRT-07 began this interview" in page.text
    finish(zahra, interview)
    sync(fariba)

    found = at_the_hub(other.world, interview)
    assert (found.interview.person, found.interview.number) == ("HRT-08", "HRT-07-001")
    history = other.world.browser(COORDINATOR).open(f"/interviews/{interview}").text
    assert "HRT-07 handed it over to a colleague" in history
    assert "HRT-08 went on with it" in history
    assert "opened there" in fariba.open("/").one("#passed + ul").get_text()
    assert fariba.client.get(f"/interviews/{interview}/1").status_code == 404


def test_a_returned_interview_goes_with_what_the_coordinator_said(
    world: World, sent: str, other: Laptop, facilitator: Facilitator
) -> None:
    back(world, sent)
    sync(facilitator)
    facilitator.send(facilitator.open("/"), f"/interviews/{sent}/again", {})
    send_over(facilitator, sent)
    sync(facilitator)
    assert "was returned to you" not in facilitator.open("/").text
    zahra = other.facilitator()
    sync(zahra)
    open_handed(zahra)
    page = zahra.open(f"/interviews/{sent}/2")
    assert WHICH in page.question("safety/why").get_text()
    zahra.fill(page, why="کوچهٔ آهنگران")
    finish(zahra, sent)
    sync(facilitator)
    found = at_the_hub(world, sent)

    assert found.answers["safety/why"] == "کوچهٔ آهنگران"
    assert (found.interview.state, found.interview.review) == ("ready", "answered")
    assert "was returned to you" not in facilitator.open("/").text


def test_taken_back_it_goes_on_here(other: Laptop, fariba: Facilitator) -> None:
    interview = begun(fariba)
    send_over(fariba, interview)
    home = fariba.open("/")
    page = fariba.send(home, str(home.one("#passed + ul form")["action"]), {})
    assert "HRT-07-001 is yours again" in page.text
    shown = fariba.open(f"/interviews/{interview}/2")
    assert shown.one('[name="safety/why"]')["value"] == CANARY
    sync(fariba)
    zahra = other.facilitator()
    sync(zahra)

    assert not zahra.open("/").has("#offers")


def test_nobody_is_chosen_whom_the_hub_did_not_name(fariba: Facilitator) -> None:
    interview = begun(fariba)
    page = send_over(fariba, interview, 404, to="aaaa2222")

    assert "FT-690" in page.errors()["to"]
    assert fariba.open(f"/interviews/{interview}/2").has("#page-form")


def test_photos_go_along(world: World, other: Laptop, fariba: Facilitator, laptop: Laptop) -> None:
    publish_sheet(world, FILES, {"en": "Files"})
    taker = Files(laptop.app)
    taker.sign_in_here()
    sync(taker)
    ws = next(iter(laptop.services.work._open.values())).workspace
    page = taker.attach(taker.begin(ws), photo=pictures.photo())
    interview = interview_of(str(page.one("#page-form")["action"]))
    send_over(taker, interview)
    sync(taker)
    zahra = other.facilitator()
    sync(zahra)
    open_handed(zahra)
    shown = zahra.open(f"/interviews/{interview}/1").question("place/photo")
    photo = zahra.client.get(str(shown.select("img")[0]["src"]))

    assert photo.content_type == "image/jpeg"


def test_a_coordinator_sees_what_is_on_its_way_and_gives_it_to_another(
    world: World, other: Laptop, fariba: Facilitator, tmp_path: Path
) -> None:
    interview = begun(fariba)
    send_over(fariba, interview)
    sync(fariba)
    zahras = _of(world, "HRT-08")
    with world.services.database.work() as session:
        hub, now = world.services.identity, world.clock.now()
        revoking.revoke(session, hub, world.project, zahras, reason="lost", clock=now)
    coordinator = world.browser(COORDINATOR)
    assert "1 draft was handed over to a laptop that is locked" in coordinator.open("/").text
    page = coordinator.open("/hand-overs")
    assert CANARY not in page.text
    assert "HRT-07-001" in page.text
    assert "laptop locked" in page.text
    action = str(page.soup.select("td form")[0]["action"])
    refused = coordinator.post(page, action, to="")
    assert (refused.status_code, "FT-696" in refused.get_data(as_text=True)) == (422, True)
    given = coordinator.send(page, action, to=_of(world, "HRT-07"))
    assert "goes to the laptop that you chose" in given.text
    assert "Nothing is on its way" not in given.text
    for language in ("fa_AF", "ps", "it"):
        assert world.browser(COORDINATOR, language).open("/hand-overs").heading


def _of(world: World, person: str) -> str:
    with world.services.database.read() as session:
        found = workspaces.all_of(session, world.project)
    return next(one.id for one in found if one.person == person)


def test_the_pages_are_there_in_every_language(fariba: Facilitator) -> None:
    one, two = begun(fariba), begun(fariba)
    send_over(fariba, one)
    for language in ("fa_AF", "ps", "en", "it"):
        fariba.client.set_cookie("language", language)
        assert fariba.open("/").has("#passed")
        assert fariba.open(f"/interviews/{two}/hand-over").has("select[name=to]")
