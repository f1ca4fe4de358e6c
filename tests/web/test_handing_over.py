"""Handing a draft over to a colleague at the same laptop, with her passphrase."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import MetaData, select

from fieldtool.sync.hub import revoking
from tests.collect import pictures
from tests.desk.world import World
from tests.web.laptop import (
    PASSPHRASE,
    Facilitator,
    Laptop,
    interview_of,
    publish_sheet,
    set_up,
)
from tests.web.pages import Page
from tests.web.test_enrolling import ZAHRA
from tests.web.test_returning import WHICH, at_the_hub, back, finish, sent, sync
from tests.web.test_uploads import FORM as FILES
from tests.web.test_uploads import Files

CANARY = "زمرد سبز پنهان"
__all__ = ["sent"]


@pytest.fixture
def both(laptop: Laptop) -> Laptop:
    """Return the laptop with a second person."""
    laptop.world.add(ZAHRA)
    set_up(laptop.world, laptop.folder, ZAHRA)
    return laptop


def _signed_in(laptop: Laptop, person: str) -> Facilitator:
    somebody = Facilitator(laptop.app)
    page = somebody.open("/sign-in")
    somebody.send(page, "/sign-in", {"who": _name(page, person), "passphrase": PASSPHRASE})
    return somebody


def _name(page: Page, person: str) -> str:
    for label in page.soup.select("label.choice"):
        if person in label.get_text():
            return str(label.select("input")[0]["value"])
    raise LookupError(person)


def _begun(person: Facilitator) -> str:
    page = person.start()
    interview = interview_of(str(page.one("#page-form")["action"]))
    person.fill(person.fill(page, age="33"), go="2", night="4")
    person.fill(person.open(f"/interviews/{interview}/2"), why=CANARY)
    return interview


def _hand(person: Facilitator, interview: str, status: int = 200, **fields: str) -> Page:
    place = f"/interviews/{interview}/hand-over"
    page = person.open(place)
    who = str(page.soup.select("select[name=who] option")[0]["value"])
    given = {"who": who, "passphrase": PASSPHRASE, **fields}
    return person.send(page, place, given, status=status)


def test_the_draft_goes_with_its_answers_and_is_finished_by_the_colleague(both: Laptop) -> None:
    fariba = _signed_in(both, "HRT-07")
    interview = _begun(fariba)
    page = _hand(fariba, interview)
    zahra = _signed_in(both, "HRT-08")
    shown = zahra.open(f"/interviews/{interview}/2")
    finish(zahra, interview)
    found = at_the_hub(both.world, interview)

    assert "HRT-07-001 is now with HRT-08" in page.text
    assert shown.one('[name="safety/why"]')["value"] == CANARY
    assert (found.interview.person, found.interview.number) == ("HRT-08", "HRT-07-001")
    assert found.answers["person/age"] == "33"
    assert fariba.client.get(f"/interviews/{interview}/1").status_code == 404
    assert "HRT-07-002" in fariba.start().heading


def test_nothing_of_it_is_left_in_the_work_it_came_from(both: Laptop) -> None:
    fariba = _signed_in(both, "HRT-07")
    interview = _begun(fariba)
    _hand(fariba, interview)
    [sittings] = [
        one for one in both.services.work._open.values() if one.workspace.person == "HRT-07"
    ]
    with sittings.workspace.database.read() as session:
        tables = MetaData()
        tables.reflect(session.connection())
        rows = [str(session.execute(select(table)).all()) for table in tables.tables.values()]

    assert [text for text in rows if CANARY in text or interview in text] == []


def test_a_wrong_passphrase_or_nobody_moves_nothing(both: Laptop) -> None:
    fariba = _signed_in(both, "HRT-07")
    interview = _begun(fariba)
    wrong = _hand(fariba, interview, 403, passphrase="غلط غلط غلط")
    nobody = _hand(fariba, interview, 404, who="aaaa2222")

    assert "FT-501" in wrong.errors()["passphrase"]
    assert "FT-504" in nobody.errors()["who"]
    assert fariba.open(f"/interviews/{interview}/2").one('[name="safety/why"]')["value"] == CANARY


def test_alone_at_the_laptop_one_is_told_what_to_do_instead(facilitator: Facilitator) -> None:
    interview = _begun(facilitator)
    page = facilitator.open(f"/interviews/{interview}/hand-over")

    assert "Nobody else works with this laptop" in page.text
    assert not page.has("select[name=who]")


def test_what_the_colleague_answered_meanwhile_is_not_overwritten(both: Laptop) -> None:
    fariba, zahra = _signed_in(both, "HRT-07"), _signed_in(both, "HRT-08")
    interview = _begun(fariba)
    home = _workspace(both, "HRT-07")
    before = {path: path.read_bytes() for path in home.iterdir() if path.is_file()}
    _hand(fariba, interview)
    zahra.fill(zahra.open(f"/interviews/{interview}/2"), why="پاسخ زهرا")
    # The power went when her file had it and his still had it too.
    fariba.send(fariba.open("/"), "/lock", {})
    for path in home.glob("work.db*"):
        path.unlink()
    for path, content in before.items():
        path.write_bytes(content)
    fariba = _signed_in(both, "HRT-07")
    page = _hand(fariba, interview, 409)

    assert "FT-562" in page.errors()["who"]
    shown = zahra.open(f"/interviews/{interview}/2")
    assert shown.one('[name="safety/why"]')["value"] == "پاسخ زهرا"


def _workspace(laptop: Laptop, person: str) -> Path:
    for keys in (laptop.folder / "node" / "workspaces").glob("*/keys.json"):
        if person in keys.read_text(encoding="utf-8"):
            return keys.parent
    raise LookupError(person)


def test_a_returned_interview_goes_with_what_the_coordinator_said(
    world: World, both: Laptop, sent: str, facilitator: Facilitator
) -> None:
    back(world, sent)
    sync(facilitator)
    facilitator.send(facilitator.open("/"), f"/interviews/{sent}/again", {})
    _hand(facilitator, sent)
    zahra = _signed_in(both, "HRT-08")
    page = zahra.open(f"/interviews/{sent}/2")
    assert WHICH in page.question("safety/why").get_text()
    assert "returned to you" in zahra.open("/").text
    assert "was returned to you" not in facilitator.open("/").text
    zahra.fill(page, why="کوچهٔ آهنگران")
    finish(zahra, sent)
    found = at_the_hub(world, sent)

    assert found.answers["safety/why"] == "کوچهٔ آهنگران"
    assert (found.interview.state, found.interview.review) == ("ready", "answered")


def test_returned_once_more_it_comes_to_whoever_wrote_it(
    world: World, both: Laptop, sent: str, facilitator: Facilitator
) -> None:
    back(world, sent)
    sync(facilitator)
    facilitator.send(facilitator.open("/"), f"/interviews/{sent}/again", {})
    _hand(facilitator, sent)
    zahra = _signed_in(both, "HRT-08")
    zahra.fill(zahra.open(f"/interviews/{sent}/2"), why="کوچهٔ آهنگران")
    finish(zahra, sent)
    back(world, sent)
    sync(zahra)
    sync(facilitator)

    assert "1 interview was returned to you" in zahra.open("/").text


def test_nothing_goes_into_work_that_the_hub_has_locked(both: Laptop) -> None:
    fariba, zahra = _signed_in(both, "HRT-07"), _signed_in(both, "HRT-08")
    interview = _begun(fariba)
    hub, name = both.world.services, _workspace(both, "HRT-08").name
    with hub.database.work() as session:
        now = both.world.clock.now()
        revoking.revoke(session, hub.identity, both.world.project, name, reason="lost", clock=now)
    sync(zahra)
    page = _hand(fariba, interview, 409)

    assert "FT-564" in page.errors()["who"]
    assert fariba.open(f"/interviews/{interview}/2").one('[name="safety/why"]')["value"] == CANARY


def test_photos_go_along_once_the_colleague_has_the_questionnaire(both: Laptop) -> None:
    publish_sheet(both.world, FILES, {"en": "Files"})
    fariba = Files(both.app)
    page = fariba.open("/sign-in")
    who = {"who": _name(page, "HRT-07"), "passphrase": PASSPHRASE}
    fariba.send(page, "/sign-in", who)
    sync(fariba)
    (sittings,) = both.services.work._open.values()
    page = fariba.attach(fariba.begin(sittings.workspace), photo=pictures.photo())
    interview = interview_of(str(page.one("#page-form")["action"]))
    early = _hand(fariba, interview, 409)
    zahra = _signed_in(both, "HRT-08")
    sync(zahra)
    _hand(fariba, interview)
    shown = zahra.open(f"/interviews/{interview}/1").question("place/photo")
    photo = zahra.client.get(str(shown.select("img")[0]["src"]))

    assert "FT-561" in early.errors()["who"]
    assert photo.content_type == "image/jpeg"
    assert sittings.workspace.blobs.names() == frozenset()


def test_the_page_is_there_in_every_language(both: Laptop) -> None:
    fariba = _signed_in(both, "HRT-07")
    interview = _begun(fariba)
    for language in ("fa_AF", "ps", "en", "it"):
        fariba.client.set_cookie("language", language)
        assert fariba.open(f"/interviews/{interview}/hand-over").heading
