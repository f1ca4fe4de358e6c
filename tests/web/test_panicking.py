"""Erasing at once, by a button or by a passphrase that is given under pressure."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from fieldtool.problems import Code, Problem
from fieldtool.security import duress, spare
from fieldtool.security import workspace as workspaces
from fieldtool.security.workspace_files import SPARE
from fieldtool.storage.mail import Mail
from fieldtool.storage.queries import interviews
from fieldtool.sync.hub.hub_bundles import Door, read_folder
from tests.desk.world import World
from tests.sync.photographs import photo, photograph
from tests.web.laptop import PASSPHRASE, Facilitator, Laptop
from tests.web.test_sending import work_of

FORCED = "انگور سیاه ۴۱ کوزه"


@pytest.fixture
def node(laptop: Laptop) -> Path:
    """Return the folder of the laptop."""
    return laptop.folder / "node"


def homes(node: Path) -> list[str]:
    """Return the workspaces that are on the laptop."""
    return [path.parent.name for path in sorted((node / "workspaces").glob("*/keys.json"))]


def works(world: World, laptop: Laptop, facilitator: Facilitator) -> str:
    """Finish one interview with a photo and begin another; return the workspace."""
    photograph(work_of(laptop), world.clock, 1, photo(1))
    facilitator.fill(facilitator.start(), "stay", age="34")
    return work_of(laptop).id


def erases(facilitator: Facilitator) -> str:
    """Press the button and return where that leads."""
    page = facilitator.open("/erase")
    token = str(page.one('form[action="/erase"] [name=csrf_token]')["value"])
    answer = facilitator.client.post("/erase", data={"csrf_token": token, "sure": "yes"})
    return str(answer.headers["Location"])


def chooses(
    facilitator: Facilitator, one: str, status: int = 200, current: str = PASSPHRASE
) -> dict[str, str]:
    """Choose a passphrase that erases; return what is wrong."""
    page = facilitator.open("/erase")
    fields = {"duress": one, "twice": one, "current": current}
    return facilitator.send(page, "/duress", fields, status=status).errors()


def test_erasing_destroys_keys_and_drafts_and_leaves_the_outbox(
    world: World, laptop: Laptop, node: Path, facilitator: Facilitator
) -> None:
    erased = works(world, laptop, facilitator)
    assert erases(facilitator) == "/calendar"

    assert homes(node) == []
    assert not (node / "workspaces" / erased).exists()
    (parcel,) = Mail(node).waiting()
    assert parcel.photos == 1
    assert facilitator.client.get("/").status_code == 302
    assert laptop.services.work._open == {}
    with pytest.raises(Problem) as problem:
        workspaces.unlock(node, erased, PASSPHRASE, 0)
    assert problem.value.code is Code.WORKSPACE_MISSING


def test_what_was_finished_reaches_the_hub_from_the_outbox_photos_too(
    world: World, laptop: Laptop, node: Path, facilitator: Facilitator, tmp_path: Path
) -> None:
    works(world, laptop, facilitator)
    log = work_of(laptop).log
    erases(facilitator)
    stranger = Facilitator(laptop.app)
    stick = tmp_path / "stick"
    stick.mkdir()
    page = stranger.open("/carry")
    stranger.send(page, "/carry/copy", {"place": str(stick)})
    hub = world.services
    read_folder(Door(hub.database, hub.identity, hub.clock, hub.blobs), stick)

    with hub.database.read() as session:
        assert interviews.counts_by_log(session, world.project) == {log: 1}
    assert len(hub.blobs.names()) == 1


def test_without_the_mark_nothing_is_erased(node: Path, facilitator: Facilitator) -> None:
    page = facilitator.send(facilitator.open("/erase"), "/erase", {}, status=422)

    assert "Mark that you want your work on this laptop erased now." in page.text
    assert len(homes(node)) == 1


def test_nobody_erases_what_is_locked(node: Path, laptop: Laptop) -> None:
    stranger = Facilitator(laptop.app)
    page = stranger.open("/sign-in")
    token = str(page.one("form.card [name=csrf_token]")["value"])
    answer = stranger.client.post("/erase", data={"csrf_token": token, "sure": "yes"})

    assert answer.status_code == 401
    assert len(homes(node)) == 1


def test_the_forced_passphrase_erases_and_opens_empty_work_of_the_same_person(
    world: World, laptop: Laptop, node: Path, facilitator: Facilitator
) -> None:
    erased = works(world, laptop, facilitator)
    assert chooses(facilitator, FORCED) == {}
    facilitator.send(facilitator.open("/"), "/lock", {})
    forced = Facilitator(laptop.app)
    page = forced.sign_in_here(FORCED)

    assert page.heading == "Your work"
    assert "HRT-07" in forced.open("/help/call").text
    assert forced.open("/interviews").rows() == []
    assert homes(node) != [erased]
    assert len(homes(node)) == 1
    assert [one.photos for one in Mail(node).waiting()] == [1]
    log = (node / "log" / "fieldtool.log").read_text(encoding="utf-8")
    assert "workspace:destroyed" not in log
    assert "refused" not in log


def test_the_forced_passphrase_works_while_another_window_has_the_work_open(
    laptop: Laptop, node: Path, facilitator: Facilitator
) -> None:
    assert chooses(facilitator, FORCED) == {}
    before = homes(node)
    Facilitator(laptop.app).sign_in_here(FORCED)

    assert facilitator.client.get("/").status_code == 302
    assert homes(node) != before


def test_the_disk_does_not_tell_whether_there_is_a_passphrase_that_erases(
    laptop: Laptop, node: Path, facilitator: Facilitator
) -> None:
    (name,) = homes(node)
    home = node / "workspaces" / name

    def shape() -> tuple[list[str], int, list[dict[str, int]]]:
        slots = json.loads((home / "keys.json").read_bytes())["slots"]
        sizes = [{key: len(text) for key, text in one.items()} for one in slots]
        return (
            sorted(path.name for path in home.iterdir()),
            (home / "spare.box").stat().st_size,
            sizes,
        )

    before = shape()
    assert chooses(facilitator, FORCED) == {}

    assert shape() == before
    assert FORCED.encode() not in b"".join(
        path.read_bytes() for path in home.rglob("*") if path.is_file()
    )


@pytest.mark.parametrize(
    ("one", "current", "field", "status"),
    [
        (PASSPHRASE, PASSPHRASE, "duress", 422),
        ("باران می‌بارد 72", PASSPHRASE, "duress", 422),
        ("کوتاه", PASSPHRASE, "duress", 422),
        (FORCED, "غلط است این", "current", 403),
    ],
)
def test_a_passphrase_that_cannot_be_the_one_is_refused(
    node: Path, facilitator: Facilitator, one: str, current: str, field: str, status: int
) -> None:
    assert list(chooses(facilitator, one, status, current)) == [field]
    (name,) = homes(node)

    assert spare.opened(node / "workspaces" / name, one) is None


def test_it_can_be_taken_back(node: Path, facilitator: Facilitator) -> None:
    chooses(facilitator, FORCED)
    chooses(facilitator, "")
    (name,) = homes(node)

    assert spare.opened(node / "workspaces" / name, FORCED) is None


def test_a_workspace_of_an_earlier_version_gets_its_spare_slot_when_it_is_opened(
    laptop: Laptop, node: Path
) -> None:
    (name,) = homes(node)
    home = node / "workspaces" / name
    keys = json.loads((home / "keys.json").read_bytes())
    keys["slots"] = [one for one in keys["slots"] if one["kind"] != SPARE]
    (home / "keys.json").write_text(
        json.dumps(keys, ensure_ascii=False, sort_keys=True, separators=(",", ":")), "utf-8"
    )
    (home / spare.BOX).unlink()
    laptop.facilitator()

    assert (home / spare.BOX).is_file()
    assert chooses(laptop.facilitator(), FORCED) == {}


def test_a_copy_that_was_made_before_is_not_erased_and_that_is_said(
    laptop: Laptop, node: Path, facilitator: Facilitator, tmp_path: Path
) -> None:
    (name,) = homes(node)
    facilitator.send(facilitator.open("/"), "/lock", {})
    copy = tmp_path / "image"
    shutil.copytree(node / "workspaces", copy / "workspaces")
    erases(laptop.facilitator())

    workspaces.unlock(copy, name, PASSPHRASE, 0).close()


def test_what_stands_there_is_never_taken_for_a_word(node: Path, facilitator: Facilitator) -> None:
    (name,) = homes(node)
    place = duress.Place(node, Mail(node))

    assert duress.give_way(place, name, "", lambda _name: None) is None
    assert duress.give_way(place, name, FORCED, lambda _name: None) is None
    assert homes(node) == [name]
