"""A coordinator reads a memory stick at the hub."""

from __future__ import annotations

from pathlib import Path

import pytest

from fieldtool.security.workspace import Workspace
from fieldtool.storage.mail import Mail
from fieldtool.sync.laptop import couriers, outbox
from fieldtool.sync.wire import bundles
from tests.desk.pages import Browser
from tests.desk.world import ADMINISTRATOR, FARIBA, TORYALAI, World


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    place = tmp_path / "stick"
    place.mkdir()
    return place


def bring(world: World, workspace: Workspace, stick: Path) -> None:
    mail = Mail(workspace.folder.parent.parent)
    outbox.settle(workspace, mail, world.clock)
    assert all(one.problem is None for one in couriers.copy_all(mail, stick))


def test_a_stick_is_read_and_the_page_says_who_is_missing(
    world: World, coordinator: Browser, stick: Path
) -> None:
    fariba, toryalai = world.laptop(FARIBA), world.laptop(TORYALAI)
    world.interview(fariba)
    bring(world, fariba, stick)
    (stick / "half.ftb").write_bytes(b"FTB1 half")
    page = coordinator.open("/")
    assert "/stick" in page.links()
    page = coordinator.send(coordinator.open("/stick"), "/stick", place=str(stick))

    assert "Not everything went well" in page.text
    assert page.rows() == [
        ["HRT-07 فریبا", fariba.id, "1", "on the stick"],
        ["half.ftb", page.rows()[1][1]],
        ["JAL-03 توریالی", toryalai.id, page.rows()[2][2]],
    ]
    assert page.rows()[1][1].startswith("This file was cut off or altered")
    assert "FT-370" in page.rows()[1][1]
    answers = [
        path
        for path in stick.glob("*.ftb")
        if path.name != "half.ftb" and bundles.parse(path.read_bytes()).type == bundles.ANSWER
    ]
    assert len(answers) == 1
    assert "1 interview" in coordinator.open("/interviews").text


def test_when_all_went_well_the_stick_may_be_removed_and_again_changes_nothing(
    world: World, coordinator: Browser, stick: Path
) -> None:
    fariba = world.laptop(FARIBA)
    world.interview(fariba)
    bring(world, fariba, stick)
    coordinator.send(coordinator.open("/stick"), "/stick", place=str(stick))
    page = coordinator.send(coordinator.open("/stick"), "/stick", place=str(stick))

    assert "Remove the stick now." in page.text
    assert page.rows()[0][2] == "0"


def test_an_empty_stick_and_a_wrong_folder_are_told(coordinator: Browser, stick: Path) -> None:
    page = coordinator.send(coordinator.open("/stick"), "/stick", place=str(stick))
    assert "There is no parcel for this hub on the stick." in page.text
    page = coordinator.send(coordinator.open("/stick"), "/stick", 422, place="relative/path")

    assert "There is no folder" in page.errors()["place"]


def test_reading_a_stick_is_in_the_audit(world: World, coordinator: Browser, stick: Path) -> None:
    fariba = world.laptop(FARIBA)
    world.interview(fariba)
    bring(world, fariba, stick)
    coordinator.send(coordinator.open("/stick"), "/stick", place=str(stick))
    text = world.browser(ADMINISTRATOR).open("/audit").text

    assert "Read the parcels on a memory stick" in text
    assert str(stick) not in text
