"""Erasing an interview at the desk: what is lost is named, and afterwards it is nowhere."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from fieldtool.problems import Code
from fieldtool.security import hub_backups
from fieldtool.security.workspace import Workspace
from fieldtool.storage.backups import listing
from fieldtool.storage.queries import erasures, interviews, purged
from tests.clocks import StepClock
from tests.desk.pages import Browser
from tests.desk.test_exporting import ADDRESS as EXPORT
from tests.desk.world import ADMINISTRATOR, ANSWERS, COORDINATOR, FARIBA, World

CANARY = ANSWERS["safety/why"]
CHOSEN = {"reason": "withdrawn", "sure": "yes"}


@pytest.fixture
def held(world: World) -> tuple[Workspace, str]:
    """Return a laptop and an interview that it sent, beside another one."""
    laptop = world.laptop(FARIBA)
    interview = world.interview(laptop)
    world.interview(laptop, {"person/age": "61"})
    world.sync(laptop)
    return laptop, interview


def erase_address(interview: str) -> str:
    """Return where the interview is erased."""
    return f"/interviews/{interview}/erase"


def test_the_page_names_what_is_lost_shows_no_answer_and_is_for_administrators(
    world: World, administrator: Browser, held: tuple[Workspace, str]
) -> None:
    _laptop, interview = held
    coordinator = world.browser(COORDINATOR)
    assert erase_address(interview) in administrator.open(f"/interviews/{interview}").links()
    assert erase_address(interview) not in coordinator.open(f"/interviews/{interview}").links()
    coordinator.open(erase_address(interview), status=403)
    page = administrator.open(erase_address(interview))

    for part in ("HRT-07-001", "Herat", FARIBA.code):
        assert part in page.text
    assert CANARY not in page.text
    assert "34" not in page.text


def test_nothing_is_erased_without_a_reason_and_a_mark(
    world: World, administrator: Browser, held: tuple[Workspace, str]
) -> None:
    _laptop, interview = held
    wrong: list[tuple[dict[str, str], set[str]]] = [
        ({}, {"reason", "sure"}),
        ({"reason": "withdrawn"}, {"sure"}),
        ({"reason": "فریبا خواست", "sure": "yes"}, {"reason"}),
    ]
    page = administrator.open(erase_address(interview))
    for given, errors in wrong:
        page = administrator.send(page, erase_address(interview), 422, **given)
        anchors = {str(one["href"])[1:] for one in page.soup.select("#error-summary a")}

        assert anchors == errors
        assert all(page.soup.find(id=anchor) for anchor in anchors)
    with world.services.database.read() as session:
        assert interviews.get(session, world.project, interview) is not None


def test_an_erased_interview_is_in_no_list_download_page_or_file(
    world: World, administrator: Browser, held: tuple[Workspace, str]
) -> None:
    _laptop, interview = held
    assert CANARY.encode() in _raw(world) or not world.services.database.is_sqlite
    page = administrator.open(erase_address(interview))
    after = administrator.send(page, erase_address(interview), 200, **CHOSEN)

    assert "Interview HRT-07-001 is erased here." in after.text
    assert "1 interview was erased and is not among these." in after.text
    assert interview not in str(after.links())
    for address in (f"/interviews/{interview}", erase_address(interview)):
        gone = administrator.open(address, status=410)
        assert Code.INTERVIEW_ERASED.reference in gone.text
    world.say_sensitive("moderate")
    download = administrator.post(administrator.open(EXPORT), EXPORT, purpose="بازبینی")
    assert "HRT-07-002" in download.text
    assert "HRT-07-001" not in download.text
    assert CANARY.encode() not in _raw(world)
    audit = administrator.open("/audit").text
    assert "Erased an interview" in audit
    assert "The respondent withdrew" in audit
    unknown = administrator.open(erase_address("aaaaaaaaaaaaaaaa"), status=404)
    assert Code.INTERVIEW_NOT_HERE.reference in unknown.text


def test_no_earlier_backup_of_the_hub_keeps_what_was_erased(
    world: World, administrator: Browser, held: tuple[Workspace, str]
) -> None:
    _laptop, interview = held
    hub = world.services
    place = hub.config.folder / hub_backups.BACKUPS
    if hub.database.is_sqlite:
        owner = hub_backups.owner_of(hub.identity)
        hub_backups.make(hub.database, owner, world.clock.now().wall, place)
    before = _files_with_the_canary(place)
    page = administrator.open(erase_address(interview))
    administrator.send(page, erase_address(interview), 200, **CHOSEN)

    assert len(before) == (1 if hub.database.is_sqlite else 0)
    assert _files_with_the_canary(place) == []
    assert len(listing(place)) == len(before)


def _files_with_the_canary(place: Path) -> list[Path]:
    files = [path for path in place.rglob("*") if path.is_file()]
    return [path for path in files if CANARY.encode() in path.read_bytes()]


def test_the_laptop_and_the_desk_agree_about_how_many_there_are(
    world: World, administrator: Browser, held: tuple[Workspace, str]
) -> None:
    laptop, interview = held
    page = administrator.open(erase_address(interview))
    administrator.send(page, erase_address(interview), 200, **CHOSEN)
    for _ in range(2):
        assert "2 finalised, 2 here, chain whole" in administrator.open("/").text
        world.sync(laptop)
    with laptop.database.read() as session:
        (erased,) = erasures.in_log(session, world.project, laptop.log)
    assert erased.interview == interview


def test_answers_that_a_restored_hub_cannot_get_back_are_said_to_be_lost(
    world: World, administrator: Browser
) -> None:
    laptop = world.laptop(FARIBA)
    interview = world.interview(laptop)
    # As after a purge, and a hub that was restored from a copy of before.
    with laptop.database.work() as session:
        purged.purge(session, world.project, interview)
    world.sync(laptop)
    overview = administrator.open("/").text

    assert "1 finalised, 0 here, 1 without answers" in overview
    assert "Answers are lost" in overview
    assert "Has more to send" not in overview


def test_a_hub_whose_database_is_put_back_erases_again_before_it_shows_anything(
    tmp_path: Path, clock: StepClock
) -> None:
    path = tmp_path / "hub.db"
    world = World(f"sqlite:///{path}", tmp_path, clock)
    world.begin()
    world.publish()
    world.add(FARIBA)
    laptop = world.laptop(FARIBA)
    interview = world.interview(laptop)
    world.sync(laptop)
    world.services.database.scrub()
    shutil.copy(path, tmp_path / "old")
    administrator = world.browser(ADMINISTRATOR)
    page = administrator.open(erase_address(interview))
    administrator.send(page, erase_address(interview), 200, **CHOSEN)
    project = world.project
    world.close()
    shutil.move(tmp_path / "old", path)
    assert CANARY.encode() in path.read_bytes()
    again = World(f"sqlite:///{path}", tmp_path, clock)

    assert CANARY.encode() not in _raw(again)
    gone = again.browser(ADMINISTRATOR).open(f"/interviews/{interview}", status=410)
    assert Code.INTERVIEW_ERASED.reference in gone.text
    with again.services.database.read() as session:
        assert erasures.reasons(session, project) == {interview: "withdrawn"}
    again.close()


def _raw(world: World) -> bytes:
    """Return what the files of a small hub hold; nothing of a server."""
    path = Path(world.services.database.place)
    return b"".join(one.read_bytes() for one in sorted(path.parent.glob(f"{path.name}*")))
